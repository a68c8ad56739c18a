'use client'
// The talker's sums in this window, in words and as facts; its full names to copy.
import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../../components/format/name.ts'
import { count, milliseconds, percent, rate, seconds } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { TalkerDimension, TalkerKey, TalkerRow, TopTalkers } from '../../../../domain/model/talker.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import type { Question } from '../question-inputs.ts'
import { useTopTalkers } from '../questions.ts'
import { seats } from '../talker-columns.ts'
import { dimensionLabels } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

interface FactsProps {
  readonly talker: TalkerKey
  /** Narrowed to the talker. */
  readonly question: Question
  readonly view: TrafficView
}

export function TalkerFacts({ talker, question, view }: FactsProps) {
  const trpc = useTRPC()
  const groupBy = Object.keys(talker) as TalkerDimension[]
  const options = trpc.traffic.topTalkers.queryOptions({ ...question, groupBy, limit: 1 }, untilRefresh)
  const whole = useTopTalkers(view).query
  return (
    <QueryFaces
      query={useQuery(options)}
      queryKey={options.queryKey}
      what="this talker"
      name="This talker"
      empty={(data) =>
        data.rows.length === 0 ? <p className="note">It sent nothing in this window.</p> : null
      }
    >
      {(data) => <Facts talker={talker} data={data} all={whole.data?.total.requests ?? null} />}
    </QueryFaces>
  )
}

function Facts({ talker, data, all }: { talker: TalkerKey; data: TopTalkers; all: number | null }) {
  const row = data.rows[0]
  if (row === undefined) return null
  const length = (data.window.to.getTime() - data.window.from.getTime()) / 1_000
  return (
    <>
      <p className="summary">
        <strong>{count(row.requests)} requests</strong>
        {all !== null && all > 0 && `, ${percent(row.requests / all)} of all`}, {rate(row.requests / length)}{' '}
        req/s on average.
      </p>
      <dl className="facts">
        {Object.entries(talker).map(([dimension, value]) => (
          <Fact key={dimension} label={dimensionLabels[dimension as TalkerDimension]}>
            <bdi className="mono">{value === '' ? '(empty)' : visible(value)}</bdi>
          </Fact>
        ))}
        <Measures row={row} length={length} />
      </dl>
    </>
  )
}

function Measures({ row, length }: { row: TalkerRow; length: number }) {
  return (
    <>
      <Fact label="First seen">{fullInstant(row.firstSeenAt)}</Fact>
      <Fact label="Last seen">{fullInstant(row.lastSeenAt)}</Fact>
      <Fact label="Latency">
        p50 {milliseconds(row.latencyMsP50)}, p99 {milliseconds(row.latencyMsP99)}
      </Fact>
      <Fact label="Time sum">{seconds(row.latencySecondsSum)} in the API server</Fact>
      <Fact label="Seats">{seats(row.seatSecondsEstimated / length)} held on average, estimated</Fact>
      <Fact label="Failed">
        {count(row.errors)} errors, {count(row.throttled)} throttled (429)
        {row.disruptionBlocked > 0 &&
          `, ${count(row.disruptionBlocked)} evictions refused by a disruption budget`}
        {row.aborted > 0 && `, ${count(row.aborted)} closed early`}
      </Fact>
      {row.longRunning > 0 && (
        <Fact label="Long">{count(row.longRunning)} watches and streams that ended</Fact>
      )}
    </>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}
