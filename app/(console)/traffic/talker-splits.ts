'use client'
// How a talker's requests are split in its panel, and the one question that splits them all.
import { useQuery } from '@tanstack/react-query'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import type { Question } from './question-inputs.ts'

export interface TalkerSplit {
  readonly title: string
  readonly by: readonly TalkerDimension[]
  /** False: not drawn when there is only one part. */
  readonly isLoneDrawn: boolean
}

const splits: readonly TalkerSplit[] = [
  { title: 'Verbs and resources', by: ['verb', 'resource'], isLoneDrawn: true },
  { title: 'Identities', by: ['user'], isLoneDrawn: true },
  { title: 'Clients', by: ['userAgent'], isLoneDrawn: true },
  { title: 'Clusters', by: ['cluster'], isLoneDrawn: false },
  { title: 'Answers', by: ['code'], isLoneDrawn: true },
]

/** Most parts that are named. */
const partsMost = 6

/** By what the talker is named for there is nothing to split. */
export const splitsOf = (talker: TalkerKey): readonly TalkerSplit[] =>
  splits.filter(({ by: [dimension, second] }) => second !== undefined || !(dimension && dimension in talker))

/** `question` is narrowed to the talker. */
export function useTalkerSplits(talker: TalkerKey, question: Question) {
  const trpc = useTRPC()
  const asked = splitsOf(talker)
  const options = trpc.traffic.breakdowns.queryOptions(
    { ...question, splits: asked.map(({ by }) => ({ by: [...by] })), limit: partsMost },
    untilRefresh,
  )
  return { asked, query: useQuery(options), queryKey: options.queryKey }
}
