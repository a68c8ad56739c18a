// The note that says who holds a data directory, so that a person can be told whom to stop. It is no
// lock: it may be left over, or name a process id that somebody else has by now.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const note = z.object({ pid: z.number().int().positive(), stores: z.number().int().positive() })
const noteFile = (dataDir: string): string => path.join(dataDir, 'owner.json')

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whole or not at all: somebody may be reading it. `pid` is the server, `stores` its child. */
export function leaveNote(dataDir: string, owner: z.infer<typeof note>): void {
  const draft = `${noteFile(dataDir)}.${owner.stores}`
  writeFileSync(draft, JSON.stringify(owner))
  renameSync(draft, noteFile(dataDir))
}

/** The server whose stores hold the directory, by its note; undefined when those do not live. */
export function holderOf(dataDir: string): number | undefined {
  try {
    const { pid, stores } = note.parse(JSON.parse(readFileSync(noteFile(dataDir), 'utf8')))
    return stores !== process.pid && isAlive(stores) ? pid : undefined
  } catch {
    return undefined
  }
}
