// A node as it is at a time: which of its slot's, what its kubelet and its controllers last said of it. In the
// order of their slots, which is that of their names.
import { dayMs, minuteMs, secondMs } from './clock.ts'
import { type Cluster, type NodeGroup, slotsOf } from './fleet.ts'
import { h01, h32, hBelow, hHex, purpose } from './hash.ts'
import { nodeName, slotOfNode } from './names.ts'
import type { NodeHistory, Outage, Story } from './node-history.ts'
import type { Fault } from './replacement.ts'

export interface Node {
  readonly slot: number
  /** How many were in this slot before it. */
  readonly incarnation: number
  readonly name: string
  readonly group: NodeGroup
  /** 1.<minor> of its kubelet. */
  readonly minor: number
  readonly zone: string
  readonly address: string
  readonly createdMs: number
  readonly readyMs: number
  /** Lost: nothing is heard of its kubelet. */
  readonly phase: 'joining' | 'ready' | 'lost'
  readonly phaseSinceMs: number
  readonly isCordoned: boolean
  readonly fault: Fault | undefined
  /** Last millisecond in which something else than a heartbeat changed it. */
  readonly changedMs: number
  /** Its kubelet's words of between these times are not heard. */
  readonly outage: Outage | undefined
}

/** How often a kubelet says how it is when nothing changes. */
export const heartbeatMs = 5 * minuteMs

export const nameOfNode = (cluster: Cluster, slot: number, incarnation = 0): string =>
  nodeName(cluster.id, slotsOf(cluster), slot, incarnation)

export function groupOfSlot({ nodeGroups }: Cluster, slot: number): NodeGroup {
  return nodeGroups.find(({ first, size }) => slot < first + size) as NodeGroup
}

/** Ten million addresses: 10.0.0.0/8 less what pods have. */
export const addressOfNode = (slot: number): string =>
  `10.${64 + ((slot >> 16) & 63)}.${(slot >> 8) & 255}.${slot & 255}`

/** Nodes with accelerators hang together: so many below one network node of the second and of the third layer. */
export const layerNodes = { second: 128, third: 16 } as const

/** Network nodes from the top down; undefined for a machine of which AWS tells none. */
export type Layers = readonly [string, string, string]

const layersKnown = new WeakMap<NodeGroup, Map<number, Layers>>()

export function networkLayersOf(cluster: Cluster, group: NodeGroup, slot: number): Layers | undefined {
  if (group.machine.devices === undefined) return undefined
  let known = layersKnown.get(group)
  if (known === undefined) {
    known = new Map()
    layersKnown.set(group, known)
  }
  const third = Math.floor((slot - group.first) / layerNodes.third)
  const found = known.get(third) ?? layersFrom(cluster, group, slot, third)
  known.set(third, found)
  return found
}

function layersFrom(cluster: Cluster, group: NodeGroup, slot: number, third: number): Layers {
  const id = cluster.id ^ purpose.network
  const named = (layer: number, n: number): string => `nn-${hHex(3, id + layer, n, group.first).slice(0, 17)}`
  const zone = cluster.region.zones.indexOf(zoneOf(cluster, slot, group))
  const second = Math.floor((slot - group.first) / layerNodes.second)
  return [named(1, zone), named(2, second), named(3, third)]
}

/** Drawn for each node; below one network node there is one zone. */
export function zoneOf(
  cluster: Cluster,
  slot: number,
  group: NodeGroup = groupOfSlot(cluster, slot),
): string {
  const { id, region } = cluster
  const whose =
    group.machine.devices === undefined
      ? slot
      : group.first + Math.floor((slot - group.first) / layerNodes.second)
  return region.zones[hBelow(region.zones.length, id ^ purpose.nodeZone, whose)] as string
}

/** Whole days' worth of ages, so that a fleet's nodes are not of one day. */
export const nodeCreatedMs = ({ id, createdMs, site, epochMs }: Cluster, slot: number): number =>
  Math.max(
    createdMs + 3_600_000,
    epochMs -
      Math.floor((0.5 + (site.family === 'legacy' ? 200 : 40) * h01(id ^ purpose.nodeAge, slot)) * dayMs),
  )

/** A slot's first node takes this long. */
const firstReadyMs = 40 * secondMs

/** The last that was true before `ms`. */
const latest = (ms: number, ...times: readonly number[]): number =>
  Math.max(...times.filter((time) => time < ms))

