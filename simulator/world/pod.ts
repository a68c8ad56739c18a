// A pod and what is true of all: when it is placed and ready, what its node's end or silence does to it, and
// who comes after it. Pods are numbered by their workload; a number whose node goes lives on in a successor,
// which waits until the slot has a node again, for the group is full.
import { hBelow, purpose } from './hash.ts'
import type { NodeHistory, Outage, Story } from './node-history.ts'
import type { Workload } from './workloads.ts'

export interface Pod {
  readonly workload: Workload
  /** With the workload and the incarnation, whose it is in hashes: two pods never share them. */
  readonly number: number
  /** How many of this number were evicted before it. */
  readonly incarnation: number
  readonly name: string
  readonly slot: number
  /** Which of the slot's nodes it is on. */
  readonly node: number
  /** Below the set's `places`; two that are alive at a time never share one. */
  readonly place: number
  readonly bornMs: number
  readonly scheduledMs: number
  readonly readyMs: number
  /** When it ended by itself; pods that serve never do. */
  readonly endMs: number | undefined
  /** The job or template it was made from: its owner's name. */
  readonly owner: string
}

/** Lost and back: its node is not heard of, and is again. */
export type PodChange = {
  readonly ms: number
  readonly type: 'born' | 'scheduled' | 'ready' | 'lost' | 'back' | 'ended' | 'gone'
  readonly pod: Pod
}

export interface Status {
  readonly wanted: number
  readonly replicas: number
  readonly ready: number
  /** Would be ready, if their nodes were heard of. */
  readonly lost: number
  /** The last millisecond in which any of this changed. */
  readonly changedMs: number
}

export interface PodSet {
  readonly workload: Workload
  /** Begins the key of each of its pods. */
  readonly prefix: string
  readonly places: number
  count(ms: number): number
  /** How many came to be in [from, to), by formula. */
  started(fromMs: number, toMs: number): number
  /** The i-th in the order of names. */
  at(i: number, ms: number): Pod
  /** In [from, to), in no order. */
  changes(fromMs: number, toMs: number): PodChange[]
  status(ms: number): Status
}

/** Longest time from being made to being ready, where a node is ready. */
export const longestStartMs = 23_000

/** One pod of a number: from its making until it is evicted. */
export interface Instance {
  readonly incarnation: number
  readonly node: number
  readonly bornMs: number
  readonly scheduledMs: number
  readonly readyMs: number
  /** Infinite: not by this. */
  readonly evictedMs: number
}

const never = Number.POSITIVE_INFINITY

/** When a slot takes pods again that does not at `ms`. */
function openedMs({ replacements, outages }: Story, ms: number, delayMs: number): number {
  let open = ms
  for (const { cordonedMs, readyMs } of replacements) {
    if (cordonedMs <= open && open < readyMs) open = readyMs + delayMs
  }
  for (const { lostMs, backMs, uncordonedMs } of outages) {
    const untilMs = uncordonedMs === never ? backMs : Math.max(backMs, uncordonedMs)
    if (lostMs <= open && open < untilMs) open = untilMs + delayMs
  }
  return open
}

/** A kubelet that is not heard cannot say that a pod is ready. */
function toldMs({ outages }: Story, readyMs: number, delayMs: number): number {
  const outage = outages.find(({ silentMs, backMs }) => silentMs <= readyMs && readyMs < backMs)
  return outage === undefined ? readyMs : outage.backMs + delayMs
}

function instanceOf(
  workload: Workload,
  number: number,
  incarnation: number,
  bornMs: number,
  story: Story | undefined,
): Instance {
  const draw = (below: number, n: number) =>
    hBelow(below, workload.id ^ purpose.podStart, number, n + incarnation * 4)
  const placingMs = 100 + draw(900, 1)
  const startingMs = 1_500 + draw(20_000, 2)
  if (story === undefined) {
    const scheduledMs = bornMs + placingMs
    return { incarnation, node: 0, bornMs, scheduledMs, readyMs: scheduledMs + startingMs, evictedMs: never }
  }
  const scheduledMs = openedMs(story, bornMs + placingMs, placingMs)
  const { replacements } = story
  return {
    incarnation,
    node: replacements.filter(({ readyMs }) => readyMs <= scheduledMs).length,
    bornMs,
    scheduledMs,
    readyMs: toldMs(story, scheduledMs + startingMs, placingMs),
    evictedMs: replacements.find(({ cordonedMs }) => cordonedMs > scheduledMs)?.evictedMs ?? never,
  }
}

/** Of a DaemonSet: it may run where others may not yet, and is not evicted. */
export function instanceOfNode(
  workload: Workload,
  number: number,
  node: number,
  bornMs: number,
): Omit<Instance, 'evictedMs'> {
  const { evictedMs, ...instance } = instanceOf(workload, number, node, bornMs, undefined)
  return { ...instance, node }
}

/** A number's pods, one after the other, up to `untilMs`: its end, or when it is asked about. */
export function instancesOf(
  history: NodeHistory,
  workload: Workload,
  { number, slot, bornMs }: { number: number; slot: number; bornMs: number },
  untilMs: number,
): readonly Instance[] {
  const story = history.story(slot, untilMs === never ? bornMs : untilMs)
  const found = [instanceOf(workload, number, 0, bornMs, story)]
  if (story === undefined) return found
  for (let last = found[0] as Instance; last.evictedMs < untilMs; last = found.at(-1) as Instance) {
    found.push(instanceOf(workload, number, last.incarnation + 1, last.evictedMs, story))
  }
  return found
}

/** The one that is there at `ms`. */
export const instanceAt = (instances: readonly Instance[], ms: number): Instance =>
  instances.findLast(({ bornMs }) => bornMs < ms) ?? (instances[0] as Instance)

/** Of this pod's node, while the pod was ready: the last that had begun before `ms`. */
export function outageOf(
  history: NodeHistory,
  pod: Pick<Pod, 'slot' | 'readyMs'>,
  ms: number,
): Outage | undefined {
  if (history.outages.length === 0) return undefined
  return history.story(pod.slot, ms)?.outages.findLast(({ lostMs }) => lostMs < ms && pod.readyMs < lostMs)
}

export const isWithin = (ms: number, fromMs: number, toMs: number): boolean => ms >= fromMs && ms < toMs

/** What happens to a pod within a window, before its end by others' hands, and that left out. */
export function lifeOf(
  history: NodeHistory,
  pod: Pod,
  fromMs: number,
  toMs: number,
  goneMs: number,
): PodChange[] {
  const story = history.outages.length === 0 ? undefined : history.story(pod.slot, toMs)
  const outages = (story?.outages ?? []).filter(({ lostMs }) => lostMs > pod.readyMs)
  const all: PodChange[] = [
    { ms: pod.bornMs, type: 'born', pod },
    { ms: pod.scheduledMs, type: 'scheduled', pod },
    { ms: pod.readyMs, type: 'ready', pod },
    ...outages.flatMap(({ lostMs, backMs }) => [
      { ms: lostMs, type: 'lost', pod } as const,
      { ms: backMs, type: 'back', pod } as const,
    ]),
    ...(pod.endMs === undefined ? [] : [{ ms: pod.endMs, type: 'ended', pod } as const]),
  ]
  return all.filter(({ ms }) => isWithin(ms, fromMs, Math.min(toMs, goneMs)))
}

export function placeOf({ cluster, group, offset }: Workload, number: number): number {
  const { first, size } = group ?? { first: 0, size: cluster.nodes }
  return first + ((((offset + number) % size) + size) % size)
}
