// This window's talkers beside those of another: more or less, up or down, new or gone, and how much of both was watched.
import type { z } from 'zod'
import { comparedTalkers } from '../../../db/events/read/compared-talkers.ts'
import { clustersCovered } from '../../../db/events/read/coverage.ts'
import type { TalkerComparison, Watched } from '../../../domain/model/talker-comparison.ts'
import { bucketsOf, resolveWindow, type Window } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import type { QueryContext } from '../../context.ts'
import { type TrafficQuestion, trafficQuestion } from './question.ts'
import { topTalkersInput } from './top-talkers.ts'

export const comparisonInput = topTalkersInput.extend({ against: windowInputSchema })

/** Most gone talkers that are named. */
const goneMost = 20

async function watchedIn(ctx: QueryContext, question: TrafficQuestion, window: Window): Promise<Watched> {
  const covered = await clustersCovered(ctx.events, { ...question, window })
  const counts = bucketsOf(window).map((bucket) => covered.get(bucket.getTime() / 1_000) ?? 0)
  return {
    buckets: counts.filter((clusters) => clusters > 0).length,
    of: counts.length,
    clusters: counts.reduce((most, clusters) => Math.max(most, clusters), 0),
  }
}

export async function comparison(
  ctx: QueryContext,
  input: z.infer<typeof comparisonInput>,
): Promise<TalkerComparison> {
  const { question } = await trafficQuestion(ctx, input)
  const { groupBy, rankBy, limit } = input
  const against = resolveWindow(input.against)
  const { window } = question
  const [compared, now, before] = await Promise.all([
    comparedTalkers(ctx.events, {
      ...{ ...question, against, groupBy, rankBy, limit },
      ...{ offset: Number(input.cursor ?? 0), goneLimit: goneMost },
    }),
    watchedIn(ctx, question, window),
    watchedIn(ctx, question, against),
  ])
  return { window, against, ...compared, watched: { now, before } }
}
