// States against the real answers they were made of, worked out here by hand; and what must never be kept.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ObjectKind, objectFactsSchemas, objectKinds } from '../../../domain/model/kube-object.ts'
import { fingerprintOf } from './fingerprint.ts'
import { normalise, Unreadable } from './normalise.ts'

const fixtures = path.resolve(import.meta.dirname, '../../kube-client/fixtures')
const read = (file: string) => JSON.parse(readFileSync(path.join(fixtures, file), 'utf8'))
const itemNamed = (file: string, name: string) =>
  read(file).items.find((item: { metadata: { name: string } }) => item.metadata.name === name)
const seen = { clusterId: 'demo', observedAt: new Date('2026-11-24T00:00:00Z'), isDeleted: false }
const stateOf = <Kind extends ObjectKind>(kind: Kind, object: unknown) => normalise(kind, object, seen)
const printOf = (kind: ObjectKind, object: unknown) => fingerprintOf(stateOf(kind, object))

describe('nodes', () => {
  test('an EKS node of a managed group', () => {
    expect(stateOf('Node', itemNamed('nodelist.json', 'ip-10-0-10-86.ec2.internal'))).toMatchObject({
      clusterId: 'demo',
      kind: 'Node',
      uid: '02e0a039-5e2b-4bda-8579-6aea226c4e86',
      namespace: '',
      createdAt: new Date('2026-11-23T19:57:33Z'),
      phase: 'Ready',
      nodeName: '',
      ownerKind: '',
      cpuMillicores: 3_910,
      memoryBytes: 15_677_216 * 1_024,
      gpus: 0,
      facts: {
        kubeletVersion: 'v1.20.15-eks-ba74326',
        instanceType: 'm6i.xlarge',
        zone: 'us-east-1a',
        region: 'us-east-1',
        providerId: 'aws:///us-east-1a/i-0269e0d37f2a74de4',
        nodeGroup: 'ng-core',
        capacityType: 'ON_DEMAND',
        isUnschedulable: false,
        taints: [{ key: 'node.kubernetes.io/not-ready', value: null, effect: 'NoSchedule' }],
        problems: [],
        cpuCapacityMillicores: 4_000,
        memoryCapacityBytes: 16 * 2 ** 30,
        podCapacity: 58,
      },
    })
  })

  test('a condition of the node agent that is good when True counts when it is not', () => {
    const state = stateOf('Node', itemNamed('nodelist.json', 'ip-10-0-15-178.ec2.internal'))
    expect(state.gpus).toBe(8)
    expect(state.phase).toBe('Ready')
    expect(state.facts.problems.map(({ type }) => type)).toEqual(['AcceleratedHardwareReady'])
  })

  test('a node of no provider', () => {
    const state = stateOf('Node', itemNamed('cluster-1.31-nodes.json', 'datagen-1-31'))
    expect(state.facts).toMatchObject({
      architecture: 'arm64',
      providerId: null,
      nodeGroup: null,
      zone: null,
    })
  })

  test.each([
    [{ 'karpenter.sh/nodepool': 'default', 'karpenter.sh/capacity-type': 'spot' }, 'default', 'SPOT'],
    [
      { 'karpenter.sh/provisioner-name': 'old', 'karpenter.sh/capacity-type': 'on-demand' },
      'old',
      'ON_DEMAND',
    ],
    [{ 'cloud.google.com/gke-nodepool': 'pool-1', 'cloud.google.com/gke-spot': 'true' }, 'pool-1', 'SPOT'],
    [
      { 'cloud.google.com/gke-nodepool': 'p', 'cloud.google.com/gke-provisioning': 'standard' },
      'p',
      'ON_DEMAND',
    ],
    [
      { 'kubernetes.azure.com/agentpool': 'np', 'kubernetes.azure.com/scalesetpriority': 'spot' },
      'np',
      'SPOT',
    ],
    [{ agentpool: 'np' }, 'np', null],
    [
      { 'eks.amazonaws.com/nodegroup': 'g', 'eks.amazonaws.com/capacityType': 'CAPACITY_BLOCK' },
      'g',
      'CAPACITY_BLOCK',
    ],
    [{}, null, null],
  ])('%j: group %s, capacity %s', (labels, nodeGroup, capacityType) => {
    const node = itemNamed('cluster-1.31-nodes.json', 'datagen-1-31')
    const { facts } = stateOf('Node', { ...node, metadata: { ...node.metadata, labels } })
    expect(facts).toMatchObject({ nodeGroup, capacityType })
  })

  test.each([
    ['True', 'Ready'],
    ['False', 'NotReady'],
    ['Unknown', 'Unknown'],
    [undefined, 'Unknown'],
  ])('Ready %s is %s', (status, phase) => {
    const node = itemNamed('cluster-1.31-nodes.json', 'datagen-1-31')
    const conditions = status === undefined ? [] : [{ type: 'Ready', status }]
    expect(stateOf('Node', { ...node, status: { ...node.status, conditions } }).phase).toBe(phase)
  })
})

