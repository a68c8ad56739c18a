// One cluster: how it stands and why, its facts, insights, add-ons, node groups, who loads it, what changed.
// Lays out the panels; the cluster is the one that the scope names.
import type { Metadata } from 'next'
import type { SearchParams } from 'nuqs/server'
import { HydrateClient } from '../../_trpc/server.ts'
import { ClusterGate } from './_panels/cluster-gate.tsx'
import { ClusterHead } from './_panels/cluster-head.tsx'
import { ClusterTabPanel } from './_panels/cluster-tab-panel.tsx'
import { ClusterTabs } from './_panels/cluster-tabs.tsx'
import { FactStrip } from './_panels/fact-strip.tsx'
import { PrintHead } from './_panels/print-head.tsx'
import { prefetchCluster } from './prefetch.ts'

export const metadata: Metadata = { title: 'Cluster' }

export default async function ClusterPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await prefetchCluster(searchParams)
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <ClusterGate>
          <PrintHead />
          <ClusterHead />
          <FactStrip />
          <ClusterTabs />
          <ClusterTabPanel />
        </ClusterGate>
      </main>
    </HydrateClient>
  )
}
