// How many clusters each further choice of a scope would leave. Values of one facet are alternatives, facets
// narrow each other, and each key of a label is a facet of its own, exactly as server/auth/scope.ts grants
// them; a facet's own counts do not follow its own choice. Pure; one pass over the clusters.
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { labelText } from '../../../domain/model/scope-label.ts'
import type { PlacedCluster } from '../../auth/scope.ts'

/** Facets that are known of a cluster itself, by their name in a scope. */
export const clusterFacets = ['accounts', 'regions', 'clusters', 'labels', 'owners'] as const
export type ClusterFacet = (typeof clusterFacets)[number]

/** Clusters by value; labels by their text. */
export type FacetCounts = Readonly<Record<ClusterFacet, ReadonlyMap<string, number>>>

interface Narrowing {
  readonly facet: ClusterFacet
  /** Of a label. */
  readonly key?: string
  holds(cluster: PlacedCluster): boolean
}

type Plain = Exclude<ClusterFacet, 'labels'>
const plainValue: Record<Plain, (cluster: PlacedCluster) => string | null> = {
  accounts: ({ accountId }) => accountId,
  regions: ({ region }) => region,
  clusters: ({ clusterId }) => clusterId,
  owners: ({ ownerId }) => ownerId,
}
const plainFacets = Object.keys(plainValue) as readonly Plain[]

function narrowings(scope: ScopeInput): Narrowing[] {
  const plain = plainFacets.flatMap((facet): Narrowing[] => {
    const values = new Set<string | null>(scope[facet] ?? [])
    const holds = (cluster: PlacedCluster) => values.has(plainValue[facet](cluster))
    return values.size === 0 ? [] : [{ facet, holds }]
  })
  const labels = Object.entries(scope.labels ?? {}).map(([key, values]): Narrowing => {
    const holds = ({ tags }: PlacedCluster) =>
      Object.hasOwn(tags, key) && (values.length === 0 || values.includes(tags[key] ?? ''))
    return { facet: 'labels', key, holds }
  })
  return [...plain, ...labels]
}

/** Counts of every value there is; one that is chosen and leaves nothing is counted as none. */
export function countScope(
  clusters: readonly PlacedCluster[],
  scope: ScopeInput,
): { inScope: number; counts: FacetCounts } {
  const chosen = narrowings(scope)
  const isAnyValue = (key: string): boolean => scope.labels?.[key]?.length === 0
  const counts = {
    accounts: new Map<string, number>(),
    regions: new Map<string, number>(),
    clusters: new Map<string, number>(),
    labels: new Map<string, number>(),
    owners: new Map<string, number>(),
  }
  /** A value that would leave nothing is there all the same, so that it can be found. */
  const add = (facet: ClusterFacet, value: string | null, one: 0 | 1) => {
    if (value !== null) counts[facet].set(value, (counts[facet].get(value) ?? 0) + one)
  }
  let inScope = 0
  for (const cluster of clusters) {
    const missed = chosen.filter(({ holds }) => !holds(cluster))
    if (missed.length === 0) inScope += 1
    const [only] = missed
    const isLeftBy = (facet: ClusterFacet, key?: string): 0 | 1 =>
      only === undefined || (missed.length === 1 && only.facet === facet && only.key === key) ? 1 : 0
    for (const facet of plainFacets) add(facet, plainValue[facet](cluster), isLeftBy(facet))
    for (const [key, value] of Object.entries(cluster.tags)) {
      add('labels', labelText({ key, value }), isLeftBy('labels', key))
      if (isAnyValue(key)) add('labels', labelText({ key, value: null }), isLeftBy('labels', key))
    }
  }
  return { inScope, counts }
}