describe('pods', () => {
  test('of a Deployment', () => {
    expect(stateOf('Pod', itemNamed('cluster-1.31-pods.json', 'coredns-6f6b679f8f-hktpp'))).toMatchObject({
      namespace: 'kube-system',
      nodeName: 'datagen-1-31',
      phase: 'Running',
      ownerKind: 'ReplicaSet',
      ownerName: 'coredns-6f6b679f8f',
      labels: { 'k8s-app': 'kube-dns', 'pod-template-hash': '6f6b679f8f' },
      cpuMillicores: 100,
      memoryBytes: 70 * 2 ** 20,
      facts: {
        qosClass: 'Burstable',
        priorityClass: 'system-cluster-critical',
        serviceAccount: 'coredns',
        isReady: true,
        restarts: 0,
        memoryLimitBytes: 170 * 2 ** 20,
        cpuLimitMillicores: 0,
        containers: [{ name: 'coredns', image: 'registry.k8s.io/coredns/coredns:v1.11.1', waiting: null }],
      },
    })
  })

  test('that cannot start says why', () => {
    const pending = read('cluster-1.31-pods.json').items.filter(
      (pod: { status: { phase: string } }) => pod.status.phase === 'Pending',
    )
    expect(pending).toHaveLength(1)
    const state = stateOf('Pod', pending[0])
    expect([state.nodeName, state.phase, state.facts.reason]).toEqual(['', 'Pending', 'Unschedulable'])
  })

  test('that is being deleted', () => {
    const pod = itemNamed('cluster-1.31-pods.json', 'e2e-statefulset-0')
    const metadata = { ...pod.metadata, deletionTimestamp: '2026-11-24T00:00:00Z' }
    expect(stateOf('Pod', { ...pod, metadata }).facts.reason).toBe('Terminating')
  })

  test('without labels, owner or status', () => {
    const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
    expect(stateOf('Pod', { metadata, spec: { containers: [] } })).toMatchObject({
      labels: {},
      ownerName: '',
      phase: '',
    })
  })
})

const template = {
  metadata: { labels: { app: 'api' } },
  spec: {
    serviceAccountName: 'api',
    initContainers: [{ image: 'b:1' }],
    containers: [
      { image: 'c:1', readinessProbe: { httpGet: {} } },
      { image: 'a:1', livenessProbe: {} },
    ],
  },
}
const metadata = {
  name: 'api',
  namespace: 'shop',
  uid: 'u-1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
  generation: 4,
}
const fromTemplate = {
  images: ['a:1', 'b:1', 'c:1'],
  serviceAccount: 'api',
  hasProbes: true,
  podLabels: { app: 'api' },
}

const samples: Record<ObjectKind, readonly [object: object, facts: object]> = {
  Deployment: [
    {
      metadata,
      spec: { replicas: 3, paused: true, template },
      status: { readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 },
    },
    {
      desired: 3,
      ready: 2,
      updated: 1,
      available: 2,
      generation: 4,
      schedule: null,
      isPaused: true,
      ...fromTemplate,
    },
  ],
  StatefulSet: [
    { metadata, spec: { template }, status: { updatedReplicas: 1 } },
    {
      desired: 1,
      ready: 0,
      updated: 1,
      available: 0,
      generation: 4,
      schedule: null,
      isPaused: false,
      ...fromTemplate,
    },
  ],
  ReplicaSet: [
    { metadata, spec: { replicas: 0, template }, status: { replicas: 0 } },
    {
      desired: 0,
      ready: 0,
      updated: null,
      available: 0,
      generation: 4,
      schedule: null,
      isPaused: false,
      ...fromTemplate,
    },
  ],
  DaemonSet: [
    {
      metadata,
      spec: { template },
      status: { desiredNumberScheduled: 5, numberReady: 4, updatedNumberScheduled: 3, numberAvailable: 4 },
    },
    {
      desired: 5,
      ready: 4,
      updated: 3,
      available: 4,
      generation: 4,
      schedule: null,
      isPaused: false,
      ...fromTemplate,
    },
  ],
  Job: [
    { metadata, spec: { completions: 2, suspend: true, template }, status: { ready: 1 } },
    {
      desired: 2,
      ready: 1,
      updated: null,
      available: null,
      generation: 4,
      schedule: null,
      isPaused: true,
      ...fromTemplate,
    },
  ],
  CronJob: [
    { metadata, spec: { schedule: '*/5 * * * *', suspend: false, jobTemplate: { spec: { template } } } },
    {
      desired: null,
      ready: null,
      updated: null,
      available: null,
      generation: 4,
      schedule: '*/5 * * * *',
      isPaused: false,
      ...fromTemplate,
    },
  ],
  PodDisruptionBudget: [
    {
      metadata,
      spec: { minAvailable: '50%', maxUnavailable: 1, selector: { matchLabels: { app: 'api' } } },
      status: { expectedPods: 3, currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 },
    },
    {
      minAvailable: '50%',
      maxUnavailable: '1',
      expectedPods: 3,
      currentHealthy: 2,
      desiredHealthy: 2,
      disruptionsAllowed: 0,
      matchLabels: { app: 'api' },
    },
  ],
  Namespace: [{ metadata, status: { phase: 'Terminating' } }, {}],
  Node: [itemNamed('nodelist.json', 'ip-10-0-10-86.ec2.internal'), {}],
  Pod: [itemNamed('cluster-1.31-pods.json', 'e2e-statefulset-0'), {}],
}

