'use client'
// Requests as they come in: the page's scope and filters, now instead of its window. Says how fast they come, how many
// it does not show and when it was cut off; a pause holds the rows still and counts on.
import { Pause, Play, X } from 'lucide-react'
import { memo } from 'react'
import { count, milliseconds, plural, rate, seconds } from '../../../../components/format/number.ts'
import { clockTimeSeconds } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { ApiRequest } from '../../../../domain/model/talker.ts'
import type { Question } from '../question-inputs.ts'
import { useTail } from '../tail-feed.ts'
import { requestKey, type TailState } from '../tail-state.ts'
import { valueName } from '../talker-name.ts'

interface TailProps {
  readonly question: Question
  readonly onClose: () => void
}

/** Another question is another tail: nothing of the one before stands in it. */
export function TailCard({ question, onClose }: TailProps) {
  return <Tail key={JSON.stringify([question.scope, question.where])} {...{ question, onClose }} />
}

function Tail({ question, onClose }: TailProps) {
  const { state, pause, resume } = useTail(question)
  const { isPaused, heldCount } = state
  return (
    <Card
      title="Live tail"
      sub={<Line state={state} />}
      foot={<Foot state={state} />}
      actions={
        <span className="row row-tight no-print">
          <Button size="tiny" onClick={isPaused ? resume : pause}>
            {isPaused ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />}
            {isPaused ? `Resume, ${count(heldCount)} new` : 'Pause'}
          </Button>
          <Button size="tiny" onClick={onClose} aria-label="Close live tail">
            <X size={12} aria-hidden="true" />
          </Button>
        </span>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="tail-rows" tabIndex={0} aria-label="Requests as they come in">
        {state.rows.length === 0 && <p className="card-body note">{emptyText(state)}</p>}
        <ol>
          {state.rows.map((request) => (
            <Row key={requestKey(request)} request={request} />
          ))}
        </ol>
      </section>
    </Card>
  )
}

const emptyText = ({ since }: TailState) =>
  since === null ? 'Listening.' : `No request since ${clockTimeSeconds(since)}. The next one appears here.`

function Line({ state }: { state: TailState }) {
  const { line, problem, perSecond, isPaused } = state
  if (line === 'failed') return <Status tone="crit">{problem}</Status>
  if (line === 'connecting')
    return <Status tone="warn">{problem === null ? 'Connecting' : `Connecting again: ${problem}`}</Status>
  return (
    <Status tone={isPaused ? 'unk' : 'ok'}>
      {isPaused ? 'Paused' : 'Live'},{' '}
      {perSecond === null ? 'measuring the rate' : `${rate(perSecond)} req/s came in`}
    </Status>
  )
}

function Foot({ state }: { state: TailState }) {
  const { arrived, notShown, missed, rows, since } = state
  return (
    <span>
      {plural(arrived, 'request')} came in since it was opened
      {notShown > 0 && `, ${count(notShown)} of them not shown`}. {plural(rows.length, 'row')} kept.
      {missed > 0 && ` ${count(missed)} came while the line was cut.`}
      {since !== null &&
        ` Requests of before ${clockTimeSeconds(since)} are history, also when they come in now.`}
    </span>
  )
}

const took = ({ latencyMs, lengthMs }: ApiRequest) =>
  lengthMs === null ? milliseconds(latencyMs) : `lasted ${seconds(lengthMs / 1_000)}`

/** Drawn once: what came in does not change. */
const Row = memo(function Row({ request }: { request: ApiRequest }) {
  const { at, verb, uri, code, clusterId, userAgent, user } = request
  const bad = code >= 400 || request.aborted
  return (
    <li className="tail-row">
      <time className="num muted" dateTime={at.toISOString()}>
        {clockTimeSeconds(at)}
      </time>
      <span className={bad ? 'num tone-crit medium' : 'num'}>{code === 0 ? '–' : code}</span>
      <span className="mono ellipsis" title={uri}>
        {verb.toUpperCase()} {uri}
      </span>
      <span className="ellipsis" title={userAgent}>
        {valueName('userAgent', userAgent).name}
      </span>
      <span className="ellipsis muted" title={user}>
        {valueName('user', user).name}
      </span>
      <span className="ellipsis muted">{clusterId}</span>
      <span className="num muted">{took(request)}</span>
    </li>
  )
})
