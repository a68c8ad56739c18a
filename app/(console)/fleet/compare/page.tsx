// Two to four clusters side by side. Lays out the panels; their question is started here, since the address alone
// says what it is.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../../_trpc/server.ts'
import { ComparisonCard } from '../_panels/comparison-card.tsx'
import { compareParams, leastCompared } from './compare-address.ts'

export const metadata: Metadata = { title: 'Compare clusters' }

const load = createLoader(compareParams)

export default async function ComparePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { clusters } = await load(searchParams)
  if (clusters.length >= leastCompared) {
    await waitBriefly(prefetch(trpc.fleet.compare.queryOptions({ clusters })))
  }
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <ComparisonCard />
      </main>
    </HydrateClient>
  )
}
