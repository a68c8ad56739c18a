// Adds up what came in by which way and writes it a moment later, so that the page can say when each
// way was last heard. Advisory: nothing waits for it, and a crash loses the last moments of it only.
import type { Deliveries } from '../db/events/write/deliveries.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { Answer } from './pipeline/intake.ts'
import { repeat } from './repeat.ts'

export interface DeliveryLedger {
  add(way: string, clusterId: string, bytes: number, answer: Answer): void
  /** Writes what is left. */
  stop(): Promise<void>
}

interface LedgerOptions {
  readonly clock: Clock
  write(deliveries: readonly Deliveries[]): Promise<void>
  onFailure(error: unknown): void
}

const dayMs = 86_400_000
/** Kinds that may wait while the store is away; more are forgotten. */
const waitingMost = 20_000

function sum(left: Deliveries | undefined, right: Deliveries): Deliveries {
  if (left === undefined) return right
  return {
    ...right,
    bodies: left.bodies + right.bodies,
    bytes: left.bytes + right.bytes,
    accepted: left.accepted + right.accepted,
    duplicates: left.duplicates + right.duplicates,
    rejected: left.rejected + right.rejected,
    lastAt: new Date(Math.max(left.lastAt.getTime(), right.lastAt.getTime())),
  }
}

export function openDeliveryLedger({ clock, write, onFailure }: LedgerOptions): DeliveryLedger {
  let waiting = new Map<string, Deliveries>()
  const put = (one: Deliveries): void => {
    const key = `${one.way} ${one.clusterId} ${one.day.getTime()}`
    const known = waiting.get(key)
    if (known !== undefined || waiting.size < waitingMost) waiting.set(key, sum(known, one))
  }
  const flush = async (): Promise<boolean> => {
    if (waiting.size === 0) return false
    const taken = [...waiting.values()]
    waiting = new Map()
    try {
      await write(taken)
    } catch (error) {
      for (const one of taken) put(one)
      throw error
    }
    return false
  }
  const job = repeat({ everyMs: 2_000, slowestMs: 30_000, run: flush, onFailure })
  return {
    add(way, clusterId, bytes, { accepted, duplicates, rejected }) {
      const lastAt = clock.now()
      const day = new Date(Math.floor(lastAt.getTime() / dayMs) * dayMs)
      put({ clusterId, way, day, bodies: 1, bytes, accepted, duplicates, rejected, lastAt })
    },
    stop: async () => {
      await job.stop()
      await flush().then(undefined, onFailure)
    },
  }
}
