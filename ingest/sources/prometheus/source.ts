// The source of control-plane metrics that a Prometheus-compatible store holds: from a definition to rounds until
// told to stop. It reads range queries, tells samples, and knows nothing else of a cluster.
import { isPeriplusError } from '../../../domain/errors.ts'
import type { Credential, PrometheusSource } from '../../../domain/model/source-definition.ts'
import type { Clock } from '../../../domain/units/clock.ts'
import {
  CollectionFailure,
  type CollectionTest,
  type Collector,
  type CollectorTools,
} from '../../collection.ts'
import { type Access, accessOf, anonymousAccess, type Environment } from '../../kube-client/access.ts'
import { pause } from '../../kube-client/backoff.ts'
import { PrometheusClient } from './client.ts'
import { metricsAsked, queryOf } from './queries.ts'
import { Rounds } from './rounds.ts'
import { defaultTuning, type PrometheusTuning } from './tuning.ts'

export interface PrometheusCollectorOptions {
  /** The product's: what a test asks for is of now by it. */
  readonly clock: Clock
  /** Credentials of `periplus.yaml` by name. */
  credentialOf(name: string): Credential | undefined
  readonly environment: Environment
  /** Of Periplus, for the User-Agent. */
  readonly version: string
  /** Why an address must not be spoken to; undefined: it may. */
  readonly refuses?: (address: string) => string | undefined
  readonly tuning?: Partial<PrometheusTuning>
}

export function prometheusCollector(options: PrometheusCollectorOptions): Collector<PrometheusSource> {
  const tuning = { ...defaultTuning, ...options.tuning }
  const open = async (definition: PrometheusSource, onCall: () => void) =>
    new PrometheusClient({
      access: await accessTo(definition, options),
      environment: options.environment,
      userAgent: `periplus/${options.version}`,
      tuning,
      refuses: options.refuses ?? (() => undefined),
      onCall,
    })
  return {
    kind: 'prometheus',
    intervalMs: tuning.intervalMs,
    run: async (definition, tools, signal) => {
      try {
        tools.report.state('starting')
        const client = await open(definition, () => tools.report.count('calls', 1))
        try {
          await readForEver(new Rounds({ definition, client, tools, tuning }), tools, tuning, signal)
        } finally {
          client.close()
        }
      } catch (error) {
        if (!signal.aborted) throw endOfTry(error)
      }
    },
    test: (definition, signal) => testStore(definition, { open, tuning, now: options.clock.now() }, signal),
  }
}

async function accessTo(definition: PrometheusSource, options: PrometheusCollectorOptions): Promise<Access> {
  const { name, url, credential } = definition
  if (credential === undefined) return anonymousAccess(new URL(url))
  return accessOf({ kind: 'kube-api', name, server: url, credential }, options)
}

async function readForEver(
  rounds: Rounds,
  { report, turn }: CollectorTools,
  { intervalMs }: PrometheusTuning,
  signal: AbortSignal,
): Promise<never> {
  report.state('listing')
  for (let isFirst = true; ; isFirst = false) {
    const dueMs = performance.now() + intervalMs
    await (isFirst ? turn(() => rounds.live(signal)) : rounds.live(signal))
    report.state('watching')
    // History waits for what is new, never the other way round.
    while (performance.now() < dueMs && (await rounds.past(signal)));
    await pause(Math.max(0, dueMs - performance.now()), signal)
  }
}

function endOfTry(error: unknown): unknown {
  if (!isPeriplusError(error) || error.code !== 'Unavailable') return error
  const trouble = { kind: 'store', says: error.message, steps: [], subject: '' } as const
  return new CollectionFailure(trouble, {
    retryAfterMs: (error.retryAfterSeconds ?? 2) * 1_000,
    cause: error,
  })
}

/** One look at each metric of the last ten minutes, stored nowhere. */
interface StoreTest {
  readonly open: (definition: PrometheusSource, onCall: () => void) => Promise<PrometheusClient>
  readonly tuning: PrometheusTuning
  readonly now: Date
}

async function testStore(
  definition: PrometheusSource,
  { open, tuning: { liveStep }, now }: StoreTest,
  signal: AbortSignal,
): Promise<CollectionTest> {
  const checks: CollectionTest['checks'][number][] = []
  let client: PrometheusClient | undefined
  try {
    client = await open(definition, () => undefined)
    const end = Math.floor(now.getTime() / 1_000 / liveStep) * liveStep
    const asked = {
      clusterLabel: 'clusterLabel' in definition ? definition.clusterLabel : null,
      clusters: null,
      matchers: definition.matchers,
    }
    for (const [family] of metricsAsked) {
      if (family === undefined) continue
      const range = { query: queryOf(family, asked), start: end - 600, end, step: liveStep }
      const series = await client.range(range, signal)
      const says =
        series.length === 0 ? 'No series: older servers and some stores lack it' : `${series.length} series`
      checks.push({ what: family.name, ok: true, says, grant: null })
    }
    if (checks.every(({ says }) => says.startsWith('No series'))) {
      const says = 'It answers, and holds none of the series that are shown; see that API servers are scraped'
      checks.push({ what: 'series', ok: false, says, grant: null })
    }
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    const { says, steps } = error.trouble
    checks.push({ what: 'query_range', ok: false, says: [says, ...steps].join('\n'), grant: null })
  } finally {
    client?.close()
  }
  return { checks, clockSkewMs: null }
}
