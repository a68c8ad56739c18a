'use client'
// A list that is read page by page, newest first: as many pages as the address says, so that a link shows
// the same list, and the button that asks for one more.
import {
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { untilRefresh } from './until-refresh.ts'

interface OlderPages<Page> {
  readonly queryKey: QueryKey
  /** Pages that the address asks for. */
  readonly pages: number
  /** False while the question is not known yet. */
  readonly enabled?: boolean
  /** One page, from where the last one ended; the newest without a cursor. */
  readonly read: (cursor: string | null, signal: AbortSignal) => Promise<Page>
}

export function useOlderPages<Page extends { readonly nextCursor: string | null }>({
  queryKey,
  pages,
  enabled = true,
  read,
}: OlderPages<Page>): UseInfiniteQueryResult<InfiniteData<Page>> {
  const query = useInfiniteQuery({
    ...untilRefresh,
    queryKey,
    enabled,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: (last: Page) => last.nextCursor,
  })
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const have = data?.pages.length ?? 0
  useEffect(() => {
    if (have > 0 && have < pages && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [have, pages, hasNextPage, isFetching, isError, fetchNextPage])
  return query
}

interface OlderButtonProps {
  readonly query: { readonly hasNextPage: boolean; readonly isFetching: boolean }
  /** Of one page. */
  readonly rows: number
  readonly onMore: () => void
}

export function OlderButton({ query, rows, onMore }: OlderButtonProps) {
  if (!query.hasNextPage) return null
  return (
    <Button size="tiny" className="no-print" disabled={query.isFetching} onClick={onMore}>
      {query.isFetching ? 'Reading' : `Show ${rows} older`}
    </Button>
  )
}
