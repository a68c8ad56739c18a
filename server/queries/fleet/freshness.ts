// How new the word on each cluster is: of a cluster's sources the newest, each judged by its own interval.
// Joins over the clusters of an installation.
import { type ToldBy, toldBy } from '../../../db/relational/read/fleet.ts'
import { listSourceHealth, type SourceHealthRow } from '../../../db/relational/read/source-health.ts'
import { type Freshness, pushStaleAfterMs } from '../../../domain/model/freshness.ts'
import type { QueryContext } from '../../context.ts'

export interface Heard {
  /** Kinds of sources that speak of it, sorted. */
  readonly sources: readonly string[]
  /** Newest instant any of them is complete for. */
  readonly asOf: Date | null
  readonly isStale: boolean
  /** Until when the newest of them is fresh, in milliseconds; stale after it. */
  readonly freshUntilMs: number
  /** One of them makes up what it tells. */
  readonly isSimulated: boolean
  /** "pods": what none of those that read its objects may list. Null while none reads them. */
  readonly refused: ReadonlySet<string> | null
}

export const unheard: Heard = {
  sources: [],
  asOf: null,
  isStale: false,
  freshUntilMs: Number.POSITIVE_INFINITY,
  isSimulated: false,
  refused: null,
}

/** Rounds that may be missed before what a source said is stale (contracts, "Coverage"). */
const staleAfterRounds = 3

interface Word {
  readonly clusterId: string
  readonly kind: string
  readonly at: Date
  readonly staleAfterMs: number
  readonly isSimulated: boolean
  readonly refused: ReadonlySet<string> | null
}

/** Kinds of objects that the source of one cluster is refused; null for sources that read no objects. */
function refusedTo(source: SourceHealthRow | undefined): ReadonlySet<string> | null {
  if (source?.kind !== 'kube-api') return null
  const troubles = source.health.troubles.filter(({ kind }) => kind === 'forbidden' || kind === 'not-found')
  return new Set(troubles.map(({ subject }) => subject))
}

/** What all of them are refused. */
function both(left: ReadonlySet<string> | null, right: ReadonlySet<string> | null) {
  if (left === null || right === null) return left ?? right
  return new Set([...left].filter((subject) => right.has(subject)))
}

/** What a source read completely is as new as its last round; what it told since is newer still. */
function words(
  told: readonly ToldBy[],
  health: readonly SourceHealthRow[],
  newest: readonly { readonly clusterId: string; readonly newest: Date }[],
  simulated: ReadonlySet<string>,
): Word[] {
  const healthOf = new Map(health.map((row) => [row.health.sourceId, row]))
  const read = told.flatMap(({ clusterId, sourceId, observedAt }): Word[] => {
    const source = healthOf.get(sourceId)
    const kind = source?.kind ?? sourceId.slice(0, Math.max(0, sourceId.indexOf(':')))
    const intervalMs = source?.health.intervalMs ?? 60_000
    // A source of many clusters is dated cluster by cluster; one of a single cluster by its watch.
    const isOnly = source?.health.clusterIds.length === 1
    const asOf = isOnly ? source.health.asOf : null
    const at = asOf !== null && asOf > observedAt ? asOf : observedAt
    const isSimulated = simulated.has(sourceId)
    const refused = refusedTo(source)
    return [{ clusterId, kind, at, staleAfterMs: staleAfterRounds * intervalMs, isSimulated, refused }]
  })
  const pushed = newest.map(
    (row): Word => ({
      clusterId: row.clusterId,
      kind: 'audit-log',
      at: row.newest,
      staleAfterMs: pushStaleAfterMs,
      isSimulated: false,
      refused: null,
    }),
  )
  return [...read, ...pushed]
}

const sourceLimit = 20_000
const toldLimit = 40_000

/** What every source said last of every cluster, read together. */
export async function readHeard(
  { relational, clock, collecting }: Pick<QueryContext, 'relational' | 'clock' | 'collecting'>,
  newest: readonly { readonly clusterId: string; readonly newest: Date }[],
): Promise<Map<string, Heard>> {
  const [told, health] = await Promise.all([
    toldBy(relational, { limit: toldLimit }),
    listSourceHealth(relational, { limit: sourceLimit }),
  ])
  return heardByCluster(told, health, newest, clock.now(), simulatedSources(collecting))
}

/** Ids of the sources that are labelled so. */
export const simulatedSources = (collecting: QueryContext['collecting']): ReadonlySet<string> =>
  new Set(collecting.sources().flatMap(({ sourceId, simulated }) => (simulated ? [sourceId] : [])))

/** Clusters of which a source tells that makes it up. Nothing is asked where no source is labelled so. */
export async function simulatedClusters({
  relational,
  collecting,
}: Pick<QueryContext, 'relational' | 'collecting'>): Promise<ReadonlySet<string>> {
  const simulated = simulatedSources(collecting)
  if (simulated.size === 0) return new Set()
  const told = await toldBy(relational, { limit: toldLimit })
  return new Set(told.flatMap(({ clusterId, sourceId }) => (simulated.has(sourceId) ? [clusterId] : [])))
}

export function heardByCluster(
  told: readonly ToldBy[],
  health: readonly SourceHealthRow[],
  newest: readonly { readonly clusterId: string; readonly newest: Date }[],
  now: Date,
  simulated: ReadonlySet<string>,
): Map<string, Heard> {
  const found = new Map<string, Heard>()
  for (const word of words(told, health, newest, simulated)) {
    const { clusterId, kind, at, staleAfterMs, isSimulated, refused } = word
    const before = found.get(clusterId)
    const freshUntilMs = Math.max(before?.freshUntilMs ?? 0, at.getTime() + staleAfterMs)
    found.set(clusterId, {
      sources: [...new Set([...(before?.sources ?? []), kind])].sort(),
      asOf: before?.asOf && before.asOf > at ? before.asOf : at,
      isStale: now.getTime() > freshUntilMs,
      freshUntilMs,
      isSimulated: isSimulated || before?.isSimulated === true,
      refused: both(before?.refused ?? null, refused),
    })
  }
  return found
}

const staleListed = 1_000

/** Of clusters that any source speaks of; the others are not connected, which is not stale. */
export function fleetFreshness(
  clusters: readonly (Pick<Heard, 'asOf' | 'isStale' | 'isSimulated'> & { readonly clusterId: string })[],
): Freshness {
  const heard = clusters.flatMap(({ clusterId, asOf, isStale }) =>
    asOf === null ? [] : [{ clusterId, since: asOf, isStale }],
  )
  const stale = heard
    .filter(({ isStale }) => isStale)
    .sort((left, right) => left.since.getTime() - right.since.getTime())
  const newest = heard.reduce((max, { since }) => Math.max(max, since.getTime()), Number.NEGATIVE_INFINITY)
  return {
    asOf: heard.length === 0 ? null : new Date(newest),
    clustersCovered: heard.length - stale.length,
    clustersTotal: heard.length,
    stale: stale.slice(0, staleListed).map(({ clusterId, since }) => ({ clusterId, since })),
    simulated: clusters.some(({ asOf, isSimulated }) => asOf !== null && isSimulated),
  }
}
