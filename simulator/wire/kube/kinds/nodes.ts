// Nodes as an EKS cluster's API server tells of them: labels, conditions, capacity, images of the machine.
import { gitVersionOf } from '../../../world/calendar.ts'
import { isoOf } from '../../../world/clock.ts'
import { skewMs } from '../../../world/clock-skew.ts'
import type { AmiType, Cluster, NodeGroup } from '../../../world/fleet.ts'
import { hHex, hUuid, purpose } from '../../../world/hash.ts'
import { allocatableOf } from '../../../world/machines.ts'
import { beatsBefore, beatTime, heartbeatMs, lastBeat, type Node, nameOfNode } from '../../../world/nodes.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageColumn,
  ageText,
  busyWindowMs,
  type Change,
  column,
  type Item,
  nameColumn,
  type Resource,
} from '../item.ts'
import { managed, Template } from '../template.ts'

interface Image {
  readonly osImage: string
  readonly kernelVersion: string
  readonly runtime: string
}

const images: Readonly<Record<'AL2_' | 'AL2023_' | 'BOTTLEROCKET_', Image>> = {
  AL2_: {
    osImage: 'Amazon Linux 2',
    kernelVersion: '5.10.245-241.976.amzn2',
    runtime: 'containerd://1.7.28',
  },
  AL2023_: {
    osImage: 'Amazon Linux 2023.9.20251208',
    kernelVersion: '6.1.158-180.294.amzn2023',
    runtime: 'containerd://2.1.5',
  },
  BOTTLEROCKET_: {
    osImage: 'Bottlerocket OS 1.51.0 (aws-k8s)',
    kernelVersion: '6.1.158',
    runtime: 'containerd://2.0.7+bottlerocket',
  },
}

export const imageOf = (ami: AmiType): Image =>
  images[ami.startsWith('AL2_') ? 'AL2_' : ami.startsWith('AL2023_') ? 'AL2023_' : 'BOTTLEROCKET_']

const monitored = [
  ['KernelReady', 'Kernel'],
  ['NetworkingReady', 'Networking'],
  ['StorageReady', 'Disk'],
  ['ContainerRuntimeReady', 'ContainerRuntime'],
] as const

function conditionsOf(group: NodeGroup) {
  const at = { lastHeartbeatTime: '⟦beat⟧', lastTransitionTime: '⟦ready⟧' }
  const kubelet = [
    ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ].map(([type, reason, message]) => ({ type, status: 'False', ...at, reason, message }))
  const ready = {
    type: 'Ready',
    status: 'True',
    ...at,
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  }
  const devices =
    group.machine.devices === undefined ? [] : ([['AcceleratedHardwareReady', 'Nvidia']] as const)
  const agent = [...monitored, ...devices].map(([type, system]) => ({
    type,
    status: 'True',
    ...at,
    reason: `${system}IsReady`,
    message: `Monitoring for the ${system} system is active`,
  }))
  return [...kubelet, ready, ...agent]
}

function resourcesOf({ machine }: NodeGroup) {
  const { cpuMillicores, memoryKib } = allocatableOf(machine)
  const devices =
    machine.devices === undefined ? {} : { [machine.devices.resource]: String(machine.devices.count) }
  const common = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', ...devices, pods: String(machine.pods) }
  return {
    capacity: {
      'attachable-volumes-aws-ebs': '25',
      cpu: String(machine.cpus),
      'ephemeral-storage': '83873772Ki',
      ...common,
      memory: `${machine.memoryGib * 1_048_576}Ki`,
    },
    allocatable: {
      'attachable-volumes-aws-ebs': '25',
      cpu: `${cpuMillicores}m`,
      'ephemeral-storage': '76224326324',
      ...common,
      memory: `${memoryKib}Ki`,
    },
  }
}

