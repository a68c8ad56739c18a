'use client'
// Lines that were rejected: reasons with their counts as the way to narrow, and the lines themselves,
// newest first, with what of their text may be kept.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { count, plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC, useTRPCClient } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type SourcesView, untilRefresh, useSourcesView } from '../sources-view.ts'
import { RejectReasons } from './reject-reasons.tsx'

type Rejects = RouterOutputs['sources']['rejects']
const perRead = 50

/** As many reads as the address says, so that a link shows the same list. */
function useRejects(view: SourcesView) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { reason, older } = view.params
  const input = view.question && {
    ...view.question,
    ...(reason.length > 0 && { reasons: reason }),
    limit: perRead,
  }
  const queryKey = trpc.sources.rejects.infiniteQueryKey(input ?? undefined)
  const query = useInfiniteQuery({
    ...untilRefresh,
    placeholderData: keepPreviousData,
    queryKey,
    enabled: input !== null,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<Rejects> => {
      if (input === null) throw new Error('asked before the window is known')
      return client.sources.rejects.query(
        { ...input, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      )
    },
    getNextPageParam: (last) => last.nextCursor,
  })
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const have = data?.pages.length ?? 0
  useEffect(() => {
    if (have > 0 && have < older && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [have, older, hasNextPage, isFetching, isError, fetchNextPage])
  return { query, queryKey }
}

export function RejectedLines() {
  const view = useSourcesView()
  const { query, queryKey } = useRejects(view)
  const reasons = query.data?.pages[0]?.byReason
  const total = reasons?.reduce((sum, { lines }) => sum + lines, 0)
  return (
    <Card
      title="Rejected lines"
      {...(total !== undefined && { sub: total === 0 ? 'none in this window' : plural(total, 'line') })}
      busy={query.data !== undefined && query.isFetching}
      foot="A bad line is rejected alone; its neighbours count. Secrets, headers and bodies are never kept."
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="rejected lines"
        name="Rejected lines"
        empty={({ pages }) =>
          pages[0]?.byReason.length === 0 ? (
            <p className="card-body note">No line was rejected in this window.</p>
          ) : null
        }
      >
        {({ pages }) => (
          <div className="rejects">
            <RejectReasons reasons={pages[0]?.byReason ?? []} view={view} />
            <div className="reject-lines">
              <Lines pages={pages} />
              {query.hasNextPage && (
                <Button
                  size="tiny"
                  className="no-print"
                  disabled={query.isFetching}
                  onClick={() => void view.setParams({ older: view.params.older + 1 })}
                >
                  {query.isFetching ? 'Reading' : `Show ${perRead} older`}
                </Button>
              )}
            </div>
          </div>
        )}
      </QueryFaces>
    </Card>
  )
}

function Lines({ pages }: { pages: readonly Rejects[] }) {
  const lines = pages.flatMap((page) => page.lines)
  return (
    <ul aria-label="Rejected lines, newest first">
      {lines.map(({ body, line, clusterId, reason, excerpt, heardAt }) => (
        <li className="reject" key={`${body} ${line}`}>
          <span className="row row-wrap row-tight">
            <span className="medium">{reason}</span>
            <span className="note">
              {clusterId}, line {count(line)},{' '}
              <time dateTime={heardAt.toISOString()}>{fullInstant(heardAt)}</time>
            </span>
          </span>
          {excerpt === '' ? (
            <span className="note">Nothing of its text may be kept.</span>
          ) : (
            <code className="mono reject-text">{excerpt}</code>
          )}
        </li>
      ))}
    </ul>
  )
}
