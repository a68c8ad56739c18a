// A database that a client fills: what is in it is fixed at the epoch, then grows by what the client leaves behind until
// it has reached its quota. From then on nothing is written, until another tier brings a larger one; and back to a
// smaller one EKS lets nobody whose database is too large for it. Of clusters whose database a scenario fixes.
import type { Client } from '../world/clients.ts'
import type { Cluster } from '../world/fleet.ts'
import type { TierChange } from '../world/tier-changes.ts'
import { gigabyte, quotaGbOf, type Tier } from './tiers.ts'

export interface Stretch {
  readonly fromMs: number
  /** Infinity: for good. */
  readonly untilMs: number
}

export interface Growth {
  /** At the epoch. */
  readonly fixedBytes: number
  /** Who leaves objects behind; undefined: nobody. */
  readonly leaker: Client | undefined
  /** When its writes are refused, and everybody's. */
  readonly full: readonly Stretch[]
  readonly refused: ReadonlySet<TierChange>
}

const never = Number.POSITIVE_INFINITY

/** Calls of a leaker in [from, to). */
const made = ({ leaker }: Pick<Growth, 'leaker'>, fromMs: number, toMs: number): number =>
  leaker === undefined || toMs <= fromMs ? 0 : leaker.calls.within(fromMs, toMs)

/** Objects that are left behind before `ms`. */
export function leftBehind(growth: Growth, ms: number): number {
  if (growth.leaker === undefined) return 0
  const refused = growth.full.reduce(
    (sum, { fromMs, untilMs }) => sum + made(growth, fromMs, Math.min(untilMs, ms)),
    0,
  )
  return growth.leaker.calls.within(growth.leaker.fromMs, Math.max(ms, growth.leaker.fromMs)) - refused
}

export const bytesOfGrowth = (growth: Growth, ms: number): number =>
  growth.fixedBytes + leftBehind(growth, ms) * (growth.leaker?.caller.leavesBytes ?? 0)

/** When so much is reached from `fromMs` on, if it is before `untilMs`. */
function fullMs(growth: Growth, quota: number, fromMs: number, untilMs: number): number | undefined {
  const { leaker } = growth
  const missing = quota - bytesOfGrowth(growth, fromMs)
  if (missing <= 0) return fromMs
  const bytes = leaker?.caller.leavesBytes
  if (leaker === undefined || bytes === undefined) return undefined
  const last = leaker.calls.before(Math.max(fromMs, leaker.fromMs)) + Math.ceil(missing / bytes) - 1
  const ms = leaker.calls.timeOf(last)
  return ms === undefined || ms + 1 >= untilMs ? undefined : ms + 1
}

function growthFor(cluster: Cluster, fixedBytes: number): Growth {
  const { tierChanges, clients } = cluster
  const leaker = clients.find(({ caller }) => caller.leavesBytes !== undefined)
  const full: Stretch[] = []
  const refused = new Set<TierChange>()
  const growth: Growth = { fixedBytes, leaker, full, refused }
  let tier: Tier = cluster.tier
  let fromMs = cluster.epochMs
  for (const change of [...tierChanges, undefined]) {
    const untilMs = change === undefined ? never : change.endMs + 1
    const ms = fullMs(growth, quotaGbOf(tier) * gigabyte, fromMs, untilMs)
    if (ms !== undefined) full.push({ fromMs: ms, untilMs })
    if (change === undefined) break
    const isTooLarge = bytesOfGrowth(growth, change.startMs) > quotaGbOf(change.to) * gigabyte
    if (isTooLarge) refused.add(change)
    else tier = change.to
    fromMs = untilMs
  }
  return growth
}

const known = new WeakMap<Cluster, Growth>()

/** Undefined: the cluster's database follows from what is in it. */
export function growthOf(cluster: Cluster): Growth | undefined {
  const { databaseBytes } = cluster
  if (databaseBytes === undefined) return undefined
  const found = known.get(cluster) ?? growthFor(cluster, databaseBytes)
  known.set(cluster, found)
  return found
}

/** Whether writes are refused: the database is as large as it may be. */
export const isFullAt = (cluster: Cluster, ms: number): boolean => fullAt(cluster, ms) !== undefined

/** The stretch of time in which they are. */
export const fullAt = (cluster: Cluster, ms: number): Stretch | undefined =>
  growthOf(cluster)?.full.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)
