// Time of the process, for waits and back-off; never the product's clock. Given as an argument, so that a
// test can let an hour pass at once.
import { setTimeout as wait } from 'node:timers/promises'

export interface ProcessTime {
  /** Milliseconds that only grow. */
  nowMs(): number
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** 0 to 1, exclusive of 1. */
  random(): number
}

export const processTime: ProcessTime = {
  nowMs: () => performance.now(),
  sleep: async (ms, signal) => {
    signal.throwIfAborted()
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
  },
  random: () => Math.random(),
}
