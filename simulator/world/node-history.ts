// What becomes of a cluster's nodes: each slot holds one node after the other. A slot of which nothing is
// told holds its first. What happened in a millisecond is seen from the next one on. The past is worked out
// by whole days as it is asked for, and never otherwise than before.
import { dayMs, minuteMs, secondMs } from './clock.ts'
import type { Cluster, NodeGroup } from './fleet.ts'
import { type GroupUpgrade, groupUpgradesOf } from './group-upgrades.ts'
import { hBelow, purpose } from './hash.ts'
import { Hazards } from './hazards.ts'
import { groupOfSlot, zoneOf } from './nodes.ts'
import { faultReplacement, isRepairing, longestMs, type Replacement } from './replacement.ts'

/** A node of which nothing is heard for a while; it stays, and so do its pods. */
export interface Outage {
  readonly slot: number
  /** Its kubelet's last word was before this. */
  readonly silentMs: number
  /** The node controller gives it up: Ready is Unknown. */
  readonly lostMs: number
  readonly backMs: number
  /** While EKS shifts away from its zone; both infinite where it does not. */
  readonly cordonedMs: number
  readonly uncordonedMs: number
}

/** In the order of their times. */
export interface Story {
  readonly replacements: readonly Replacement[]
  readonly outages: readonly Outage[]
}

export interface Present {
  readonly count: number
  slot(i: number): number
}

export interface NodeChange {
  readonly ms: number
  readonly slot: number
  readonly type: 'born' | 'changed' | 'gone'
}

/** As long as a lease lasts that nobody renews. */
const leaseMs = 40 * secondMs
/** What is planned and what just happens keep apart by this. */
const marginMs = 2 * 60 * minuteMs
const never = Number.POSITIVE_INFINITY

/** The first index whose replacement does not begin before `ms`. */
function firstFrom(sorted: readonly Replacement[], ms: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Replacement).startMs < ms) low = middle + 1
    else high = middle
  }
  return low
}

const byStart = (a: Replacement, b: Replacement): number => a.startMs - b.startMs || a.slot - b.slot

function outagesOf(cluster: Cluster): Outage[] {
  const { id, family, nodes, happenings } = cluster
  const isShifted = family.environment === 'prod'
  return happenings.impairments.flatMap(({ zone, fromMs, toMs, shiftMs }) =>
    Array.from({ length: nodes }, (_, slot) => slot)
      .filter((slot) => zoneOf(cluster, slot) === zone)
      .map((slot) => {
        const draw = (n: number, below: number) => hBelow(below, (id ^ purpose.launch) + n, slot, fromMs)
        return {
          slot,
          silentMs: fromMs,
          lostMs: fromMs + leaseMs + draw(5, 5 * secondMs),
          backMs: toMs + draw(6, 10 * secondMs),
          cordonedMs: isShifted ? shiftMs : never,
          uncordonedMs: isShifted ? toMs + minuteMs : never,
        }
      }),
  )
}

/** Faults that scenarios plan: all of one stroke, so that whether EKS repairs is the same for all. */
function plannedFaults(cluster: Cluster): Replacement[] {
  return cluster.happenings.faults.flatMap(({ atMs, group: name, first, count, xid }) => {
    const group = cluster.nodeGroups.find((known) => known.name === name)
    if (group === undefined || first + count > group.size) {
      throw new RangeError(`${cluster.name} has no ${first + count} nodes in a node group ${name}`)
    }
    const repaired = isRepairing(group, count)
    return Array.from({ length: count }, (_, n) => {
      const slot = group.first + first + n
      return faultReplacement({ cluster, group, slot, minor: group.minor }, atMs, xid, repaired)
    })
  })
}

const nothing: readonly never[] = []

const endOf = ({ backMs, uncordonedMs }: Outage): number =>
  Math.max(backMs, Number.isFinite(uncordonedMs) ? uncordonedMs : backMs)

