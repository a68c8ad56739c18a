// The text of a node, with holes for what is its own: one for each node group, version, and state of its nodes.
import { gitVersionOf } from '../../../world/calendar.ts'
import type { AmiType, Cluster, NodeGroup } from '../../../world/fleet.ts'
import { hHex } from '../../../world/hash.ts'
import { allocatableOf } from '../../../world/machines.ts'
import type { Layers, Node } from '../../../world/nodes.ts'
import type { Labels } from '../item.ts'
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
const accelerators = ['AcceleratedHardwareReady', 'Nvidia'] as const

const silence = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
const noNetwork = {
  status: 'False',
  reason: 'KubeletNotReady',
  message:
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
}

/** The agent that tells the others is a pod: it comes up with the node. */
function agentConditions({ machine }: NodeGroup, isBroken: boolean) {
  const at = { lastHeartbeatTime: '⟦beat⟧', lastTransitionTime: '⟦ready⟧' }
  const watched = machine.devices === undefined || isBroken ? monitored : [...monitored, accelerators]
  const broken = {
    type: accelerators[0],
    status: 'False',
    lastHeartbeatTime: '⟦beat⟧',
    lastTransitionTime: '⟦detected⟧',
    reason: 'NvidiaXID⟦xid⟧Error',
    message: 'detected XID-⟦xid⟧ on the instance, review kernel logs',
  }
  const well = watched.map(([type, system]) => ({
    type,
    status: 'True',
    ...at,
    reason: `${system}IsReady`,
    message: `Monitoring for the ${system} system is active`,
  }))
  return isBroken ? [...well, broken] : well
}

function conditionsOf(group: NodeGroup, phase: Node['phase'], isBroken: boolean) {
  const at = { lastHeartbeatTime: '⟦beat⟧', lastTransitionTime: '⟦since⟧' }
  const kubelet = [
    ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ].map(([type, reason, message]) =>
    phase === 'lost'
      ? { type, status: 'Unknown', ...at, ...silence }
      : { type, status: 'False', ...at, reason, message },
  )
  const ready = {
    type: 'Ready',
    status: 'True',
    ...at,
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    ...(phase === 'lost' ? { status: 'Unknown', ...silence } : phase === 'joining' ? noNetwork : {}),
  }
  return [...kubelet, ready, ...(phase === 'joining' ? [] : agentConditions(group, isBroken))]
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

/** Where an accelerated machine hangs in the network, from the top down. */
export const layerLabels = [1, 2, 3].map((layer) => `topology.k8s.aws/network-node-layer-${layer}`)

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
    ...(machine.devices === undefined
      ? {}
      : Object.fromEntries(layerLabels.map((label, n) => [label, `⟦layer${n + 1}⟧`]))),
    'topology.k8s.aws/zone-id': `${short}-az⟦zoneNumber⟧`,
    'topology.kubernetes.io/region': code,
    'topology.kubernetes.io/zone': '⟦zone⟧',
  }
}

const pulled = ['amazon-k8s-cni', 'kube-proxy', 'aws-ebs-csi-driver', 'eks-node-monitoring-agent', 'pause']

function statusOf(cluster: Cluster, { group, minor, phase, fault }: Node) {
  const { osImage, kernelVersion, runtime } = imageOf(group.amiType)
  const { architecture } = group.machine
  const kubelet = gitVersionOf(minor)
  return {
    ...resourcesOf(group),
    conditions: conditionsOf(group, phase, fault !== undefined),
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
        `602401143452.dkr.ecr.${cluster.region.code}.amazonaws.com/eks/${name}@sha256:${hHex(8, n, minor)}`,
        `602401143452.dkr.ecr.${cluster.region.code}.amazonaws.com/eks/${name}:${kubelet.slice(0, 7)}`,
      ],
      sizeBytes: 48_000_000 + n * 7_310_000,
    })),
  }
}

export interface GroupText {
  readonly labels: Labels
  /** With those that tell the place in the network. */
  readonly below: WeakMap<Layers, Labels>
  readonly metadata: Template
  readonly status: Template
}

interface GroupTexts {
  /** Of a node as it was at the epoch, which most are. */
  usual: GroupText | undefined
  readonly others: Map<string, GroupText>
}

const texts = new WeakMap<NodeGroup, GroupTexts>()

export function nodeTextOf(cluster: Cluster, node: Node): GroupText {
  const { group, minor, phase, fault } = node
  let known = texts.get(group)
  if (known === undefined) {
    known = { usual: undefined, others: new Map() }
    texts.set(group, known)
  }
  if (phase === 'ready' && fault === undefined && minor === group.minor) {
    known.usual ??= made(cluster, node)
    return known.usual
  }
  const key = `${minor}/${phase}/${fault !== undefined}`
  const other = known.others.get(key) ?? made(cluster, node)
  known.others.set(key, other)
  return other
}

function made(cluster: Cluster, node: Node): GroupText {
  const { group } = node
  const labels = labelsOf(cluster, group)
  const annotations = {
    'node.alpha.kubernetes.io/ttl': '0',
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
  }
  const status = statusOf(cluster, node)
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
  return { labels, below: new WeakMap(), metadata: new Template(metadata), status: new Template({ status }) }
}
