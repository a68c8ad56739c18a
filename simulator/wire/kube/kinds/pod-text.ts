// The text of a workload's pods, with holes for what is one pod's: one for each stage of a pod's life. Made
// when first needed and forgotten when not used for long, so that a large fleet costs little.

import { hHex, hUuid, purpose } from '../../../world/hash.ts'
import type { Workload } from '../../../world/workloads.ts'
import { managed, Template } from '../template.ts'

export const podStages = ['waiting', 'starting', 'running', 'lost', 'succeeded'] as const
export type PodStage = (typeof podStages)[number]

export interface PodText {
  readonly labels: Readonly<Record<string, string>>
  readonly metadata: Template
  readonly rest: Template
}

const onHost = new Set(['aws-node', 'ebs-csi-node', 'eks-node-monitoring-agent', 'kube-proxy'])

/** Labels that a workload and its pods share. */
export function workloadLabels({ name, namespace, cluster }: Workload): Record<string, string> {
  const { team, costCenter, isSystem } = namespace
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': namespace.name,
    ...(isSystem ? { 'k8s-app': name } : {}),
    ...(costCenter === undefined ? {} : { 'cost-center': costCenter }),
    env: cluster.family.environment,
    ...(team === undefined ? {} : { team }),
  }
}

function podLabels(workload: Workload): Record<string, string> {
  switch (workload.kind) {
    case 'Deployment':
      return { ...workloadLabels(workload), 'pod-template-hash': workload.templateHash }
    case 'StatefulSet':
      return { ...workloadLabels(workload), 'statefulset.kubernetes.io/pod-name': '⟦name⟧' }
    case 'DaemonSet':
      return {
        ...workloadLabels(workload),
        'controller-revision-hash': hHex(1, workload.id, 0),
        'pod-template-generation': '1',
      }
    case 'Job':
      return {
        ...workloadLabels(workload),
        'batch.kubernetes.io/job-completion-index': '⟦index⟧',
        'batch.kubernetes.io/job-name': '⟦owner⟧',
        'job-name': '⟦owner⟧',
      }
    case 'CronJob':
      return { ...workloadLabels(workload), 'batch.kubernetes.io/job-name': '⟦owner⟧', 'job-name': '⟦owner⟧' }
  }
}

/** Whose pods run to an end. */
export const isJob = ({ kind }: Workload): boolean => kind === 'CronJob' || kind === 'Job'

export const ownerOf = (workload: Workload): { apiVersion: string; kind: string } =>
  workload.kind === 'Deployment'
    ? { apiVersion: 'apps/v1', kind: 'ReplicaSet' }
    : isJob(workload)
      ? { apiVersion: 'batch/v1', kind: 'Job' }
      : { apiVersion: 'apps/v1', kind: workload.kind }

const quantities = ({ cpuMillicores, memoryMib, devices }: Workload) => ({
  cpu: `${cpuMillicores}m`,
  memory: `${memoryMib}Mi`,
  ...(devices > 0 ? { 'nvidia.com/gpu': String(devices) } : {}),
})

const probe = (path: string) => ({
  httpGet: { path, port: 'http', scheme: 'HTTP' },
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
})

/** The one container, as a pod template has it. */
export function containerOf(workload: Workload) {
  const { image, cluster, memoryMib, devices } = workload
  const serves = !isJob(workload)
  return {
    name: 'main',
    image,
    ...(serves ? { ports: [{ name: 'http', containerPort: 8_080, protocol: 'TCP' }] } : {}),
    env: [
      { name: 'AWS_REGION', value: cluster.region.code },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    resources: {
      limits: { memory: `${memoryMib * 2}Mi`, ...(devices > 0 ? { 'nvidia.com/gpu': String(devices) } : {}) },
      requests: quantities(workload),
    },
    ...(serves ? { livenessProbe: probe('/healthz'), readinessProbe: probe('/readyz') } : {}),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  }
}

/** What every pod made from the template has. */
export function templateSpecOf(workload: Workload) {
  const { kind, name, devices, namespace } = workload
  return {
    containers: [containerOf(workload)],
    restartPolicy: isJob(workload) ? 'Never' : 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: name,
    serviceAccount: name,
    ...(kind === 'DaemonSet' && onHost.has(name) ? { hostNetwork: true } : {}),
    ...(namespace.isSystem ? { priorityClassName: 'system-node-critical' } : {}),
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...(devices > 0
      ? { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }] }
      : {}),
  }
}

function specOf(workload: Workload, stage: PodStage) {
  const { tolerations = [], ...spec } = templateSpecOf(workload)
  const seconds = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }
  return {
    ...spec,
    ...(stage === 'waiting' ? {} : { nodeName: '⟦node⟧' }),
    tolerations: [
      ...tolerations,
      { key: 'node.kubernetes.io/not-ready', ...seconds },
      { key: 'node.kubernetes.io/unreachable', ...seconds },
    ],
    priority: workload.namespace.isSystem ? 2_000_001_000 : 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  }
}

