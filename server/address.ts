// Where the server of a data folder answers, left there for the command line on the same machine:
// the port may have moved. Written when ready, removed on stop; one left by a crash is only a hint.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const fileOf = (dataDir: string) => path.join(dataDir, 'server-url')

export async function leaveAddress(dataDir: string, url: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(fileOf(dataDir), `${url}\n`, { mode: 0o600 })
}

/** Removes only what this server left. */
export async function removeAddress(dataDir: string, url: string): Promise<void> {
  if ((await findAddress(dataDir)) === url) await rm(fileOf(dataDir), { force: true })
}

export async function findAddress(dataDir: string): Promise<string | undefined> {
  try {
    const url = (await readFile(fileOf(dataDir), 'utf8')).trim()
    return /^https?:\/\//.test(url) ? url : undefined
  } catch {
    return undefined
  }
}
