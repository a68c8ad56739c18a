'use client'
// The sources that are read, asked again every few seconds: they change by themselves. Rows keep their
// places while somebody looks; the worst comes first again when the question changes.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { inOrder } from './read-words.ts'
import type { SourcesView } from './sources-view.ts'

export type ReadPage = RouterOutputs['sources']['read']
export type ReadSource = ReadPage['rows'][number]

export const readsPerPage = 100
const everyMs = 3_000

export function useReadSources({ params }: SourcesView) {
  const trpc = useTRPC()
  const offset = (params.readPage - 1) * readsPerPage
  const input = {
    find: params.readFind.trim().slice(0, 100),
    states: params.readState === null ? [] : [params.readState],
    limit: readsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
  const options = trpc.sources.read.queryOptions(input, {
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })
  const query = useQuery(options)
  const asked = JSON.stringify(input)
  const [kept, setKept] = useState<{ asked: string; ids: readonly string[] }>({ asked, ids: [] })
  const rows = query.data?.rows ?? []
  const ids = inOrder(
    rows.map(({ sourceId }) => sourceId),
    kept.asked === asked ? kept.ids : [],
  )
  if (query.data !== undefined && (kept.asked !== asked || ids.join() !== kept.ids.join()))
    setKept({ asked, ids })
  const byId = new Map(rows.map((row) => [row.sourceId, row]))
  const ordered = ids.flatMap((id) => byId.get(id) ?? [])
  return { query, queryKey: options.queryKey, page: query.data, rows: ordered }
}

/** Asks all that is drawn of read sources anew: one was added, removed or tested. */
export function useReread(): () => void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return () => {
    void queryClient.invalidateQueries({ queryKey: trpc.sources.read.pathKey() })
    void queryClient.invalidateQueries({ queryKey: trpc.sources.choices.pathKey() })
  }
}
