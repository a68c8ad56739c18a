// What every traffic question starts with: its scope as granted, its window as used, and how much of
// the fleet the answer speaks for. Asks no question of its own.
import { z } from 'zod'
import { askedTogether } from '../../../db/asked-together.ts'
import { isAnyTold } from '../../../db/events/read/coverage.ts'
import { logHours } from '../../../db/events/read/log-hours.ts'
import { type Freshness, freshnessOf, pushStaleAfterMs } from '../../../domain/model/freshness.ts'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import { type Scope, scopeInputSchema } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import { talkerFilterSchema } from '../../../domain/model/talker-input.ts'
import { inWholeHours, resolveWindow, type Window } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { newestAudit } from '../audit-freshness.ts'
import { simulatedClusters } from '../fleet/freshness.ts'
import { placedClusters } from '../placed-clusters.ts'

export const trafficInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  window: windowInputSchema,
  where: talkerFilterSchema.optional(),
})
export type TrafficInput = z.infer<typeof trafficInput>

/** Most clusters a question spans. */
const clusterLimit = 20_000

export interface TrafficQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly where: TalkerFilter
  readonly signal: AbortSignal | undefined
}

/**
 * The window as used, and how many hours of clusters it leaves out. Hours by Logs Insights have no minutes: where nothing
 * else is known of a window, it is answered in whole hours; beside minutes they are left out (docs/adr/0004).
 */
async function usedWindow(
  { events }: QueryContext,
  asked: Omit<TrafficQuestion, 'signal'>,
): Promise<{ readonly window: Window; readonly leftOut: number }> {
  const { window } = asked
  if (window.grain !== 'minute') return { window, leftOut: 0 }
  const whole = inWholeHours(window)
  const known = await logHours(events, { ...asked, window: whole })
  if (known === undefined || known.hours === 0) return { window, leftOut: 0 }
  return (await isAnyTold(events, asked)) ? { window, leftOut: known.hours } : { window: whole, leftOut: 0 }
}

/** The question as granted, and its freshness, which is read beside the answer itself. */
export async function trafficQuestion(
  ctx: QueryContext,
  input: TrafficInput,
): Promise<{
  question: TrafficQuestion
  freshness: Promise<Freshness>
  /** Completes what a source says of hours by Logs Insights. */
  byLogsInsights(byLogs: ByLogsInsights | null): ByLogsInsights | null
}> {
  const scope = grantScope(ctx.viewer, input.scope, await placedClusters(ctx))
  const freshness = Promise.all([
    newestAudit(ctx.events, { scope, limit: clusterLimit }),
    simulatedClusters(ctx),
  ]).then(([newest, simulated]) =>
    freshnessOf(newest, { now: ctx.clock.now(), staleAfterMs: pushStaleAfterMs, simulated }),
  )
  // Whoever fails first is thrown; the other must not become an unhandled rejection.
  freshness.catch(() => undefined)
  const where = input.where ?? {}
  const asked = { scope, window: resolveWindow(input.window), where }
  const { window, leftOut } = await askedTogether(ctx.events, `used window ${JSON.stringify(asked)}`, () =>
    usedWindow(ctx, asked),
  )
  return {
    question: { scope, window, where, signal: ctx.signal },
    freshness,
    byLogsInsights: (byLogs) => (leftOut === 0 ? byLogs : { hours: 0, unnamed: 0, ...byLogs, leftOut }),
  }
}
