// What was written since an earlier reading, so that whoever keeps the fleet in memory reads only that anew. Told by
// the transactions that wrote the rows, never by clocks: a row counts as touched when its transaction was not over at
// the earlier reading. So nothing is missed, whichever process wrote it and however late it committed; some rows may
// be named again. Scans the tables' rows without reading what is in them; bounded by the clusters of an installation.
import { sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { sourceHealth } from '../schema/collection.ts'
import { accounts, clusterCounts, clusters, clusterVersions } from '../schema/inventory.ts'

export interface TouchedRows {
  /** For the next question. */
  readonly mark: string
  /** False when nobody can say what was written since: then everything is read anew. */
  readonly isKnown: boolean
  /** Clusters that are not gone, and ids of clusters of which anything was written (write/touch-cluster.ts). */
  readonly clusters: { readonly total: number; readonly ids: readonly string[] }
  readonly sources: { readonly total: number; readonly ids: readonly string[] }
  readonly accounts: { readonly total: number; readonly isTouched: boolean }
  /** Of calendars. */
  readonly versions: { readonly total: number; readonly isTouched: boolean }
}

/** Transactions after which numbers of transactions may have begun again. */
const mostTransactions = 1_000_000_000

interface Row extends Record<string, unknown> {
  readonly mark: string
  readonly since: number
  readonly clusters: number
  readonly sources: number
  readonly cluster_ids: string[]
  readonly count_ids: string[]
  readonly source_ids: string[]
  readonly accounts: TouchedRows['accounts']
  readonly versions: TouchedRows['versions']
}

/** `mark` is of the earlier answer; null asks for a first one. */
export async function touchedRows(relational: Relational, mark: string | null): Promise<TouchedRows> {
  const since = sql`(SELECT since FROM at)`
  const touched = sql`jsonb_build_object('total', count(*), 'isTouched', coalesce(bool_or(age(xmin) <= ${since}), false))`
  const { rows } = await relational.db.execute<Row>(sql`
    WITH at AS MATERIALIZED (
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark,
        age(coalesce(${mark}::text, pg_snapshot_xmin(pg_current_snapshot())::text)::xid8::xid) AS since
    ), told AS (
      SELECT count(*) FILTER (WHERE gone_at IS NULL)::int AS total,
        coalesce(array_agg(id) FILTER (WHERE age(xmin) <= ${since}), '{}') AS ids FROM ${clusters}
    ), heard AS (
      SELECT count(*)::int AS total,
        coalesce(array_agg(source_id) FILTER (WHERE age(xmin) <= ${since}), '{}') AS ids FROM ${sourceHealth}
    )
    SELECT at.mark, at.since, told.total AS clusters, told.ids AS cluster_ids,
      heard.total AS sources, heard.ids AS source_ids,
      ARRAY(SELECT cluster_id FROM ${clusterCounts} WHERE age(xmin) <= ${since}) AS count_ids,
      (SELECT ${touched} FROM ${accounts}) AS accounts, (SELECT ${touched} FROM ${clusterVersions}) AS versions
    FROM at, told, heard`)
  const [row] = rows
  if (row === undefined) throw new Error('a question that always has one row had none')
  return {
    mark: row.mark,
    // A store that was put back to an earlier day has begun fewer transactions than the mark says.
    isKnown: mark !== null && row.since >= 0 && row.since < mostTransactions,
    clusters: { total: row.clusters, ids: [...new Set([...row.cluster_ids, ...row.count_ids])] },
    sources: { total: row.sources, ids: row.source_ids },
    accounts: row.accounts,
    versions: row.versions,
  }
}
