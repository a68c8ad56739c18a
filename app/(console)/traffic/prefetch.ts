// Asks the panels' questions on the server, so that the page is drawn with its answers when they are quick. A
// relative window ends at the "now" of the sources; where those are not known, only absolute ones are asked for.
import 'server-only'
import { createLoader, type SearchParams } from 'nuqs/server'
import { absoluteWindow, chosenWindow, scopeOf, viewParams } from '../../_hooks/view-params.ts'
import { prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'
import { sourcesOfDocument } from '../_frame/sources-of-document.ts'
import { rowPartsInput, seriesInput, talkersInput } from './question-inputs.ts'
import { filterOf, trafficParams } from './search-params.ts'

const load = createLoader({ ...viewParams, ...trafficParams })

export async function prefetchTraffic(searchParams: Promise<SearchParams>): Promise<void> {
  const params = await load(searchParams)
  const sources = await sourcesOfDocument()
  const window = sources === undefined ? absoluteWindow(params) : chosenWindow(params, sources.now)
  if (window === null || sources?.freshness.asOf === null) return
  const where = filterOf(params)
  const scope = scopeOf(params)
  const question = {
    ...(scope && { scope }),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    ...(where && { where }),
  }
  const { breakdowns, series, topTalkers } = trpc.traffic
  const started = [
    prefetch(series.queryOptions(seriesInput(params, question))),
    prefetch(topTalkers.queryOptions(talkersInput(params, question))),
    prefetch(breakdowns.queryOptions(rowPartsInput(params, question))),
  ]
  if (sources !== undefined) await waitBriefly(...started)
}
