// When the API server of a cluster was killed for want of memory, and was back: by the run of the storm that did it. Two
// servers are one here. Of several agents the first that has lists enough decides.
import { KilledFlow } from '../physics/killed-flow.ts'
import { awayMs, isBuffered } from '../physics/server-memory.ts'
import { type Cluster, minorAt } from './fleet.ts'
import { relistMemory, relistsOf } from './relists.ts'
import { overflows, restingBytes, stormBy } from './storms.ts'
import type { ClusterState } from './world.ts'

export interface Restart {
  /** The first millisecond in which it was not there. */
  readonly killedMs: number
  readonly backMs: number
  /** Held when it was killed. */
  readonly bytes: number
}

/** Without looking into its state: whether its lists are ever such as are held whole. */
export const mayBeKilled = (cluster: Cluster): boolean =>
  cluster.agents.some(({ fromMs }) => isBuffered(minorAt(cluster, fromMs)))

function killsOf(state: ClusterState): readonly Restart[] {
  const agent = mayBeKilled(state.cluster)
    ? state.cluster.agents.find((one) => overflows(state, one))
    : undefined
  if (agent === undefined) return []
  const { run } = stormBy(state, agent)
  if (!(run instanceof KilledFlow)) return []
  return run.lives
    .filter(({ killedMs }) => Number.isFinite(killedMs))
    .map(({ killedMs, bytes }) => ({ killedMs, bytes: Math.round(bytes), backMs: killedMs + awayMs }))
}

const known = new WeakMap<ClusterState, readonly Restart[]>()

/** In the order of their times. */
export function restartsOf(state: ClusterState): readonly Restart[] {
  const made = known.get(state) ?? killsOf(state)
  known.set(state, made)
  return made
}

/** When it serves whoever asks then, and again and again until it does. */
export const servedMs = (state: ClusterState, ms: number): number =>
  restartsOf(state).find(({ killedMs, backMs }) => killedMs <= ms && ms < backMs)?.backMs ?? ms

/** What those who watch list when it is back: until it is killed again. */
export function relistings(state: ClusterState) {
  const restarts = restartsOf(state)
  return relistsOf(
    state,
    restarts.map(({ backMs }, n) => ({
      backMs,
      untilMs: restarts[n + 1]?.killedMs ?? Number.POSITIVE_INFINITY,
    })),
  )
}

/** What it holds of memory; undefined: it is away. */
export function memoryAt(state: ClusterState, ms: number): number | undefined {
  const { cluster } = state
  if (servedMs(state, ms) > ms) return undefined
  const last = restartsOf(state).findLast(({ killedMs }) => killedMs <= ms)
  const relisted = last === undefined ? 0 : relistMemory(state, minorAt(cluster, ms), ms - last.backMs)
  const stormy = cluster.agents
    .filter(({ fromMs }) => fromMs < ms)
    .map((agent) => stormBy(state, agent))
    .reduce((all, { run, bytesEach }) => all + bytesEach * (run.started(ms) - run.ended(ms)), 0)
  return Math.round(restingBytes(state) + relisted + stormy)
}
