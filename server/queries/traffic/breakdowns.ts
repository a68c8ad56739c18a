// What a talker's requests are made of, split several ways at once: one reading where each way would need its own.
import { z } from 'zod'
import { type CountedSplit, talkerBreakdowns } from '../../../db/events/read/talker-breakdowns.ts'
import type { TalkerBreakdown, TalkerBreakdowns } from '../../../domain/model/talker.ts'
import { talkerRankingSchema } from '../../../domain/model/talker-input.ts'
import type { QueryContext } from '../../context.ts'
import { trafficInput, trafficQuestion } from './question.ts'
import { dimensionsOnce } from './top-talkers.ts'

export const breakdownsInput = trafficInput.extend({
  splits: z
    .array(z.strictObject({ by: dimensionsOnce, rankBy: talkerRankingSchema.default('requests') }))
    .min(1)
    .max(10),
  /** Most parts of a split that are named. */
  limit: z.int().min(1).max(500).default(6),
})

function breakdownOf({ rows, total }: CountedSplit): TalkerBreakdown {
  const share = (requests: number) => (total.requests === 0 ? 0 : requests / total.requests)
  const named = rows.reduce((sum, { requests }) => sum + requests, 0)
  const other = { requests: total.requests - named, keys: total.keys - rows.length }
  return {
    rows: rows.map((row) => ({ ...row, share: share(row.requests) })),
    other: { ...other, share: share(other.requests) },
    total,
  }
}

export async function breakdowns(
  ctx: QueryContext,
  input: z.infer<typeof breakdownsInput>,
): Promise<TalkerBreakdowns> {
  const { question, freshness, byLogsInsights } = await trafficQuestion(ctx, input)
  const { splits, limit } = input
  const { splits: counted, byLogs } = await talkerBreakdowns(ctx.events, { ...question, splits, limit })
  return {
    window: question.window,
    freshness: await freshness,
    byLogsInsights: byLogsInsights(byLogs),
    splits: counted.map(breakdownOf),
  }
}