export class NodeHistory {
  readonly cluster: Cluster
  readonly upgrades: readonly GroupUpgrade[]
  readonly outages: readonly Outage[]
  /** From the first outage to the end of the last. */
  readonly #silences: { readonly fromMs: number; readonly toMs: number }
  readonly #planned: readonly Replacement[]
  readonly #hazards: readonly Hazards[]
  readonly #stories = new Map<number, { replacements: Replacement[]; outages: Outage[] }>()
  readonly #plannedBySlot = new Map<number, number[]>()
  readonly #all: Replacement[] = []
  readonly #byGroup = new Map<NodeGroup, Replacement[]>()
  #horizonMs: number
  #taken = 0
  /** Lists ask about one instant many times. */
  #present: (Present & { readonly ms: number }) | undefined

  constructor(cluster: Cluster) {
    this.cluster = cluster
    this.upgrades = groupUpgradesOf(cluster)
    this.outages = outagesOf(cluster)
    this.#silences = {
      fromMs: this.outages.reduce((first, { silentMs }) => Math.min(first, silentMs), never),
      toMs: this.outages.reduce((last, outage) => Math.max(last, endOf(outage)), -never),
    }
    this.#horizonMs = cluster.epochMs
    const upgraded = this.upgrades.flatMap(({ replacements }) => replacements)
    this.#planned = [...upgraded, ...plannedFaults(cluster)].sort(byStart)
    this.#hazards = cluster.nodeGroups.map((group) => new Hazards(cluster, group))
    for (const group of cluster.nodeGroups) this.#byGroup.set(group, [])
    for (const outage of this.outages) this.#storyOf(outage.slot).outages.push(outage)
    for (const { slot, startMs } of this.#planned) this.#notePlan(slot, startMs)
    for (const { slot, silentMs } of this.outages) this.#notePlan(slot, silentMs)
  }

