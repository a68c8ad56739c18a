// Asks the questions of the page on the server, so that it is drawn with their answers when they are quick:
// the address alone says what they are.
import 'server-only'
import { createLoader, type SearchParams } from 'nuqs/server'
import { clusterScopeOf, scopeParams } from '../../_hooks/view-params.ts'
import { prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'
import { distributionInput, fleetInput, fleetParams, openGroupsInput, summaryInput } from './search-params.ts'

const load = createLoader({ ...scopeParams, ...fleetParams })

export async function prefetchFleet(searchParams: Promise<SearchParams>): Promise<void> {
  const params = await load(searchParams)
  const scope = clusterScopeOf(params)
  const { clusters, distribution, summary } = trpc.fleet
  const isSpread = params.show === 'distribution' && params.down !== params.across
  const inOpenGroups = openGroupsInput(params, scope)
  await waitBriefly(
    prefetch(clusters.queryOptions(fleetInput(params, scope))),
    prefetch(summary.queryOptions(summaryInput(scope))),
    ...(isSpread ? [prefetch(distribution.queryOptions(distributionInput(params, scope)))] : []),
    ...(inOpenGroups ? [prefetch(clusters.queryOptions(inOpenGroups))] : []),
  )
}
