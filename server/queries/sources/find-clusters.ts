// Clusters by part of their name, for whoever types: a handful, with how fresh each is. Reads no more of
// the event store than those few clusters.
import { z } from 'zod'
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import { findClusters as findRows } from '../../../db/relational/read/find-clusters.ts'
import { pushStaleAfterMs } from '../../../domain/model/freshness.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

const mostWords = 8

export const findClustersInput = z.strictObject({
  text: z.string().max(100),
  limit: z.int().min(1).max(50).default(20),
})

export interface FoundCluster {
  readonly clusterId: string
  readonly accountId: string | null
  readonly region: string | null
  /** Newest event of the audit source; null when it has sent none yet. */
  readonly newest: Date | null
  readonly stale: boolean
}

export interface FoundClusters {
  readonly rows: readonly FoundCluster[]
  /** True when more match than are listed. */
  readonly more: boolean
}

export async function findClusters(
  ctx: QueryContext,
  { text, limit }: z.infer<typeof findClustersInput>,
): Promise<FoundClusters> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords)
  const granted = grantScope(ctx.viewer, undefined, [])
  const found = await findRows(ctx.relational, { words, among: granted.clusters, limit: limit + 1 })
  const listed = found.slice(0, limit)
  if (listed.length === 0) return { rows: [], more: false }
  const scope = grantScope(ctx.viewer, { clusters: listed.map(({ id }) => id) }, [])
  const newest = await newestByCluster(ctx.events, { scope, limit })
  const newestOf = new Map(newest.map((row) => [row.clusterId, row.newest]))
  const now = ctx.clock.now().getTime()
  const rows = listed.map(({ id, accountId, region }) => {
    const at = newestOf.get(id) ?? null
    const stale = at !== null && now - at.getTime() > pushStaleAfterMs
    return { clusterId: id, accountId, region, newest: at, stale }
  })
  return { rows, more: found.length > limit }
}
