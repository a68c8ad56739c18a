// Evaluates every cluster every few minutes, on a clock of its own: a caller that was mended is green within five
// minutes. The composition of this folder.
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { gauge, type Metric } from '../pipeline/metrics.ts'
import { type Repeated, repeat } from '../repeat.ts'
import { evaluateRound } from './evaluate.ts'
import type { EvaluateStores } from './load-slices.ts'

export interface StartEvaluate extends EvaluateStores {
  readonly clock: Clock
  readonly everyMs: number
  onFailure(error: unknown): void
}

export interface StartedEvaluate extends Repeated {
  /** A round over all clusters, however lately they were looked at. */
  now(): Promise<void>
  metrics(): Metric[]
}

/** The first look waits until sources have told something. */
const firstMs = 15_000
const slowestMs = 300_000
const clustersAtOnce = 50

export function startEvaluate(options: StartEvaluate): StartedEvaluate {
  const { clock, everyMs, onFailure } = options
  const stopped = new AbortController()
  const last = { events: 0, clusters: 0, seconds: 0 }
  const ours = new Map<ClusterId, number>()
  const round = async (notWithinMs: number): Promise<void> => {
    const startedMs = performance.now()
    const { signal } = stopped
    const { events, clusters } = await evaluateRound(options, {
      ...{ now: clock.now(), notWithinMs, ours, batch: clustersAtOnce, signal },
    })
    last.events = events
    last.clusters = clusters
    last.seconds = (performance.now() - startedMs) / 1_000
  }
  const job = repeat({
    everyMs,
    firstMs: Math.min(firstMs, everyMs),
    slowestMs,
    run: async () => {
      await round(everyMs / 2)
      return false
    },
    onFailure: (error) => {
      if (!stopped.signal.aborted) onFailure(error)
    },
  })
  return {
    now: () => round(0),
    metrics: () => [
      gauge('evaluate_clusters', 'Clusters checked in the last round.', last.clusters),
      gauge('evaluate_events', 'Findings that the last round opened, changed or closed.', last.events),
      gauge('evaluate_seconds', 'Seconds the last round took.', last.seconds),
    ],
    stop: () => {
      stopped.abort(new Error('the server is stopping'))
      return job.stop()
    },
  }
}
