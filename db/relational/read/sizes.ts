// What the tables of the relational store take on disk, indexes included. A row a table.
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Relational } from '../client.ts'

const rows = z.array(z.object({ table: z.string(), bytes: z.coerce.number() }))

export async function relationalTableSizes(
  relational: Relational,
): Promise<{ readonly table: string; readonly bytes: number }[]> {
  const answer = await relational.db.execute(
    sql`SELECT relname AS table, pg_total_relation_size(oid) AS bytes FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname LIMIT 1000`,
  )
  return rows.parse(answer.rows)
}
