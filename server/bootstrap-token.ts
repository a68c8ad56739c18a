// The first ingest token of an installation: from PERIPLUS_INGEST_TOKEN, else from a file in the data
// folder that only its owner can read, made at first start. Refuses a file others could have written.
import { randomUUID } from 'node:crypto'
import { access, chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { newIngestToken } from './auth/tokens.ts'
import type { Settings } from './env.ts'

/** Where the bootstrap token of these settings lies; null when a setting holds it. */
export function tokenFileOf(settings: Pick<Settings, 'dataDir' | 'ingestToken'>): string | null {
  return settings.ingestToken === undefined ? path.join(settings.dataDir, 'ingest-token') : null
}

export async function bootstrapToken(settings: Pick<Settings, 'dataDir' | 'ingestToken'>): Promise<string> {
  const file = tokenFileOf(settings)
  if (file === null) return settings.ingestToken ?? ''
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 })
  try {
    await access(file)
  } catch {
    await makeToken(file)
  }
  return readToken(file)
}

/** Whole or not at all, also when the process dies half-way; the first of two processes wins. */
async function makeToken(file: string): Promise<void> {
  const half = `${file}.${randomUUID()}`
  const handle = await open(half, 'wx', 0o600)
  try {
    await handle.writeFile(`${newIngestToken()}\n`)
    await handle.sync()
    await link(half, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await handle.close()
    await rm(half, { force: true })
  }
}

async function readToken(file: string): Promise<string> {
  const { mode, uid } = await stat(file)
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new Error(`${file} belongs to another user; remove it and start again`)
  }
  if ((mode & 0o077) !== 0) await chmod(file, 0o600)
  const token = (await readFile(file, 'utf8')).trim()
  if (token.length < 24)
    throw new Error(`${file} holds no token; remove it and start again, a new one is made`)
  return token
}
