// Agents whose lists a priority level cannot serve as they come: every request of theirs goes through its run, once it is
// asked for, and what a window has of each code, what metrics count and how long one waits all follow from it.
import { nominalSeats, queuedMost, waitsAtMostSeconds } from '../physics/apf.ts'
import { type Fate, type FlowFates, FlowRun } from '../physics/apf-run.ts'
import { limitsAt, tierAt } from '../physics/control-plane.ts'
import { KilledFlow } from '../physics/killed-flow.ts'
import { listSeats, listSeconds, podBytes } from '../physics/list-cost.ts'
import { awayMs, listMemory, memoryOf, restingMemory } from '../physics/server-memory.ts'
import type { Agent } from './agents.ts'
import type { Asking, Outcome, Outcomes } from './api-asking.ts'
import type { CountingProcess } from './counting.ts'
import { minorAt } from './fleet.ts'
import { levelsOf } from './flow-schemas.ts'
import { relistMemory } from './relists.ts'
import type { ClusterState } from './world.ts'

export interface Storm {
  /** Seats that one list takes. */
  readonly width: number
  /** Seats of its level; none of them is lent or borrowed while it is full. */
  readonly seats: number
  /** Of the server's memory, while one is answered. */
  readonly bytesEach: number
  readonly run: FlowFates
}

export const stormLevel = ({ isolated }: Agent) => isolated?.priorityLevel ?? 'workload-low'

interface Offered {
  readonly width: number
  readonly seats: number
  /** Lists that run at once. */
  readonly servers: number
  readonly holdSeconds: number
}

function offeredBy(state: ClusterState, agent: Agent): Offered {
  const { cluster } = state
  const objects = cluster.podsAimedAt
  const minor = minorAt(cluster, agent.fromMs)
  const width = listSeats({ minor, objects, bytesEach: podBytes, resourceVersion: '' })
  const levels = levelsOf(cluster)
  const level = levels.find(({ name }) => name === stormLevel(agent))
  const seats = level === undefined ? 0 : nominalSeats(limitsAt(state, agent.fromMs).seats, level, levels)
  const servers = Math.floor(seats / width)
  return { width, seats, servers, holdSeconds: listSeconds(objects * podBytes, { inflight: servers }) }
}

/** How long a list of an agent takes on average, by the closed form: its turn does not come sooner. */
export function stormSeconds(state: ClusterState, agent: Agent): number {
  const { servers, holdSeconds } = offeredBy(state, agent)
  const perSecond = (1_000 * state.cluster.nodes) / agent.everyMs
  if (perSecond * holdSeconds <= servers) return holdSeconds
  return holdSeconds + Math.min(waitsAtMostSeconds, (queuedMost * holdSeconds) / servers)
}

/** What a server holds while nobody lists. */
export const restingBytes = ({ cluster }: ClusterState): number =>
  restingMemory(cluster.podsAimedAt * podBytes)

/** What its lists hold of the server's memory, each and as many as run at once. */
function memoryFor(state: ClusterState, { fromMs }: Agent, servers: number) {
  const { cluster } = state
  const minor = minorAt(cluster, fromMs)
  const bytesEach = listMemory(cluster.podsAimedAt * podBytes, minor)
  const capacityBytes = memoryOf(tierAt(cluster, fromMs))
  const resting = restingBytes(state)
  return {
    ...{ bytesEach, capacityBytes, awayMs },
    suffices: resting + servers * bytesEach <= capacityBytes,
    otherBytes: (sinceMs: number) => resting + relistMemory(state, minor, sinceMs),
  }
}

/** Whether so many of its lists at once are more than the server's memory has room for. */
export const overflows = (state: ClusterState, agent: Agent): boolean =>
  !memoryFor(state, agent, offeredBy(state, agent).servers).suffices

