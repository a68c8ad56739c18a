// The weekly review: what changed since last Monday, what is at risk, who acts. Lays out the panels; their one
// question is started here, since the address alone says what it is.
import '@fontsource-variable/newsreader/wght.css'
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { preload } from 'react-dom'
import { clusterScopeOf, scopeParams } from '../../_hooks/view-params.ts'
import { weekInput } from '../../_hooks/week-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'
import { PrintHead } from './_panels/print-head.tsx'
import { ReviewBody } from './_panels/review-body.tsx'
import { ReviewHead } from './_panels/review-head.tsx'
import { Unread } from './_panels/unread.tsx'
import { reviewParams } from './search-params.ts'

export const metadata: Metadata = { title: 'Fleet review' }

const load = createLoader({ ...scopeParams, ...reviewParams })

/** The face of the digest, which is most of the first screen. */
const serif = new URL(
  '@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2',
  import.meta.url,
)

export default async function ReviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  preload(serif.href, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' })
  await waitBriefly(prefetch(trpc.review.week.queryOptions(weekInput(params.week, clusterScopeOf(params)))))
  return (
    <HydrateClient>
      <main className="page review" id="main" tabIndex={-1}>
        <PrintHead />
        <ReviewHead />
        <Unread />
        <ReviewBody />
      </main>
    </HydrateClient>
  )
}
