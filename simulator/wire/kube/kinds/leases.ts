// The leases by which kubelets say that they live: one for each node, renewed every ten seconds.

import { microIsoOf, secondMs } from '../../../world/clock.ts'
import { skewMs } from '../../../world/clock-skew.ts'
import { hUuid } from '../../../world/hash.ts'
import { beatsBefore, beatTime, lastBeat, nameOfNode } from '../../../world/nodes.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import { ageColumn, ageText, busyWindowMs, column, type Item, nameColumn, type Resource } from '../item.ts'
import { objectItem } from './object.ts'

const namespace = 'kube-node-lease'
const beatsOf = ({ cluster }: ClusterState) => ({ count: cluster.nodes, periodMs: 10 * secondMs })

function leaseItem(state: ClusterState, slot: number, ms: number): Item {
  const { name, createdMs } = state.node(slot)
  const renewedMs = lastBeat(beatsOf(state), slot, ms)
  const renewTime = microIsoOf(renewedMs + skewMs(state.cluster.skews, slot, renewedMs))
  return objectItem({
    name,
    namespace,
    uid: hUuid(state.cluster.id, slot, 2),
    version: changeVersion(renewedMs, slot),
    createdMs,
    owner: { apiVersion: 'v1', kind: 'Node', name, uid: hUuid(state.cluster.id, slot) },
    apiVersion: 'coordination.k8s.io/v1',
    manager: 'kubelet',
    body: { spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime } },
    cells: (nowMs) => [name, name, ageText(nowMs - createdMs)],
  })
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
  listing: (state, ms) => ({
    count: state.cluster.nodes,
    key: (slot) => `${namespace}/${nameOfNode(state.cluster, slot)}`,
    item: (slot) => leaseItem(state, slot, ms),
  }),
  changes: (state, fromMs, toMs) => {
    const beats = beatsOf(state)
    const first = beatsBefore(beats, fromMs)
    return Array.from({ length: beatsBefore(beats, toMs) - first }, (_, n) => {
      const slot = (first + n) % beats.count
      const ms = beatTime(beats, first + n)
      return {
        type: 'MODIFIED',
        version: changeVersion(ms, slot),
        item: () => leaseItem(state, slot, ms + 1),
        before: () => leaseItem(state, slot, ms),
      }
    })
  },
}
