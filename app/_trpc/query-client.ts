// One way to make a query client, for the server's prefetch and for the browser; what the one hands to the
// other keeps its dates, because React carries them. A question is asked again only when that can help: never after 4xx.
import { QueryClient } from '@tanstack/react-query'

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
    },
  })
}
