// The Monday page of one ISO week: what changed since the Monday before, what presses, whom to chase. A week that runs
// is the last snapshot before it held against the fleet as it is now. A week that is over is made of snapshots alone, and
// its review of the whole fleet is sealed the first time it is made; of a part of the fleet it is made anew of the same
// snapshots, which keep the owners, names and days of then.
import { z } from 'zod'
import {
  getReviewSnapshot,
  getSealedReview,
  listReviewSnapshots,
  listSealedWeeks,
} from '../../../db/relational/read/review-snapshots.ts'
import { sealReview } from '../../../db/relational/write/review-snapshots.ts'
import { invalid } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { Review, ReviewWeek } from '../../../domain/review/review.ts'
import { reviewOf } from '../../../domain/review/review-of.ts'
import type { FleetSnapshot, SnapshotSums } from '../../../domain/review/snapshot.ts'
import { type IsoWeek, weekAt, weekNamed } from '../../../domain/review/week.ts'
import { boundsOf, graceMs, type Taken, tellWeek, weeksWith } from '../../../domain/review/week-snapshots.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'
import { checkWords } from './check-words.ts'
import { fleetNow } from './fleet-now.ts'
import { talkerRegressions } from './talkers.ts'

export const reviewWeekInput = z
  .strictObject({
    scope: scopeInputSchema.optional(),
    /** "2026-W48", or a day of it; absent: the week that ended when it is Monday, else the one that runs. */
    weekOf: z.string().max(10).optional(),
  })
  .optional()
type Input = z.infer<typeof reviewWeekInput>

const dayMs = 86_400_000
const clusterLimit = 20_000
/** Of five weeks by day and a year by week. */
export const snapshotLimit = 200
export const weekLimit = 100

export function askedWeek(weekOf: string | undefined, now: Date): IsoWeek {
  if (weekOf === undefined) return weekAt(now.getTime() - dayMs)
  const week = weekNamed(weekOf)
  if (week === undefined) throw invalid(`weekOf: "${weekOf}" is neither a week ("2026-W48") nor a day of one`)
  if (week.fromMs > now.getTime())
    throw invalid(`weekOf: ${week.name} has not begun; it is ${now.toISOString()}`)
  return week
}

/** What was taken, the oldest first, and the names of weeks that can be read. */
export async function readTaken({ relational }: QueryContext, now: Date) {
  const [newestFirst, sealed] = await Promise.all([
    listReviewSnapshots(relational, { limit: snapshotLimit }),
    listSealedWeeks(relational, { limit: weekLimit }),
  ])
  const taken = newestFirst.reverse()
  return { taken, sealed, weeks: [...new Set([...weeksWith(taken, now), ...sealed])].sort() }
}

/** What was sealed holds instants as text; these are told as instants everywhere. */
function revived(review: Review, week: ReviewWeek): Review {
  const { freshness } = review
  return {
    ...review,
    // Neighbours come and go; the week itself stays what it was.
    week: { ...review.week, state: 'sealed', previous: week.previous, next: week.next },
    freshness: {
      ...freshness,
      asOf: freshness.asOf === null ? null : new Date(freshness.asOf),
      stale: freshness.stale.map(({ clusterId, since }) => ({ clusterId, since: new Date(since) })),
    },
  }
}

type Series = readonly { readonly day: string; readonly sums: SnapshotSums }[]

/** Two weeks of days, up to the end of what is told. */
const seriesOf = (taken: readonly (Taken & { sums: SnapshotSums })[], week: IsoWeek): Series =>
  taken
    .filter(
      ({ takenAt }) =>
        takenAt.getTime() >= week.fromMs - 7 * dayMs && takenAt.getTime() <= week.toMs + graceMs,
    )
    .map(({ day, sums }) => ({ day, sums }))

async function snapshotOf(
  ctx: QueryContext,
  one: Taken | null,
  scope: ReturnType<typeof grantScope>,
): Promise<FleetSnapshot | null> {
  if (one === null) return null
  return (await getReviewSnapshot(ctx.relational, { day: one.day, scope, limit: clusterLimit })) ?? null
}

function withNames(
  talkers: Review['talkers'],
  snapshots: readonly (FleetSnapshot | null)[],
): Review['talkers'] {
  if (!talkers.connected) return talkers
  const clusters = snapshots.flatMap((snapshot) => snapshot?.clusters ?? [])
  const nameOf = (id: string) => clusters.find(({ clusterId }) => clusterId === id)?.name ?? id
  return { ...talkers, rows: talkers.rows.map((row) => ({ ...row, clusterName: nameOf(row.clusterId) })) }
}

const isAll = (scope: ReturnType<typeof grantScope>): boolean =>
  scope.clusters === 'all' && scope.namespaces === 'all'

export async function reviewWeek(ctx: QueryContext, input: Input): Promise<Review> {
  const now = ctx.clock.now()
  const asked = askedWeek(input?.weekOf, now)
  const { taken, weeks } = await readTaken(ctx, now)
  const week = tellWeek(asked, taken, { now, weeks })
  const isOver = week.state !== 'running'
  const scope = grantScope(ctx.viewer, input?.scope, await placedClusters(ctx))
  const isWholeFleet = isAll(scope)
  if (isOver && isWholeFleet) {
    const sealed = await getSealedReview(ctx.relational, { week: asked.name })
    if (sealed !== undefined) return revived(sealed, week)
  }
  const bounds = boundsOf(asked, taken, now.getTime())
  const before = await snapshotOf(ctx, bounds.before, scope)
  const after = isOver
    ? await snapshotOf(ctx, bounds.after, scope)
    : (await fleetNow(ctx, input?.scope)).snapshot
  const talkers = await talkerRegressions(ctx, { week: asked, scope, now })
  const review = reviewOf({
    ...{ week, before, after, isWholeFleet, words: checkWords },
    preparedAt: now.toISOString(),
    scope: input?.scope,
    series: seriesOf(taken, asked),
    talkers: withNames(talkers, [after, before]),
  })
  const isSettled = now.getTime() >= asked.toMs + graceMs && after !== null
  if (!isOver || !isWholeFleet || !isSettled) return review
  return revived(await sealReview(ctx.relational, { review, now }), week)
}
