// An object of a cluster, cut down to what the product needs of it, as it stood at an instant. Labels are
// kept; specs, environments, secrets and annotations are not. Quantities are plain numbers.
import { z } from 'zod'
import type { ClusterId } from './cluster-id.ts'

/** Kinds that are watched; the RBAC manifest is generated from the same list. */
export const objectKinds = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Namespace',
  'Node',
  'Pod',
  'PodDisruptionBudget',
  'ReplicaSet',
  'StatefulSet',
] as const
export type ObjectKind = (typeof objectKinds)[number]

const text = z.string().max(1_024)

/** What only nodes have. */
export const nodeFactsSchema = z.strictObject({
  kubeletVersion: text.nullable(),
  kubeProxyVersion: text.nullable(),
  osImage: text.nullable(),
  kernelVersion: text.nullable(),
  containerRuntime: text.nullable(),
  architecture: text.nullable(),
  instanceType: text.nullable(),
  zone: text.nullable(),
  region: text.nullable(),
  /** "aws:///us-east-1a/i-0abc". */
  providerId: text.nullable(),
  nodeGroup: text.nullable(),
  capacityType: text.nullable(),
  isUnschedulable: z.boolean(),
  taints: z.array(z.strictObject({ key: text, value: text.nullable(), effect: text })).max(100),
  /** Conditions that say something is wrong, by type; Ready is `phase`. */
  problems: z.array(z.strictObject({ type: text, reason: text.nullable(), since: text.nullable() })).max(50),
  cpuCapacityMillicores: z.int(),
  memoryCapacityBytes: z.int(),
  podCapacity: z.int(),
})
export type NodeFacts = z.infer<typeof nodeFactsSchema>

/** What only pods have. */
export const podFactsSchema = z.strictObject({
  reason: text.nullable(),
  qosClass: text.nullable(),
  priorityClass: text.nullable(),
  serviceAccount: text.nullable(),
  podIp: text.nullable(),
  startedAt: text.nullable(),
  isReady: z.boolean(),
  restarts: z.int(),
  cpuLimitMillicores: z.int(),
  memoryLimitBytes: z.int(),
  containers: z
    .array(z.strictObject({ name: text, image: text, imageId: text.nullable(), waiting: text.nullable() }))
    .max(200),
})
export type PodFacts = z.infer<typeof podFactsSchema>

/** What Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and CronJobs have. */
export const workloadFactsSchema = z.strictObject({
  desired: z.int().nullable(),
  ready: z.int().nullable(),
  updated: z.int().nullable(),
  available: z.int().nullable(),
  generation: z.int().nullable(),
  /** Images of the pod template, sorted. */
  images: z.array(text).max(200),
  serviceAccount: text.nullable(),
  hasProbes: z.boolean(),
  /** CronJobs only. */
  schedule: text.nullable(),
  /** Deployments and CronJobs. */
  isPaused: z.boolean(),
  /** Labels of the pod template, so that pods yet to come have an owner too. */
  podLabels: z.record(text, text),
})
export type WorkloadFacts = z.infer<typeof workloadFactsSchema>

export const disruptionBudgetFactsSchema = z.strictObject({
  minAvailable: text.nullable(),
  maxUnavailable: text.nullable(),
  expectedPods: z.int(),
  currentHealthy: z.int(),
  desiredHealthy: z.int(),
  disruptionsAllowed: z.int(),
  matchLabels: z.record(text, text),
})
export type DisruptionBudgetFacts = z.infer<typeof disruptionBudgetFactsSchema>

export const namespaceFactsSchema = z.strictObject({})

export const objectFactsSchemas = {
  CronJob: workloadFactsSchema,
  DaemonSet: workloadFactsSchema,
  Deployment: workloadFactsSchema,
  Job: workloadFactsSchema,
  Namespace: namespaceFactsSchema,
  Node: nodeFactsSchema,
  Pod: podFactsSchema,
  PodDisruptionBudget: disruptionBudgetFactsSchema,
  ReplicaSet: workloadFactsSchema,
  StatefulSet: workloadFactsSchema,
} as const satisfies Record<ObjectKind, z.ZodType>

export type ObjectFacts<Kind extends ObjectKind = ObjectKind> = z.infer<(typeof objectFactsSchemas)[Kind]>

export interface ObjectState<Kind extends ObjectKind = ObjectKind> {
  readonly clusterId: ClusterId
  readonly kind: Kind
  readonly uid: string
  /** "" for what lies in no namespace. */
  readonly namespace: string
  readonly name: string
  readonly resourceVersion: string
  /** When we learned of this state, by the product's clock. */
  readonly observedAt: Date
  readonly isDeleted: boolean
  readonly createdAt: Date
  /** The controller among its owners; "" when there is none. */
  readonly ownerKind: string
  readonly ownerName: string
  readonly labels: Readonly<Record<string, string>>
  /** Pods only; "" when not scheduled. */
  readonly nodeName: string
  /** Pods: status.phase. Nodes: Ready, NotReady or Unknown. Namespaces: status.phase. Others: "". */
  readonly phase: string
  /** Pods: what the scheduler counts as requested. Nodes: allocatable. Others: 0. */
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly gpus: number
  readonly facts: ObjectFacts<Kind>
}
