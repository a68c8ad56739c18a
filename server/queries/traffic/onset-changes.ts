// What changed just before a talker started or jumped: workloads of its cluster as watched objects tell it, and the
// requests that created or changed them. What could not be looked at is said, so that silence is not taken for an answer.
import { objectChanges } from '../../../db/events/read/object-changes.ts'
import { objectsKnownSince } from '../../../db/events/read/objects-known.ts'
import { apiRequests } from '../../../db/events/read/requests.ts'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { countedTalkers } from '../../../db/events/read/talkers.ts'
import { workloadsBehind } from '../../../db/events/read/workloads-behind.ts'
import { serviceAccountOf } from '../../../domain/model/caller.ts'
import type { ObjectKind, WorkloadFacts } from '../../../domain/model/kube-object.ts'
import type { ApiRequest } from '../../../domain/model/talker.ts'
import type { TalkerOnset } from '../../../domain/model/talker-onset.ts'
import { onsetParameters } from '../../../domain/onset/parameters.ts'
import {
  type SeenChange,
  type SeenRequest,
  suspectedChanges,
} from '../../../domain/onset/suspected-changes.ts'
import { type Grain, grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { QueryContext } from '../../context.ts'
import type { FoundOnset } from './onset-search.ts'
import type { TrafficQuestion } from './question.ts'

const minuteMs = 60_000
/** How long before an onset a change may have been made. */
const lookBackMs: Record<Grain, number> = {
  minute: 15 * minuteMs,
  hour: 120 * minuteMs,
  day: 1_440 * minuteMs,
}
const changesMost = 500
const namesMost = 8
const suspectsMost = 3
const groupsMost = 500

/** Resources by kind; `scale` is the subresource. */
const resources: Readonly<Record<string, ObjectKind>> = {
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  cronjobs: 'CronJob',
  jobs: 'Job',
}
const kinds = Object.values(resources)
const asked = [...Object.keys(resources), 'deployments/scale', 'statefulsets/scale']

/** Whom a talker asked as since, and under which names, most requests first. */
async function namesOf(
  ctx: QueryContext,
  question: TrafficQuestion,
  { agent, clusterId, grain, onset }: FoundOnset,
) {
  const length = onsetParameters[grain].coolDown * grainSeconds[grain] * 1_000
  const from = new Date(onset.atMs)
  const to = new Date(onset.atMs + length)
  const since = { ...question, where: { ...question.where, agent: [agent], cluster: [clusterId] } }
  const source = await talkerSource(ctx.events, { ...since, window: { from, to, grain } })
  const { rows } = await countedTalkers(ctx.events, {
    ...{ ...since, window: { from, to, grain }, source, groupBy: ['userAgent', 'user'], rankBy: 'requests' },
    ...{ limit: 40, offset: 0 },
  })
  const distinct = (values: readonly (string | undefined)[]) =>
    [...new Set(values.map((value) => value ?? ''))].slice(0, namesMost)
  return {
    userAgents: distinct(rows.map(({ key }) => key.userAgent)),
    users: distinct(rows.map(({ key }) => key.user)),
  }
}

async function seenChanges(ctx: QueryContext, { scope }: TrafficQuestion, clusterId: string, look: Window) {
  const { changes } = await objectChanges(ctx.events, {
    ...{ scope, clusterId, kinds, from: look.from, to: look.to, after: null, limit: changesMost },
  })
  return changes
    .filter(({ what }) => what !== 'deleted')
    .map(({ what, at, state, fields }): SeenChange => {
      const { images, serviceAccount } = state.facts as WorkloadFacts
      const { kind, namespace, name } = state
      return {
        workload: { kind, namespace, name },
        ...{ at, isCreated: what === 'created', differs: fields, images, serviceAccount },
      }
    })
}

function seenRequest(request: ApiRequest): SeenRequest[] {
  const { resource, namespace, name, at, verb, subresource, auditId, user, userAgent, sourceIp } = request
  const kind = resources[resource]
  if (kind === undefined || request.code >= 400 || name === '') return []
  const isScale = subresource === 'scale'
  return [{ workload: { kind, namespace, name }, at, verb, isScale, auditId, user, userAgent, sourceIp }]
}

async function seenRequests(ctx: QueryContext, question: TrafficQuestion, clusterId: string, look: Window) {
  const { rows } = await apiRequests(ctx.events, {
    ...{ scope: question.scope, window: look, signal: question.signal, limit: changesMost, after: null },
    where: { cluster: [clusterId], verb: ['create', 'patch', 'update'], resource: asked },
  })
  return rows.flatMap(seenRequest)
}

/** Whether single requests of a cluster at that time are kept at all. */
async function hasRequests(ctx: QueryContext, question: TrafficQuestion, clusterId: string, look: Window) {
  const { rows } = await apiRequests(ctx.events, {
    ...{ scope: question.scope, window: look, signal: question.signal, limit: 1, after: null },
    where: { cluster: [clusterId] },
  })
  return rows.length > 0
}

export async function explained(
  ctx: QueryContext,
  question: TrafficQuestion,
  one: FoundOnset,
): Promise<TalkerOnset> {
  const { agent, clusterId, grain, onset } = one
  const { scope, signal } = question
  const at = new Date(onset.atMs)
  const end = onset.atMs + onset.bucketMs
  const floored = Math.floor((onset.notBeforeMs - lookBackMs[grain]) / minuteMs) * minuteMs
  const look: Window = { from: new Date(floored), to: new Date(end), grain: 'minute' }
  const names = await namesOf(ctx, question, one)
  const accounts = names.users.flatMap((user) => serviceAccountOf(user) ?? [])
  const standing = new Date(Math.min(ctx.clock.now().getTime(), end + lookBackMs.minute))
  const [behind, changes, requests, known, kept] = await Promise.all([
    workloadsBehind(ctx.events, {
      ...{ scope, clusters: [clusterId], at: standing, limit: groupsMost, signal, accounts },
    }),
    seenChanges(ctx, question, clusterId, look),
    seenRequests(ctx, question, clusterId, look),
    objectsKnownSince(ctx.events, { scope, clusterId, kinds }),
    hasRequests(ctx, question, clusterId, look),
  ])
  const { suspects, others } = suspectedChanges({ agent, accounts, behind, changes, requests })
  const { before, after, ratio, kind, score, notBeforeMs } = onset
  return {
    ...{ agent, clusterId, ...names, at, grain, notBefore: new Date(notBeforeMs) },
    ...{ before, after, ratio, kind, score, changes: suspects.slice(0, suspectsMost) },
    looked: {
      ...{ from: look.from, to: look.to, requests: kept, others },
      objects: known !== null && known < look.to,
    },
  }
}
