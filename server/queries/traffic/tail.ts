// Requests as they become durable: looked for in steps, in whatever process serves pages. Every step tells how many
// more there are than at the one before, exactly, and shows the newest that were not shown yet, up to a cap; what is
// not shown is counted. Only requests of the last minutes are live; what is told of older ones is history.
import { tracked } from '@trpc/server'
import { z } from 'zod'
import {
  newestRequests,
  requestsByMinute,
  type TailQuestion,
  touchedMinutes,
} from '../../../db/events/read/tail.ts'
import { limitExceeded, unavailable } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { TailStep } from '../../../domain/model/tail.ts'
import { talkerFilterSchema } from '../../../domain/model/talker-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'
import { rest } from '../rest.ts'
import { TailCounts } from './tail-counts.ts'

export const tailInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  where: talkerFilterSchema.optional(),
  /** Most requests shown a step; the others are counted. */
  limit: z.int().min(1).max(100).default(50),
  /** Of the last step a viewer has seen; tRPC puts it here when a line was cut. */
  lastEventId: z.string().max(100).nullish(),
})

/** A minute is looked at anew for this long after it was touched: its rows may become readable a moment later. */
const settleMs = 5_000
const stepMs = 1_000
/** A step may cost a third of the time, no more. */
const restFor = (tookMs: number) => Math.max(stepMs - tookMs, 2 * tookMs)
/** Each costs a few questions a second. */
const mostTails = 20
/** Requests that stand there when a tail begins are none that came in: the newest of them are remembered. */
const rememberedAtFirst = 1_000

let open = 0

interface Watch {
  readonly question: TailQuestion
  readonly counts: TailCounts
  readonly limit: number
}

/** One look: what is there now, against what was there before. */
async function look(ctx: QueryContext, watch: Watch, startedAt: number, isFirst: boolean): Promise<TailStep> {
  const { question, counts, limit } = watch
  const now = ctx.clock.now()
  counts.moveTo(now)
  const touched = await touchedMinutes(ctx.events, { ...question, from: counts.from })
  const minutes = counts.changed(touched, startedAt, settleMs)
  const found = minutes.length === 0 ? [] : await requestsByMinute(ctx.events, { ...question, minutes })
  const arrived = counts.take(found)
  // At first the newest are shown as what stands there; none of them has come in while somebody watched.
  const wanted = isFirst ? rememberedAtFirst : Math.min(limit, arrived)
  const newest =
    wanted === 0 || minutes.length === 0
      ? []
      : await newestRequests(ctx.events, { ...question, minutes, told: counts.told(), limit: wanted })
  counts.remember(newest.map(({ id, request }) => ({ id, at: request.at })))
  const rows = newest.slice(0, limit).map(({ request }) => request)
  return {
    at: now,
    since: new Date(counts.from * 1_000),
    isFirst,
    arrived: isFirst ? 0 : arrived,
    notShown: isFirst ? 0 : Math.max(0, arrived - rows.length),
    missed: isFirst ? counts.missed() : 0,
    rows,
  }
}

/**
 * Steps until nobody listens. Throws LimitExceeded when too many watch already, Unavailable when the server stops:
 * whoever watched comes again by itself.
 */
export async function* tail(ctx: QueryContext, input: z.infer<typeof tailInput>) {
  if (open >= mostTails)
    throw limitExceeded(
      `${mostTails} live tails are open on this server already; close one, or try again in a minute`,
      60,
    )
  open += 1
  try {
    const scope = grantScope(ctx.viewer, input.scope, await placedClusters(ctx))
    const { signal, stopping } = ctx
    const question = { scope, where: input.where ?? {}, signal }
    const counts = new TailCounts(ctx.clock.now(), input.lastEventId ?? null)
    const watch = { question, counts, limit: input.limit }
    for (let isFirst = true; ; isFirst = false) {
      const startedAt = performance.now()
      const step = await look(ctx, watch, startedAt, isFirst)
      yield tracked(counts.id(), step)
      await rest(restFor(performance.now() - startedAt), [signal, stopping])
    }
  } catch (error) {
    if (ctx.signal?.aborted) return
    if (ctx.stopping.aborted) throw unavailable('the server is stopping; the tail goes on when it is back', 2)
    throw error
  } finally {
    open -= 1
  }
}
