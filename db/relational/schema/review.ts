// How the fleet stood, day by day, as reviews of weeks need it; and reviews of weeks that are over, as they were told.
import { integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { Review } from '../../../domain/review/review.ts'
import type { ClusterSnapshot, FleetSnapshot, SnapshotSums } from '../../../domain/review/snapshot.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** One row a UTC day; later ones of the day take its place. */
export const reviewSnapshots = pgTable('review_snapshots', {
  /** "2026-11-26". */
  day: text('day').primaryKey(),
  takenAt: instant('taken_at').notNull(),
  /** Of what is written below it; another form is not read. */
  form: integer('form').notNull(),
  fleet: jsonb('fleet').$type<Pick<FleetSnapshot, 'owners' | 'calendar' | 'asOf'>>().notNull(),
  sums: jsonb('sums').$type<SnapshotSums>().notNull(),
})

/** The clusters of a snapshot. */
export const reviewClusters = pgTable(
  'review_clusters',
  {
    day: text('day').notNull(),
    clusterId: text('cluster_id').notNull(),
    facts: jsonb('facts').$type<Omit<ClusterSnapshot, 'clusterId'>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.clusterId] })],
)

/** Reviews of the whole fleet, sealed: what was told of a week stays what it was. */
export const reviewWeeks = pgTable('review_weeks', {
  /** "2026-W48". */
  week: text('week').primaryKey(),
  sealedAt: instant('sealed_at').notNull(),
  review: jsonb('review').$type<Review>().notNull(),
})
