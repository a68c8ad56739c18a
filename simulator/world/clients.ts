// Clients that scenarios run against API servers: how often each called, in any window of time, by formula.
import { dayMs } from './clock.ts'
import { CountingProcess } from './counting.ts'
import { h01, hText, purpose } from './hash.ts'
import { Intensity, type Piece } from './intensity.ts'
import { type Caller, editsOf, type Scenario } from './scenario.ts'

export interface Client {
  readonly caller: Caller
  readonly fromMs: number
  /** Infinity: for good. */
  readonly untilMs: number
  readonly calls: CountingProcess
}

function callsOf({ everyMs }: Caller, id: number, fromMs: number, untilMs: number): CountingProcess {
  const rate = (perSecond: number) => ({ kind: 'constant', rate: perSecond }) as const
  const pieces: Piece[] = [
    { fromMs: fromMs - dayMs, shape: rate(0) },
    { fromMs, shape: rate(1_000 / everyMs) },
  ]
  if (untilMs !== Number.POSITIVE_INFINITY) pieces.push({ fromMs: untilMs, shape: rate(0) })
  return new CountingProcess(new Intensity(pieces), h01(id ^ purpose.countPhase, 1))
}

/** Of one cluster. */
export function clientsOf(
  scenarios: readonly Scenario[],
  cluster: string,
  epochMs: number,
): readonly Client[] {
  return editsOf(scenarios, 'client.run')
    .filter((edit) => edit.cluster === cluster)
    .map(({ client, from, until = Number.POSITIVE_INFINITY }) => {
      const [fromMs, untilMs] = [epochMs + from, epochMs + until]
      const id = hText(hText(0, cluster), client.userAgent)
      return { caller: client, fromMs, untilMs, calls: callsOf(client, id, fromMs, untilMs) }
    })
}

/** Last call before `ms`; undefined: none yet. */
export function lastCallMs({ calls }: Client, ms: number): number | undefined {
  const made = calls.before(ms)
  return made > 0 ? calls.timeOf(made - 1) : undefined
}
