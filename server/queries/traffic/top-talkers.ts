// Who loads the API servers, ranked. Rows + other = total, on every page and for every measure.
import { z } from 'zod'
import { rankedTalkers } from '../../../db/events/read/talkers.ts'
import { unowned } from '../../../domain/model/owner.ts'
import { type TalkerMeasures, type TopTalkers, talkerMeasures } from '../../../domain/model/talker.ts'
import { talkerDimensionSchema, talkerRankingSchema } from '../../../domain/model/talker-input.ts'
import type { QueryContext } from '../../context.ts'
import { trafficInput, trafficQuestion } from './question.ts'

export const dimensionsOnce = z
  .array(talkerDimensionSchema)
  .min(1)
  .refine((dimensions) => new Set(dimensions).size === dimensions.length, 'a dimension may be named once')

/** `cursor` is the offset of the page, as `nextCursor` gave it. */
export const topTalkersInput = trafficInput.extend({
  groupBy: dimensionsOnce,
  rankBy: talkerRankingSchema.default('requests'),
  limit: z.int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, 'not a cursor of this question')
    .optional(),
})

type Counted = TalkerMeasures & { readonly keys: number }

function without(total: Counted, rows: readonly TalkerMeasures[]): Counted {
  const left = Object.fromEntries(
    talkerMeasures.map((measure) => [
      measure,
      // Counts are exact; the two sums of seconds are floating point and must not go below zero.
      Math.max(
        0,
        rows.reduce((rest, row) => rest - row[measure], total[measure]),
      ),
    ]),
  ) as unknown as TalkerMeasures
  return { ...left, keys: total.keys - rows.length }
}

export async function topTalkers(
  ctx: QueryContext,
  input: z.infer<typeof topTalkersInput>,
): Promise<TopTalkers> {
  const { question, freshness, byLogsInsights } = await trafficQuestion(ctx, input)
  const offset = Number(input.cursor ?? 0)
  const { rows, byLogs, total } = await rankedTalkers(ctx.events, {
    ...question,
    groupBy: input.groupBy,
    rankBy: input.rankBy,
    limit: input.limit,
    offset,
  })
  return {
    window: question.window,
    freshness: await freshness,
    byLogsInsights: byLogsInsights(byLogs),
    rows: rows.map((row) => ({
      ...row,
      share: total.requests === 0 ? 0 : row.requests / total.requests,
      owner: unowned,
    })),
    other: without(total, rows),
    total,
    nextCursor: offset + rows.length < total.keys ? String(offset + rows.length) : null,
  }
}
