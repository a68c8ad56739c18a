// A collector of a metrics store and what it told, for tests. Only tests import it.

import type { Trouble } from '../../../domain/model/collection.ts'
import type { PrometheusSource } from '../../../domain/model/source-definition.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import type { CollectorTools, Inventory, MetricSample, SampleSpan } from '../../collection.ts'
import { prometheusCollector } from './source.ts'
import type { StandInStore } from './stand-in.ts'
import type { PrometheusTuning } from './tuning.ts'

/** Exactly on a multiple of five minutes. */
export const nowSeconds = Date.parse('2026-11-20T10:00:00Z') / 1_000

const quick: Partial<PrometheusTuning> = {
  intervalMs: 10,
  settleSeconds: 0,
  pauseMs: 1,
  silenceMs: 500,
  answerMs: 500,
  historySeconds: 6 * 3_600,
  chunkSeconds: 2 * 3_600,
}

export class Rig {
  readonly samples = new Map<string, MetricSample>()
  readonly troubles = new Map<string, Omit<Trouble, 'since'>>()
  readonly everTold: string[] = []
  readonly counts: Record<string, number> = {}
  clusterIds: readonly string[] = []
  completeAt: Date | undefined
  nowSeconds = nowSeconds

  readonly #inventory = {
    identify: async ({ suggestedId }: { suggestedId: string }) =>
      suggestedId === 'taken'
        ? { ok: false, says: 'taken belongs to another' }
        : { ok: true, clusterId: suggestedId },
    putSamples: async (samples: readonly MetricSample[]) => {
      for (const sample of samples) this.samples.set(keyOf(sample), sample)
    },
    sampleSpans: async (metric: string): Promise<SampleSpan[]> => {
      const times = new Map<string, Date[]>()
      for (const sample of this.samples.values()) {
        if (sample.metric === metric)
          times.set(sample.clusterId, [...(times.get(sample.clusterId) ?? []), sample.at])
      }
      return [...times].map(([clusterId, all]) => {
        const sorted = all.map((at) => at.getTime()).sort((one, other) => one - other)
        return { clusterId, oldest: new Date(sorted[0] ?? 0), newest: new Date(sorted.at(-1) ?? 0) }
      })
    },
  } as unknown as Inventory

  tools(): CollectorTools {
    return {
      sourceId: 'prometheus:test',
      inventory: this.#inventory,
      clock: { now: () => fixedClock(new Date(this.nowSeconds * 1_000)).now() },
      turn: (work: () => Promise<unknown>) => work(),
      claim: async () => undefined,
      offerRefresh: () => undefined,
      report: {
        state: () => undefined,
        clusters: (ids: readonly string[]) => {
          this.clusterIds = ids
        },
        complete: (at: Date) => {
          this.completeAt = at
        },
        trouble: (trouble: Omit<Trouble, 'since'>) => {
          this.troubles.set(trouble.subject, trouble)
          this.everTold.push(`${trouble.kind} ${trouble.subject}`)
        },
        clear: (subject: string) => {
          this.troubles.delete(subject)
        },
        count: (name: string, by: number) => {
          this.counts[name] = (this.counts[name] ?? 0) + by
        },
        clockSkew: () => undefined,
      },
    } as unknown as CollectorTools
  }

  /** "seconds from now value" of what was told, by time. */
  told(metric: string, clusterId: string, ...holds: string[]): string[] {
    return [...this.samples.values()]
      .filter((sample) => sample.metric === metric && sample.clusterId === clusterId)
      .filter(({ labels }) => holds.every((part) => labels.split(',').includes(part)))
      .sort((one, other) => one.at.getTime() - other.at.getTime())
      .map(({ at, value }) => `${at.getTime() / 1_000 - nowSeconds} ${value}`)
  }
}

const keyOf = ({ clusterId, metric, labels, at }: MetricSample): string =>
  `${clusterId} ${metric} ${labels} ${at.getTime()}`

export const collectorOf = (tuning: Partial<PrometheusTuning> = {}) =>
  prometheusCollector({
    clock: fixedClock(new Date(nowSeconds * 1_000)),
    credentialOf: (name) => ({ name, token: { env: 'STORE_TOKEN' } }),
    environment: { STORE_TOKEN: 'open-sesame' },
    version: '0.0.0-test',
    tuning: { ...quick, ...tuning },
  })

export const definitionOf = (store: StandInStore, rest: object = {}): PrometheusSource => ({
  name: 'test',
  kind: 'prometheus',
  url: store.url,
  clusterLabel: 'cluster',
  clusterNames: {},
  matchers: {},
  ...rest,
})

export interface Running {
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

export function run(rig: Rig, definition: PrometheusSource, tuning: Partial<PrometheusTuning> = {}): Running {
  const stopping = new AbortController()
  const ended = collectorOf(tuning)
    .run(definition, rig.tools(), stopping.signal)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return {
    ended,
    stop: async () => {
      stopping.abort()
      const error = await ended
      if (error !== undefined) throw error
    },
  }
}
