// What the demo keeps below the data folder: its world, its stores, the sources it wires at each start, and how
// far it has read the past. Empties all of that on demand, and nothing else.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { holderOf } from '../../db/embedded/owner-note.ts'
import { CommandError } from '../command.ts'

const historyFile = 'history.json'
export const sourcesFile = 'periplus.yaml'

/** Whatever this command ever put there. */
const own = ['events', 'relational', 'run', 'owner.json', 'server-url', historyFile, sourcesFile]

/** Throws CommandError while a demo runs on it. */
export function emptyDemo(folder: string): void {
  const holder = holderOf(folder)
  if (holder !== undefined) {
    throw new CommandError(
      `${folder} is in use by process ${holder}: another demo runs on it. Stop that one first.`,
    )
  }
  for (const name of own) rmSync(path.join(folder, name), { recursive: true, force: true })
}

function put(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, name)
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const putSources = (folder: string, text: string): void => put(folder, sourcesFile, text)

const historySchema = z.object({ daysRead: z.array(z.int()) })

/** Days of the past that were read; none when nobody wrote them down. */
export function daysRead(folder: string): readonly number[] {
  try {
    return historySchema.parse(JSON.parse(readFileSync(path.join(folder, historyFile), 'utf8'))).daysRead
  } catch {
    return []
  }
}

export const putDaysRead = (folder: string, days: readonly number[]): void =>
  put(folder, historyFile, `${JSON.stringify({ daysRead: days })}\n`)
