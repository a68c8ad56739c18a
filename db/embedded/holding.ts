// One installation per data directory. The event engine's own lock on its folder covers both stores and
// no crash leaves it behind; since it does not say who holds it, a note beside it does.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, openEngine } from './engine.ts'
import { holderOf, isAlive, leaveNote } from './owner-note.ts'

/** The stores of a server that was killed need a moment to notice and let go. */
const patienceMs = 8_000

/** Rejects, with the process to stop, when another installation has the directory and keeps it. */
export async function openHeld(dataDir: string, broken: (error: unknown) => void): Promise<Engine> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      const engine = await openEngine(path.join(dataDir, 'events'), broken)
      leaveNote(dataDir, { pid: process.ppid, stores: process.pid })
      return engine
    } catch (error) {
      const holder = holderOf(dataDir)
      if (performance.now() > until || (holder !== undefined && isAlive(holder))) {
        if (holder === undefined) throw error
        throw new Error(
          `${dataDir} is in use by process ${holder}: another Periplus runs on it. Stop that one, or choose another PERIPLUS_DATA_DIR.`,
        )
      }
      await sleep(100)
    }
  }
}
