// The relational store: drizzle over `pg`, whatever PostgreSQL answers behind it. Opens lazily, never
// crashes on a lost connection; a store that is away shows as the driver's own error.
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

export interface Relational {
  readonly db: NodePgDatabase
  readonly pool: pg.Pool
  /** True when the store answers. */
  ping(): Promise<boolean>
  close(): Promise<void>
}

const connectWithinMs = 5_000
const answerWithinMs = 30_000

export function openRelational(config: pg.PoolConfig): Relational {
  const pool = new pg.Pool({
    max: 8,
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerWithinMs,
    ...config,
  })
  // An idle connection that breaks is replaced at the next use; whoever asks then is told.
  pool.on('error', () => undefined)
  return {
    db: drizzle(pool),
    pool,
    async ping() {
      try {
        await pool.query('SELECT 1')
        return true
      } catch {
        return false
      }
    },
    close: () => pool.end(),
  }
}
