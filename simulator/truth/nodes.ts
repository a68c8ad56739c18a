// Nodes of a cluster by how they are, and what was done to them: from the plan of what becomes of slots, whatever
// the faces tell.
import { minorText } from '../world/calendar.ts'
import type { Replacement } from '../world/replacement.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, sum } from './fact.ts'

const count = <Member>(members: readonly Member[], is: (member: Member) => boolean): number =>
  members.filter(is).length

/** Replacements whose node has not gone, or whose next is not ready, at `ms`; those that nobody repairs with them. */
const openAt = ({ nodes, cluster }: ClusterState, ms: number): readonly Replacement[] =>
  nodes.within(cluster.epochMs, ms).filter(({ readyMs }) => readyMs >= ms)

export const unhealthyAt = (state: ClusterState, ms: number): number =>
  count(
    openAt(state, ms),
    ({ fault, goneMs }) => fault !== undefined && fault.detectedMs < ms && goneMs >= ms,
  )

/** Slots of lost nodes; a node that is lost is not replaced meanwhile. */
const lostAt = ({ nodes }: ClusterState, ms: number) =>
  nodes.outages.filter(({ lostMs, backMs }) => lostMs < ms && backMs >= ms)

export function nodeFacts(state: ClusterState, { fromMs, toMs }: Asked): readonly Fact[] {
  const { cluster, nodes, podSets } = state
  const of = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: cluster.name,
    value,
    derivation,
  })
  const open = openAt(state, toMs)
  const absent = count(open, ({ goneMs, bornMs }) => goneMs < toMs && bornMs >= toMs)
  const joining = count(open, ({ bornMs }) => bornMs < toMs)
  const lost = lostAt(state, toMs).length
  const statuses = podSets.map((set) => set.status(toMs))
  const replaced = nodes
    .within(fromMs, toMs)
    .filter(({ readyMs }) => readyMs >= fromMs && readyMs < toMs).length
  return [
    of('nodes.present', cluster.nodes - absent, 'places less those whose node is being launched'),
    of(
      'nodes.ready',
      cluster.nodes - absent - joining - lost,
      'those present, less those that join or are lost',
    ),
    of('nodes.lost', lost, 'nodes of an impaired zone after the grace of their leases'),
    of('nodes.unhealthy', unhealthyAt(state, toMs), 'faults that were detected, of nodes that have not gone'),
    of('pods.unready', sum(statuses.map(({ replicas, ready }) => replicas - ready)), 'over workloads'),
    of(
      'pods.pending',
      sum(statuses.map(({ replicas, ready, lost: unheard }) => replicas - ready - unheard)),
      'those not ready, less those that run on nodes that are lost',
    ),
    { ...of('nodes.replaced', replaced, 'replacements that became ready'), isWindow: true },
  ]
}

/** How many nodes run which version: those of a group at the epoch, less those that were replaced by newer ones. */
export function kubeletFacts({ cluster, nodes }: ClusterState, { toMs }: Asked): readonly Fact[] {
  const minors = new Map<number, number>()
  const add = (minor: number, by: number) => minors.set(minor, (minors.get(minor) ?? 0) + by)
  for (const { minor, size } of cluster.nodeGroups) add(minor, size)
  const bySlot = new Map(
    cluster.nodeGroups.flatMap(({ first, size, minor }) =>
      Array.from({ length: size }, (_, n) => [first + n, minor] as const),
    ),
  )
  for (const { slot, minor, goneMs, bornMs } of nodes.within(cluster.epochMs, toMs)) {
    if (goneMs >= toMs) continue
    add(bySlot.get(slot) as number, -1)
    bySlot.set(slot, minor)
    if (bornMs < toMs) add(minor, 1)
  }
  return [...minors]
    .filter(([, value]) => value > 0)
    .map(([minor, value]) => ({
      metric: 'nodes.byVersion',
      subject: `${cluster.name}/${minorText(minor)}`,
      value,
      derivation: 'sizes of node groups at the epoch, and replacements since',
    }))
}
