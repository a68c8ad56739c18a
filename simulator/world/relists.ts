// Who lists again when an API server is back: everybody who watches, once, since a server that starts knows no change of
// before. What a list weighs and how they are spread are assumptions (A). Watches that follow are counted as on any day.
import { listSeconds, podBytes } from '../physics/list-cost.ts'
import { listMemory } from '../physics/server-memory.ts'
import type { Asking } from './api-asking.ts'
import { residentsOf } from './api-residents.ts'
import { CountingProcess } from './counting.ts'
import { Intensity, type Piece } from './intensity.ts'
import type { ClusterState } from './world.ts'

/** Clients back off for up to half a minute: evenly over it (A). */
export const relistsWithinMs = 30_000

export interface Relister {
  /** What they watch. */
  readonly watch: Asking
  readonly clients: number
  /** Of one answer. */
  readonly bytes: number
  readonly seconds: number
}

/** Of a Service, of a pod's part of an EndpointSlice, of a ConfigMap, of a Node (A). */
const [serviceBytes, endpointBytes, configMapBytes, nodeBytes] = [1_500, 250, 2_000, 12_000]

/** Whoever runs on every node sees the pods of its own (A). */
function bytesOf({ cluster, workloads }: ClusterState, resource: string, isOfNodes: boolean): number {
  const { nodes, podsAimedAt } = cluster
  if (resource === 'pods') return (podsAimedAt * podBytes) / (isOfNodes ? nodes : 1)
  if (resource === 'services') return workloads.length * serviceBytes
  if (resource === 'endpointslices') return podsAimedAt * endpointBytes
  return resource === 'nodes' ? nodes * nodeBytes : configMapBytes
}

/** Watches last 450 s on average: who has one on every node comes at this rate, all others are one. */
const rateOfNodes = ({ cluster }: ClusterState): number => cluster.nodes / 450

const known = new WeakMap<ClusterState, readonly Relister[]>()

export function relistersOf(state: ClusterState): readonly Relister[] {
  const made =
    known.get(state) ??
    residentsOf(state)
      .filter(({ verb }) => verb === 'watch')
      .map((watch): Relister => {
        const isOfNodes = watch.perSecond === rateOfNodes(state)
        // An operator of a namespace lists what is in it.
        const parts = isOfNodes || watch.target === undefined ? 1 : state.namespaces.length
        const bytes = Math.round(bytesOf(state, watch.resource, isOfNodes) / parts)
        return { watch, clients: isOfNodes ? state.cluster.nodes : 1, bytes, seconds: listSeconds(bytes) }
      })
  known.set(state, made)
  return made
}

/** What their lists hold of memory so long after the server was back: as many as come while one runs. */
export function relistMemory(state: ClusterState, minor: number, sinceMs: number): number {
  const come = (ms: number): number => Math.max(0, Math.min(ms, relistsWithinMs))
  return relistersOf(state).reduce((all, { clients, bytes, seconds }) => {
    const running = (clients * (come(sinceMs) - come(sinceMs - 1_000 * seconds))) / relistsWithinMs
    return all + running * listMemory(bytes, minor)
  }, 0)
}

/** Their lists in each of these stretches, of which each begins when the server is back and lasts until it is killed. */
export function relistsOf(
  state: ClusterState,
  lives: readonly { readonly backMs: number; readonly untilMs: number }[],
): readonly Asking[] {
  const [first] = lives
  if (first === undefined) return []
  return relistersOf(state).map(({ watch, clients, seconds }): Asking => {
    const rate = (events: number) => ({ kind: 'constant', rate: events }) as const
    const pieces = lives.flatMap(({ backMs, untilMs }): Piece[] => [
      { fromMs: backMs, shape: rate((1_000 * clients) / relistsWithinMs) },
      { fromMs: Math.min(untilMs, backMs + relistsWithinMs), shape: rate(0) },
    ])
    const calls = new CountingProcess(
      new Intensity([{ fromMs: first.backMs - 1, shape: rate(0) }, ...pieces]),
      0.51,
    )
    return {
      ...watch,
      key: `${watch.key}/again`,
      verb: 'list',
      query: 'resourceVersion=0',
      seconds,
      calls,
    }
  })
}
