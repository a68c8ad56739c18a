'use client'
// Lines that were rejected: reasons with their counts as the way to narrow, and the lines themselves,
// newest first, with what of their text may be kept.
import { count, plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC, useTRPCClient } from '../../../_trpc/client.tsx'
import { OlderButton, useOlderPages } from '../../_frame/older-pages.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type SourcesView, useSourcesView } from '../sources-view.ts'
import { RejectReasons } from './reject-reasons.tsx'

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
          <div className="rejects">
            <RejectReasons reasons={pages[0]?.byReason ?? []} view={view} />
            <div className="reject-lines">
              <Lines pages={pages} />
              <OlderButton
                query={query}
                rows={perRead}
                onMore={() => void view.setParams({ older: view.params.older + 1 })}
              />
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
          {excerpt === '' || excerpt === '…' ? (
            <span className="note">Nothing of its text may be kept.</span>
          ) : (
            <code className="mono reject-text">{excerpt}</code>
          )}
        </li>
      ))}
    </ul>
  )
}
