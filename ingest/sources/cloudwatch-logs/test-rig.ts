// The source before a stand-in of AWS, one round at a time: time stands still between rounds until a test lets it
// pass. What it stores is kept in memory. Only tests import it.
import { setImmediate as breathe } from 'node:timers/promises'
import type { ClusterFacts } from '../../../domain/model/cluster.ts'
import type { LogHour } from '../../../domain/model/log-hour.ts'
import { type LogsSource, logsSourceSchema } from '../../../domain/model/source-definition.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { Told } from '../../aws-client/told.ts'
import type { AskedHour, CollectionTest, CollectorTools, Inventory } from '../../collection.ts'
import { logsCollector } from './source.ts'
import { LogsStandIn, type Row, type StandInHour } from './stand-in/server.ts'
import type { LogsTuning } from './tuning.ts'

const restMs = 60_000

class SteppedTime implements ProcessTime {
  #nowMs = 0
  #wake: (() => void) | undefined
  #rested: (() => void) | undefined
  readonly random = (): number => 0.5

  nowMs(): number {
    return this.#nowMs
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.#nowMs += ms
    if (ms < restMs) return await breathe()
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#rested?.()
    })
  }

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

type StoredHour = AskedHour & Pick<LogHour, 'rows'>

/** What was stored, and what is known besides. */
export class Stored {
  readonly hours: StoredHour[] = []
  readonly inVain: AskedHour[] = []
  readonly clusters = new Map<string, ClusterFacts>()
  /** Starts of hours, in Unix seconds, that raw audit covers. */
  readonly byRaw = new Set<number>()
  readonly #readAtMs: number[] = []
  nowMs = 0

  inventory(): Inventory {
    const not = () => Promise.reject(new Error('not for logs'))
    return {
      identify: async ({ suggestedId }) => ({ ok: true, clusterId: suggestedId }),
      tellCluster: async (clusterId, facts) => {
        this.clusters.set(clusterId, facts)
      },
      toldClusters: async () => [],
      ...{ tellParts: not, tellAccounts: not, tellCalendar: not, tellGone: not, knownObjects: not },
      ...{ putObjects: not, putGone: not, putSamples: not },
      logHours: {
        known: async ({ clusterId, from, to }) => {
          const byLogs = new Map<number, { readAtMs: number; requests: number }>()
          for (const [at, { hour, rows, ...of }] of this.hours.entries()) {
            if (of.clusterId !== clusterId || hour < from || hour >= to) continue
            const requests = rows.reduce((sum, row) => sum + row.requests, 0)
            byLogs.set(hour.getTime() / 1_000, { readAtMs: this.#readAtMs[at] ?? 0, requests })
          }
          return { byRaw: this.byRaw, byLogs }
        },
        put: async (hour) => {
          this.#readAtMs.push(this.nowMs)
          this.hours.push(hour)
        },
        scanned: async (reading) => {
          this.inVain.push(reading)
        },
        bytesSince: async () =>
          [...this.hours, ...this.inVain].reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
      },
    }
  }

  /** "prod 2026-11-26T10 60", in the order of their storing. */
  texts(): string[] {
    return this.hours.map(
      ({ clusterId, hour, rows }) =>
        `${clusterId.split('.')[0]} ${hour.toISOString().slice(0, 13)} ${rows.reduce((sum, row) => sum + row.requests, 0)}`,
    )
  }
}

export interface Rig {
  readonly standIn: LogsStandIn
  readonly stored: Stored
  readonly troubles: Map<string, Told>
  readonly counts: Record<string, number>
  /** One round more, at an instant; rejects with what ended the try. */
  round(at: string): Promise<void>
  test(): Promise<CollectionTest>
  stop(): Promise<void>
}

export async function openRig(
  definition: Partial<LogsSource> = {},
  tuning: Partial<LogsTuning> = {},
): Promise<Rig> {
  const standIn = await LogsStandIn.open()
  const time = new SteppedTime()
  const stored = new Stored()
  const troubles = new Map<string, Told>()
  const counts: Record<string, number> = {}
  const stopping = new AbortController()
  let now = new Date(0)
  const tools: CollectorTools = {
    sourceId: 'cloudwatch-logs:test',
    inventory: stored.inventory(),
    clock: { ...fixedClock(now), now: () => now },
    report: {
      state: () => {},
      clusters: () => {},
      complete: () => {},
      trouble: (trouble) => troubles.set(`${trouble.subject} | ${trouble.kind}`, trouble),
      clear: (subject) => {
        for (const [key, trouble] of troubles) if (trouble.subject === subject) troubles.delete(key)
      },
      count: (name, by) => {
        counts[name] = (counts[name] ?? 0) + by
      },
      clockSkew: () => {},
    },
    turn: (work) => work(),
    claim: async () => undefined,
    offerRefresh: () => {},
  }
  const whole = logsSourceSchema.parse({
    ...{ name: 'test', kind: 'cloudwatch-logs', endpoints: standIn.endpoints, regions: ['eu-west-1'] },
    ...definition,
  })
  const readSecret = () => Promise.reject(new Error('there is no secret'))
  const pace = { startPerSecond: 1_000, slowestPerSecond: 1_000, fastestPerSecond: 1_000, burst: 1_000 }
  const collector = logsCollector({ readSecret, time, tuning: { timeoutMs: 2_000, pace, ...tuning } })
  let running: Promise<void> | undefined
  return {
    standIn,
    stored,
    troubles,
    counts,
    round: async (at) => {
      now = new Date(at)
      stored.nowMs = now.getTime()
      if (running === undefined) running = collector.run(whole, tools, stopping.signal)
      else time.wake()
      await Promise.race([time.rest(), running])
    },
    test: () => collector.test(whole, stopping.signal),
    stop: async () => {
      stopping.abort(new Error('the test is over'))
      await running?.catch(() => {})
      await standIn.close()
    },
  }
}

/** What both searches of an hour answer when a few people asked so many times each. */
export function hourOf(
  requests: Readonly<Record<string, number>>,
  rest: Partial<StandInHour> = {},
): StandInHour {
  const outcome = { verb: 'list', part: '', stage: 'ResponseComplete', 'responseStatus.code': 200 }
  const seen = { receivedFirst: 61.5, receivedLast: 120, endedFirst: 61.6, endedLast: 121 }
  const row = (count: number): Row => ({
    ...outcome,
    ...seen,
    requests: count,
    aborted: 0,
    seconds: count / 10,
  })
  const sum = Object.values(requests).reduce((total, count) => total + count, 0)
  return {
    talkers: Object.entries(requests).map(([user, count]) => ({
      ...row(count),
      ...{ 'user.username': user, userAgent: `${user}/1.0`, 'objectRef.resource': 'pods' },
    })),
    total: sum === 0 ? [] : [row(sum)],
    bytes: 5_000_000,
    ...rest,
  }
}
