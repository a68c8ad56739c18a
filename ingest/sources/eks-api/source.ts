// EKS clusters as AWS's own API tells them, over any number of accounts and regions. Puts together what reads
// them and lets it read until told to stop; it knows no store and no lease.
import { setMaxListeners } from 'node:events'
import type { LookupFunction } from 'node:net'
import { isPeriplusError } from '../../../domain/errors.ts'
import type { EksSource, SecretPlace } from '../../../domain/model/source-definition.ts'
import { AwsClients } from '../../aws-client/clients.ts'
import { type ProcessTime, processTime } from '../../aws-client/process-time.ts'
import { Reach, type ReachOptions } from '../../aws-client/reach.ts'
import { CollectionFailure, type Collector, type CollectorTools } from '../../collection.ts'
import { testReach } from './check.ts'
import { EksReader } from './reader.ts'
import { defaultTuning, type EksTuning } from './tuning.ts'

export interface EksCollectorOptions {
  /** Reads a secret where the definition says it lies; rejects when there is none. */
  readSecret(place: SecretPlace): Promise<string>
  /** Looks hosts up and refuses addresses nobody may connect to. */
  readonly lookup?: LookupFunction
  /** Other numbers and another time for tests. */
  readonly tuning?: Partial<EksTuning>
  readonly time?: ProcessTime
}

export function eksCollector(options: EksCollectorOptions): Collector<EksSource> {
  const tuning = { ...defaultTuning, ...options.tuning }
  const time = options.time ?? processTime
  return {
    kind: 'eks-api',
    intervalMs: tuning.intervalMs,
    asks: 'EKS',
    run: async (definition, tools, stop) => {
      const signal = forMany(stop)
      const clients = await openClients(definition, tuning, options.lookup)
      const count = (name: string): void => tools.report.count(name, 1)
      try {
        tools.report.state('starting')
        const reach = await openReach(definition, { clients, tuning, time, signal, count }, options)
        const reader = new EksReader({ definition, reach, tools, time, tuning })
        tools.offerRefresh(reader.refresh)
        await readUntilStopped(reader, tools, tuning, time, signal)
      } catch (error) {
        if (!signal.aborted) throw outwards(error)
      } finally {
        clients.close()
      }
    },
    test: async (definition, stop) => {
      const signal = forMany(stop)
      const clients = await openClients(definition, tuning, options.lookup)
      try {
        const reach = await openReach(definition, { clients, tuning, time, signal, count: () => {} }, options)
        return await testReach(definition, reach)
      } catch (error) {
        if (!(error instanceof CollectionFailure)) throw error
        const { says } = error.trouble
        return { checks: [{ what: 'Definition', ok: false, says, grant: null }], clockSkewMs: null }
      } finally {
        clients.close()
      }
    },
  }
}

/** Every call and wait under way listens to it; that is no leak. */
function forMany(stop: AbortSignal): AbortSignal {
  const signal = AbortSignal.any([stop])
  setMaxListeners(0, signal)
  return signal
}

async function readUntilStopped(
  reader: EksReader,
  tools: CollectorTools,
  { intervalMs }: EksTuning,
  time: ProcessTime,
  signal: AbortSignal,
): Promise<void> {
  const { report } = tools
  report.state('listing')
  let startedMs = time.nowMs()
  await tools.turn(() => reader.round())
  for (;;) {
    report.state('watching')
    const restMs = intervalMs * (0.95 + 0.1 * time.random()) - (time.nowMs() - startedMs)
    await time.sleep(Math.max(restMs, intervalMs / 10), signal)
    startedMs = time.nowMs()
    await reader.round()
  }
}

type Shared = Pick<ReachOptions, 'clients' | 'tuning' | 'time' | 'signal' | 'count'>

async function openReach(
  definition: EksSource,
  shared: Shared,
  { readSecret }: EksCollectorOptions,
): Promise<Reach> {
  const place = definition.externalId
  // Read again for each session, so that a changed one is taken; and once now, so that a missing one is said.
  const externalId = async () => (place === undefined ? undefined : await readSecret(place))
  try {
    await externalId()
  } catch (error) {
    const says = `The external id cannot be read: ${error instanceof Error ? error.message : 'for no reason given'}`
    const steps = ['Put it where the source says it lies, in the environment or in a file of this machine.']
    throw new CollectionFailure({ kind: 'configuration', subject: '', says, steps }, { cause: error })
  }
  const { roleName, regions } = definition
  return await Reach.open({ ...shared, homeRegion: regions?.[0], roleName, externalId })
}

function openClients(
  { endpoints, profile }: EksSource,
  tuning: EksTuning,
  lookup: LookupFunction | undefined,
): Promise<AwsClients> {
  return AwsClients.open({ ...tuning, endpoints, profile, lookup })
}

/** A store that is away ends this try, as does what we could not foresee. */
function outwards(error: unknown): unknown {
  if (!isPeriplusError(error) || error.code !== 'Unavailable') return error
  const trouble = { kind: 'store', subject: '', says: error.message, steps: ['See /readyz.'] } as const
  return new CollectionFailure(trouble, {
    cause: error,
    retryAfterMs: (error.retryAfterSeconds ?? 2) * 1_000,
  })
}
