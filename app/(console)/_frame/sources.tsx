'use client'
// What feeds this installation, read once per visit and on Refresh: the clusters, their freshness and
// the server's "now", which every relative window of the page ends at. While nothing has arrived it
// looks again every few seconds, so that the first event changes the page by itself.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'

export type SourcesList = RouterOutputs['sources']['list']

export interface Sources {
  readonly list: SourcesList | undefined
  readonly error: unknown
  readonly refreshing: boolean
  /** Reads the sources again; a new "now" moves relative windows, and with them every panel. */
  refresh(): void
}

const SourcesContext = createContext<Sources | null>(null)
const lookAgainMs = 3_000

/** Any question of a page but the one that tells "now"; keys of tRPC start with the procedure's path. */
const isQuestion = ({ queryKey: [path] }: { queryKey: readonly unknown[] }): boolean =>
  Array.isArray(path) && path.join('.') !== 'sources.list'

export function useSources(): Sources {
  const sources = useContext(SourcesContext)
  if (sources === null) throw new Error('useSources needs a SourcesProvider above it')
  return sources
}

/** The server's now; null until the sources were read. */
export function useServerNow(): Date | null {
  return useSources().list?.now ?? null
}

export const hasData = (list: SourcesList): boolean => list.freshness.asOf !== null

export function SourcesProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const query = useQuery(
    trpc.sources.list.queryOptions(undefined, {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      refetchInterval: ({ state }) => (state.data && !hasData(state.data) ? lookAgainMs : false),
    }),
  )
  const { data, error, isFetching } = query
  const refreshAll = useCallback(async () => {
    await queryClient.invalidateQueries({ queryKey: trpc.sources.list.queryKey() })
    await queryClient.invalidateQueries({ predicate: isQuestion })
  }, [queryClient, trpc])
  const sources = useMemo<Sources>(
    () => ({
      list: data,
      error: data === undefined ? error : null,
      refreshing: isFetching,
      refresh: () => void refreshAll(),
    }),
    [data, error, isFetching, refreshAll],
  )
  return <SourcesContext value={sources}>{children}</SourcesContext>
}
