// The leases by which kubelets say that they live: one for each node, renewed every ten seconds.

import { fullAt } from '../../../physics/growth.ts'
import { microIsoOf, secondMs } from '../../../world/clock.ts'
import { skewMs } from '../../../world/clock-skew.ts'
import { hUuid } from '../../../world/hash.ts'
import { beatsBefore, beatTime, isHeard, lastHeard, type Node, nameOfNode } from '../../../world/nodes.ts'
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
import { uidOfNode } from './nodes.ts'
import { objectItem } from './object.ts'

const namespace = 'kube-node-lease'
const beatsOf = ({ cluster }: ClusterState) => ({ count: cluster.nodes, periodMs: 10 * secondMs })

/** Nothing is written to a database that is full. */
function renewedBefore(state: ClusterState, node: Node, ms: number): number {
  const heardMs = lastHeard(node, beatsOf(state), ms)
  const full = fullAt(state.cluster, heardMs)
  return full === undefined ? heardMs : lastHeard(node, beatsOf(state), full.fromMs)
}

function leaseItem(state: ClusterState, slot: number, ms: number, goneMs?: number): Item {
  const { cluster } = state
  const node = state.node(slot, ms) as Node
  const { name, createdMs, incarnation } = node
  const renewedMs = renewedBefore(state, node, ms)
  const renewTime = microIsoOf(renewedMs + skewMs(cluster.skews, slot, renewedMs))
  return objectItem({
    name,
    namespace,
    uid: hUuid(cluster.id, slot, incarnation * 8 + 2),
    version: changeVersion(goneMs ?? renewedMs, slot),
    createdMs,
    owner: { apiVersion: 'v1', kind: 'Node', name, uid: uidOfNode(cluster, node) },
    apiVersion: 'coordination.k8s.io/v1',
    manager: 'kubelet',
    body: { spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime } },
    cells: (nowMs) => [name, name, ageText(nowMs - createdMs)],
  })
}

function changeOf(state: ClusterState, type: Change['type'], slot: number, ms: number): Change {
  const version = changeVersion(ms, slot)
  if (type === 'DELETED') return { type, version, item: () => leaseItem(state, slot, ms, ms) }
  const item = () => leaseItem(state, slot, ms + 1)
  return type === 'ADDED'
    ? { type, version, item }
    : { type, version, item, before: () => leaseItem(state, slot, ms) }
}

/** It comes and goes with its node, and is renewed at once when its node is heard again. */
function changes(state: ClusterState, fromMs: number, toMs: number): Change[] {
  const { nodes } = state
  const types = { born: 'ADDED', gone: 'DELETED' } as const
  const found = nodes
    .changes(fromMs, toMs)
    .flatMap(({ type, slot, ms }) => (type === 'changed' ? [] : [changeOf(state, types[type], slot, ms)]))
  for (const { slot, backMs } of nodes.outagesIn(fromMs, toMs)) {
    if (backMs >= fromMs && backMs < toMs) found.push(changeOf(state, 'MODIFIED', slot, backMs))
  }
  const beats = beatsOf(state)
  for (let beat = beatsBefore(beats, fromMs); beat < beatsBefore(beats, toMs); beat += 1) {
    const ms = beatTime(beats, beat)
    const slot = beat % beats.count
    if (isHeard(nodes, slot, ms) && fullAt(state.cluster, ms) === undefined)
      found.push(changeOf(state, 'MODIFIED', slot, ms))
  }
  return found
}

export const leases: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  singular: 'lease',
  kind: 'Lease',
  isNamespaced: true,
  shortNames: [],
  fieldNames: [],
  watchWindowMs: busyWindowMs,
  columns: [nameColumn, column('Holder', 'Holder of the lease.'), ageColumn],
  listing: (state, ms) => {
    const { count, slot } = state.nodes.present(ms)
    return {
      count,
      key: (i) => `${namespace}/${nameOfNode(state.cluster, slot(i), state.nodes.incarnation(slot(i), ms))}`,
      item: (i) => leaseItem(state, slot(i), ms),
    }
  },
  changes,
}
