// For server components: `showsDevPages`, and prefetch: `prefetch(trpc.area.question.queryOptions(input))` starts a
// question, `waitBriefly` gives it a moment, <HydrateClient> hands what is known (and what is pending) to the
// browser. Calls the router directly, no HTTP. Reading the headers makes the page dynamic, which the CSP nonce needs.
import 'server-only'
import { dehydrate, type FetchQueryOptions, hashKey, type QueryKey } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache, createElement, type ReactElement, type ReactNode } from 'react'
import { createContext } from '../../server/context.ts'
import { appRouter } from '../../server/root.ts'
import { Hydrate } from './hydrate.tsx'
import { createQueryClient } from './query-client.ts'

/** What this request has asked so far, and knows. */
export const queryClientOfRequest = cache(createQueryClient)
const contextOfRequest = cache(async () => createContext((await headers()).get('x-request-id')))

export const trpc = createTRPCOptionsProxy({
  ctx: contextOfRequest,
  router: appRouter,
  queryClient: queryClientOfRequest,
})

/** Whether this server shows pages that are for developers and tests only. */
export async function showsDevPages(): Promise<boolean> {
  return (await contextOfRequest()).settings.devPages
}

/** Most that a page waits for its answers in all. What is not there by then follows in the same document. */
const patienceMs = 250

const patienceOfRequest = cache(() => new Promise<void>((resolve) => setTimeout(resolve, patienceMs)))

/** Starts the question; a failure is left to the panel, which asks again and shows it. */
export function prefetch<Data, Failure, Shown, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Shown, Key>,
): Promise<void> {
  return queryClientOfRequest().prefetchQuery(options)
}

/** Waits for what was started, as long as this page's patience lasts, so that it is drawn with the page. */
export async function waitBriefly(...started: readonly Promise<void>[]): Promise<void> {
  await Promise.race([Promise.all(started), patienceOfRequest()])
}

/** Lets an inline script of ours run; the outer wall makes a new one for each request. */
export async function scriptNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? ''
  return /'nonce-([^']+)'/.exec(policy)?.[1]
}

/** False when the browser goes from page to page by itself: then it knows what the frame asks. */
export async function isDocument(): Promise<boolean> {
  return (await headers()).get('accept')?.includes('text/html') ?? false
}

interface HydrateClientProps {
  /** The questions asked above these children, and no others: those of a frame, which its page may overtake. */
  readonly only?: readonly QueryKey[]
  readonly children: ReactNode
}

/** What is known goes along, and what is pending: its answer follows in the same document. */
export function HydrateClient({ only, children }: HydrateClientProps): ReactElement {
  const hashes = only?.map((key) => hashKey(key))
  const state = dehydrate(queryClientOfRequest(), {
    shouldDehydrateQuery: ({ state: { status }, queryHash }) =>
      status !== 'error' && (hashes === undefined || hashes.includes(queryHash)),
  })
  return createElement(Hydrate, { state, children })
}
