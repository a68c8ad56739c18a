'use client'
// The view of this screen: what the address says, as the questions the panels ask, and the ways to
// change it. Every change is one step of history, so Back undoes the last one.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow } from '../_frame/sources.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { sourcesParams } from './search-params.ts'

export type SourceRows = NonNullable<RouterOutputs['sources']['list']['page']>
export type SourceRow = SourceRows['rows'][number]

export const rowsPerPage = 100
/** While no cluster has data yet, looks again this often. */
const lookAgainMs = 3_000

export function useSourcesView() {
  const now = useServerNow()
  const view = useView(now)
  const [params, setParams] = useQueryStates(sourcesParams, { history: 'push' })
  const { clusterScope: scope, window } = view
  const question = useMemo(() => {
    if (window === null) return null
    return {
      window: { from: window.from.toISOString(), to: window.to.toISOString() },
      ...(scope && { scope }),
    }
  }, [scope, window])
  return { now, view, params, setParams, question }
}

export type SourcesView = ReturnType<typeof useSourcesView>

export const hasAny = ({ byHealth }: SourceRows): boolean =>
  Object.entries(byHealth).some(([health, clusters]) => health !== 'silent' && clusters > 0)

export function useSourceRows({ params, question }: SourcesView) {
  const trpc = useTRPC()
  const offset = (params.page - 1) * rowsPerPage
  const input =
    question === null
      ? skipToken
      : {
          limit: 1,
          rows: {
            ...question,
            sort: params.sort,
            find: params.find.trim().slice(0, 100),
            health: params.health === null ? [] : [params.health],
            limit: rowsPerPage,
            ...(offset > 0 && { cursor: String(offset) }),
          },
        }
  const options = trpc.sources.list.queryOptions(input, {
    ...untilRefresh,
    refetchInterval: ({ state }) => (state.data?.page && !hasAny(state.data.page) ? lookAgainMs : false),
  })
  const query = useQuery(options)
  return { query, queryKey: options.queryKey, page: query.data?.page ?? undefined }
}
