'use client'
// The test of one cluster, asked again every few seconds while somebody looks at it. When its health
// changes, the tables beside it are read anew, so that all say the same.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'

export type SourceTest = RouterOutputs['sources']['test']

const everyMs = 3_000

export function useSourceTest(clusterId: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const options = trpc.sources.test.queryOptions({ clusterId }, { refetchInterval: everyMs })
  const query = useQuery(options)
  const health =
    query.data &&
    `${query.data.health} ${query.data.newest?.getTime()} ${query.data.lastHeardAt?.getTime()} ${query.data.recentRejects}`
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    const changed = last.current !== undefined && health !== undefined && last.current !== health
    last.current = health
    if (!changed) return
    void queryClient.invalidateQueries({ queryKey: trpc.sources.list.queryKey() })
    void queryClient.invalidateQueries({ queryKey: trpc.sources.rejects.pathKey() })
    // When a token was last used has changed with it.
    void queryClient.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() })
  }, [health, queryClient, trpc])
  return { query, queryKey: options.queryKey }
}
