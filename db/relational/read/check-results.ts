// How checks stand on clusters, and when clusters were last evaluated. Key: (cluster, check); bounded by `limit`.
import { asc, sql } from 'drizzle-orm'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Relational } from '../client.ts'
import { checkResults } from '../schema/findings.ts'

/** How each check stands on each cluster in scope, by cluster and check. */
export async function listCheckResults(
  relational: Relational,
  args: { readonly scope: Scope; readonly limit: number },
): Promise<(typeof checkResults.$inferSelect)[]> {
  const { clusters } = args.scope
  return relational.db
    .select()
    .from(checkResults)
    .where(
      clusters === 'all'
        ? undefined
        : sql`${checkResults.clusterId} = ANY(${sql.param([...clusters])}::text[])`,
    )
    .orderBy(asc(checkResults.clusterId), asc(checkResults.checkId))
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
