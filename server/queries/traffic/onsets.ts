// When talkers of a window started or jumped, and which change came just before. Versions of a program are one talker
// here: a roll-out alone is no onset.
import { z } from 'zod'
import { agentOf } from '../../../domain/model/agent.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { TalkerOnsets } from '../../../domain/model/talker-onset.ts'
import type { QueryContext } from '../../context.ts'
import { explained } from './onset-changes.ts'
import { searchOnsets } from './onset-search.ts'
import { trafficInput, trafficQuestion } from './question.ts'

export const onsetsInput = trafficInput.extend({
  /** Most onsets, and most talkers that are looked at: those with most requests. */
  limit: z.int().min(1).max(20).default(6),
  talkers: z.int().min(1).max(200).default(60),
})

/** A filter of some versions asks about their programs: against which other version would they be held? */
function ofPrograms({ userAgent, agentVersion: _versions, ...rest }: TalkerFilter): TalkerFilter {
  if (userAgent === undefined) return rest
  return { ...rest, agent: [...new Set([...(rest.agent ?? []), ...userAgent.map(agentOf)])] }
}

export async function onsets(ctx: QueryContext, input: z.infer<typeof onsetsInput>): Promise<TalkerOnsets> {
  const { question, freshness } = await trafficQuestion(ctx, input)
  const ofAll = { ...question, where: ofPrograms(question.where) }
  const { found, talkers, talkersTotal } = await searchOnsets(ctx, ofAll, input.talkers)
  const largest = found
    .toSorted(({ onset: left }, { onset: right }) => right.after - right.before - (left.after - left.before))
    .slice(0, input.limit)
  return {
    window: question.window,
    freshness: await freshness,
    onsets: await Promise.all(largest.map((one) => explained(ctx, ofAll, one))),
    talkers,
    talkersTotal,
  }
}
