// The only maker of a Scope: what a question asks for, cut down to what its viewer may see. Refuses
// what it cannot honour (labels, owners) instead of answering for more than was asked.
import { invalid } from '../../domain/errors.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Scope, ScopeInput } from '../../domain/model/scope.ts'
import type { Viewer } from './viewer.ts'

/** The part of the clusters table that a scope is resolved through. */
export interface PlacedCluster {
  readonly clusterId: ClusterId
  readonly accountId: string | null
  readonly region: string | null
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

function placed(input: ScopeInput, registry: readonly PlacedCluster[]): Some<ClusterId> {
  const accounts = asked(input.accounts)
  const regions = asked(input.regions)
  if (accounts === 'all' && regions === 'all') return 'all'
  return registry
    .filter(({ accountId }) => accounts === 'all' || (accountId !== null && accounts.includes(accountId)))
    .filter(({ region }) => regions === 'all' || (region !== null && regions.includes(region)))
    .map(({ clusterId }) => clusterId)
}

/**
 * `clusters: []` in the answer means nothing may be seen, never everything. Throws Invalid for kinds
 * of narrowing this release cannot do.
 */
export function grantScope(
  viewer: Viewer,
  input: ScopeInput | undefined,
  registry: readonly PlacedCluster[],
): Scope {
  const wanted = input ?? {}
  if (Object.keys(wanted.labels ?? {}).length > 0) {
    throw invalid(
      'scope.labels: narrowing by label needs a Kubernetes source, which this release does not have',
    )
  }
  if ((wanted.owners ?? []).length > 0) {
    throw invalid('scope.owners: narrowing by owner needs owner rules, which this release does not have')
  }
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
