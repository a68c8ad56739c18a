'use client'
// The single requests behind the numbers, newest first, older ones on demand; a click shows one whole.
import { milliseconds, plural, seconds } from '../../../../components/format/number.ts'
import { clockTimeSeconds, day, fullInstant } from '../../../../components/format/time.ts'
import type { ApiRequest, ApiRequests } from '../../../../domain/model/talker.ts'
import { useTRPC, useTRPCClient } from '../../../_trpc/client.tsx'
import { OlderButton, useOlderPages } from '../../_frame/older-pages.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import type { Question } from '../question-inputs.ts'
import type { TrafficView } from '../traffic-view.ts'
import { RequestDetail } from './request-detail.tsx'

const perRead = 20

interface ListProps {
  readonly question: Question
  readonly view: TrafficView
}

function useRequests(question: Question, pages: number) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const input = { ...question, limit: perRead }
  const queryKey = trpc.traffic.requests.infiniteQueryKey(input)
  const query = useOlderPages<ApiRequests>({
    queryKey,
    pages,
    read: (cursor, signal) =>
      client.traffic.requests.query({ ...input, ...(cursor !== null && { cursor }) }, { signal }),
  })
  return { query, queryKey }
}

export function RequestList({ question, view }: ListProps) {
  const { query, queryKey } = useRequests(question, view.params.older)
  return (
    <section aria-label="Requests">
      <h3>Requests</h3>
      <QueryFaces query={query} queryKey={queryKey} what="single requests" name="Single requests">
        {({ pages }) => (
          <>
            <Rows pages={pages} view={view} />
            <OlderButton
              query={query}
              rows={perRead}
              onMore={() => void view.setParams({ older: view.params.older + 1 })}
            />
          </>
        )}
      </QueryFaces>
    </section>
  )
}

export const requestId = (request: ApiRequest) => `${request.auditId}@${request.at.toISOString()}`

function Rows({ pages, view }: { pages: readonly ApiRequests[]; view: TrafficView }) {
  const rows = pages.flatMap((page) => page.rows)
  const rawFrom = pages[0]?.rawFrom
  const outlived = rawFrom !== undefined && pages[0] !== undefined && pages[0].window.from < rawFrom
  return (
    <>
      <p className="note">
        {rows.length === 0
          ? 'None in this window.'
          : `${plural(rows.length, 'request')} listed, newest first.`}
        {outlived && ` Single requests before ${fullInstant(rawFrom)} are only counted.`}
      </p>
      <ul className="request-list">
        {rows.map((request) => (
          <Row key={`${request.clusterId} ${requestId(request)}`} request={request} view={view} />
        ))}
      </ul>
    </>
  )
}

function took({ latencyMs, lengthMs }: ApiRequest): string {
  if (lengthMs !== null) return `lasted ${seconds(lengthMs / 1_000)}`
  return milliseconds(latencyMs)
}

function Row({ request, view }: { request: ApiRequest; view: TrafficView }) {
  const id = requestId(request)
  const open = view.params.request === id
  const bad = request.code >= 400 || request.aborted
  return (
    <li>
      <button
        type="button"
        className="request"
        aria-expanded={open}
        onClick={() => void view.setParams({ request: open ? null : id })}
      >
        <span className="mono">
          {request.verb.toUpperCase()} {request.uri}
        </span>
        <span className={bad ? 'num tone-crit medium' : 'num'}>
          {request.code === 0 ? 'no code' : request.code}
        </span>
        <span className="muted ellipsis">
          <time dateTime={request.at.toISOString()}>
            {day(request.at)} {clockTimeSeconds(request.at)}
          </time>
          {request.name !== '' && ` · ${request.name}`}
        </span>
        <span className="num muted">{took(request)}</span>
      </button>
      {open && <RequestDetail request={request} />}
    </li>
  )
}
