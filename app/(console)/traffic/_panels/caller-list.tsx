'use client'
// Who stands behind a talker: its service accounts, the workloads whose pods run under them, and their owners.
import { skipToken, useQuery } from '@tanstack/react-query'
import { plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { Caller, Callers, CallerWorkload } from '../../../../domain/model/caller.ts'
import type { TalkerKey } from '../../../../domain/model/talker.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { callersQuestion } from '../behind.ts'
import { unknownText, workloadAddress, workloadName } from '../caller-words.ts'
import type { Question } from '../question-inputs.ts'
import { valueName } from '../talker-name.ts'
import { useTalkerSplits } from '../talker-splits.ts'

const title = 'Workloads and owners'

interface CallerListProps {
  readonly talker: TalkerKey
  /** Narrowed to the talker. */
  readonly question: Question
}

/** The talker's identity, or those it acts under most. */
function useUsers({ talker, question }: CallerListProps) {
  // The same question as that of the breakdowns below: asked once.
  const { asked, query, queryKey } = useTalkerSplits(talker, question)
  const byUser = query.data?.splits[asked.findIndex(({ by }) => by[0] === 'user')]
  const users = talker.user === undefined ? byUser?.rows.flatMap(({ key }) => key.user ?? []) : [talker.user]
  return { users, query, queryKey }
}

export function CallerList(props: CallerListProps) {
  const trpc = useTRPC()
  const { users, ...asked } = useUsers(props)
  const input = users === undefined || users.length === 0 ? skipToken : callersQuestion(props.question, users)
  const options = trpc.traffic.callers.queryOptions(input, untilRefresh)
  const query = useQuery(options)
  if (users?.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {users === undefined ? (
        <QueryFaces {...asked} what="its identities" name={title}>
          {() => null}
        </QueryFaces>
      ) : (
        <QueryFaces
          query={query}
          queryKey={options.queryKey}
          what="workloads of its service accounts"
          name={title}
        >
          {(answer) => <List answer={answer} />}
        </QueryFaces>
      )}
    </section>
  )
}

function List({ answer }: { answer: Callers }) {
  return (
    <>
      <ul className="callers">
        {answer.rows.map((caller) => (
          <CallerItem key={caller.user} caller={caller} answer={answer} />
        ))}
      </ul>
      <p className="note">As objects stood at {fullInstant(answer.at)}.</p>
    </>
  )
}

function CallerItem({ caller, answer }: { caller: Caller; answer: Callers }) {
  const { name, note } = valueName('user', caller.user)
  const unknown = unknownText(caller, answer)
  const left = caller.workloadsTotal - caller.workloads.length
  return (
    <li>
      <bdi className="mono">{name}</bdi> {note !== '' && <span className="note">{note}</span>}
      {unknown !== null && (
        <p className="note">
          {unknown} {answer.clustersRead === 0 && <PageLink href="/sources">Sources</PageLink>}
        </p>
      )}
      <ul>
        {caller.workloads.map((workload) => (
          <WorkloadItem key={workloadAddress(workload)} workload={workload} />
        ))}
        {left > 0 && <li className="note">{plural(left, 'workload')} more</li>}
      </ul>
    </li>
  )
}

function WorkloadItem({ workload }: { workload: CallerWorkload }) {
  const { clusterId, pods, owner } = workload
  return (
    <li>
      <PageLink href={workloadAddress(workload)} title={`In ${clusterId}`}>
        {workloadName(workload)}
      </PageLink>{' '}
      <span className="note">
        {plural(pods, 'pod')} in {clusterId}
      </span>
      <p>
        <span className="note">Owner</span> {owner.name}{' '}
        {owner.contact && <span className="note">{owner.contact}</span>}
      </p>
    </li>
  )
}
