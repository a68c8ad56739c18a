// Capacity: how close each control plane is to what it can carry. Lays out the panels; where the address names an
// absolute window their question is started here, else as soon as the server's now is known.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { absoluteWindow, chosenWindow, clusterScopeOf, viewParams } from '../../_hooks/view-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'
import { SourcesGate } from '../_frame/sources-gate.tsx'
import { sourcesOfDocument } from '../_frame/sources-of-document.ts'
import { ViewsButton } from '../_frame/views-button.tsx'
import { AnswerLine } from './_panels/answer-line.tsx'
import { ControlPlanesCard } from './_panels/control-planes-card.tsx'
import { Opened } from './_panels/opened.tsx'
import { PrintHead } from './_panels/print-head.tsx'
import { capacityParams, listInput } from './search-params.ts'

export const metadata: Metadata = { title: 'Capacity' }

const load = createLoader({ ...viewParams, ...capacityParams })

export default async function CapacityPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  const sources = await sourcesOfDocument()
  const window = sources === undefined ? absoluteWindow(params) : chosenWindow(params, sources.now)
  if (window !== null) {
    const asked = listInput(params, clusterScopeOf(params), window)
    await waitBriefly(prefetch(trpc.capacity.controlPlanes.queryOptions(asked)))
  }
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <PrintHead />
        <div className="page-head">
          <div className="grow">
            <h1>Capacity</h1>
            <AnswerLine />
          </div>
          <div className="row row-wrap page-actions no-print">
            <ViewsButton />
          </div>
        </div>
        <SourcesGate>
          <Opened />
          <ControlPlanesCard />
        </SourcesGate>
      </main>
    </HydrateClient>
  )
}
