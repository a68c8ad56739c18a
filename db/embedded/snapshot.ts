// Both stores as they are at one moment, for a backup: the relational folder copied by its own thread,
// every table of the event store frozen (hard links to its parts) between two statements. Lives as long
// as the request that asked for it, so that nothing is left behind by whoever goes away.
import { rmSync } from 'node:fs'
import type http from 'node:http'
import path from 'node:path'
import { z } from 'zod'
import type { Engine } from './engine.ts'

/** What the events socket answers besides ClickHouse's protocol; only the owner of the folder gets there. */
export const snapshotPath = '/periplus-snapshot'

/** Answers one line of JSON (`snapshotSchema`), then stays open until the caller leaves. */
export type SnapshotFace = (response: http.ServerResponse) => void

const tableRow = z.object({
  name: z.string().regex(/^\w+$/),
  uuid: z.string(),
  engine: z.string(),
  create: z.string(),
})

export const snapshotSchema = z.object({
  relational: z.string(),
  /** In an order in which they can be made: tables before the views on them. */
  tables: z.array(
    z.object({
      name: z.string().regex(/^\w+$/),
      create: z.string(),
      /** Folder of its frozen parts, which may not exist; null for a table that keeps no rows. */
      parts: z.string().nullable(),
    }),
  ),
})
export type Snapshot = z.infer<typeof snapshotSchema>

const frozenName = 'backup'
const isView = (engine: string): boolean => engine === 'MaterializedView'
const keepsRows = (engine: string): boolean => engine.endsWith('MergeTree')

async function tablesOf(engine: Engine): Promise<z.infer<typeof tableRow>[]> {
  const { bytes } = await engine.run(
    'control',
    `SELECT name, toString(uuid) AS uuid, engine, create_table_query AS create
     FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
    'JSONEachRow',
  )
  const lines = Buffer.from(bytes).toString('utf8').trim().split('\n')
  const tables = lines.filter(Boolean).map((line) => tableRow.parse(JSON.parse(line)))
  return tables.sort((a, b) => Number(isView(a.engine)) - Number(isView(b.engine)))
}

export function createSnapshots(
  dataDir: string,
  engine: Engine,
  copyRelational: (to: string) => Promise<void>,
): SnapshotFace {
  const copy = path.join(dataDir, 'snapshot')
  const shadow = path.join(dataDir, 'events/shadow')
  const clear = (): void => {
    for (const place of [copy, shadow]) rmSync(place, { recursive: true, force: true })
  }
  // A child that died with one open left it.
  clear()
  const take = async (): Promise<Snapshot> => {
    // First the relational store: what it says is done with (a position in a followed file) is then in
    // the events too.
    await copyRelational(copy)
    return engine.still(async () => {
      const tables = await tablesOf(engine)
      for (const table of tables.filter((each) => keepsRows(each.engine))) {
        await engine.run('control', `ALTER TABLE ${table.name} FREEZE WITH NAME '${frozenName}'`, 'Null')
      }
      const partsOf = (uuid: string) => path.join(shadow, frozenName, 'store', uuid.slice(0, 3), uuid)
      return {
        relational: copy,
        tables: tables.map((table) => ({
          name: table.name,
          create: table.create,
          parts: keepsRows(table.engine) ? partsOf(table.uuid) : null,
        })),
      }
    })
  }
  let isTaken = false
  const answer = async (response: http.ServerResponse): Promise<void> => {
    const gone = new Promise((resolve) => response.once('close', resolve))
    try {
      const snapshot = await take()
      if (!response.destroyed) response.writeHead(200).write(`${JSON.stringify(snapshot)}\n`)
    } catch (error) {
      if (!response.destroyed)
        response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
    await gone
  }
  return (response) => {
    if (isTaken) {
      response.writeHead(409).end('another backup is being made of these stores; wait until it is done')
      return
    }
    isTaken = true
    void answer(response).finally(() => {
      clear()
      isTaken = false
    })
  }
}
