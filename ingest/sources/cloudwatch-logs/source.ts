// Hours of EKS clusters' audit logs as CloudWatch Logs Insights adds them up, over any number of accounts and regions.
// Puts together what reads them and lets it read until told to stop; it knows no store and no lease.
import { setMaxListeners } from 'node:events'
import type { LookupFunction } from 'node:net'
import { isPeriplusError } from '../../../domain/errors.ts'
import type { LogsSource, SecretPlace } from '../../../domain/model/source-definition.ts'
import { AwsClients } from '../../aws-client/clients.ts'
import { type ProcessTime, processTime } from '../../aws-client/process-time.ts'
import { Reach } from '../../aws-client/reach.ts'
import { CollectionFailure, type CollectionTest, type Collector } from '../../collection.ts'
import { testLogs } from './check.ts'
import { LogsReader } from './reader.ts'
import { defaultTuning, type LogsTuning } from './tuning.ts'

export interface LogsCollectorOptions {
  /** Reads a secret where the definition says it lies; rejects when there is none. */
  readSecret(place: SecretPlace): Promise<string>
  /** Looks hosts up and refuses addresses nobody may connect to. */
  readonly lookup?: LookupFunction
  /** Other numbers and another time for tests. */
  readonly tuning?: Partial<LogsTuning>
  readonly time?: ProcessTime
}

export function logsCollector(options: LogsCollectorOptions): Collector<LogsSource> {
  const tuning = { ...defaultTuning, ...options.tuning }
  const time = options.time ?? processTime
  const opened = async <T>(
    definition: LogsSource,
    stop: AbortSignal,
    count: (name: string) => void,
    work: (reach: Reach, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    // Every call and wait under way listens to it; that is no leak.
    const signal = AbortSignal.any([stop])
    setMaxListeners(0, signal)
    const { endpoints, profile, roleName, regions, externalId: place } = definition
    const clients = await AwsClients.open({ ...tuning, endpoints, profile, lookup: options.lookup })
    try {
      const externalId = async () => (place === undefined ? undefined : await options.readSecret(place))
      await secretThere(externalId)
      const shared = { clients, tuning, time, signal, count }
      const reach = await Reach.open({ ...shared, homeRegion: regions?.[0], roleName, externalId })
      return await work(reach, signal)
    } finally {
      clients.close()
    }
  }
  return {
    kind: 'cloudwatch-logs',
    intervalMs: tuning.intervalMs,
    run: async (definition, tools, stop) => {
      const { report } = tools
      report.state('starting')
      const count = (name: string): void => report.count(name, 1)
      await opened(definition, stop, count, async (reach, signal) => {
        try {
          const reader = new LogsReader({ definition, reach, tools, time, tuning })
          report.state('listing')
          await tools.turn(() => reader.round())
          for (;;) {
            report.state('watching')
            await time.sleep(tuning.intervalMs * (0.95 + 0.1 * time.random()), signal)
            await reader.round()
          }
        } catch (error) {
          if (!signal.aborted) throw outwards(error)
        }
      })
    },
    test: async (definition, stop): Promise<CollectionTest> => {
      try {
        return await opened(
          definition,
          stop,
          () => {},
          (reach) => testLogs(definition, reach, tuning),
        )
      } catch (error) {
        if (!(error instanceof CollectionFailure)) throw error
        const { says } = error.trouble
        return { checks: [{ what: 'Definition', ok: false, says, grant: null }], clockSkewMs: null }
      }
    },
  }
}

/** Read again for each session; and once now, so that a missing one is said. */
async function secretThere(externalId: () => Promise<string | undefined>): Promise<void> {
  try {
    await externalId()
  } catch (error) {
    const says = `The external id cannot be read: ${error instanceof Error ? error.message : 'for no reason given'}`
    const steps = ['Put it where the source says it lies, in the environment or in a file of this machine.']
    throw new CollectionFailure({ kind: 'configuration', subject: '', says, steps }, { cause: error })
  }
}

/** A store that is away ends this try, as does what we could not foresee. */
function outwards(error: unknown): unknown {
  if (!isPeriplusError(error) || error.code !== 'Unavailable') return error
  const trouble = { kind: 'store', subject: '', says: error.message, steps: ['See /readyz.'] } as const
  const retryAfterMs = (error.retryAfterSeconds ?? 2) * 1_000
  return new CollectionFailure(trouble, { cause: error, retryAfterMs })
}
