// Carries the memory of received bodies over restarts: reads the newest at start, writes new ones a
// moment after they were answered. Advisory on purpose: nothing waits for it, and losing it costs a
// repeated insert that the store folds away.
import type { RememberedBody } from './pipeline/intake.ts'
import { bodyKey } from './pipeline/intake.ts'
import type { KnownBodies } from './pipeline/known-bodies.ts'
import { repeat } from './repeat.ts'

export interface BodyStore {
  remember(bodies: readonly RememberedBody[]): Promise<void>
  recent(limit: number): Promise<readonly RememberedBody[]>
}

export interface BodyMemory {
  add(body: RememberedBody): void
  /** Writes what is left. */
  stop(): Promise<void>
}

const recalled = 50_000
/** What may wait to be written; more is forgotten, as the store is away then. */
const waitingMost = 20_000

export async function openBodyMemory(
  store: BodyStore,
  known: KnownBodies,
  onFailure: (error: unknown) => void,
): Promise<BodyMemory> {
  let waiting: RememberedBody[] = []
  try {
    const newestFirst = await store.recent(recalled)
    for (const { clusterId, hash, lines } of [...newestFirst].reverse()) {
      known.remember(bodyKey(clusterId, hash), { accepted: lines, rejected: 0, errors: [], isLasting: true })
    }
  } catch (error) {
    onFailure(error)
  }
  const flush = async (): Promise<boolean> => {
    if (waiting.length === 0) return false
    const bodies = waiting
    waiting = []
    await store.remember(bodies)
    return false
  }
  const job = repeat({ everyMs: 1_000, slowestMs: 30_000, run: flush, onFailure })
  return {
    add: (body) => {
      if (waiting.length < waitingMost) waiting.push(body)
    },
    stop: async () => {
      await job.stop()
      await flush().catch(onFailure)
    },
  }
}
