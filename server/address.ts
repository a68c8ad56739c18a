// Where the server of these stores answers, left beside them for the command line on the same machine:
// the port may have moved. Written when ready, removed on stop; one left by a crash is only a hint.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const fileOf = (storesDir: string) => path.join(storesDir, 'server-url')

export async function leaveAddress(storesDir: string, url: string): Promise<void> {
  await mkdir(storesDir, { recursive: true, mode: 0o700 })
  await writeFile(fileOf(storesDir), `${url}\n`, { mode: 0o600 })
}

/** Removes only what this server left. */
export async function removeAddress(storesDir: string, url: string): Promise<void> {
  if ((await findAddress(storesDir)) === url) await rm(fileOf(storesDir), { force: true })
}

export async function findAddress(storesDir: string): Promise<string | undefined> {
  try {
    const url = (await readFile(fileOf(storesDir), 'utf8')).trim()
    return /^https?:\/\//.test(url) ? url : undefined
  } catch {
    return undefined
  }
}