function stormOf(state: ClusterState, agent: Agent): Storm {
  const { width, seats, servers, holdSeconds } = offeredBy(state, agent)
  const count = agent.calls.within(agent.fromMs, agent.untilMs)
  const arrivals = Float64Array.from({ length: count }, (_, n) => agent.calls.timeOf(n) as number)
  const flow = { arrivals, servers, holdMs: Math.round(1_000 * holdSeconds) }
  const memory = memoryFor(state, agent, servers)
  const run = memory.suffices ? new FlowRun(flow) : new KilledFlow(flow, memory)
  return { width, seats, bytesEach: memory.bytesEach, run }
}

const known = new WeakMap<Agent, Storm>()

/** Worked out when it is first asked for: sixty thousand requests take a few hundredths of a second. */
export function stormBy(state: ClusterState, agent: Agent): Storm {
  const storm = known.get(agent) ?? stormOf(state, agent)
  known.set(agent, storm)
  return storm
}

const tooMany: Exclude<Fate, 'served'>[] = ['queue-full', 'time-out']

const counted = (served: number, rejected: number): ReadonlyMap<number, number> =>
  new Map([[200, served] as const, [429, rejected] as const].filter(([, count]) => count > 0))

/** Of the calls of one agent. */
export function stormOutcomes(
  state: ClusterState,
  agent: Agent,
): (whole: Outcomes, calls: CountingProcess) => Outcomes {
  const runOf = (): FlowFates => stormBy(state, agent).run
  return (_, calls) => ({
    outcome: (n): Outcome => {
      const run = runOf()
      const fate = run.fate(n)
      const waitedUs = run.waitedMs(n) * 1_000
      if (fate === 'served') return { code: 200, waitedUs, tookUs: waitedUs + run.holdMs * 1_000 }
      return { code: 429, waitedUs, tookUs: waitedUs + turnedAwayUs, reason: fate }
    },
    byCode: (fromMs, toMs) => {
      const run = runOf()
      const [first, last] = [Math.max(0, calls.before(fromMs)), Math.max(0, calls.before(toMs))]
      const rejected = run.rejected(first, last)
      return counted(last - first - rejected, rejected)
    },
    answered: (fromMs, toMs) => {
      const run = runOf()
      const rejectedBefore = (ms: number): number =>
        tooMany.reduce((sum, reason) => sum + run.turnedAway(reason, ms), 0)
      return counted(run.ended(toMs) - run.ended(fromMs), rejectedBefore(toMs) - rejectedBefore(fromMs))
    },
  })
}

/** Saying no takes as long. */
const turnedAwayUs = 300

/** For a list that wants as many seats as those of a storm at its level: until the next are free. */
function waitsUs(state: ClusterState, agents: readonly Agent[], width: number, ms: number): number {
  for (const agent of agents) {
    if (ms < agent.fromMs) continue
    const { run, seats, width: each } = stormBy(state, agent)
    const taken = each * (run.started(ms) - run.ended(ms))
    if (taken > 0 && seats - taken < width) return Math.max(0, run.nextEndMs(ms) - ms) * 1_000
  }
  return 0
}

/** Others at the level of a storm: each is first in turn, since it asks for little, and waits only where it is wide. */
export function besideStorms(
  state: ClusterState,
  { verb, resource, outcomes }: Pick<Asking, 'outcomes' | 'resource' | 'verb'>,
  priorityLevel: string,
  whole: Outcomes,
  calls: CountingProcess,
): Outcomes {
  const { cluster } = state
  const agents = cluster.agents.filter((agent) => stormLevel(agent) === priorityLevel)
  if (agents.length === 0 || outcomes !== undefined || verb !== 'list' || resource !== 'pods') return whole
  const width = listSeats({
    minor: minorAt(cluster, cluster.epochMs),
    objects: cluster.podsAimedAt,
    bytesEach: podBytes,
    resourceVersion: '',
  })
  return {
    ...whole,
    outcome: (n) => {
      const { tookUs, ...rest } = whole.outcome(n)
      const waitedUs = waitsUs(state, agents, width, calls.timeOf(n) ?? 0)
      return { ...rest, waitedUs, tookUs: tookUs + waitedUs }
    },
  }
}
