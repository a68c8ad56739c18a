// One way to make a query client, for the server's prefetch and for the browser. Dates survive the
// way (superjson). A question is asked again only when that can help: never after 4xx.
import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query'
import superjson from 'superjson'

const freshForMs = 15_000
const attempts = 3

function statusOf(error: unknown): number | undefined {
  const status = (error as { data?: { httpStatus?: unknown } | null }).data?.httpStatus
  return typeof status === 'number' ? status : undefined
}

/** Retry what was unavailable, busy or cut off; a refused or wrong question stays so. */
function mayRetry(failures: number, error: unknown): boolean {
  const status = statusOf(error)
  // A page never waits for a second try of its prefetch; the browser makes it.
  if (typeof window === 'undefined') return false
  return failures < attempts && (status === undefined || status === 429 || status === 503)
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: freshForMs, retry: mayRetry },
      dehydrate: {
        serializeData: superjson.serialize,
        // Prefetches are not awaited: the page streams, and pending questions go along.
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
}
