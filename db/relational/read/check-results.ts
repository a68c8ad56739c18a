// How checks stand on clusters, and when clusters were last evaluated. Key: (cluster, check); bounded by `limit`.
import { and, asc, count, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Relational } from '../client.ts'
import { checkResults } from '../schema/findings.ts'

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
