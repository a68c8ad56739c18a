// What would make a talker ask less, or hurt less: cards for the patterns that its requests really show, each with the
// arithmetic of its own numbers. The first pattern is the call it makes most; the others are judged for deprecation alone.
import { askLessOften, page, readFromCache, relists, useInformer } from './list-cards.ts'
import { deprecatedApi, isolate, watchOne } from './other-cards.ts'
import type { FixCard, RequestPattern, TalkerSample } from './request-pattern.ts'

/** What helps most comes first. */
const judges = [useInformer, relists, readFromCache, page, askLessOften, watchOne, isolate]

/** A call below this part of all its requests is not what the talker is about. */
const dominantShare = 0.3

const isDominant = ({ share }: RequestPattern): boolean => share >= dominantShare

export function fixCards(sample: TalkerSample): FixCard[] {
  if (sample.seconds <= 0) return []
  const [first] = sample.patterns
  const own = first !== undefined && isDominant(first) ? judges.map((judge) => judge(first, sample)) : []
  const going = sample.patterns.map((pattern) => deprecatedApi(pattern, sample))
  return [...own, ...going].filter((card) => card !== null)
}
