// periplus restore: makes the embedded stores of a new installation from a backup. Everything is checked
// against the manifest and built in a folder aside; only what is whole takes its place. Never touches
// stores that are there, and continues nothing that was interrupted.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fillTables } from '../db/embedded/fill-tables.ts'
import { hasStores } from '../db/embedded/hold-snapshot.ts'
import { copyFile } from './backup/copying.ts'
import { type Manifest, readManifest } from './backup/manifest.ts'
import { storesCommand } from './backup/stores-command.ts'
import { CommandError, printable } from './command.ts'

const help = `periplus restore DIR

Makes the embedded stores of PERIPLUS_DATA_DIR from the backup in DIR. The data folder must hold no
stores, and no server may run on it. Every file is checked against what the backup wrote down. The next
start brings the tables up to date; put the old ingest-token file beside the stores to keep it.
`

const asideName = 'restore-unfinished'

function refuseTarget(dataDir: string): void {
  if (hasStores(dataDir)) {
    throw new CommandError(
      `${dataDir} holds stores already, and a restore never writes over anything. Set PERIPLUS_DATA_DIR to a new folder, or move its "events" and "relational" away first.`,
    )
  }
  const aside = path.join(dataDir, asideName)
  if (existsSync(aside)) {
    throw new CommandError(
      `a restore into ${dataDir} did not finish and is not continued. Remove ${aside}, then try again.`,
    )
  }
}

/** Copies what the manifest lists; throws at the first file that is not what was written. */
async function copyChecked(from: string, to: string, manifest: Manifest): Promise<void> {
  for (const folder of manifest.folders) mkdirSync(path.join(to, folder), { recursive: true, mode: 0o700 })
  for (const file of manifest.files) {
    const copied = await copyFile(path.join(from, file.path), path.join(to, file.path))
    if (copied.bytes !== file.bytes || copied.sha256 !== file.sha256) {
      throw new CommandError(
        `${printable(path.join(from, file.path))} is not what the backup wrote (${copied.bytes} bytes, ${file.bytes} expected): the backup is damaged`,
      )
    }
  }
}

async function restore(from: string, dataDir: string, manifest: Manifest): Promise<string> {
  const aside = path.join(dataDir, asideName)
  const copy = path.join(aside, 'copy')
  const stores = path.join(aside, 'stores')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  // Fails when somebody else is at it.
  mkdirSync(aside, { mode: 0o700 })
  try {
    await copyChecked(from, copy, manifest)
    mkdirSync(stores, { mode: 0o700 })
    renameSync(path.join(copy, 'relational'), path.join(stores, 'relational'))
    await fillTables(stores, path.join(copy, 'events'), manifest.tables)
    if (hasStores(dataDir))
      throw new CommandError(`stores appeared in ${dataDir} meanwhile; nothing was put there`)
    for (const store of ['relational', 'events'])
      renameSync(path.join(stores, store), path.join(dataDir, store))
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return `${dataDir}: both stores as of ${manifest.madeAt}, ${manifest.files.length} files checked, ${rows} rows of events`
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

export const restoreCommand = storesCommand({
  name: 'restore',
  help,
  begin(folder, dataDir) {
    const manifest = readManifest(folder)
    refuseTarget(dataDir)
    return {
      afterFailure: `Nothing was put into ${dataDir}; the backup was only read.`,
      run: () => restore(folder, dataDir, manifest),
    }
  },
})
