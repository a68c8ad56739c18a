// Add-ons of the whole fleet. Lays out the panels; their question is started here, since the address alone says
// what it is.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { addOnFacets } from '../../../../domain/model/fleet-parts.ts'
import { clusterScopeOf, scopeParams } from '../../../_hooks/view-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../../_trpc/server.ts'
import { AddOnList } from '../_panels/add-on-list.tsx'
import { InventoryTabs } from '../_panels/inventory-tabs.tsx'
import { partInput, partParams } from '../parts/part-params.ts'

export const metadata: Metadata = { title: 'Add-ons' }

const load = createLoader({ ...scopeParams, ...partParams })
const facetNames = Object.keys(addOnFacets) as (keyof typeof addOnFacets)[]

export default async function AddOnsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  const input = partInput(params, clusterScopeOf(params), facetNames)
  await waitBriefly(prefetch(trpc.fleet.addOns.queryOptions(input)))
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <div className="page-head">
          <div className="grow">
            <h1>Add-ons</h1>
          </div>
          <div className="row row-wrap page-actions no-print">
            <InventoryTabs />
          </div>
        </div>
        <AddOnList />
      </main>
    </HydrateClient>
  )
}
