// Writes snapshots for reviews, one a day, the last one written in place of those before; seals reviews; lets old days
// go. A snapshot is written whole or not at all, and two at once wait for each other at its day. Clusters of which
// nothing changed are not written again: an engine that never vacuums would grow by every hour.
import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Review } from '../../../domain/review/review.ts'
import {
  type ClusterSnapshot,
  type FleetSnapshot,
  type SnapshotSums,
  snapshotForm,
} from '../../../domain/review/snapshot.ts'
import type { Relational } from '../client.ts'
import { reviewClusters, reviewSnapshots, reviewWeeks } from '../schema/review.ts'

const clustersAtOnce = 500

type Transaction = Parameters<Parameters<Relational['db']['transaction']>[0]>[0]

async function putClusters(tx: Transaction, day: string, clusters: readonly ClusterSnapshot[]) {
  for (let from = 0; from < clusters.length; from += clustersAtOnce) {
    const rows = clusters
      .slice(from, from + clustersAtOnce)
      .map(({ clusterId, ...facts }) => ({ id: clusterId, facts }))
    await tx.execute(sql`
      INSERT INTO ${reviewClusters} (day, cluster_id, facts)
      SELECT ${day}::text, told.id, told.facts
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told(id text, facts jsonb)
      ON CONFLICT (day, cluster_id) DO UPDATE SET facts = excluded.facts
        WHERE review_clusters.facts IS DISTINCT FROM excluded.facts`)
  }
  const ids = clusters.map(({ clusterId }) => clusterId)
  await tx
    .delete(reviewClusters)
    .where(
      and(eq(reviewClusters.day, day), sql`NOT ${reviewClusters.clusterId} = ANY(${sql.param(ids)}::text[])`),
    )
}

/**
 * Takes the place of one of the same day, whatever clock that was taken by: a clock that follows another goes back by a
 * second now and then, and one that is set by hours.
 */
export async function putReviewSnapshot(
  relational: Relational,
  { snapshot, sums }: { readonly snapshot: FleetSnapshot; readonly sums: SnapshotSums },
): Promise<void> {
  const { takenAt, clusters, owners, calendar, asOf } = snapshot
  const day = takenAt.slice(0, 10)
  const row = { takenAt: new Date(takenAt), form: snapshotForm, fleet: { owners, calendar, asOf }, sums }
  await relational.db.transaction(async (tx) => {
    await tx
      .insert(reviewSnapshots)
      .values({ day, ...row })
      .onConflictDoUpdate({ target: reviewSnapshots.day, set: row })
    await putClusters(tx, day, clusters)
  })
}

/** A week that is sealed already stays as it is; answers what stands. */
export async function sealReview(
  relational: Relational,
  { review, now }: { readonly review: Review; readonly now: Date },
): Promise<Review> {
  const { week } = review.week
  await relational.db
    .insert(reviewWeeks)
    .values({ week, sealedAt: now, review })
    .onConflictDoNothing({ target: reviewWeeks.week })
  const [row] = await relational.db
    .select({ review: reviewWeeks.review })
    .from(reviewWeeks)
    .where(eq(reviewWeeks.week, week))
    .limit(1)
  return row?.review ?? review
}

/** Lets days go, and reviews that were sealed before an instant. */
export async function dropReviews(
  relational: Relational,
  args: { readonly days: readonly string[]; readonly sealedBefore: Date },
): Promise<void> {
  const { days, sealedBefore } = args
  await relational.db.delete(reviewWeeks).where(lt(reviewWeeks.sealedAt, sealedBefore))
  if (days.length === 0) return
  await relational.db.transaction(async (tx) => {
    await tx.delete(reviewClusters).where(inArray(reviewClusters.day, [...days]))
    await tx.delete(reviewSnapshots).where(inArray(reviewSnapshots.day, [...days]))
  })
}
