// How an onset and its likely cause are said: on the chart's flag, in the answer line and in the talker's panel. Pure.
// A cause is always called likely; where nothing was found it says what was looked at, and what could not be.
import { isolated, visible } from '../../../components/format/name.ts'
import { count, duration, plural, rate } from '../../../components/format/number.ts'
import { clockTime, clockTimeSeconds, day } from '../../../components/format/time.ts'
import { agentOf, agentVersionOf } from '../../../domain/model/agent.ts'
import type { FactChange } from '../../../domain/model/cluster-change.ts'
import type { TalkerKey } from '../../../domain/model/talker.ts'
import type { SuspectedChange, TalkerOnset, WorkloadName } from '../../../domain/model/talker-onset.ts'

/** Whether an onset is of the talker, and of all it asks: by its program or whom it asked as, in its cluster. */
export function isOnsetOf(key: TalkerKey, { agent, users, clusterId }: TalkerOnset): boolean {
  if (key.cluster !== undefined && key.cluster !== clusterId) return false
  if (key.verb ?? key.resource ?? key.namespace ?? key.code) return false
  if (key.agent !== undefined) return key.agent === agent
  if (key.userAgent !== undefined) return agentOf(key.userAgent) === agent
  return key.user !== undefined && users.includes(key.user)
}

/** The talker of an onset as the rows of a page name it. */
export function keyOfOnset(groupBy: readonly string[], { agent, userAgents, users }: TalkerOnset): TalkerKey {
  if (groupBy.includes('user') && users[0] !== undefined) return { user: users[0] }
  return groupBy.includes('userAgent') && userAgents[0] !== undefined
    ? { userAgent: userAgents[0] }
    : { agent }
}

/** "policy-agent 2.7.0" */
export function onsetName({ agent, userAgents }: TalkerOnset): string {
  const version = userAgents[0] === undefined ? '' : agentVersionOf(userAgents[0])
  return visible(version === '' ? agent : `${agent} ${version}`)
}

/** "14:00", "Sun 18 Jan" for what is only known by the day. */
export const onsetTime = ({ at, grain }: Pick<TalkerOnset, 'at' | 'grain'>): string =>
  grain === 'day' ? day(at) : clockTime(at)

const workloadText = ({ kind, name }: WorkloadName): string => visible(`${kind} ${name}`)

/** "DaemonSet policy-agent created 13:59:56, 33.3 req/s": the event's words and time, and the value. */
export function flagWords(onset: TalkerOnset): string {
  const [change] = onset.changes
  const value = `${rate(onset.after)} req/s`
  if (change === undefined) return `${onsetName(onset)} ${onset.kind} ${onsetTime(onset)}, ${value}`
  return `${workloadText(change.workload)} ${change.what} ${clockTime(change.at)}, ${value}`
}

/** "started at 14:00, 33.3 req/s" */
export function onsetText(onset: TalkerOnset): string {
  const { kind, after, before, ratio } = onset
  const when = onset.grain === 'day' ? `on ${onsetTime(onset)}` : `at ${onsetTime(onset)}`
  const usual = ratio === null ? '' : `, ${times(ratio)} the usual ${rate(before)}`
  return `${kind} ${when}, ${rate(after)} req/s${usual}`
}

const times = (ratio: number): string =>
  ratio >= 10 ? `${count(Math.round(ratio))} times` : `${ratio.toFixed(1)} times`

/** "4 s after", "in the same minute as": an onset is known by its first bucket only. */
function distance({ at }: TalkerOnset, change: SuspectedChange): string {
  const ms = at.getTime() - change.at.getTime()
  return ms > 0 ? `${duration(ms)} after` : 'just as'
}

const deeds: Record<SuspectedChange['what'], string> = {
  created: 'created',
  'rolled out': 'rolled out',
  scaled: 'scaled',
  changed: 'changed',
}

/** "4 s after dana@example.com created DaemonSet policy-agent" */
export function causeText(onset: TalkerOnset, change: SuspectedChange): string {
  const workload = isolated(workloadText(change.workload))
  const deed = deeds[change.what]
  const act =
    change.who === null
      ? `${workload} was ${deed}`
      : `${isolated(visible(change.who.user))} ${deed} ${workload}`
  return `${distance(onset, change)} ${act}`
}