function labelsOf(cluster: Cluster, group: NodeGroup): Record<string, string> {
  const { machine, capacityType, name } = group
  const { code, short } = cluster.region
  return {
    'alpha.eksctl.io/nodegroup-name': name,
    'beta.kubernetes.io/arch': machine.architecture,
    'beta.kubernetes.io/instance-type': machine.type,
    'beta.kubernetes.io/os': 'linux',
    'eks.amazonaws.com/capacityType': capacityType,
    'eks.amazonaws.com/nodegroup': name,
    'eks.amazonaws.com/nodegroup-image': `ami-0${hHex(2, cluster.id, group.first)}`,
    'failure-domain.beta.kubernetes.io/region': code,
    'failure-domain.beta.kubernetes.io/zone': '⟦zone⟧',
    'kubernetes.io/arch': machine.architecture,
    'kubernetes.io/hostname': '⟦name⟧',
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': machine.type,
    'topology.k8s.aws/zone-id': `${short}-az⟦zoneNumber⟧`,
    'topology.kubernetes.io/region': code,
    'topology.kubernetes.io/zone': '⟦zone⟧',
  }
}

const pulled = ['amazon-k8s-cni', 'kube-proxy', 'aws-ebs-csi-driver', 'eks-node-monitoring-agent', 'pause']

function statusOf(cluster: Cluster, group: NodeGroup) {
  const { osImage, kernelVersion, runtime } = imageOf(group.amiType)
  const { architecture } = group.machine
  const kubelet = gitVersionOf(group.minor)
  return {
    ...resourcesOf(group),
    conditions: conditionsOf(group),
    addresses: [
      { type: 'InternalIP', address: '⟦address⟧' },
      { type: 'Hostname', address: '⟦name⟧' },
      { type: 'InternalDNS', address: `⟦name⟧.${cluster.region.code}.compute.internal` },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      machineID: '⟦machine⟧',
      systemUUID: '⟦system⟧',
      bootID: '⟦boot⟧',
      kernelVersion: `${kernelVersion}.${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`,
      osImage,
      containerRuntimeVersion: runtime,
      kubeletVersion: kubelet,
      kubeProxyVersion: kubelet,
      operatingSystem: 'linux',
      architecture,
    },
    images: pulled.map((name, n) => ({
      names: [
        `602401143452.dkr.ecr.${cluster.region.code}.amazonaws.com/eks/${name}@sha256:${hHex(8, n, group.minor)}`,
        `602401143452.dkr.ecr.${cluster.region.code}.amazonaws.com/eks/${name}:${kubelet.slice(0, 7)}`,
      ],
      sizeBytes: 48_000_000 + n * 7_310_000,
    })),
  }
}

interface GroupText {
  readonly labels: Readonly<Record<string, string>>
  readonly metadata: Template
  readonly status: Template
}

const texts = new WeakMap<NodeGroup, GroupText>()

function textOf(cluster: Cluster, group: NodeGroup): GroupText {
  const known = texts.get(group)
  if (known !== undefined) return known
  const labels = labelsOf(cluster, group)
  const annotations = {
    'node.alpha.kubernetes.io/ttl': '0',
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
  }
  const status = statusOf(cluster, group)
  const metadata = {
    name: '⟦name⟧',
    uid: '⟦uid⟧',
    resourceVersion: '⟦version⟧',
    creationTimestamp: '⟦created⟧',
    labels,
    annotations,
    managedFields: [
      managed('kubelet', 'v1', '⟦created⟧', { metadata: { annotations, labels } }),
      { ...managed('kubelet', 'v1', '⟦beat⟧', { status }), subresource: 'status' },
    ],
  }
  const made = { labels, metadata: new Template(metadata), status: new Template({ status }) }
  texts.set(group, made)
  return made
}

const cordoned = {
  unschedulable: true,
  taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
}

const beatsOf = ({ nodes }: Cluster) => ({ count: nodes, periodMs: heartbeatMs })