/** Undefined: the slot holds none just now. */
export function nodeAt(history: NodeHistory, slot: number, ms: number): Node | undefined {
  const { cluster } = history
  const story = history.story(slot, ms)
  const incarnation = story === undefined ? 0 : history.incarnation(slot, ms)
  const came = story?.replacements[incarnation - 1]
  if (came !== undefined && came.bornMs >= ms) return undefined
  const group = groupOfSlot(cluster, slot)
  const createdMs = came?.bornMs ?? nodeCreatedMs(cluster, slot)
  const readyMs = came?.readyMs ?? createdMs + firstReadyMs
  const isSetAside = incarnation === 0 && h32(cluster.id ^ purpose.nodeAge, slot, 7) % 150 === 0
  const told =
    story === undefined ? undefined : conditionOf(story, incarnation, { createdMs, readyMs, isSetAside }, ms)
  return {
    slot,
    incarnation,
    name: nameOfNode(cluster, slot, incarnation),
    group,
    minor: came?.minor ?? group.minor,
    zone: zoneOf(cluster, slot, group),
    address: addressOfNode(slot),
    createdMs,
    readyMs,
    phase: told?.phase ?? 'ready',
    phaseSinceMs: told?.phaseSinceMs ?? readyMs,
    isCordoned: told?.isCordoned ?? isSetAside,
    fault: told?.fault,
    changedMs: told?.changedMs ?? readyMs,
    outage: told?.outage,
  }
}

function conditionOf(
  { replacements, outages }: Story,
  incarnation: number,
  { createdMs, readyMs, isSetAside }: { createdMs: number; readyMs: number; isSetAside: boolean },
  ms: number,
) {
  const goes = replacements[incarnation]
  const outage = outages.findLast(({ silentMs }) => silentMs < ms && silentMs >= createdMs)
  const isLost = outage !== undefined && outage.lostMs < ms && outage.backMs >= ms
  const isShifted = outage !== undefined && outage.cordonedMs < ms && outage.uncordonedMs >= ms
  const fault = goes?.fault !== undefined && goes.fault.detectedMs < ms ? goes.fault : undefined
  const ends = goes === undefined ? [] : [goes.fault?.detectedMs ?? createdMs, goes.cordonedMs]
  const turns = outage === undefined ? [] : [outage.lostMs, outage.backMs]
  const cordons = outage === undefined ? [] : [outage.cordonedMs, outage.uncordonedMs]
  return {
    phase: isLost ? ('lost' as const) : readyMs < ms ? ('ready' as const) : ('joining' as const),
    phaseSinceMs: latest(ms, createdMs, readyMs, ...turns),
    isCordoned: isSetAside || isShifted || (goes !== undefined && goes.cordonedMs < ms),
    fault,
    changedMs: latest(ms, createdMs, readyMs, ...ends, ...turns, ...cordons),
    outage,
  }
}

/** The slot of a node that is there. */
export function findNode(history: NodeHistory, name: string, ms: number): number | undefined {
  const { cluster } = history
  const slot = slotOfNode(slotsOf(cluster), name)
  if (slot === undefined || slot >= cluster.nodes) return undefined
  return nodeAt(history, slot, ms)?.name === name ? slot : undefined
}

/** Kubelets speak one after the other, evenly over the period: beat b is slot b mod nodes. */
export interface Beats {
  readonly count: number
  readonly periodMs: number
}

export const beatTime = ({ count, periodMs }: Beats, beat: number): number =>
  Math.floor((beat * periodMs) / count)

/** Beats before this instant. */
export const beatsBefore = ({ count, periodMs }: Beats, ms: number): number => {
  let beat = Math.floor((ms * count) / periodMs)
  while (Math.floor((beat * periodMs) / count) >= ms) beat -= 1
  while (Math.floor(((beat + 1) * periodMs) / count) < ms) beat += 1
  return beat + 1
}

/** When this slot last beat before `ms`. */
export function lastBeat(beats: Beats, slot: number, ms: number): number {
  const last = beatsBefore(beats, ms) - 1
  const back = (((last - slot) % beats.count) + beats.count) % beats.count
  return beatTime(beats, last - back)
}

/** When this node's kubelet was last heard before `ms`, and not cut off. */
export function lastHeard(node: Node, beats: Beats, ms: number): number {
  const { slot, outage, createdMs } = node
  if (outage === undefined) return Math.max(createdMs, lastBeat(beats, slot, ms))
  if (outage.backMs >= ms) return Math.max(createdMs, lastBeat(beats, slot, Math.min(ms, outage.silentMs)))
  return Math.max(createdMs, outage.backMs, lastBeat(beats, slot, ms))
}

/** Whether a beat of this slot at this time is heard. */
export function isHeard(history: NodeHistory, slot: number, ms: number): boolean {
  const story = history.story(slot, ms + 1)
  if (story === undefined) return true
  const isGone = story.replacements.some(({ goneMs, bornMs }) => goneMs <= ms && bornMs >= ms)
  return !isGone && !story.outages.some(({ silentMs, backMs }) => silentMs <= ms && backMs >= ms)
}
