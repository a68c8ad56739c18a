// Asks for the cluster on the server, so that the page is drawn with it when it is quick.
import 'server-only'
import { createLoader, type SearchParams } from 'nuqs/server'
import { viewParams } from '../../_hooks/view-params.ts'
import { prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'

const load = createLoader({ cluster: viewParams.cluster })

export async function prefetchCluster(searchParams: Promise<SearchParams>): Promise<void> {
  const { cluster } = await load(searchParams)
  const [clusterId] = cluster
  if (clusterId === undefined || cluster.length > 1) return
  await waitBriefly(prefetch(trpc.fleet.cluster.queryOptions({ clusterId })))
}
