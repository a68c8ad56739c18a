// How a panel's question is asked: once, and again only when the page is refreshed; what stands there
// stays until newer values arrive.
import { keepPreviousData } from '@tanstack/react-query'

export const untilRefresh = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  placeholderData: keepPreviousData,
  retryDelay: (attempt: number) => 500 * 2 ** attempt,
  trpc: { abortOnUnmount: true },
} as const
