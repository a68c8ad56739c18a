// Which weeks can be read, newest first, and which one is shown when nobody chose.
import { z } from 'zod'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { groupedBy } from '../../../domain/review/grouped.ts'
import type { ListedWeek } from '../../../domain/review/review.ts'
import { weekAt, weekNamed } from '../../../domain/review/week.ts'
import type { QueryContext } from '../../context.ts'
import { askedWeek, readTaken } from './week.ts'

/** Weeks are those of the installation, whatever part of it is looked at. */
export const reviewWeeksInput = z.strictObject({ scope: scopeInputSchema.optional() }).optional()

export interface ReviewWeeks {
  readonly weeks: readonly ListedWeek[]
  /** What `review.week` answers without `weekOf`: on Mondays the week that ended. */
  readonly shown: string
  readonly now: Date
}

export async function reviewWeeks(
  ctx: QueryContext,
  _input: z.infer<typeof reviewWeeksInput>,
): Promise<ReviewWeeks> {
  const now = ctx.clock.now()
  const { taken, sealed, weeks } = await readTaken(ctx, now)
  const snapshots = groupedBy(taken, ({ takenAt }) => weekAt(takenAt.getTime()).name)
  const isSealed = new Set(sealed)
  const told = weeks.flatMap((name): ListedWeek[] => {
    const week = weekNamed(name)
    if (week === undefined) return []
    const state = now.getTime() < week.toMs ? 'running' : isSealed.has(name) ? 'sealed' : 'ended'
    return [
      {
        week: name,
        from: new Date(week.fromMs).toISOString(),
        to: new Date(week.toMs).toISOString(),
        state,
        snapshots: snapshots.get(name)?.length ?? 0,
      },
    ]
  })
  return { weeks: told.reverse(), shown: askedWeek(undefined, now, weeks).name, now }
}
