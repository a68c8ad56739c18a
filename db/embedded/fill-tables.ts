// Puts the parts of a backup into the event store of a new data directory: makes the tables as they
// were, lays the parts beside them and attaches them one by one. Refuses a store that has tables.
import { renameSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type Events, openEvents } from '../events/client.ts'
import { startEmbedded } from './start.ts'

export interface TableToFill {
  readonly name: string
  readonly create: string
  readonly rows: number
  /** Names of its parts; null for a table that keeps no rows. */
  readonly parts: readonly string[] | null
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function placeOf(events: Events, table: string): Promise<string> {
  const [row] = await events.rows({
    query:
      'SELECT data_paths[1] AS place FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    params: { table },
    row: z.object({ place: z.string() }),
  })
  if (row === undefined) throw new Error(`the table ${table} was not made`)
  return row.place
}

async function rowsOf(events: Events, table: string): Promise<number> {
  const [row] = await events.rows({
    query: `SELECT sum(rows) AS rows FROM system.parts
      WHERE active AND database = currentDatabase() AND table = {table:String}`,
    params: { table },
    row: z.object({ rows: z.coerce.number() }),
  })
  return row?.rows ?? 0
}

async function fill(events: Events, partsFolder: string, table: TableToFill): Promise<void> {
  if (table.parts === null) return
  // Merges fold rows; until they are counted they stay as they came.
  await events.command({ query: `SYSTEM STOP MERGES ${table.name}` })
  const place = await placeOf(events, table.name)
  for (const part of table.parts) {
    renameSync(path.join(partsFolder, table.name, part), path.join(place, 'detached', part))
    await events.command({ query: `ALTER TABLE ${table.name} ATTACH PART '${part}'` })
  }
  const rows = await rowsOf(events, table.name)
  if (rows !== table.rows)
    throw new Error(`the table ${table.name} has ${rows} rows, the backup ${table.rows}`)
}

/** A dictionary of numbers is made on purpose (migration 0004); the engine wants to be told so each time. */
function allowed(create: string): string {
  if (!create.includes('LowCardinality(UInt64)')) return create
  const setting = 'allow_suspicious_low_cardinality_types = 1'
  return /\bSETTINGS [^\n]*$/.test(create) ? `${create}, ${setting}` : `${create} SETTINGS ${setting}`
}

/**
 * Opens the stores of `dataDir`, which holds a relational store and no event store, and fills the latter.
 * `partsFolder/<table>/<part>` are moved away. Resolves when the stores are closed again.
 */
export async function fillTables(
  dataDir: string,
  partsFolder: string,
  tables: readonly TableToFill[],
): Promise<void> {
  const embedded = await startEmbedded({ dataDir, log: quiet })
  const events = openEvents(embedded.events)
  try {
    for (const { create } of tables) await events.command({ query: allowed(create) })
    for (const table of tables) await fill(events, partsFolder, table)
  } finally {
    await events.close()
    await embedded.stop()
  }
}
