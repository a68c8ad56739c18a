// Snapshots for reviews, and reviews that were sealed. Keys: day; (day, cluster); week. A snapshot reads the clusters in
// scope and is bounded by `limit`; what was written in a form that this release does not read is not there.
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Scope } from '../../../domain/model/scope.ts'
import { type Review, reviewVersion } from '../../../domain/review/review.ts'
import { type FleetSnapshot, type SnapshotSums, snapshotForm } from '../../../domain/review/snapshot.ts'
import type { Relational } from '../client.ts'
import { reviewClusters, reviewSnapshots, reviewWeeks } from '../schema/review.ts'

export interface TakenSnapshot {
  readonly day: string
  readonly takenAt: Date
  readonly sums: SnapshotSums
}

/** The newest first. */
export async function listReviewSnapshots(
  relational: Relational,
  { limit }: { readonly limit: number },
): Promise<TakenSnapshot[]> {
  return relational.db
    .select({ day: reviewSnapshots.day, takenAt: reviewSnapshots.takenAt, sums: reviewSnapshots.sums })
    .from(reviewSnapshots)
    .where(eq(reviewSnapshots.form, snapshotForm))
    .orderBy(desc(reviewSnapshots.day))
    .limit(limit)
}

/** The clusters in scope on a day; undefined when no snapshot of it is there. */
export async function getReviewSnapshot(
  relational: Relational,
  args: { readonly day: string; readonly scope: Scope; readonly limit: number },
): Promise<FleetSnapshot | undefined> {
  const { day, scope, limit } = args
  const [taken] = await relational.db
    .select()
    .from(reviewSnapshots)
    .where(and(eq(reviewSnapshots.day, day), eq(reviewSnapshots.form, snapshotForm)))
    .limit(1)
  if (taken === undefined) return undefined
  const { clusters } = scope
  const inScope =
    clusters === 'all'
      ? undefined
      : sql`${reviewClusters.clusterId} = ANY(${sql.param([...clusters])}::text[])`
  const rows = await relational.db
    .select({ clusterId: reviewClusters.clusterId, facts: reviewClusters.facts })
    .from(reviewClusters)
    .where(and(eq(reviewClusters.day, day), inScope))
    .orderBy(asc(reviewClusters.clusterId))
    .limit(limit)
  return {
    ...taken.fleet,
    takenAt: taken.takenAt.toISOString(),
    clusters: rows.map(({ clusterId, facts }) => ({ ...facts, clusterId })),
  }
}

/** The whole fleet's review of a week, as it was sealed. */
export async function getSealedReview(
  relational: Relational,
  { week }: { readonly week: string },
): Promise<Review | undefined> {
  const [row] = await relational.db
    .select({ review: reviewWeeks.review })
    .from(reviewWeeks)
    .where(eq(reviewWeeks.week, week))
    .limit(1)
  return row?.review.version === reviewVersion ? row.review : undefined
}

/** The newest first. */
export async function listSealedWeeks(
  relational: Relational,
  { limit }: { readonly limit: number },
): Promise<string[]> {
  const rows = await relational.db
    .select({ week: reviewWeeks.week })
    .from(reviewWeeks)
    .orderBy(desc(reviewWeeks.week))
    .limit(limit)
  return rows.map(({ week }) => week)
}
