'use client'
// react-query and tRPC for the browser. The root layout mounts <TrpcProvider> once; panels call
// useTRPC() and hand its queryOptions to useQuery. Questions go by GET, in batches whose answers
// stream back one by one, so that a slow panel never holds a fast one.
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchStreamLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { AppRouter } from '../../server/root.ts'
import { withBase } from '../_base.ts'
import { createQueryClient } from './query-client.ts'
import { wire } from './wire.ts'

const context = createTRPCContext<AppRouter>()
export const { useTRPC, useTRPCClient } = context

// Same limits as the door's: headers of 64 KiB, 20 questions a batch.
const longestUrl = 32_000
const questionsPerBatch = 10

let browserQueryClient: QueryClient | undefined

/** One per browser, so that a suspended first render does not throw it away; a new one per request. */
function queryClientHere(): QueryClient {
  if (typeof window === 'undefined') return createQueryClient()
  browserQueryClient ??= createQueryClient()
  return browserQueryClient
}

/** To be mounted in app/layout.tsx around everything that asks questions. */
export function TrpcProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = queryClientHere()
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchStreamLink({
          url: withBase('/api/trpc'),
          transformer: wire,
          maxURLLength: longestUrl,
          maxItems: questionsPerBatch,
        }),
      ],
    }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  )
}
