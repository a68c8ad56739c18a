// What is read of an API server's objects, and nothing else: everything not named here is dropped when an
// object is parsed. Environments, commands, annotations and volumes have no name here on purpose.
import { z } from 'zod'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'

const text = z.string().nullish()
const count = z.number().nullish()
const flag = z.boolean().nullish()
const labels = z.record(z.string(), z.string()).nullish()
const quantities = z.record(z.string(), z.string()).nullish()
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish()

const metadata = z.object({
  name: z.string(),
  namespace: text,
  uid: z.string().min(1),
  resourceVersion: z.string(),
  creationTimestamp: z.string(),
  deletionTimestamp: text,
  generation: count,
  labels,
  ownerReferences: list(z.object({ kind: z.string(), name: z.string(), controller: flag })),
})
export type WireMetadata = z.infer<typeof metadata>

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: text,
  lastTransitionTime: text,
})
export type WireCondition = z.infer<typeof condition>

const resources = z.object({ requests: quantities, limits: quantities }).nullish()
const container = z.object({ name: z.string(), image: text, restartPolicy: text, resources })
export type WireContainer = z.infer<typeof container>

const containerStatus = z.object({
  name: z.string(),
  imageID: text,
  restartCount: count,
  state: z.object({ waiting: z.object({ reason: text }).nullish() }).nullish(),
  resources,
  allocatedResources: quantities,
})
export type WireContainerStatus = z.infer<typeof containerStatus>

const pod = z.object({
  metadata,
  spec: z.object({
    nodeName: text,
    serviceAccountName: text,
    priorityClassName: text,
    overhead: quantities,
    resources,
    containers: z.array(container),
    initContainers: list(container),
  }),
  status: z
    .object({
      phase: text,
      reason: text,
      qosClass: text,
      podIP: text,
      startTime: text,
      conditions: list(condition),
      containerStatuses: list(containerStatus),
      initContainerStatuses: list(containerStatus),
    })
    .nullish(),
})
export type WirePod = z.infer<typeof pod>

const node = z.object({
  metadata,
  spec: z
    .object({
      providerID: text,
      unschedulable: flag,
      taints: list(z.object({ key: z.string(), value: text, effect: z.string() })),
    })
    .nullish(),
  status: z
    .object({
      capacity: quantities,
      allocatable: quantities,
      conditions: list(condition),
      nodeInfo: z
        .object({
          kubeletVersion: text,
          kubeProxyVersion: text,
          osImage: text,
          kernelVersion: text,
          containerRuntimeVersion: text,
          architecture: text,
        })
        .nullish(),
    })
    .nullish(),
})
export type WireNode = z.infer<typeof node>

const namespace = z.object({ metadata, status: z.object({ phase: text }).nullish() })

/** That a probe is there matters, not what it asks. */
const probe = z.object({}).nullish()
const template = z
  .object({
    metadata: z.object({ labels }).nullish(),
    spec: z
      .object({
        serviceAccountName: text,
        containers: list(z.object({ image: text, livenessProbe: probe, readinessProbe: probe })),
        initContainers: list(z.object({ image: text })),
      })
      .nullish(),
  })
  .nullish()
export type WireTemplate = z.infer<typeof template>

/** Deployments, StatefulSets, ReplicaSets. */
const replicated = z.object({
  metadata,
  spec: z.object({ replicas: count, paused: flag, template }).nullish(),
  status: z.object({ readyReplicas: count, updatedReplicas: count, availableReplicas: count }).nullish(),
})
export type WireReplicated = z.infer<typeof replicated>

const daemonSet = z.object({
  metadata,
  spec: z.object({ template }).nullish(),
  status: z
    .object({
      desiredNumberScheduled: count,
      numberReady: count,
      updatedNumberScheduled: count,
      numberAvailable: count,
    })
    .nullish(),
})
export type WireDaemonSet = z.infer<typeof daemonSet>

const job = z.object({
  metadata,
  spec: z.object({ completions: count, suspend: flag, template }).nullish(),
  status: z.object({ ready: count }).nullish(),
})
export type WireJob = z.infer<typeof job>

const cronJob = z.object({
  metadata,
  spec: z
    .object({
      schedule: text,
      suspend: flag,
      jobTemplate: z.object({ spec: z.object({ template }).nullish() }).nullish(),
    })
    .nullish(),
})
export type WireCronJob = z.infer<typeof cronJob>

const intOrPercent = z.union([z.string(), z.number()]).nullish()
const disruptionBudget = z.object({
  metadata,
  spec: z
    .object({
      minAvailable: intOrPercent,
      maxUnavailable: intOrPercent,
      selector: z.object({ matchLabels: labels }).nullish(),
    })
    .nullish(),
  status: z
    .object({ expectedPods: count, currentHealthy: count, desiredHealthy: count, disruptionsAllowed: count })
    .nullish(),
})
export type WireDisruptionBudget = z.infer<typeof disruptionBudget>

export const wireSchemas = {
  CronJob: cronJob,
  DaemonSet: daemonSet,
  Deployment: replicated,
  Job: job,
  Namespace: namespace,
  Node: node,
  Pod: pod,
  PodDisruptionBudget: disruptionBudget,
  ReplicaSet: replicated,
  StatefulSet: replicated,
} as const satisfies Record<ObjectKind, z.ZodType>

/** Members of large objects that nobody reads: never decoded, so that a huge one costs nothing. */
export const unreadMembers: ReadonlySet<string> = new Set([
  'metadata.annotations',
  'metadata.managedFields',
  'spec.affinity',
  'spec.tolerations',
  'spec.topologySpreadConstraints',
  'spec.volumes',
  'status.images',
  'status.volumesAttached',
  'status.volumesInUse',
])
