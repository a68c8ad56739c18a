// The fleet as its viewer may see it, one row a cluster, joined and judged once for every question on it:
// facts and counts of the relational store, how new they are, support, health, owner and fee. Bounded by
// the clusters of an installation.
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import type { Relational } from '../../../db/relational/client.ts'
import { findingsByCluster } from '../../../db/relational/read/check-results.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { fleetClusters } from '../../../db/relational/read/fleet.ts'
import type { FoundCluster } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { Scope, ScopeInput } from '../../../domain/model/scope.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placeCluster } from '../placed-clusters.ts'
import { fleetFreshness, readHeard, unheard } from './freshness.ts'
import { judgeCluster, supportOn } from './judged-cluster.ts'

const clusterLimit = 20_000
const versionLimit = 1_000

export interface Fleet {
  readonly scope: Scope
  readonly now: Date
  /** By cluster id; those that are gone are not among them. */
  readonly rows: readonly FoundCluster[]
  readonly freshness: Freshness
}

const readRows = (relational: Relational, now: Date) =>
  Promise.all([
    fleetClusters(relational, { goneAfter: null, limit: clusterLimit }),
    listClusterVersions(relational, { limit: versionLimit }),
    findingsByCluster(relational, { now, limit: clusterLimit }),
  ])
const underWay = new WeakMap<Relational, ReturnType<typeof readRows>>()

/** Questions that come together, as those of a page do, share one reading: it is most of what they cost. */
function readRegistry(relational: Relational, now: Date): ReturnType<typeof readRows> {
  const shared = underWay.get(relational)
  if (shared !== undefined) return shared
  const reading = readRows(relational, now).finally(() => underWay.delete(relational))
  underWay.set(relational, reading)
  return reading
}

/** Everything the viewer may see of what `input` asks for. Throws Invalid for scopes that cannot be honoured. */
export async function readFleet(ctx: QueryContext, input: ScopeInput | undefined): Promise<Fleet> {
  const { relational, events } = ctx
  const now = ctx.clock.now()
  const [clusters, versions, findings] = await readRegistry(relational, now)
  const found = new Map(findings.map((one) => [one.clusterId, one]))
  const judging = { supportFor: supportOn(calendarWith(versions), now), now, ownerOf: ctx.owners.ownerOf }
  const registry = clusters.map((row) => placeCluster(ctx.owners, { ...row, id: row.clusterId }))
  const scope = grantScope(ctx.viewer, input, registry)
  const newest = await newestByCluster(events, { scope, limit: clusterLimit })
  const heard = await readHeard(ctx, newest)
  const seen = scope.clusters === 'all' ? null : new Set(scope.clusters)
  const rows = clusters
    .filter(({ clusterId }) => seen === null || seen.has(clusterId))
    .map((row) => judgeCluster(row, heard.get(row.clusterId) ?? unheard, found.get(row.clusterId), judging))
  return { scope, now, rows, freshness: fleetFreshness(rows) }
}
