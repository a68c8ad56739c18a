// Brings the relational tables up to date from any released state, before the server is ready. One
// process at a time does it: an advisory lock holds the others back.
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { migrationsFolder } from '../migrations-folder.ts'
import type { Relational } from './client.ts'

/** Any number of our own; processes of one installation must agree on it. */
const lockKey = 7_036_701

export async function migrateRelational(relational: Relational): Promise<void> {
  const client = await relational.pool.connect()
  let broken = false
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
    await migrate(drizzle(client), { migrationsFolder: migrationsFolder('relational') })
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey])
  } catch (error) {
    // The lock goes with the connection.
    broken = true
    throw error
  } finally {
    client.release(broken)
  }
}
