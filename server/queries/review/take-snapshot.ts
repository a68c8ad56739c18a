// Takes the snapshot of this day, in place of an earlier one of it; seals weeks that are over; lets old ones go. Asked for
// by a person who will not wait for the job, who has every cluster checked first, and by the job.
import { z } from 'zod'
import { dropReviews, putReviewSnapshot } from '../../../db/relational/write/review-snapshots.ts'
import { forbidden } from '../../../domain/errors.ts'
import { type FleetSnapshot, snapshotSums } from '../../../domain/review/snapshot.ts'
import { dayName, weekNamed } from '../../../domain/review/week.ts'
import { graceMs, outdated, weeklyDays, weeksWith } from '../../../domain/review/week-snapshots.ts'
import type { QueryContext } from '../../context.ts'
import { checkWords } from './check-words.ts'
import { fleetNow } from './fleet-now.ts'
import { readTaken, reviewWeek } from './week.ts'

const dayMs = 86_400_000

export const takeSnapshotInput = z.strictObject({}).optional()

export interface TakenNow {
  /** "2026-11-26". */
  readonly day: string
  readonly takenAt: Date
  readonly clusters: number
}

const attempts = 3

/** The fleet as it is, on the day it was read; null when the clock is set all the time. */
async function fleetOfOneDay(ctx: QueryContext): Promise<FleetSnapshot | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { snapshot } = await fleetNow(ctx, undefined)
    // A clock that was set meanwhile: what was read may be of a later day than it says.
    if (dayName(ctx.clock.now().getTime()) === snapshot.takenAt.slice(0, 10)) return snapshot
  }
  return null
}

/** Null while no cluster is known: there is nothing to hold a later one against. */
async function takeSnapshot(ctx: QueryContext): Promise<TakenNow | null> {
  const snapshot = await fleetOfOneDay(ctx)
  if (snapshot === null || snapshot.clusters.length === 0) return null
  const { takenAt, clusters } = snapshot
  const sums = snapshotSums(clusters, checkWords.blocking)
  await putReviewSnapshot(ctx.relational, { snapshot, sums })
  return { day: takenAt.slice(0, 10), takenAt: new Date(takenAt), clusters: clusters.length }
}

/** Asking for the review of a week that is over seals it. */
async function sealWeeks(ctx: QueryContext, now: Date): Promise<void> {
  const { taken, sealed } = await readTaken(ctx, now)
  for (const name of weeksWith(taken, now)) {
    const week = weekNamed(name)
    if (week === undefined || sealed.includes(name) || now.getTime() < week.toMs + graceMs) continue
    await reviewWeek(ctx, { weekOf: name })
  }
  const sealedBefore = new Date(now.getTime() - weeklyDays * dayMs)
  await dropReviews(ctx.relational, { days: outdated(taken, now), sealedBefore })
}

let lastTended: Promise<unknown> = Promise.resolve()

/**
 * What the job does; `ctx` sees the whole fleet. One at a time, so that what was read first does not take the place of
 * what was read last.
 */
export function tendReviews(ctx: QueryContext): Promise<TakenNow | null> {
  const own = lastTended.then(() => tend(ctx))
  lastTended = own.catch(() => undefined)
  return own
}

async function tend(ctx: QueryContext): Promise<TakenNow | null> {
  const taken = await takeSnapshot(ctx)
  await sealWeeks(ctx, ctx.clock.now())
  return taken
}

/** Throws Forbidden for whoever sees a part of the fleet alone: a snapshot is of all of it. */
export async function takeReviewSnapshot(ctx: QueryContext): Promise<{ taken: TakenNow | null }> {
  const { clusters, namespaces } = ctx.viewer
  if (clusters !== 'all' || namespaces !== 'all') {
    throw forbidden('a snapshot is of the whole fleet, and you see a part of it')
  }
  await ctx.collecting.evaluate()
  return { taken: await tendReviews(ctx) }
}