function specOf({ zone, name, isCordoned, group }: Node): string {
  const device = group.machine.devices === undefined ? [] : [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }]
  const taints = [...(isCordoned ? cordoned.taints : []), ...device]
  return JSON.stringify({
    providerID: `aws:///${zone}/${name}`,
    ...(taints.length > 0 ? { taints } : {}),
    ...(isCordoned ? { unschedulable: true } : {}),
  })
}

function itemOf(state: ClusterState, slot: number, ms: number): Item {
  const { cluster } = state
  const node = state.node(slot)
  const { group, name, zone, createdMs, isCordoned, address } = node
  const beatMs = Math.max(createdMs, lastBeat(beatsOf(cluster), slot, ms))
  const version = changeVersion(beatMs, slot)
  const text = textOf(cluster, group)
  const zoneNumber = cluster.region.zones.indexOf(zone) + 1
  const own = (n: number) => hHex(4, cluster.id ^ purpose.bootId, slot, n)
  const values = {
    name,
    uid: hUuid(cluster.id, slot),
    version,
    zone,
    zoneNumber,
    address,
    created: isoOf(createdMs),
    ready: isoOf(createdMs + 40_000),
    // By the node's own clock.
    beat: isoOf(beatMs + skewMs(cluster.skews, slot, beatMs)),
    machine: own(1),
    system: `ec2${own(2).slice(3)}`,
    boot: own(3),
  }
  const { osImage, kernelVersion, runtime } = imageOf(group.amiType)
  return {
    key: name,
    name,
    namespace: undefined,
    version,
    createdMs,
    labels: {
      ...text.labels,
      'failure-domain.beta.kubernetes.io/zone': zone,
      'kubernetes.io/hostname': name,
      'topology.k8s.aws/zone-id': `${cluster.region.short}-az${zoneNumber}`,
      'topology.kubernetes.io/zone': zone,
    },
    metadata: text.metadata.fill(values),
    rest: () => `,"spec":${specOf(node)},${text.status.fill(values).slice(1)}`,
    cells: (nowMs) => [
      name,
      isCordoned ? 'Ready,SchedulingDisabled' : 'Ready',
      '<none>',
      ageText(nowMs - createdMs),
      gitVersionOf(group.minor),
      address,
      '<none>',
      osImage,
      kernelVersion,
      runtime,
    ],
    field: (field) => (field === 'spec.unschedulable' ? String(isCordoned) : undefined),
  }
}

function changes(state: ClusterState, fromMs: number, toMs: number): Change[] {
  const beats = beatsOf(state.cluster)
  const found: Change[] = []
  for (let beat = beatsBefore(beats, fromMs); beat < beatsBefore(beats, toMs); beat += 1) {
    const ms = beatTime(beats, beat)
    const slot = beat % beats.count
    found.push({
      type: 'MODIFIED',
      version: changeVersion(ms, slot),
      item: () => itemOf(state, slot, ms + 1),
      before: () => itemOf(state, slot, ms),
    })
  }
  return found
}

export const nodes: Resource = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  singular: 'node',
  kind: 'Node',
  isNamespaced: false,
  shortNames: ['no'],
  fieldNames: ['spec.unschedulable'],
  watchWindowMs: busyWindowMs,
  columns: [
    nameColumn,
    column('Status', 'The status of the node'),
    column('Roles', 'The roles of the node'),
    ageColumn,
    column('Version', 'Kubelet Version reported by the node.'),
    column('Internal-IP', 'List of addresses reachable to the node.', { priority: 1 }),
    column('External-IP', 'List of addresses reachable to the node.', { priority: 1 }),
    column('OS-Image', 'OS Image reported by the node from /etc/os-release.', { priority: 1 }),
    column('Kernel-Version', "Kernel Version reported by the node from 'uname -r'.", { priority: 1 }),
    column('Container-Runtime', 'ContainerRuntime Version reported by the node.', { priority: 1 }),
  ],
  listing: (state, ms) => ({
    count: state.cluster.nodes,
    key: (slot) => nameOfNode(state.cluster, slot),
    item: (slot) => itemOf(state, slot, ms),
  }),
  changes,
}
