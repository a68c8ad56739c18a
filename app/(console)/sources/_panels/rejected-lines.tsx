'use client'
// Lines that were rejected, asked for a page at a time. What draws them comes after the page.
import { plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC, useTRPCClient } from '../../../_trpc/client.tsx'
import { OlderButton, useOlderPages } from '../../_frame/older-pages.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type SourcesView, useSourcesView } from '../sources-view.ts'

const list = deferred(() => import('./reject-list.tsx'))

type Rejects = RouterOutputs['sources']['rejects']
const perRead = 50

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
  const query = useOlderPages<Rejects>({
    queryKey,
    pages: older,
    enabled: input !== null,
    read: (cursor, signal) => {
      if (input === null) throw new Error('asked before the window is known')
      return client.sources.rejects.query({ ...input, ...(cursor !== null && { cursor }) }, { signal })
    },
  })
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
          <Deferred from={list} waiting={<SkeletonRows rows={4} />}>
            {({ RejectList }) => (
              <RejectList pages={pages} view={view}>
                <OlderButton
                  query={query}
                  rows={perRead}
                  onMore={() => void view.setParams({ older: view.params.older + 1 })}
                />
              </RejectList>
            )}
          </Deferred>
        )}
      </QueryFaces>
    </Card>
  )
}
