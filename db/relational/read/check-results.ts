// How checks stand on clusters, and when clusters were last evaluated. Key: (cluster, check); bounded by `limit`.
import { and, asc, count, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Relational } from '../client.ts'
import { checkResults, findings, findingWaivers } from '../schema/findings.ts'

const inScope = ({ clusters }: Scope): SQL | undefined =>
  clusters === 'all' ? undefined : sql`${checkResults.clusterId} = ANY(${sql.param([...clusters])}::text[])`

/** How each check stands on each cluster in scope, by cluster and check. */
export async function listCheckResults(
  relational: Relational,
  args: { readonly scope: Scope; readonly limit: number },
): Promise<(typeof checkResults.$inferSelect)[]> {
  return relational.db
    .select()
    .from(checkResults)
    .where(inScope(args.scope))
    .orderBy(asc(checkResults.clusterId), asc(checkResults.checkId))
    .limit(args.limit)
}

/** On how many clusters in scope each check could not look; checks that could everywhere are absent. */
export async function unreadByCheck(
  relational: Relational,
  args: { readonly scope: Scope; readonly limit: number },
): Promise<{ checkId: string; clusters: number }[]> {
  return relational.db
    .select({ checkId: checkResults.checkId, clusters: count() })
    .from(checkResults)
    .where(and(inScope(args.scope), isNotNull(checkResults.unreadBecause)))
    .groupBy(checkResults.checkId)
    .orderBy(asc(checkResults.checkId))
    .limit(args.limit)
}

/** What our checks found on a cluster and nobody waived, by check. */
export interface ClusterFindings {
  readonly clusterId: string
  /** Every check that is about it, also one that found nothing. */
  readonly checks: readonly {
    readonly checkId: string
    readonly errors: number
    readonly warnings: number
    readonly unknowns: number
    /** It could not look when it last tried. */
    readonly isUnread: boolean
  }[]
  /** When the next waiver of them is over by itself; null when none stands. */
  readonly waivedUntil: Date | null
}

/** Of all clusters, or of those named; clusters that were never evaluated are absent. At most `limit` clusters. */
export async function findingsByCluster(
  relational: Relational,
  args: { readonly among?: readonly string[]; readonly now: Date; readonly limit: number },
): Promise<ClusterFindings[]> {
  const of = (column: SQL) =>
    args.among === undefined ? sql`true` : sql`${column} = ANY(${sql.param([...args.among])}::text[])`
  const { rows } = await relational.db.execute<{
    cluster_id: string
    checks: unknown
    waived_until: unknown
  }>(sql`
    WITH waived AS (
      SELECT found.cluster_id, found.check_id, found.status, min(waiver.expires_at) AS until
      FROM ${findingWaivers} waiver JOIN ${findings} found ON found.id = waiver.finding_id
      WHERE waiver.ended_at IS NULL AND waiver.expires_at > ${args.now.toISOString()}::timestamptz
        AND found.closed_at IS NULL AND ${of(sql`waiver.cluster_id`)}
      GROUP BY found.id, found.cluster_id, found.check_id, found.status
    ), sums AS (
      SELECT cluster_id, check_id, count(*) FILTER (WHERE status = 'error') AS errors,
        count(*) FILTER (WHERE status = 'warning') AS warnings,
        count(*) FILTER (WHERE status = 'unknown') AS unknowns, min(until) AS until
      FROM waived GROUP BY cluster_id, check_id
    )
    SELECT result.cluster_id, min(sums.until) AS waived_until, jsonb_agg(jsonb_build_object(
      'checkId', result.check_id,
      'errors', greatest(result.errors - coalesce(sums.errors, 0), 0),
      'warnings', greatest(result.warnings - coalesce(sums.warnings, 0), 0),
      'unknowns', greatest(result.unknowns - coalesce(sums.unknowns, 0), 0),
      'isUnread', result.unread_because IS NOT NULL) ORDER BY result.check_id) AS checks
    FROM ${checkResults} result
    LEFT JOIN sums ON sums.cluster_id = result.cluster_id AND sums.check_id = result.check_id
    WHERE ${of(sql`result.cluster_id`)}
    GROUP BY result.cluster_id ORDER BY result.cluster_id LIMIT ${args.limit}`)
  return rows.map((row) => ({
    clusterId: row.cluster_id,
    checks: row.checks as ClusterFindings['checks'],
    waivedUntil: row.waived_until === null ? null : new Date(row.waived_until as string),
  }))
}

/** When each cluster was last evaluated; clusters that never were are absent. */
export async function lastEvaluations(
  relational: Relational,
  args: { readonly limit: number },
): Promise<{ clusterId: string; evaluatedAt: Date }[]> {
  return relational.db
    .select({
      clusterId: checkResults.clusterId,
      evaluatedAt: sql<Date>`max(${checkResults.evaluatedAt})`.mapWith(checkResults.evaluatedAt),
    })
    .from(checkResults)
    .groupBy(checkResults.clusterId)
    .orderBy(asc(checkResults.clusterId))
    .limit(args.limit)
}
