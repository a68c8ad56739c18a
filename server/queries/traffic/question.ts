// What every traffic question starts with: its scope as granted, its window as used, and how much of
// the fleet the answer speaks for. Asks no question of its own.
import { z } from 'zod'
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import { type Freshness, freshnessOf, pushStaleAfterMs } from '../../../domain/model/freshness.ts'
import { type Scope, scopeInputSchema } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import { talkerFilterSchema } from '../../../domain/model/talker-input.ts'
import { resolveWindow, type Window } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
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

/** The question as granted, and its freshness, which is read beside the answer itself. */
export async function trafficQuestion(
  ctx: QueryContext,
  input: TrafficInput,
): Promise<{ question: TrafficQuestion; freshness: Promise<Freshness> }> {
  const scope = grantScope(ctx.viewer, input.scope, await placedClusters(ctx))
  const freshness = Promise.all([
    newestByCluster(ctx.events, { scope, limit: clusterLimit }),
    simulatedClusters(ctx),
  ]).then(([newest, simulated]) =>
    freshnessOf(newest, { now: ctx.clock.now(), staleAfterMs: pushStaleAfterMs, simulated }),
  )
  // Whoever fails first is thrown; the other must not become an unhandled rejection.
  freshness.catch(() => undefined)
  return {
    question: { scope, window: resolveWindow(input.window), where: input.where ?? {}, signal: ctx.signal },
    freshness,
  }
}
