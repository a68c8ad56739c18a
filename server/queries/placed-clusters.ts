// The clusters of an installation with what a scope may ask of them: account, region, tags and today's owner.
// Every question that takes a scope starts here. Bounded by the clusters an installation may have.
import { askedTogether } from '../../db/asked-together.ts'
import { type ClusterRow, listClusters } from '../../db/relational/read/clusters.ts'
import type { PlacedCluster } from '../auth/scope.ts'
import type { QueryContext } from '../context.ts'

const clusterLimit = 20_000

export function placeCluster(
  owners: QueryContext['owners'],
  { id, accountId, region, tags }: Omit<ClusterRow, 'name' | 'goneAt'>,
): PlacedCluster {
  const ownerId = owners.ownerOf({ clusterTags: tags, accountId }).id
  return { clusterId: id, accountId, region, tags, ownerId }
}

export interface RegisteredCluster extends PlacedCluster {
  /** No source finds it any more; what it sent is still there. */
  readonly isGone: boolean
}

/** By cluster id. */
export async function placedClusters(ctx: QueryContext): Promise<RegisteredCluster[]> {
  const rows = await askedTogether(ctx.relational, 'placed clusters', () =>
    listClusters(ctx.relational, { limit: clusterLimit }),
  )
  return rows.map((row) => ({ ...placeCluster(ctx.owners, row), isGone: row.goneAt !== null }))
}
