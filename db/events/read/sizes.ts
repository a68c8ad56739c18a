// What the tables of the event store take on disk. Key: the store's own list of parts; a row a table.
import { z } from 'zod'
import type { Events } from '../client.ts'
import { partitionsOf } from '../cluster-ddl.ts'

export interface TableSize {
  readonly table: string
  readonly bytes: number
  readonly rows: number
}

export async function eventTableSizes(events: Events): Promise<TableSize[]> {
  return events.rows({
    query: `SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM ${partitionsOf(events.ddl.cluster).parts}
      WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table LIMIT 1000`,
    row: z.object({ table: z.string(), bytes: z.coerce.number(), rows: z.coerce.number() }),
  })
}