  /** Undefined: of this slot nothing is told. It may tell what comes after `ms`. */
  story(slot: number, ms: number): Story | undefined {
    if (ms > this.#horizonMs) this.#extend(ms)
    return this.#stories.get(slot)
  }

  /** How many nodes went before the one that this slot holds, or waits for. */
  incarnation(slot: number, ms: number): number {
    const story = this.story(slot, ms)
    return story === undefined ? 0 : story.replacements.filter(({ goneMs }) => goneMs < ms).length
  }

  /** Of one group, or of all: those under way at some time in [from, to), in the order of their beginnings. */
  within(fromMs: number, toMs: number, group?: NodeGroup): readonly Replacement[] {
    if (toMs > this.#horizonMs) this.#extend(toMs)
    const all = group === undefined ? this.#all : (this.#byGroup.get(group) ?? nothing)
    const first = firstFrom(all, fromMs - longestMs)
    return all.slice(first, firstFrom(all, toMs))
  }

  /** Those that began before `ms`, latest first, as long as they could matter for what changed since `sinceMs()`. */
  *lately(ms: number, afterwardsMs: number, sinceMs: () => number): Iterable<Replacement> {
    if (ms > this.#horizonMs) this.#extend(ms)
    for (let n = firstFrom(this.#all, ms) - 1; n >= 0; n -= 1) {
      const one = this.#all[n] as Replacement
      if (one.startMs + longestMs + afterwardsMs < sinceMs()) return
      yield one
    }
  }

  /** Outages that were not over before `fromMs`, cordons included, and began before `toMs`. */
  outagesIn(fromMs: number, toMs: number): readonly Outage[] {
    if (toMs <= this.#silences.fromMs || fromMs > this.#silences.toMs) return nothing
    return this.outages.filter((outage) => outage.silentMs < toMs && endOf(outage) >= fromMs)
  }

  /** Until when pods can be on this slot that come at `fromMs`; not after it: they cannot. Looks no further than `toMs`. */
  calmUntil(slot: number, fromMs: number, toMs: number): number {
    const story = this.story(slot, toMs)
    if (story === undefined) return never
    const troubles = [
      ...story.replacements.filter(({ readyMs }) => readyMs >= fromMs).map(({ cordonedMs }) => cordonedMs),
      ...story.outages.filter((outage) => endOf(outage) >= fromMs).map(({ silentMs }) => silentMs),
    ]
    return Math.min(never, ...troubles)
  }

  /** Slots that hold no node, sorted. */
  absent(ms: number): readonly number[] {
    return this.within(ms, ms)
      .filter(({ goneMs, bornMs }) => goneMs < ms && bornMs >= ms)
      .map(({ slot }) => slot)
      .sort((a, b) => a - b)
  }

  /** Nodes there are, and their slots in order. */
  present(ms: number): Present {
    if (this.#present?.ms !== ms) this.#present = { ms, ...this.#presentAt(ms) }
    return this.#present
  }

  #presentAt(ms: number): Present {
    const absent = this.absent(ms)
    const slot = (i: number): number => {
      let found = i
      for (const gap of absent) if (gap <= found) found += 1
      return found
    }
    return { count: this.cluster.nodes - absent.length, slot: absent.length === 0 ? (i) => i : slot }
  }

  /** In [from, to), kubelets' beats left out, in no order. */
  changes(fromMs: number, toMs: number): NodeChange[] {
    const isIn = ({ ms }: NodeChange): boolean => ms >= fromMs && ms < toMs
    const replaced = this.within(fromMs, toMs).flatMap(({ slot, fault, ...at }): NodeChange[] => [
      ...(fault === undefined ? [] : [{ ms: fault.detectedMs, slot, type: 'changed' } as const]),
      { ms: at.cordonedMs, slot, type: 'changed' },
      { ms: at.goneMs, slot, type: 'gone' },
      { ms: at.bornMs, slot, type: 'born' },
      { ms: at.readyMs, slot, type: 'changed' },
    ])
    const lost = this.outagesIn(fromMs, toMs).flatMap(({ slot, lostMs, backMs, cordonedMs, uncordonedMs }) =>
      [lostMs, backMs, cordonedMs, uncordonedMs].map((ms) => ({ ms, slot, type: 'changed' }) as const),
    )
    return [...replaced, ...lost].filter(isIn)
  }

  #notePlan(slot: number, ms: number): void {
    this.#plannedBySlot.set(slot, [...(this.#plannedBySlot.get(slot) ?? []), ms])
  }

  #storyOf(slot: number): { replacements: Replacement[]; outages: Outage[] } {
    const known = this.#stories.get(slot)
    if (known !== undefined) return known
    const made = { replacements: [], outages: [] }
    this.#stories.set(slot, made)
    return made
  }

  /** By whole days, so that what comes first does not depend on who asks. */
  #extend(toMs: number): void {
    while (this.#horizonMs < toMs) {
      const endMs = this.#horizonMs + dayMs
      const found = this.#hazards
        .flatMap((hazards) => hazards.takeBefore(endMs))
        .filter((one) => this.#isFree(one))
      for (; (this.#planned[this.#taken]?.startMs ?? never) < endMs; this.#taken += 1) {
        found.push(this.#planned[this.#taken] as Replacement)
      }
      for (const one of found.sort(byStart)) this.#add(one)
      this.#horizonMs = endMs
    }
  }

  /** A node that nobody repairs stays for good. */
  #isFree({ slot, startMs }: Replacement): boolean {
    const last = this.#stories.get(slot)?.replacements.at(-1)
    if (last !== undefined && last.goneMs === never) return false
    return !(this.#plannedBySlot.get(slot) ?? nothing).some((ms) => Math.abs(ms - startMs) < marginMs)
  }

  #add(one: Replacement): void {
    const { replacements } = this.#storyOf(one.slot)
    // Another of the same kind, unless the kind is what changes.
    const minor = one.cause === 'upgrade' ? one.minor : (replacements.at(-1)?.minor ?? one.group.minor)
    const told = { ...one, minor }
    replacements.push(told)
    this.#all.push(told)
    this.#byGroup.get(groupOfSlot(this.cluster, one.slot))?.push(told)
  }
}

const histories = new WeakMap<Cluster, NodeHistory>()

export function historyOf(cluster: Cluster): NodeHistory {
  const known = histories.get(cluster)
  if (known !== undefined) return known
  const made = new NodeHistory(cluster)
  histories.set(cluster, made)
  return made
}

/** Node groups with the version that EKS tells of them at this time: the next one once all nodes run it. */
export function nodeGroupsAt(cluster: Cluster, ms: number): readonly NodeGroup[] {
  const { upgrades } = historyOf(cluster)
  if (upgrades.length === 0) return cluster.nodeGroups
  return cluster.nodeGroups.map((group) => {
    const done = upgrades.findLast((upgrade) => upgrade.group === group && upgrade.endMs < ms)
    return done === undefined ? group : { ...group, minor: done.to }
  })
}
