// Which weeks can be read, newest first, and which one is shown when nobody chose.
import { z } from 'zod'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { ListedWeek } from '../../../domain/review/review.ts'
import { weekAt } from '../../../domain/review/week.ts'
import type { QueryContext } from '../../context.ts'

export const reviewWeeksInput = z.strictObject({ scope: scopeInputSchema.optional() }).optional()

export interface ReviewWeeks {
  readonly weeks: readonly ListedWeek[]
  /** What `review.week` answers without `weekOf`: on Mondays the week that ended. */
  readonly shown: string
  readonly now: Date
}

const dayMs = 86_400_000

export async function reviewWeeks(
  ctx: QueryContext,
  _input: z.infer<typeof reviewWeeksInput>,
): Promise<ReviewWeeks> {
  const now = ctx.clock.now()
  const running = weekAt(now.getTime())
  return {
    weeks: [
      {
        week: running.name,
        from: new Date(running.fromMs).toISOString(),
        to: new Date(running.toMs).toISOString(),
        state: 'running',
        snapshots: 0,
      },
    ],
    shown: weekAt(now.getTime() - dayMs).name,
    now,
  }
}
