// The nodes of a cluster: slot by slot, what each is and what its kubelet last said. They do not come and go
// yet; a few are cordoned. In the order of their slots, which is that of their names.
import { dayMs, minuteMs } from './clock.ts'
import { type Cluster, type NodeGroup, slotsOf } from './fleet.ts'
import { h01, h32, hBelow, purpose } from './hash.ts'
import { nodeName, slotOfNode } from './names.ts'

export interface Node {
  readonly slot: number
  readonly name: string
  readonly group: NodeGroup
  readonly zone: string
  readonly address: string
  readonly createdMs: number
  readonly isCordoned: boolean
}

/** How often a kubelet says how it is when nothing changes. */
export const heartbeatMs = 5 * minuteMs

export const nameOfNode = (cluster: Cluster, slot: number): string =>
  nodeName(cluster.id, slotsOf(cluster), slot)

export function groupOfSlot({ nodeGroups }: Cluster, slot: number): NodeGroup {
  return nodeGroups.find(({ first, size }) => slot < first + size) as NodeGroup
}

/** Ten million addresses: 10.0.0.0/8 less what pods have. */
const addressOf = (slot: number): string =>
  `10.${64 + ((slot >> 16) & 63)}.${(slot >> 8) & 255}.${slot & 255}`

/** Whole days' worth of ages, so that a fleet's nodes are not of one day. */
export const nodeCreatedMs = ({ id, createdMs, site }: Cluster, epochMs: number, slot: number): number =>
  Math.max(
    createdMs + 3_600_000,
    epochMs -
      Math.floor((0.5 + (site.family === 'legacy' ? 200 : 40) * h01(id ^ purpose.nodeAge, slot)) * dayMs),
  )

export function nodeAt(cluster: Cluster, epochMs: number, slot: number): Node {
  const { id, region } = cluster
  return {
    slot,
    name: nameOfNode(cluster, slot),
    group: groupOfSlot(cluster, slot),
    zone: region.zones[hBelow(region.zones.length, id ^ purpose.nodeZone, slot)] as string,
    address: addressOf(slot),
    createdMs: nodeCreatedMs(cluster, epochMs, slot),
    isCordoned: h32(id ^ purpose.nodeAge, slot, 7) % 150 === 0,
  }
}

/** The slot of a node that is there. */
export function findNode(cluster: Cluster, name: string): number | undefined {
  const slot = slotOfNode(slotsOf(cluster), name)
  if (slot === undefined || slot >= cluster.nodes) return undefined
  return nameOfNode(cluster, slot) === name ? slot : undefined
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
