// Inventory: which clusters are run, where, on which version and support, in what health, whose. Lays out the
// panels; their questions are started here, since the address alone says what they are.
import type { Metadata } from 'next'
import type { SearchParams } from 'nuqs/server'
import { HydrateClient } from '../../_trpc/server.ts'
import { ViewsButton } from '../_frame/views-button.tsx'
import { AnswerLine } from './_panels/answer-line.tsx'
import { CoastCard } from './_panels/coast-card.tsx'
import { ColumnsButton } from './_panels/columns-button.tsx'
import { FacetCard } from './_panels/facet-card.tsx'
import { FleetGate } from './_panels/fleet-gate.tsx'
import { FleetShown, ShowChoice } from './_panels/fleet-shown.tsx'
import { InventoryTabs } from './_panels/inventory-tabs.tsx'
import { PresetTabs } from './_panels/preset-tabs.tsx'
import { PrintHead } from './_panels/print-head.tsx'
import { Unread } from './_panels/unread.tsx'
import { prefetchFleet } from './prefetch.ts'

export const metadata: Metadata = { title: 'Inventory' }

export default async function FleetPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await prefetchFleet(searchParams)
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <PrintHead />
        <Unread />
        <div className="page-head">
          <div className="grow">
            <h1>Inventory</h1>
            <AnswerLine />
          </div>
          <div className="row row-wrap page-actions no-print">
            <InventoryTabs />
            <ColumnsButton />
            <ViewsButton />
          </div>
        </div>
        <FleetGate>
          <CoastCard />
          <div className="tabs-line">
            <PresetTabs />
            <ShowChoice />
          </div>
          <div className="fleet">
            <FacetCard />
            <FleetShown />
          </div>
        </FleetGate>
      </main>
    </HydrateClient>
  )
}
