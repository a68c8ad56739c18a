// The fleet as its viewer may see it, one row a cluster, joined and judged once for every question on it:
// facts and counts of the relational store, how new they are, support, health, owner and fee. Bounded by
// the clusters of an installation.
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import type { FoundCluster } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { Scope, ScopeInput } from '../../../domain/model/scope.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { fleetFreshness, simulatedSources } from './freshness.ts'
import { judgeFleet } from './judged-fleet.ts'
import { clusterLimit, readKept } from './kept-fleet.ts'

export interface Fleet {
  readonly scope: Scope
  readonly now: Date
  /** By cluster id; those that are gone are not among them. */
  readonly rows: readonly FoundCluster[]
  readonly freshness: Freshness
}

const amongOf = (clusters: Scope['clusters']): ((clusterId: string) => boolean) => {
  if (clusters === 'all') return () => true
  const seen = new Set<string>(clusters)
  return (clusterId) => seen.has(clusterId)
}

/** Everything the viewer may see of what `input` asks for. Throws Invalid for scopes that cannot be honoured. */
export async function readFleet(ctx: QueryContext, input: ScopeInput | undefined): Promise<Fleet> {
  const { relational, events, viewer, owners } = ctx
  const granted = grantScope(viewer, undefined, [])
  const [kept, newest] = await Promise.all([
    readKept(relational, () => ctx.clock.now()),
    newestByCluster(events, { scope: granted, limit: clusterLimit }),
  ])
  const now = ctx.clock.now()
  const all = judgeFleet(kept, {
    ...{ now, owners, simulated: simulatedSources(ctx.collecting), sees: amongOf(granted.clusters) },
    newest: new Map(newest.map((one) => [one.clusterId as string, one.newest])),
  })
  const placed = () =>
    all.map(({ clusterId, accountId, region, tags, owner }) => {
      return { clusterId, accountId, region, tags, ownerId: owner.id }
    })
  const scope = grantScope(viewer, input, input === undefined ? [] : placed())
  const isSeen = amongOf(scope.clusters)
  const rows = scope.clusters === 'all' ? all : all.filter(({ clusterId }) => isSeen(clusterId))
  return { scope, now, rows, freshness: fleetFreshness(rows) }
}