describe.each(objectKinds)('%s', (kind) => {
  const [object, facts] = samples[kind]

  test('facts, exactly those of the model', () => {
    const state = stateOf(kind, object)
    expect(objectFactsSchemas[kind].parse(state.facts)).toEqual(state.facts)
    expect(state.facts).toMatchObject(facts)
  })

  test('versions, annotations and heartbeats change no fingerprint; labels do', () => {
    const copy = JSON.parse(JSON.stringify(object))
    copy.metadata.resourceVersion = '999999'
    copy.metadata.annotations = { touched: 'now' }
    copy.metadata.managedFields = [{ manager: 'kubelet', time: '2026-12-01T00:00:00Z' }]
    for (const condition of copy.status?.conditions ?? []) {
      condition.lastHeartbeatTime = '2026-12-01T00:00:00Z'
      condition.lastProbeTime = '2026-12-01T00:00:00Z'
      condition.message = 'still here'
    }
    expect(printOf(kind, copy)).toBe(printOf(kind, object))
    copy.metadata.labels = { ...copy.metadata.labels, moved: 'yes' }
    expect(printOf(kind, copy)).not.toBe(printOf(kind, object))
  })

  test('a deleted one has another fingerprint', () => {
    const deleted = normalise(kind, object, { ...seen, isDeleted: true })
    expect(fingerprintOf(deleted)).not.toBe(printOf(kind, object))
  })
})

test('secrets in environments, commands, annotations and volumes are never kept', () => {
  const secret = 'hunter2-MARKED'
  const container = {
    name: 'c',
    image: 'a:1',
    env: [{ name: 'PASSWORD', value: secret }],
    envFrom: [{ secretRef: { name: secret } }],
    args: [secret],
    command: ['sh', '-c', secret],
    livenessProbe: {
      exec: { command: [secret] },
      httpGet: { httpHeaders: [{ name: 'Authorization', value: secret }] },
    },
  }
  const marked = { ...metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret } }
  const spec = {
    containers: [container],
    initContainers: [container],
    volumes: [{ name: secret }],
    hostAliases: [secret],
  }
  const template = { metadata: { annotations: { secret } }, spec }
  const states = [
    stateOf('Pod', {
      metadata: marked,
      spec,
      status: { message: secret, conditions: [{ type: 'Ready', status: 'False', message: secret }] },
    }),
    ...(['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Job'] as const).map((kind) =>
      stateOf(kind, { metadata: marked, spec: { template } }),
    ),
    stateOf('CronJob', { metadata: marked, spec: { jobTemplate: { spec: { template } } } }),
  ]
  expect(JSON.stringify(states)).not.toContain(secret)
})

test('labels and texts past every bound of Kubernetes are cut', () => {
  const labels = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key-${n}`, 'v'.repeat(5_000)]))
  const state = stateOf('Namespace', { metadata: { ...metadata, labels } })
  expect(Object.keys(state.labels)).toHaveLength(100)
  expect(Math.max(...Object.values(state.labels).map((value) => value.length))).toBe(1_024)
})

test.each([
  ['no object', 7],
  ['no uid', { metadata: { ...metadata, uid: '' } }],
  ['no instant of creation', { metadata: { ...metadata, creationTimestamp: 'yesterday' } }],
  [
    'a quantity that is none',
    { metadata, spec: { containers: [{ name: 'c', resources: { requests: { cpu: 'much' } } }] } },
  ],
])('%s: refused, without its content', (_, object) => {
  expect(() => stateOf('Pod', object)).toThrow(Unreadable)
})