const linkTexts: Record<SuspectedChange['link'], string> = {
  'runs it': 'Its pods run under the identity that asks.',
  'its service account': 'It runs under the service account that asks.',
  'its name': 'It has the name of the client that asks.',
  'its namespace': 'It lies in the namespace of the identity that asks; nothing closer changed.',
}
export const linkText = ({ link }: SuspectedChange): string => linkTexts[link]

const fieldNames: Readonly<Record<string, string>> = {
  images: 'image',
  desired: 'pods',
  serviceAccount: 'service account',
  schedule: 'schedule',
  isPaused: 'paused',
}

const valueText = (value: unknown): string =>
  visible(Array.isArray(value) ? value.join(', ') : value === null ? 'none' : String(value))

const differText = ({ field, before, after }: FactChange): string =>
  `${fieldNames[field] ?? field} ${valueText(before)} → ${valueText(after)}`

/** "image agent:2.6.0 → agent:2.7.0"; null where nothing is known of it. */
export function differsText({ differs, images, what }: SuspectedChange): string | null {
  if (differs.length > 0) return differs.map(differText).join('; ')
  return images.length === 0 ? null : `${what === 'created' ? 'new, ' : ''}image ${valueText(images)}`
}

/** When it was, to the second; the day beside it where the onset is of another one. */
export const changeTime = ({ at }: TalkerOnset, change: SuspectedChange): string =>
  day(at) === day(change.at)
    ? clockTimeSeconds(change.at)
    : `${day(change.at)} ${clockTimeSeconds(change.at)}`

/** What was looked at, and what could not be. */
export function lookedText({ looked, changes }: TalkerOnset): string {
  const { from, to, objects, requests, others } = looked
  const read = [
    ...(objects ? ['workloads as the cluster tells them'] : []),
    ...(requests ? ['requests that create or change workloads'] : []),
  ]
  const between = `between ${clockTime(from)} and ${clockTime(to)}`
  const seen =
    read.length === 0 ? `Nothing is known ${between}.` : `Looked at ${read.join(' and ')}, ${between}.`
  const missing = [
    ...(objects ? [] : ['Objects of this cluster were not read then.']),
    ...(requests ? [] : ['Single requests of that time are not kept.']),
  ]
  const rest =
    others === 0
      ? []
      : [`${plural(others, 'other workload')} changed then${changes.length > 0 ? ', too' : ''}.`]
  return [seen, ...rest, ...missing].join(' ')
}

/** What a person may run to take it back; Periplus never does. */
export function stopCommand({ what, workload, differs }: SuspectedChange): string | null {
  const { kind, namespace, name } = workload
  const of = `${kind.toLowerCase()}/${name}`
  const at = `kubectl -n ${namespace}`
  const desired = differs.find(({ field }) => field === 'desired')?.before
  if (what === 'scaled') return typeof desired === 'number' ? `${at} scale ${of} --replicas=${desired}` : null
  if (kind === 'CronJob') return `${at} patch ${of} -p '{"spec":{"suspend":true}}'`
  if (!['DaemonSet', 'Deployment', 'StatefulSet'].includes(kind)) return null
  if (what !== 'created') return `${at} rollout undo ${of}`
  // A DaemonSet has no replicas: where no node fits, it runs no pod.
  return kind === 'DaemonSet'
    ? `${at} patch ${of} -p '{"spec":{"template":{"spec":{"nodeSelector":{"stopped":"true"}}}}}'`
    : `${at} scale ${of} --replicas=0`
}

/** The request that made the change, open beside what else its sender did then. */
export function requestAddress(clusterId: string, { who, request }: SuspectedChange): string | null {
  if (who === null || request === null) return null
  const params = new URLSearchParams({
    cluster: clusterId,
    from: new Date(request.at.getTime() - 300_000).toISOString(),
    to: new Date(request.at.getTime() + 300_000).toISOString(),
    verb: request.verb,
    talker: JSON.stringify({ user: who.user }),
    request: `${request.auditId}@${request.at.toISOString()}`,
  })
  return `/traffic?${params}`
}
