// periplus backup: copies both embedded stores, as they are at one moment, into a folder of their own.
// A server that runs goes on; without one the stores are opened for it. Stores by URL have tools of
// their own, and are not copied.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { hasStores, holdSnapshot } from '../db/embedded/hold-snapshot.ts'
import type { Snapshot } from '../db/embedded/snapshot.ts'
import { copyFile, emptyFoldersBelow, filesBelow } from './backup/copying.ts'
import { type Manifest, manifestName, ownMigrations, writeManifest } from './backup/manifest.ts'
import { storesCommand } from './backup/stores-command.ts'
import { CommandError } from './command.ts'

const help = `periplus backup DIR

Copies both embedded stores of PERIPLUS_DATA_DIR into DIR, which must be new or empty. The server may
run: what it had acknowledged when the copy began is in it. Never writes over anything; a backup that
was interrupted is no backup, and periplus restore says so.

Not in it: the ingest token (keep <data dir>/ingest-token apart from the backup), and stores that
DATABASE_URL or CLICKHOUSE_URL name.
`

function refuseTarget(folder: string, dataDir: string): void {
  if (`${folder}${path.sep}`.startsWith(`${dataDir}${path.sep}`)) {
    throw new CommandError(
      `${folder} lies in the folder it would be a copy of; choose one outside ${dataDir}`,
    )
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CommandError(
      `${folder} is not empty, and a backup never writes over anything; choose a new folder`,
    )
  }
}

/** Copies a folder as `<below>/…`, telling the manifest's files and folders. */
async function copyFolder(
  from: string,
  to: string,
  below: string,
  into: Pick<Manifest, 'files' | 'folders'>,
) {
  for (const file of await filesBelow(from)) {
    const place = path.join(below, file)
    const copied = await copyFile(path.join(from, file), path.join(to, place))
    into.files.push({ path: place, ...copied })
  }
}

/** Rows of frozen parts, which say so themselves. */
function rowsOf(partsFolder: string, parts: readonly string[]): number {
  return parts.reduce(
    (sum, part) => sum + Number(readFileSync(path.join(partsFolder, part, 'count.txt'), 'utf8')),
    0,
  )
}

async function copySnapshot(snapshot: Snapshot, to: string): Promise<Manifest> {
  const manifest: Manifest = {
    format: 1,
    madeAt: new Date().toISOString(),
    migrations: ownMigrations(),
    tables: [],
    folders: (await emptyFoldersBelow(snapshot.relational)).map((folder) => path.join('relational', folder)),
    files: [],
  }
  await copyFolder(snapshot.relational, to, 'relational', manifest)
  for (const { name, create, parts } of snapshot.tables) {
    // A table without rows has no frozen folder.
    const names = parts !== null && existsSync(parts) ? readdirSync(parts).sort() : []
    if (parts !== null && names.length > 0) await copyFolder(parts, to, path.join('events', name), manifest)
    const rows = parts === null ? 0 : rowsOf(parts, names)
    manifest.tables.push({ name, create, rows, parts: parts === null ? null : names })
  }
  writeManifest(to, manifest)
  return manifest
}

async function backup(folder: string, dataDir: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const held = await holdSnapshot(dataDir)
  process.stderr.write(
    held.isRunning
      ? 'periplus: the server goes on; copying the stores as they were just now\n'
      : 'periplus: no server runs on this folder; copying its stores\n',
  )
  try {
    const { files } = await copySnapshot(held.snapshot, folder)
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    return `${folder}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`
  } finally {
    await held.release()
  }
}

export const backupCommand = storesCommand({
  name: 'backup',
  help,
  begin(folder, dataDir) {
    if (!hasStores(dataDir)) {
      throw new CommandError(`there are no stores in ${dataDir}; set PERIPLUS_DATA_DIR to the server's`)
    }
    refuseTarget(folder, dataDir)
    return {
      afterFailure: `What is in ${folder} is no backup (it has no ${manifestName}); the stores were not changed. Remove it and try again.`,
      run: () => backup(folder, dataDir),
    }
  },
})
