// For server components: `showsDevPages`, and prefetch: `prefetch(trpc.area.question.queryOptions(input))` starts a question
// without waiting, <HydrateClient> hands what is known (and what is pending) to the browser. Calls the
// router directly, no HTTP. Reading the headers makes the page dynamic, which the CSP nonce needs.
import 'server-only'
import { dehydrate, type FetchQueryOptions, type QueryKey } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache, createElement, type ReactElement, type ReactNode } from 'react'
import { createContext } from '../../server/context.ts'
import { appRouter } from '../../server/root.ts'
import { Hydrate } from './hydrate.tsx'
import { createQueryClient } from './query-client.ts'

const queryClientOfRequest = cache(createQueryClient)
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

/** Starts the question; a failure is left to the panel, which asks again and shows it. */
export function prefetch<Data, Failure, Shown, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Shown, Key>,
): void {
  void queryClientOfRequest().prefetchQuery(options)
}

export function HydrateClient({ children }: { readonly children: ReactNode }): ReactElement {
  return createElement(Hydrate, { state: dehydrate(queryClientOfRequest()), children })
}
