// Stops intake before the disk is full: watches the size of the data folder and says, in words, why
// nothing is taken. Deletes nothing; only retention does.
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Repeated, repeat } from './repeat.ts'

export interface DiskGuard {
  pausedBecause(): string | undefined
  usedBytes(): number
  stop(): Promise<void>
}

/** Intake starts again when the folder is this part of the limit. */
const resumeAt = 0.95

export function startDiskGuard(options: {
  readonly folder: string
  readonly limitBytes: number | undefined
  readonly everyMs?: number
  onChange(reason: string | undefined): void
  onFailure(error: unknown): void
}): DiskGuard {
  const { folder, limitBytes, everyMs = 15_000, onChange, onFailure } = options
  let used = 0
  let reason: string | undefined
  if (limitBytes === undefined) {
    return { pausedBecause: () => undefined, usedBytes: () => 0, stop: () => Promise.resolve() }
  }
  const full = `the data folder has reached PERIPLUS_MAX_DISK (${limitBytes} bytes); nothing is taken until there is room`
  const job: Repeated = repeat({
    everyMs,
    slowestMs: 60_000,
    run: async () => {
      used = await folderBytes(folder)
      const before = reason
      if (used >= limitBytes) reason = full
      else if (used < limitBytes * resumeAt) reason = undefined
      if (reason !== before) onChange(reason)
      return false
    },
    onFailure,
  })
  return { pausedBecause: () => reason, usedBytes: () => used, stop: () => job.stop() }
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
