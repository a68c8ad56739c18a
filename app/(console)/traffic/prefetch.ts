// Starts the panels' questions on the server when the address alone says what they are, that is when
// its window is absolute (a copied link). A relative window ends at a "now" only the sources tell.
import 'server-only'
import { createLoader, type SearchParams } from 'nuqs/server'
import { absoluteWindow, viewParams } from '../../_hooks/view-params.ts'
import { prefetch, trpc } from '../../_trpc/server.ts'
import { seriesInput, talkersInput } from './question-inputs.ts'
import { filterOf, trafficParams } from './search-params.ts'

const load = createLoader({ ...viewParams, ...trafficParams })

export async function prefetchTraffic(searchParams: Promise<SearchParams>): Promise<void> {
  const params = await load(searchParams)
  const window = absoluteWindow(params)
  if (window === null) return
  const where = filterOf(params)
  const question = {
    ...(params.cluster.length > 0 && { scope: { clusters: params.cluster } }),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    ...(where && { where }),
  }
  prefetch(trpc.traffic.series.queryOptions(seriesInput(params, question)))
  prefetch(trpc.traffic.topTalkers.queryOptions(talkersInput(params, question)))
}
