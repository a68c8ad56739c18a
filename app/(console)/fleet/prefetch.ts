// Starts the questions of the page on the server: the address alone says what they are.
import 'server-only'
import { createLoader, type SearchParams } from 'nuqs/server'
import { viewParams } from '../../_hooks/view-params.ts'
import { prefetch, trpc } from '../../_trpc/server.ts'
import { fleetInput, fleetParams } from './search-params.ts'

const load = createLoader({ cluster: viewParams.cluster, ...fleetParams })

export async function prefetchFleet(searchParams: Promise<SearchParams>): Promise<void> {
  const { cluster, ...params } = await load(searchParams)
  prefetch(trpc.fleet.clusters.queryOptions(fleetInput(params, cluster)))
}
