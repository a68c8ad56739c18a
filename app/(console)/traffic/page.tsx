// API traffic: who loads the API servers, with what, since when. Lays out the panels; when the address
// names an absolute window their questions are started here, else as soon as the server's now is known.
import type { Metadata } from 'next'
import type { SearchParams } from 'nuqs/server'
import { HydrateClient } from '../../_trpc/server.ts'
import { SourcesGate } from '../_frame/sources-gate.tsx'
import { ViewsButton } from '../_frame/views-button.tsx'
import { AnswerLine } from './_panels/answer-line.tsx'
import { ControlPlanes } from './_panels/control-planes.tsx'
import { Filters } from './_panels/filters.tsx'
import { LaterTeaching } from './_panels/later-teaching.tsx'
import { LiveTail, TailButton } from './_panels/live-tail.tsx'
import { PageActions } from './_panels/page-actions.tsx'
import { PrintHead } from './_panels/print-head.tsx'
import { RequestRate } from './_panels/request-rate.tsx'
import { TalkerPanel } from './_panels/talker-panel.tsx'
import { TalkerTable } from './_panels/talker-table.tsx'
import { ThrottledNote } from './_panels/throttled-note.tsx'
import { Unread } from './_panels/unread.tsx'
import { prefetchTraffic } from './prefetch.ts'

export const metadata: Metadata = { title: 'API traffic' }

export default async function TrafficPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await prefetchTraffic(searchParams)
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <PrintHead />
        <div className="page-head">
          <div className="grow">
            <h1>API traffic</h1>
            <AnswerLine />
          </div>
          <div className="row row-wrap page-actions no-print">
            <TailButton />
            <PageActions />
            <ViewsButton />
          </div>
        </div>
        <Filters />
        <Unread />
        <SourcesGate empty={<LaterTeaching />}>
          <div className="traffic">
            <div className="traffic-column">
              <LiveTail />
              <RequestRate />
              <ControlPlanes />
              <TalkerTable />
              <ThrottledNote />
            </div>
            <TalkerPanel />
          </div>
        </SourcesGate>
      </main>
    </HydrateClient>
  )
}
