// An API server with as many nodes and pods as one likes, made as they are asked for: pages of templates
// with other names in them, and a watch that tells of a steady number of changes. Shaped like an EKS
// cluster, managed fields, images and all; no cluster behind it. Knows nothing of what reads it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FleetSize {
  readonly nodes: number
  readonly pods: number
}

/** Text with holes: parts[0] values[order[0]] parts[1] … */
interface Template {
  readonly parts: readonly string[]
  readonly holes: readonly string[]
}

function templateOf(object: object): Template {
  const pieces = JSON.stringify(object).split(/@(\w+)@/)
  return {
    parts: pieces.filter((_, n) => n % 2 === 0),
    holes: pieces.filter((_, n) => n % 2 === 1),
  }
}

function filled({ parts, holes }: Template, values: Readonly<Record<string, string | number>>): string {
  let text = parts[0] as string
  for (let n = 0; n < holes.length; n += 1) text += `${values[holes[n] as string]}${parts[n + 1]}`
  return text
}

const since = '2026-01-15T08:00:00Z'
const conditionsOf = (types: readonly string[]) =>
  types.map((type) => ({
    type,
    status: type.endsWith('Pressure') ? 'False' : 'True',
    lastHeartbeatTime: since,
    lastTransitionTime: since,
    reason: `Kubelet${type}`,
    message: `kubelet says ${type} of this node as it does every few minutes`,
  }))

/** Who wrote which field, about as long as what the object itself says. */
const managedFields = (fields: number) =>
  ['kubelet', 'kube-controller-manager'].map((manager) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: since,
    fieldsType: 'FieldsV1',
    fieldsV1: Object.fromEntries(
      Array.from({ length: fields }, (_, n) => [`k:{"name":"field-${n}"}`, { '.': {}, 'f:value': {} }]),
    ),
  }))

const nodeTemplate = templateOf({
  metadata: {
    name: '@name@',
    uid: '@uid@',
    resourceVersion: '@version@',
    creationTimestamp: since,
    labels: {
      'eks.amazonaws.com/nodegroup': 'workers-@group@',
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': '@name@',
      'kubernetes.io/os': 'linux',
      'node.kubernetes.io/instance-type': 'm6i.4xlarge',
      'topology.kubernetes.io/region': 'eu-west-1',
      'topology.kubernetes.io/zone': 'eu-west-1a',
    },
    annotations: {
      'node.alpha.kubernetes.io/ttl': '0',
      'csi.volume.kubernetes.io/nodeid': '{"ebs":"@uid@"}',
    },
    managedFields: managedFields(16),
  },
  spec: { providerID: 'aws:///eu-west-1a/i-@uid@' },
  status: {
    capacity: { cpu: '16', memory: '64Gi', pods: '234', 'ephemeral-storage': '83873772Ki' },
    allocatable: { cpu: '15890m', memory: '61255216Ki', pods: '234', 'ephemeral-storage': '76224326324' },
    conditions: conditionsOf(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready', 'KernelReady']),
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
    nodeInfo: {
      kubeletVersion: 'v1.33.5-eks-113cf36',
      kubeProxyVersion: 'v1.33.5-eks-113cf36',
      osImage: 'Bottlerocket OS 1.50.0',
      kernelVersion: '6.1.150',
      containerRuntimeVersion: 'containerd://2.0.6',
      architecture: 'amd64',
      operatingSystem: 'linux',
    },
    images: Array.from({ length: 20 }, (_, n) => ({
      names: [
        `registry.example.invalid/team/image-${n}@sha256:${'5'.repeat(64)}`,
        `registry.example.invalid/team/image-${n}:v1`,
      ],
      sizeBytes: 100_000_000 + n,
    })),
  },
})

const podTemplate = templateOf({
  metadata: {
    name: '@name@',
    generateName: 'api-7d9c6b5f4-',
    namespace: 'team-@team@',
    uid: '@uid@',
    resourceVersion: '@version@',
    creationTimestamp: since,
    labels: { app: 'api-@team@', team: 'team-@team@', 'pod-template-hash': '7d9c6b5f4' },
    annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': '5'.repeat(64) },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'api-@team@-7d9c6b5f4',
        uid: 'rs-@team@',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: managedFields(14),
  },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'registry.example.invalid/team/api:v1.8.@group@',
        env: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `value of setting ${n}` })),
        resources: { limits: { memory: '1Gi' }, requests: { cpu: '250m', memory: '512Mi' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
        volumeMounts: [
          { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
        ],
      },
    ],
    nodeName: '@node@',
    serviceAccountName: 'api',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    tolerations: ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
    volumes: [
      {
        name: 'kube-api-access',
        projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3_607 } }] },
      },
    ],
  },
  status: {
    phase: 'Running',
    conditions: conditionsOf(['Initialized', 'Ready', 'ContainersReady', 'PodScheduled']),
    podIP: '10.1.0.1',
    startTime: since,
    qosClass: 'Burstable',
    containerStatuses: [
      {
        name: 'main',
        image: 'registry.example.invalid/team/api:v1.8.@group@',
        imageID: `registry.example.invalid/team/api@sha256:${'3'.repeat(64)}`,
        containerID: `containerd://${'2'.repeat(64)}`,
        ready: true,
        restartCount: '#@restarts@#',
        state: { running: { startedAt: since } },
      },
    ],
  },
})

