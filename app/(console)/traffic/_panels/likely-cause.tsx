'use client'
// When the talker started or jumped, and which change came just before: who, when, what, and the records that tell it.
// Nothing where it did neither.
import { visible } from '../../../../components/format/name.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import type { SuspectedChange, TalkerOnset } from '../../../../domain/model/talker-onset.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { workloadAddress } from '../caller-words.ts'
import {
  causeText,
  changeTime,
  differsText,
  linkText,
  lookedText,
  onsetName,
  onsetText,
  requestAddress,
  stopCommand,
} from '../onset-words.ts'
import { type TalkerOnsetsQuestion, useTalkerOnsets } from '../talker-onsets.ts'

export function LikelyCause(props: TalkerOnsetsQuestion) {
  const { query, onsets, queryKey } = useTalkerOnsets(props)
  if (query.data !== undefined && onsets?.length === 0) return null
  return (
    <section aria-label="Likely cause" className="likely-cause">
      <QueryFaces query={query} queryKey={queryKey} what="when it started" name="Likely cause">
        {() =>
          onsets?.map((onset) => (
            <Cause key={`${onset.agent} ${onset.clusterId} ${+onset.at}`} onset={onset} />
          ))
        }
      </QueryFaces>
    </section>
  )
}

function Cause({ onset }: { onset: TalkerOnset }) {
  const [first, ...more] = onset.changes
  const command = first === undefined ? null : stopCommand(first)
  return (
    <>
      <p className="summary">
        <strong>{first === undefined ? 'No change seen.' : 'Likely cause.'}</strong> {onsetName(onset)}{' '}
        {onsetText(onset)}
        {first === undefined ? '.' : `, ${causeText(onset, first)}.`}
      </p>
      {first !== undefined && <Change onset={onset} change={first} />}
      {more.length > 0 && (
        <ul className="note" aria-label="Less likely">
          {more.map((change) => (
            <li key={`${change.workload.kind} ${change.workload.namespace} ${change.workload.name}`}>
              Less likely: {causeText(onset, change)}.
            </li>
          ))}
        </ul>
      )}
      <p className="note">
        {lookedText(onset)}{' '}
        {!onset.looked.objects && (
          <PageLink className="evidence" href="/sources">
            Sources
          </PageLink>
        )}
      </p>
      {command !== null && (
        <>
          <h3>Stop it</h3>
          <CodeBox what="Stop command" code={command} />
          <p className="note">Periplus reads only. It never runs this for you.</p>
        </>
      )}
    </>
  )
}

function Change({ onset, change }: { onset: TalkerOnset; change: SuspectedChange }) {
  const { workload, who, at } = change
  const { clusterId } = onset
  const differs = differsText(change)
  const address = requestAddress(clusterId, change)
  return (
    <dl className="facts">
      <dt>Who</dt>
      <dd>{who === null ? 'No request of that time tells.' : <Sender who={who} />}</dd>
      <dt>When</dt>
      <dd>
        <time dateTime={at.toISOString()} title={fullInstant(at)}>
          {changeTime(onset, change)}
        </time>
        {address !== null && (
          <>
            {' '}
            <PageLink className="evidence" href={address}>
              The request
            </PageLink>
          </>
        )}
      </dd>
      <dt>Workload</dt>
      <dd>
        <PageLink className="evidence" href={workloadAddress({ clusterId, ...workload })}>
          {visible(`${workload.kind} ${workload.namespace}/${workload.name}`)}
        </PageLink>
        <p className="note">{linkText(change)}</p>
      </dd>
      {differs !== null && (
        <>
          <dt>What changed</dt>
          <dd>{differs}</dd>
        </>
      )}
    </dl>
  )
}

function Sender({ who }: { who: NonNullable<SuspectedChange['who']> }) {
  const from = [who.userAgent, who.sourceIp].filter((part) => part !== '').join(', ')
  return (
    <>
      <bdi className="mono">{visible(who.user)}</bdi> <span className="note">{visible(from)}</span>
    </>
  )
}
