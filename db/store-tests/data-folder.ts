// Data folders for tests that are not about the first start: PostgreSQL's empty cluster in them is a copy
// of one made once per machine and version, since making one takes eight seconds of a processor.
import { constants, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../embedded/start.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

function templatePlace(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const version = manifest.dependencies['@electric-sql/pglite']
  return path.join(os.tmpdir(), `periplus-test-cluster-${version}-${process.getuid?.() ?? 0}`)
}

async function makeTemplate(place: string): Promise<void> {
  const scratch = mkdtempSync(`${place}-`)
  const embedded = await startEmbedded({ dataDir: scratch, log: quiet })
  await embedded.stop()
  try {
    // Whole or not at all; another test may have been quicker.
    renameSync(path.join(scratch, 'relational'), place)
  } catch (error) {
    if (!existsSync(place)) throw error
  }
  rmSync(scratch, { recursive: true, force: true })
}

/** A folder of its own below the temporary one; whoever asks for it removes it. */
export async function newDataFolder(prefix: string): Promise<string> {
  const place = templatePlace()
  if (!existsSync(place)) await makeTemplate(place)
  const dataDir = mkdtempSync(path.join(os.tmpdir(), prefix))
  cpSync(place, path.join(dataDir, 'relational'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return dataDir
}
