// Requests over time: the top talkers of the window apart, the rest as other, gaps as gaps.
import { z } from 'zod'
import { clustersCovered } from '../../../db/events/read/coverage.ts'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { talkerPoints } from '../../../db/events/read/talker-points.ts'
import { countedTalkers } from '../../../db/events/read/talkers.ts'
import type { TalkerSeries } from '../../../domain/model/talker.ts'
import { talkerDimensionSchema, talkerRankingSchema } from '../../../domain/model/talker-input.ts'
import { bucketsOf } from '../../../domain/units/window.ts'
import type { QueryContext } from '../../context.ts'
import { trafficInput, trafficQuestion } from './question.ts'

export const seriesInput = trafficInput.extend({
  groupBy: z.array(talkerDimensionSchema).min(1).max(8),
  rankBy: talkerRankingSchema.default('requests'),
  top: z.int().min(1).max(12).default(6),
})

export async function series(ctx: QueryContext, input: z.infer<typeof seriesInput>): Promise<TalkerSeries> {
  const { question, freshness, byLogsInsights } = await trafficQuestion(ctx, input)
  const groupBy = [...new Set(input.groupBy)]
  const counted = async () => {
    const source = await talkerSource(ctx.events, question)
    const ranking = { ...question, source, groupBy, rankBy: input.rankBy, limit: input.top, offset: 0 }
    const { rows: talkers } = await countedTalkers(ctx.events, ranking)
    return {
      talkers,
      byLogs: source.byLogs,
      points: await talkerPoints(ctx.events, { source, groupBy, talkers, signal: question.signal }),
    }
  }
  const [{ talkers, byLogs, points }, covered] = await Promise.all([
    counted(),
    clustersCovered(ctx.events, question),
  ])
  const buckets = bucketsOf(question.window)
  const seconds = buckets.map((bucket) => bucket.getTime() / 1_000)
  const isGap = (bucket: number): boolean => (covered.get(bucket) ?? 0) === 0
  const total = seconds.map((bucket) => (isGap(bucket) ? null : (points.totals.get(bucket) ?? 0)))
  const rows = talkers.map(({ key }) => {
    const values = points.of(key)
    return { key, values: seconds.map((bucket) => (isGap(bucket) ? null : (values.get(bucket) ?? 0))) }
  })
  return {
    window: question.window,
    freshness: await freshness,
    byLogsInsights: byLogsInsights(byLogs),
    buckets,
    covered: seconds.map((bucket) => covered.get(bucket) ?? 0),
    series: rows,
    other: total.map((all, at) =>
      all === null ? null : rows.reduce((rest, row) => rest - (row.values[at] ?? 0), all),
    ),
    total,
    lastBucketPartial: question.window.to.getTime() > ctx.clock.now().getTime(),
  }
}
