// Agents that scenarios deploy to every node of a cluster: since when, until when, and when each lists.
import { dayMs } from './clock.ts'
import { CountingProcess } from './counting.ts'
import { Intensity, type Piece } from './intensity.ts'
import { type DeployedAgent, editsOf, type Scenario } from './scenario.ts'

export interface Agent extends DeployedAgent {
  readonly appliedMs: number
  readonly fromMs: number
  readonly untilMs: number
  /** Of all its pods: the n-th is of the n-th node, and so on round and round. */
  readonly calls: CountingProcess
}

/** Somewhere within a millisecond, where no rounding moves it to another. */
const phase = 0.51

/** Evenly from one time to the other. */
function evenly(perSecond: number, fromMs: number, untilMs: number): CountingProcess {
  const rate = (events: number) => ({ kind: 'constant', rate: events }) as const
  const pieces: Piece[] = [
    { fromMs: fromMs - dayMs, shape: rate(0) },
    { fromMs, shape: rate(perSecond) },
    { fromMs: untilMs, shape: rate(0) },
  ]
  return new CountingProcess(new Intensity(pieces), phase)
}

/** One call, in this millisecond. */
export const onceAt = (ms: number): CountingProcess => evenly(1_000, ms, ms + 1)

/** Of one cluster. */
export const agentsOf = (
  scenarios: readonly Scenario[],
  cluster: string,
  nodes: number,
  epochMs: number,
): readonly Agent[] =>
  editsOf(scenarios, 'agent.deploy')
    .filter((edit) => edit.cluster === cluster)
    .map(({ agent, at, from, until }) => {
      const [fromMs, untilMs] = [epochMs + from, epochMs + until]
      const calls = evenly((1_000 * nodes) / agent.everyMs, fromMs, untilMs)
      return { ...agent, appliedMs: epochMs + at, fromMs, untilMs, calls }
    })
