// A disk of a few MiB for tests that fill it: a file system in memory, which only root may mount.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface SmallDisk {
  readonly folder: string
  /** Writes a file that leaves this much room, to the last byte. */
  fill(leaveBytes: number): void
  /** Takes that file away. */
  empty(): void
  remove(): void
}

const pieces = [1 << 20, 1 << 12, 1].map((bytes) => Buffer.alloc(bytes, 7))

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function fillUp(folder: string, file: string, leaveBytes: number): void {
  const filler = openSync(file, 'a')
  try {
    for (const piece of pieces) {
      while (freeBytes(folder) - leaveBytes >= piece.length) writeSync(filler, piece)
    }
  } catch (error) {
    // Somebody else took the last of it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(filler)
  }
}

/** Undefined where this process may not mount. */
export function mountSmallDisk(mebibytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-disk-'))
  try {
    const options = `size=${mebibytes}m,mode=0700`
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', options, 'periplus-test', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  const filler = path.join(folder, 'filler')
  return {
    folder,
    fill: (leaveBytes) => fillUp(folder, filler, leaveBytes),
    empty: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('/bin/umount', ['--lazy', folder], { stdio: 'ignore' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
