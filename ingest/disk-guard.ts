// Stops intake before the disk is full: watches the size of the data folder and the room left on its
// disk, and says, in words, why nothing is taken. What it keeps free is for the stores themselves, who
// must still merge, seal and drop old days to make room. Deletes nothing; only retention does.
import { readdir, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { type Repeated, repeat } from './repeat.ts'

export interface DiskGuard {
  pausedBecause(): string | undefined
  stop(): Promise<void>
}

export interface DiskGuardOptions {
  readonly folder: string
  /** PERIPLUS_MAX_DISK. */
  readonly limitBytes: number | undefined
  /** False where the event store is a server: its disk is another one. */
  readonly keepsFree: boolean
  /** How often room is asked for, which costs nothing, and how often all files are counted. */
  readonly everyMs: number
  readonly countEveryMs: number
  onChange(reason: string | undefined): void
  onFailure(error: unknown): void
}

const mebibyte = 1 << 20
/** Intake starts again when the folder is this part of the limit … */
const resumeAt = 0.95
/** … and there is this many times the room that is kept free. */
const resumeAtRoom = 1.25

/** A twentieth of the disk, and no more than merges of a busy day need. */
const keptFree = (diskBytes: number): number => Math.min(512 * mebibyte, diskBytes / 20)

interface Bound {
  /** Why nothing is taken; undefined while there is room. */
  look(): Promise<string | undefined>
}

/** Full at `isOver`, and until it is `isUnder` again. */
function hysteresis(now: { isOver: boolean; isUnder: boolean; words: string }, before: string | undefined) {
  if (now.isOver) return now.words
  return now.isUnder ? undefined : before
}

function roomOnDisk(folder: string): Bound {
  let reason: string | undefined
  return {
    look: async () => {
      const { bavail, blocks, bsize } = await statfs(folder)
      const kept = keptFree(blocks * bsize)
      const room = bavail * bsize
      const words = `the disk of the data folder is nearly full: its last ${Math.ceil(kept / mebibyte)} MiB are kept for the stores; nothing is taken until there is room`
      reason = hysteresis({ isOver: room < kept, isUnder: room >= kept * resumeAtRoom, words }, reason)
      return reason
    },
  }
}

function sizeOfFolder(folder: string, limitBytes: number, countEveryMs: number): Bound {
  let reason: string | undefined
  let countedAt = Number.NEGATIVE_INFINITY
  const words = `the data folder has reached PERIPLUS_MAX_DISK (${limitBytes} bytes); nothing is taken until there is room`
  return {
    look: async () => {
      if (performance.now() - countedAt < countEveryMs) return reason
      const used = await folderBytes(folder)
      countedAt = performance.now()
      reason = hysteresis(
        { isOver: used >= limitBytes, isUnder: used < limitBytes * resumeAt, words },
        reason,
      )
      return reason
    },
  }
}

/** Has looked once when it resolves. */
export async function startDiskGuard(options: DiskGuardOptions): Promise<DiskGuard> {
  const { folder, limitBytes, keepsFree, everyMs, countEveryMs, onChange, onFailure } = options
  const bounds = [
    ...(limitBytes === undefined ? [] : [sizeOfFolder(folder, limitBytes, countEveryMs)]),
    ...(keepsFree ? [roomOnDisk(folder)] : []),
  ]
  if (bounds.length === 0) return { pausedBecause: () => undefined, stop: () => Promise.resolve() }
  let reason: string | undefined
  const run = async (): Promise<boolean> => {
    let found: string | undefined
    for (const bound of bounds) found ??= await bound.look()
    if (found !== reason) onChange(found)
    reason = found
    return false
  }
  await run().catch(onFailure)
  const job: Repeated = repeat({ everyMs, slowestMs: 60_000, run, onFailure })
  return { pausedBecause: () => reason, stop: () => job.stop() }
}

/** Files may come and go while we count. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let sum = 0
  for (const entry of entries) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) sum += await folderBytes(place)
    else if (entry.isFile()) sum += (await stat(place).catch(() => undefined))?.size ?? 0
  }
  return sum
}
