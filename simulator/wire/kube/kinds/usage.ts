// metrics.k8s.io: what nodes and pods use just now, as metrics-server tells it. Usage follows requests and the
// hash of the minute; it cannot be watched.
import { isoOf, minuteMs } from '../../../world/clock.ts'
import { h01, purpose } from '../../../world/hash.ts'
import { allocatableOf } from '../../../world/machines.ts'
import { groupOfSlot } from '../../../world/nodes.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageText,
  column,
  type Item,
  type Listing,
  nameColumn,
  quietWindowMs,
  type Resource,
} from '../item.ts'
import { nodes } from './nodes.ts'
import { concatenated, pods } from './pods.ts'

const window = '20.049s'
const columns = [
  nameColumn,
  column('cpu', 'Usage of cpu.'),
  column('memory', 'Usage of memory.'),
  column('Window', 'The time interval that usage is measured over.'),
]

/** Another every minute, about the same. */
const shareAt = (id: number, n: number, ms: number): number =>
  0.25 +
  0.35 * h01(id ^ purpose.requests, n, 3) +
  0.1 * h01(id ^ purpose.requests, n, Math.floor(ms / minuteMs))

function usageItem(of: Item, body: (usage: object) => object, cpu: number, kib: number, ms: number): Item {
  const { key, name, namespace, labels, createdMs } = of
  const usage = { cpu: `${Math.floor(cpu * 1e6)}n`, memory: `${Math.floor(kib)}Ki` }
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp: isoOf(ms),
    labels,
  }
  return {
    key,
    name,
    namespace,
    version: of.version,
    labels,
    createdMs,
    metadata: JSON.stringify(metadata),
    rest: () => `,${JSON.stringify({ timestamp: isoOf(ms), window, ...body(usage) }).slice(1)}`,
    cells: () => [name, `${Math.ceil(cpu)}m`, `${Math.floor(kib / 1_024)}Mi`, ageText(20_049)],
    field: () => undefined,
  }
}

function nodeUsage(state: ClusterState, ms: number): Listing {
  const all = nodes.listing(state, ms)
  const { slot: slotOf } = state.nodes.present(ms)
  return {
    ...all,
    item: (i) => {
      const slot = slotOf(i)
      const { cpuMillicores, memoryKib } = allocatableOf(groupOfSlot(state.cluster, slot).machine)
      const share = shareAt(state.cluster.id, slot, ms)
      return usageItem(all.item(i), (usage) => ({ usage }), cpuMillicores * share, memoryKib * share, ms)
    },
  }
}

function podUsage(state: ClusterState, ms: number): Listing {
  const all = pods.listing(state, ms)
  const { find } = concatenated(state.podSets, (set) => set.count(ms))
  return {
    ...all,
    item: (i) => {
      const { set, index } = find(i)
      const { cpuMillicores, memoryMib, id } = set.workload
      const share = shareAt(id, set.at(index, ms).number, ms)
      const body = (usage: object) => ({ containers: [{ name: 'main', usage }] })
      return usageItem(all.item(i), body, cpuMillicores * share, memoryMib * 1_024 * share, ms)
    },
  }
}

const common = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  singular: '',
  shortNames: [],
  fieldNames: [],
  watchWindowMs: quietWindowMs,
  columns,
}

export const nodeMetrics: Resource = {
  ...common,
  plural: 'nodes',
  kind: 'NodeMetrics',
  isNamespaced: false,
  listing: nodeUsage,
}

export const podMetrics: Resource = {
  ...common,
  plural: 'pods',
  kind: 'PodMetrics',
  isNamespaced: true,
  listing: podUsage,
}