const condition = (type: string, isTrue: boolean, at: string, more: object = {}) => ({
  type,
  status: isTrue ? 'True' : 'False',
  lastProbeTime: null,
  lastTransitionTime: at,
  ...more,
})

function conditionsOf(stage: PodStage) {
  if (stage === 'waiting') return []
  const isReady = stage === 'running'
  const since = {
    starting: '⟦scheduled⟧',
    running: '⟦changed⟧',
    lost: '⟦changed⟧',
    succeeded: '⟦ended⟧',
  }[stage]
  const why = { starting: 'ContainersNotReady', succeeded: 'PodCompleted' }[stage as string]
  const more =
    why === undefined
      ? {}
      : {
          reason: why,
          ...(stage === 'starting' ? { message: 'containers with unready status: [main]' } : {}),
        }
  return [
    condition('Initialized', true, '⟦scheduled⟧'),
    condition('Ready', isReady, since, more),
    // The node controller speaks for a kubelet that is not heard, and of the pod alone.
    stage === 'lost'
      ? condition('ContainersReady', true, '⟦ready⟧')
      : condition('ContainersReady', isReady, since, more),
    condition('PodScheduled', true, '⟦scheduled⟧'),
  ]
}

function containerStatusOf({ image, id }: Workload, stage: PodStage) {
  const state = {
    waiting: {},
    starting: { waiting: { reason: 'ContainerCreating' } },
    running: { running: { startedAt: '⟦ready⟧' } },
    lost: { running: { startedAt: '⟦ready⟧' } },
    succeeded: {
      terminated: {
        exitCode: 0,
        reason: 'Completed',
        startedAt: '⟦ready⟧',
        finishedAt: '⟦ended⟧',
        containerID: 'containerd://⟦container⟧',
      },
    },
  }[stage]
  const isUp = stage !== 'starting'
  const repository = image.slice(0, image.lastIndexOf(':'))
  return {
    name: 'main',
    state,
    lastState: {},
    ready: stage === 'running' || stage === 'lost',
    restartCount: 0,
    image,
    imageID: isUp ? `${repository}@sha256:${hHex(8, id ^ purpose.image, 0)}` : '',
    ...(isUp ? { containerID: 'containerd://⟦container⟧' } : {}),
    started: stage === 'running' || stage === 'lost',
  }
}

function statusOf(workload: Workload, stage: PodStage) {
  const qosClass = 'Burstable'
  if (stage === 'waiting') return { phase: 'Pending', qosClass }
  const address = stage === 'starting' ? {} : { podIP: '⟦address⟧', podIPs: [{ ip: '⟦address⟧' }] }
  return {
    phase: { starting: 'Pending', running: 'Running', lost: 'Running', succeeded: 'Succeeded' }[stage],
    conditions: conditionsOf(stage),
    hostIP: '⟦host⟧',
    ...address,
    startTime: '⟦scheduled⟧',
    containerStatuses: [containerStatusOf(workload, stage)],
    qosClass,
  }
}

function made(workload: Workload, stage: PodStage): PodText {
  const labels = podLabels(workload)
  const { kind, name } = workload
  const generateName =
    kind === 'StatefulSet' ? {} : { generateName: kind === 'DaemonSet' ? `${name}-` : '⟦owner⟧-' }
  const annotations = { 'prometheus.io/scrape': 'true' }
  const reference = {
    ...ownerOf(workload),
    name: '⟦owner⟧',
    uid: '⟦ownerUid⟧',
    controller: true,
    blockOwnerDeletion: true,
  }
  const spec = specOf(workload, stage)
  const status = statusOf(workload, stage)
  const written = { metadata: { annotations, ...generateName, labels, ownerReferences: [reference] }, spec }
  const metadata = {
    name: '⟦name⟧',
    ...generateName,
    namespace: workload.namespace.name,
    uid: '⟦uid⟧',
    resourceVersion: '⟦version⟧',
    creationTimestamp: '⟦created⟧',
    labels,
    annotations,
    ownerReferences: [reference],
    managedFields: [
      managed('kube-controller-manager', 'v1', '⟦created⟧', written),
      ...(stage === 'waiting'
        ? []
        : [{ ...managed('kubelet', 'v1', '⟦changed⟧', { status }), subresource: 'status' }]),
    ],
  }
  return { labels, metadata: new Template(metadata), rest: new Template({ spec, status }) }
}

/** Ten kilobytes each. Lists go workload by workload, so that as many are read at once without being made twice. */
const mostTexts = 512
const texts = new Map<string, PodText>()

export function podTextOf(workload: Workload, stage: PodStage): PodText {
  const key = `${workload.cluster.id}/${workload.id}/${stage}`
  let text = texts.get(key)
  if (text === undefined) {
    text = made(workload, stage)
    if (texts.size >= mostTexts) texts.delete(texts.keys().next().value as string)
  } else texts.delete(key)
  texts.set(key, text)
  return text
}

/** UID of a workload's own object; `n` tells apart what one workload stands for. */
export const uidOfWorkload = ({ id }: Workload, n: number): string => hUuid(id ^ 0x5f3759df, n)
