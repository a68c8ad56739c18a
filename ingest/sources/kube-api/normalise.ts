// An object as the API server sends it → the state that is kept of it. Pure: the same object gives the
// same state. Refuses, with Unreadable, what is no such object; guesses nothing.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type {
  DisruptionBudgetFacts,
  ObjectFacts,
  ObjectKind,
  ObjectState,
} from '../../../domain/model/kube-object.ts'
import { boundedLabels, short, textOr } from './bounds.ts'
import { nodeFactsOf, nodePhaseOf } from './node-facts.ts'
import { podFactsOf } from './pod-facts.ts'
import { NoQuantity } from './quantity.ts'
import { noResources, podRequests, type Resources, resourcesOf } from './requests.ts'
import { type WireDisruptionBudget, type WireMetadata, wireSchemas } from './wire.ts'
import { cronJobFacts, daemonSetFacts, jobFacts, replicatedFacts } from './workload-facts.ts'

/** Says what is wrong by place, never by content. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** What only some kinds have. */
interface Particulars<Kind extends ObjectKind> {
  readonly facts: ObjectFacts<Kind>
  readonly nodeName?: string
  readonly phase?: string
  readonly resources?: Resources
}

type Wire<Kind extends ObjectKind> = z.infer<(typeof wireSchemas)[Kind]>

const particulars: { readonly [Kind in ObjectKind]: (object: Wire<Kind>) => Particulars<Kind> } = {
  CronJob: (object) => ({ facts: cronJobFacts(object) }),
  DaemonSet: (object) => ({ facts: daemonSetFacts(object) }),
  Deployment: (object) => ({ facts: replicatedFacts(object, true) }),
  Job: (object) => ({ facts: jobFacts(object) }),
  Namespace: ({ status }) => ({ facts: {}, phase: short(status?.phase ?? '') }),
  Node: (object) => ({
    facts: nodeFactsOf(object),
    phase: nodePhaseOf(object),
    resources: resourcesOf(object.status?.allocatable),
  }),
  Pod: (object) => ({
    facts: podFactsOf(object),
    nodeName: short(object.spec.nodeName ?? ''),
    phase: short(object.status?.phase ?? ''),
    resources: podRequests(object),
  }),
  PodDisruptionBudget: (object) => ({ facts: disruptionBudgetFacts(object) }),
  ReplicaSet: (object) => ({ facts: replicatedFacts(object, false) }),
  StatefulSet: (object) => ({ facts: replicatedFacts(object, true) }),
}

function disruptionBudgetFacts({ spec, status }: WireDisruptionBudget): DisruptionBudgetFacts {
  const said = (value: string | number | null | undefined) =>
    textOr(value === null || value === undefined ? null : String(value))
  return {
    minAvailable: said(spec?.minAvailable),
    maxUnavailable: said(spec?.maxUnavailable),
    expectedPods: status?.expectedPods ?? 0,
    currentHealthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    matchLabels: boundedLabels(spec?.selector?.matchLabels),
  }
}

export interface Seen {
  readonly clusterId: ClusterId
  readonly observedAt: Date
  readonly isDeleted: boolean
}

/** `object` as JSON.parse gives it. Throws Unreadable. */
export function normalise<Kind extends ObjectKind>(
  kind: Kind,
  object: unknown,
  seen: Seen,
): ObjectState<Kind> {
  try {
    const read = wireSchemas[kind].parse(object) as Wire<Kind>
    return stateOf(kind, read.metadata, particulars[kind](read), seen)
  } catch (error) {
    if (error instanceof NoQuantity) throw new Unreadable(error.message)
    if (error instanceof z.ZodError) throw new Unreadable(firstIssueOf(error))
    throw error
  }
}

function firstIssueOf({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it has another shape' : `${issue.path.join('.') || 'it'}: ${issue.code}`
}

function stateOf<Kind extends ObjectKind>(
  kind: Kind,
  metadata: WireMetadata,
  { facts, nodeName = '', phase = '', resources = noResources }: Particulars<Kind>,
  seen: Seen,
): ObjectState<Kind> {
  const createdAt = new Date(metadata.creationTimestamp)
  if (Number.isNaN(createdAt.getTime())) throw new Unreadable('metadata.creationTimestamp: no instant')
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  return {
    clusterId: seen.clusterId,
    kind,
    uid: short(metadata.uid),
    namespace: short(metadata.namespace ?? ''),
    name: short(metadata.name),
    resourceVersion: short(metadata.resourceVersion),
    observedAt: seen.observedAt,
    isDeleted: seen.isDeleted,
    createdAt,
    ownerKind: short(owner?.kind ?? ''),
    ownerName: short(owner?.name ?? ''),
    labels: boundedLabels(metadata.labels),
    nodeName,
    phase,
    cpuMillicores: resources.cpuMillicores,
    memoryBytes: resources.memoryBytes,
    gpus: resources.gpus,
    facts,
  }
}
