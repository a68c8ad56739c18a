// Keeps version calendars as providers tell them, one row a minor version.
import { sql } from 'drizzle-orm'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import type { Relational } from '../client.ts'
import { clusterVersions } from '../schema/inventory.ts'

/** Of two for one version the last counts. */
export async function tellClusterVersions(
  relational: Relational,
  args: { versions: readonly ClusterVersion[]; now: Date },
): Promise<void> {
  const told = new Map(args.versions.map((facts) => [`${facts.provider} ${facts.version}`, facts]))
  if (told.size === 0) return
  const rows = [...told.values()].map((facts) => ({
    provider: facts.provider,
    version: facts.version,
    facts,
  }))
  await relational.db.execute(sql`
    INSERT INTO ${clusterVersions} (provider, version, facts, observed_at)
    SELECT told.provider, told.version, told.facts, ${args.now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told(provider text, version text, facts jsonb)
    ON CONFLICT (provider, version) DO UPDATE
    SET facts = excluded.facts, observed_at = excluded.observed_at`)
}
