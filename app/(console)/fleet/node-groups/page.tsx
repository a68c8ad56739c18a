// Node groups of the whole fleet. Lays out the panels; their question is started here, since the address alone says
// what it is.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { nodeGroupFacets } from '../../../../domain/model/fleet-parts.ts'
import { clusterScopeOf, scopeParams } from '../../../_hooks/view-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../../_trpc/server.ts'
import { InventoryTabs } from '../_panels/inventory-tabs.tsx'
import { NodeGroupList } from '../_panels/node-group-list.tsx'
import { partInput, partParams } from '../parts/part-params.ts'

export const metadata: Metadata = { title: 'Node groups' }

const load = createLoader({ ...scopeParams, ...partParams })
const facetNames = Object.keys(nodeGroupFacets) as (keyof typeof nodeGroupFacets)[]

export default async function NodeGroupsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  const input = partInput(params, clusterScopeOf(params), facetNames)
  await waitBriefly(prefetch(trpc.fleet.nodeGroups.queryOptions(input)))
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <div className="page-head">
          <div className="grow">
            <h1>Node groups</h1>
          </div>
          <div className="row row-wrap page-actions no-print">
            <InventoryTabs />
          </div>
        </div>
        <NodeGroupList />
      </main>
    </HydrateClient>
  )
}
