// The source before a stand-in of AWS, one round at a time: time stands still between rounds until a test lets
// it pass. Only tests import it.
import { setImmediate as breathe } from 'node:timers/promises'
import { type EksSource, eksSourceSchema } from '../../../domain/model/source-definition.ts'
import { type ProcessTime, processTime } from '../../aws-client/process-time.ts'
import type { CollectionTest } from '../../collection.ts'
import { type FakeInventory, type FakeReport, fakeTools } from './fake-tools.ts'
import { eksCollector } from './source.ts'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, threeRegions, type World } from './stand-in/world.ts'
import { defaultTuning, type EksTuning } from './tuning.ts'

/** Longer sleeps are rests between rounds. */
const restMs = 25_000

/** Waits of calls pass at once, or really; rests between rounds when the test says so. */
export class SteppedTime implements ProcessTime {
  readonly #isReal: boolean
  #nowMs = 0
  #wake: (() => void) | undefined
  #rested: (() => void) | undefined
  readonly random = (): number => 0.5

  constructor({ isReal }: { readonly isReal: boolean }) {
    this.#isReal = isReal
  }

  nowMs(): number {
    return this.#nowMs + (this.#isReal ? processTime.nowMs() : 0)
  }

  pass(ms: number): void {
    this.#nowMs += ms
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (ms < restMs) {
      if (this.#isReal) return await processTime.sleep(ms, signal)
      this.#nowMs += ms
      await breathe()
      signal.throwIfAborted()
      return
    }
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#rested?.()
    })
    this.#nowMs += ms
  }

  /** Resolves when the source rests. */
  async rest(): Promise<void> {
    if (this.#wake !== undefined) return
    await new Promise<void>((resolve) => {
      this.#rested = resolve
    })
    this.#rested = undefined
  }

  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}

export interface Rig {
  readonly standIn: AwsStandIn
  readonly inventory: FakeInventory
  readonly report: FakeReport
  readonly time: SteppedTime
  readonly definition: EksSource
  /** One round more; rejects with what ended the try. */
  round(): Promise<void>
  /** Calls since the last round began. */
  callsOfRound(): string[]
  test(): Promise<CollectionTest>
  /** Asks for a new look at a cluster: what came of it, and the steps that were told. */
  refresh(clusterId: string, signal?: AbortSignal): Promise<{ says: string | null; steps: string[] }>
  stop(): Promise<void>
}

export interface RigOptions {
  readonly tuning?: Partial<EksTuning>
  readonly secret?: () => Promise<string>
  /** Calls wait as long as they would. */
  readonly isReal?: boolean
}

export async function openRig(
  world: World,
  definition: Partial<EksSource> = {},
  { tuning = {}, secret = () => Promise.resolve('the-external-id'), isReal = false }: RigOptions = {},
): Promise<Rig> {
  const standIn = await AwsStandIn.open(world)
  const time = new SteppedTime({ isReal })
  const { inventory, report, tools, refresh } = fakeTools()
  const stopping = new AbortController()
  const whole = eksSourceSchema.parse({
    name: 'test',
    kind: 'eks-api',
    endpoints: standIn.endpoints,
    ...definition,
  })
  const collector = eksCollector({
    readSecret: secret,
    tuning: { ...defaultTuning, timeoutMs: 2_000, ...tuning },
    time,
  })
  let running: Promise<void> | undefined
  let from = 0
  return {
    standIn,
    inventory,
    report,
    time,
    definition: whole,
    round: async () => {
      from = standIn.calls.length
      if (running === undefined) running = collector.run(whole, tools, stopping.signal)
      else time.wake()
      await Promise.race([time.rest(), running])
    },
    callsOfRound: () => standIn.calls.slice(from).map(({ service, operation }) => `${service}:${operation}`),
    test: () => collector.test(whole, stopping.signal),
    refresh: async (clusterId, signal = new AbortController().signal) => {
      const steps: string[] = []
      return { says: await refresh()(clusterId, (step) => steps.push(step), signal), steps }
    },
    stop: async () => {
      stopping.abort(new Error('the test is over'))
      await running?.catch(() => {})
      await standIn.close()
    },
  }
}

/** Reads all of `threeAccounts`. */
export const everywhere: Partial<EksSource> = {
  accounts: Object.values(accounts),
  roleName: 'periplus',
  regions: [...threeRegions],
}
