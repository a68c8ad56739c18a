// The only maker of a Scope: what a question asks for, cut down to what its viewer may see. Labels are
// those of clusters (their tags), owners those that today's rules name for clusters.
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Scope, ScopeInput } from '../../domain/model/scope.ts'
import type { Viewer } from './viewer.ts'

/** The part of the clusters table that a scope is resolved through. */
export interface PlacedCluster {
  readonly clusterId: ClusterId
  readonly accountId: string | null
  readonly region: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly ownerId: string
}

type Some<T> = 'all' | readonly T[]

/** Values in both; 'all' is everything, an empty list is nothing. */
function both<T>(left: Some<T>, right: Some<T>): Some<T> {
  if (left === 'all') return right
  if (right === 'all') return left
  const kept = new Set(right)
  return left.filter((value) => kept.has(value))
}

/** An absent or empty list asks for everything (contracts, "Common input"). */
function asked<T>(values: readonly T[] | undefined): Some<T> {
  return values === undefined || values.length === 0 ? 'all' : [...new Set(values)]
}

function isAmong<T>(values: Some<T>, value: T | null): boolean {
  return values === 'all' || (value !== null && values.includes(value))
}

/** Clusters at the places, with the labels and of the owners asked for: every kind of narrowing at once. */
function placed(input: ScopeInput, registry: readonly PlacedCluster[]): Some<ClusterId> {
  const accounts = asked(input.accounts)
  const regions = asked(input.regions)
  const owners = asked(input.owners)
  const labels = Object.entries(input.labels ?? {}).map(([key, values]) => [key, asked(values)] as const)
  if (accounts === 'all' && regions === 'all' && owners === 'all' && labels.length === 0) return 'all'
  return registry
    .filter(({ accountId }) => isAmong(accounts, accountId))
    .filter(({ region }) => isAmong(regions, region))
    .filter(({ ownerId }) => isAmong(owners, ownerId))
    .filter(({ tags }) =>
      labels.every(([key, values]) => Object.hasOwn(tags, key) && isAmong(values, tags[key] ?? null)),
    )
    .map(({ clusterId }) => clusterId)
}

/** `clusters: []` in the answer means nothing may be seen, never everything. */
export function grantScope(
  viewer: Viewer,
  input: ScopeInput | undefined,
  registry: readonly PlacedCluster[],
): Scope {
  const wanted = input ?? {}
  const granted = {
    clusters: both(both(asked(wanted.clusters), placed(wanted, registry)), viewer.clusters),
    namespaces: both(asked(wanted.namespaces), viewer.namespaces),
  }
  return granted as Scope
}

/** Whoever sees a part of the fleet knows a source only if all that it speaks of is in that part. */
export function mayKnowSource({ clusters }: Viewer, clusterIds: readonly ClusterId[]): boolean {
  if (clusters === 'all') return true
  return clusterIds.length > 0 && clusterIds.every((id) => clusters.includes(id))
}
