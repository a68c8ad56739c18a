// Nodes of the whole fleet. Lays out the panels; their question is started here, since the address alone says what
// it is.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { fleetNodeFacets } from '../../../../domain/model/fleet-node.ts'
import { clusterScopeOf, scopeParams } from '../../../_hooks/view-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../../_trpc/server.ts'
import { InventoryTabs } from '../_panels/inventory-tabs.tsx'
import { NodeList } from '../_panels/node-list.tsx'
import { partInput, partParams } from '../parts/part-params.ts'

export const metadata: Metadata = { title: 'Nodes' }

const load = createLoader({ ...scopeParams, ...partParams })

export default async function NodesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  const input = partInput(params, clusterScopeOf(params), fleetNodeFacets)
  await waitBriefly(prefetch(trpc.fleet.nodes.queryOptions(input)))
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <div className="page-head">
          <div className="grow">
            <h1>Nodes</h1>
          </div>
          <div className="row row-wrap page-actions no-print">
            <InventoryTabs />
          </div>
        </div>
        <NodeList />
      </main>
    </HydrateClient>
  )
}
