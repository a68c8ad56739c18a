// Nodes as an EKS cluster's API server tells of them: labels, conditions, capacity, images of the machine; and
// how they come, change and go.
import { gitVersionOf } from '../../../world/calendar.ts'
import { isoOf } from '../../../world/clock.ts'
import { skewMs } from '../../../world/clock-skew.ts'
import type { Cluster } from '../../../world/fleet.ts'
import { hHex, hUuid, purpose } from '../../../world/hash.ts'
import type { NodeChange } from '../../../world/node-history.ts'
import {
  beatsBefore,
  beatTime,
  heartbeatMs,
  isHeard,
  type Layers,
  lastHeard,
  type Node,
  nameOfNode,
  networkLayersOf,
} from '../../../world/nodes.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageColumn,
  ageText,
  busyWindowMs,
  type Change,
  column,
  type Item,
  type Labels,
  type Listing,
  nameColumn,
  type Resource,
} from '../item.ts'
import { type GroupText, imageOf, layerLabels, nodeTextOf } from './node-text.ts'

const beatsOf = ({ nodes }: Cluster) => ({ count: nodes, periodMs: heartbeatMs })

const taint = (key: string, effect: string, ms?: number) => ({
  key,
  effect,
  ...(ms === undefined ? {} : { timeAdded: isoOf(ms) }),
})

function taintsOf({ phase, phaseSinceMs, isCordoned, group }: Node): object[] {
  const why = { joining: 'not-ready', lost: 'unreachable', ready: '' }[phase]
  return [
    ...(isCordoned ? [taint('node.kubernetes.io/unschedulable', 'NoSchedule')] : []),
    ...(why === ''
      ? []
      : ['NoSchedule', 'NoExecute'].map((effect) =>
          taint(`node.kubernetes.io/${why}`, effect, phaseSinceMs),
        )),
    ...(group.machine.devices === undefined ? [] : [taint('nvidia.com/gpu', 'NoSchedule')]),
  ]
}

const deviceTaints = `,"taints":${JSON.stringify([taint('nvidia.com/gpu', 'NoSchedule')])}`

function specOf(node: Node): string {
  const providerID = `aws:///${node.zone}/${node.name}`
  // Most are like this: no need to build what is always the same.
  if (node.phase === 'ready' && !node.isCordoned) {
    return `{"providerID":"${providerID}"${node.group.machine.devices === undefined ? '' : deviceTaints}}`
  }
  const taints = taintsOf(node)
  return JSON.stringify({
    providerID,
    ...(taints.length > 0 ? { taints } : {}),
    ...(node.isCordoned ? { unschedulable: true } : {}),
  })
}

/** Of the node itself: what belongs to it has others. */
export const uidOfNode = ({ id }: Cluster, { slot, incarnation }: Node): string =>
  hUuid(id, slot, incarnation * 8)

const noLayers = ['', '', ''] as const

/** What the nodes of one text below one network node share. */
function labelsBelow(text: GroupText, layers: Layers | undefined): Labels {
  if (layers === undefined) return text.labels
  const known = text.below.get(layers)
  if (known !== undefined) return known
  const own = Object.fromEntries(layers.map((layer, n) => [layerLabels[n] as string, layer]))
  const made = { ...text.labels, ...own }
  text.below.set(layers, made)
  return made
}

function itemOf(state: ClusterState, node: Node, ms: number, goneMs?: number): Item {
  const { cluster } = state
  const { slot, incarnation, group, name, zone, createdMs, isCordoned, address, phase, fault } = node
  const heardMs = lastHeard(node, beatsOf(cluster), ms)
  const beatMs = phase === 'lost' ? heardMs : Math.max(heardMs, node.phaseSinceMs)
  const version = changeVersion(goneMs ?? Math.max(beatMs, node.changedMs), slot)
  const text = nodeTextOf(cluster, node)
  const zoneNumber = cluster.region.zones.indexOf(zone) + 1
  const own = (n: number) => hHex(4, cluster.id ^ purpose.bootId, slot, n + incarnation * 8)
  const layers = networkLayersOf(cluster, group, slot)
  const [layer1, layer2, layer3] = layers ?? noLayers
  const ready = isoOf(node.readyMs)
  const values = {
    name,
    uid: uidOfNode(cluster, node),
    version,
    zone,
    zoneNumber,
    address,
    layer1,
    layer2,
    layer3,
    created: isoOf(createdMs),
    ready,
    since: node.phaseSinceMs === node.readyMs ? ready : isoOf(node.phaseSinceMs),
    // By the node's own clock.
    beat: isoOf(beatMs + skewMs(cluster.skews, slot, beatMs)),
    detected: fault === undefined ? '' : isoOf(fault.detectedMs),
    xid: fault?.xid ?? 0,
    machine: own(1),
    system: `ec2${own(2).slice(3)}`,
    boot: own(3),
  }
  const { osImage, kernelVersion, runtime } = imageOf(group.amiType)
  const status = phase === 'ready' ? 'Ready' : 'NotReady'
  return {
    key: name,
    name,
    namespace: undefined,
    version,
    createdMs,
    labels: {
      ...labelsBelow(text, layers),
      'failure-domain.beta.kubernetes.io/zone': zone,
      'kubernetes.io/hostname': name,
      'topology.k8s.aws/zone-id': `${cluster.region.short}-az${zoneNumber}`,
      'topology.kubernetes.io/zone': zone,
    },
    metadata: text.metadata.fill(values),
    rest: () => `,"spec":${specOf(node)},${text.status.fill(values).slice(1)}`,
    cells: (nowMs) => [
      name,
      isCordoned ? `${status},SchedulingDisabled` : status,
      '<none>',
      ageText(nowMs - createdMs),
      gitVersionOf(node.minor),
      address,
      '<none>',
      osImage,
      kernelVersion,
      runtime,
    ],
    field: (field) => (field === 'spec.unschedulable' ? String(isCordoned) : undefined),
  }
}

const there = (state: ClusterState, slot: number, ms: number): Node => state.node(slot, ms) as Node

function changeOf(state: ClusterState, type: NodeChange['type'], slot: number, ms: number): Change {
  const version = changeVersion(ms, slot)
  const before = () => itemOf(state, there(state, slot, ms), ms)
  if (type === 'gone') {
    return { type: 'DELETED', version, item: () => itemOf(state, there(state, slot, ms), ms, ms) }
  }
  const item = () => itemOf(state, there(state, slot, ms + 1), ms + 1)
  return type === 'born' ? { type: 'ADDED', version, item } : { type: 'MODIFIED', version, item, before }
}

function changes(state: ClusterState, fromMs: number, toMs: number): Change[] {
  const beats = beatsOf(state.cluster)
  const found = state.nodes.changes(fromMs, toMs).map(({ type, slot, ms }) => changeOf(state, type, slot, ms))
  for (let beat = beatsBefore(beats, fromMs); beat < beatsBefore(beats, toMs); beat += 1) {
    const ms = beatTime(beats, beat)
    const slot = beat % beats.count
    if (isHeard(state.nodes, slot, ms)) found.push(changeOf(state, 'changed', slot, ms))
  }
  return found
}

function listing(state: ClusterState, ms: number): Listing {
  const { count, slot } = state.nodes.present(ms)
  return {
    count,
    key: (i) => nameOfNode(state.cluster, slot(i), state.nodes.incarnation(slot(i), ms)),
    item: (i) => itemOf(state, there(state, slot(i), ms), ms),
  }
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
  listing,
  changes,
}