const numbers = (text: string): string => text.replaceAll(/"#(\d+)#"/g, '$1')

/** UUIDs as API servers give them, told by kind and number. */
const uidOf = (kind: number, n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${kind.toString(16).padStart(12, '0')}`

const nodeName = (n: number): string =>
  `ip-10-${(n >> 16) & 255}-${(n >> 8) & 255}-${n & 255}.eu-west-1.compute.internal`

/** Version of the lists; changes are numbered on from here. */
const listVersion = 1_000_000

const nodeText = (n: number): string =>
  filled(nodeTemplate, { name: nodeName(n), uid: uidOf(1, n), version: n + 1, group: n % 40 })

const podText = (n: number, version: number, restarts: number, nodes: number): string =>
  numbers(
    filled(podTemplate, {
      name: `api-7d9c6b5f4-${n.toString(36).padStart(6, '0')}`,
      uid: uidOf(2, n),
      version,
      team: n % 200,
      group: n % 7,
      node: nodeName(n % nodes),
      restarts,
    }),
  )

const kubeSystem = JSON.stringify({
  metadata: { name: 'kube-system', uid: uidOf(3, 0), resourceVersion: '1', creationTimestamp: since },
  status: { phase: 'Active' },
})

export interface KubeFleet {
  readonly url: string
  /** Answers of lists that were sent whole, and their bytes. */
  readonly sent: { pages: number; bytes: number }
  /** Watches that are open on pods. */
  watchesOfPods(): number
  /** Sends `rate` changes a second, each on another pod; resolves when the last is sent. */
  change(rate: number, seconds: number): Promise<void>
  /** When the change of this version was sent, by performance.now; undefined while it was not. */
  sentAt(version: number): number | undefined
  /** Version of the last change that was sent. */
  lastVersion(): number
  close(): Promise<void>
}

export async function openKubeFleet({ nodes, pods }: FleetSize): Promise<KubeFleet> {
  const sentAt: number[] = []
  const watches = new Set<ServerResponse>()
  const sent = { pages: 0, bytes: 0 }
  const items: Readonly<Record<string, { readonly count: number; text(n: number): string }>> = {
    '/api/v1/nodes': { count: nodes, text: nodeText },
    '/api/v1/pods': { count: pods, text: (n) => podText(n, n + 1, 0, nodes) },
    '/api/v1/namespaces': { count: 1, text: () => kubeSystem },
  }
  const server = createServer((req, res) => answer(req, res, items, sent, watches))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    watchesOfPods: () => watches.size,
    change: async (rate, seconds) => {
      const startedAt = performance.now()
      for (let done = 0; done < rate * seconds; ) {
        const due = Math.min(rate * seconds, Math.floor(((performance.now() - startedAt) / 1_000) * rate))
        for (; done < due; done += 1) {
          const n = sentAt.length % pods
          sentAt.push(performance.now())
          const text = podText(n, listVersion + sentAt.length, 1 + Math.floor(sentAt.length / pods), nodes)
          for (const watch of watches) watch.write(`{"type":"MODIFIED","object":${text}}\n`)
        }
        await sleep(5)
      }
    },
    sentAt: (version) => sentAt[version - listVersion - 1],
    lastVersion: () => listVersion + sentAt.length,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(
  req: IncomingMessage,
  res: ServerResponse,
  items: Readonly<Record<string, { readonly count: number; text(n: number): string }>>,
  sent: { pages: number; bytes: number },
  watches: Set<ServerResponse>,
): void {
  const { pathname, searchParams: query } = new URL(req.url ?? '/', 'http://fleet')
  const json = (text: string): void => {
    const bytes = Buffer.from(text, 'latin1')
    sent.pages += 1
    sent.bytes += bytes.length
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length })
    res.end(bytes)
  }
  if (pathname === '/version') {
    json('{"major":"1","minor":"33","gitVersion":"v1.33.5-eks-113cf36"}')
    return
  }
  if (pathname === '/metrics') {
    res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' })
    res.end('apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} 1e+09\n')
    return
  }
  if (query.get('watch') !== null) {
    res.writeHead(200, { 'Content-Type': 'application/json' })
    res.flushHeaders()
    if (pathname !== '/api/v1/pods') return
    watches.add(res)
    res.once('close', () => watches.delete(res))
    return
  }
  const { count, text } = items[pathname] ?? { count: 0, text: () => '' }
  const from = Number(query.get('continue') ?? '0')
  const to = Math.min(count, from + Number(query.get('limit') ?? count))
  const more = to < count ? `,"continue":"${to}","remainingItemCount":${count - to}` : ''
  const page = Array.from({ length: to - from }, (_, n) => text(from + n)).join(',')
  json(
    `{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"${listVersion}"${more}},"items":[${page}]}`,
  )
}
