// The Monday page of one ISO week: what changed since the Monday before, what presses, whom to chase.
import { z } from 'zod'
import { invalid } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { changeKinds, type Review, reviewVersion } from '../../../domain/review/review.ts'
import { dayName, daysOf, type IsoWeek, weekAt, weekNamed } from '../../../domain/review/week.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'

export const reviewWeekInput = z
  .strictObject({
    scope: scopeInputSchema.optional(),
    /** "2026-W48", or a day of it; absent: the week that ended when it is Monday, else the one that runs. */
    weekOf: z.string().max(10).optional(),
  })
  .optional()

const dayMs = 86_400_000

function askedWeek(weekOf: string | undefined, now: Date): IsoWeek {
  if (weekOf === undefined) return weekAt(now.getTime() - dayMs)
  const week = weekNamed(weekOf)
  if (week === undefined) throw invalid(`weekOf: "${weekOf}" is neither a week ("2026-W48") nor a day of one`)
  return week
}

const iso = (ms: number): string => new Date(ms).toISOString()
const notFed = (why: string) => ({ connected: false as const, why })

export async function reviewWeek(ctx: QueryContext, input: z.infer<typeof reviewWeekInput>): Promise<Review> {
  const { now, rows, freshness, scope } = await readFleet(ctx, input?.scope)
  const { name, year, number, fromMs, toMs, ...week } = askedWeek(input?.weekOf, now)
  return {
    version: reviewVersion,
    week: {
      week: name,
      ...{ year, number, from: iso(fromMs), to: iso(toMs) },
      state: now.getTime() < toMs ? 'running' : 'ended',
      days: daysOf({ name, year, number, fromMs, toMs, ...week }).map((ms) => ({
        day: dayName(ms),
        snapshotAt: null,
      })),
      comparedWith: null,
      standsFor: null,
      partialBecause: 'no snapshot of the fleet was taken in this week',
      previous: null,
      next: null,
    },
    preparedAt: now.toISOString(),
    clusters: rows.length,
    isWholeFleet: scope.clusters === 'all',
    digest: [
      {
        id: 'nothing-known',
        parts: [{ kind: 'text', text: 'No snapshot of the fleet was taken in this week.' }],
      },
    ],
    headlines: [],
    chase: { rows: [], total: 0, owners: 0, findings: 0, clusters: 0 },
    calendar: { rows: [], unknownVersion: 0, surchargeUsdPerClusterMonth: 365 },
    changes: {
      total: null,
      byKind: Object.fromEntries(changeKinds.map((kind) => [kind, 0])) as Review['changes']['byKind'],
      groups: [],
    },
    risks: [],
    talkers: notFed('audit logs are not compared yet'),
    costMovers: notFed('no source of costs is read'),
    incidents: notFed('incidents are not kept yet'),
    freshness,
  }
}
