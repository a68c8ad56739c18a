// How long procedures took, as a histogram by procedure, for /metrics. Names come from our own router
// only; a caller cannot make new ones.
import type { Metric } from './metric.ts'

const boundsSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY]

interface Times {
  count: number
  seconds: number
  failures: number
  readonly within: number[]
}

export interface QueryTimes {
  observe(procedure: string, seconds: number, isFailure: boolean): void
  metrics(): Metric[]
}

export function createQueryTimes(): QueryTimes {
  const known = new Map<string, Times>()
  const each = (name: string, help: string, of: (times: Times) => number): Metric => ({
    name: `periplus_query_${name}`,
    help,
    type: 'counter',
    samples: [...known].map(([procedure, times]) => ({ labels: { procedure }, value: of(times) })),
  })
  return {
    observe(procedure, seconds, isFailure) {
      const times = known.get(procedure) ?? {
        count: 0,
        seconds: 0,
        failures: 0,
        within: boundsSeconds.map(() => 0),
      }
      known.set(procedure, times)
      times.count += 1
      times.seconds += seconds
      if (isFailure) times.failures += 1
      boundsSeconds.forEach((bound, n) => {
        if (seconds <= bound) times.within[n] = (times.within[n] ?? 0) + 1
      })
    },
    metrics: () => [
      each('failures_total', 'Questions that failed, by procedure.', (times) => times.failures),
      each('seconds_count', 'Questions answered, by procedure.', (times) => times.count),
      each('seconds_sum', 'Seconds they took together.', (times) => times.seconds),
      {
        name: 'periplus_query_seconds_bucket',
        help: 'Questions that took at most this long.',
        type: 'counter',
        samples: [...known].flatMap(([procedure, times]) =>
          boundsSeconds.map((bound, n) => ({
            labels: { procedure, le: Number.isFinite(bound) ? String(bound) : '+Inf' },
            value: times.within[n] ?? 0,
          })),
        ),
      },
    ],
  }
}
