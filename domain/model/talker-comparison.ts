// Two windows of the same talkers beside each other.
import type { Window } from '../units/window.ts'
import type { TalkerKey, TalkerMeasures } from './talker.ts'

/** What a window is compared with: the one just before it, or the same hours earlier. */
export const comparisons = ['before', 'yesterday', 'week'] as const
export type Comparison = (typeof comparisons)[number]

const dayMs = 86_400_000

/** The other window, of the same length. */
export function comparedWindow(
  { from, to }: Pick<Window, 'from' | 'to'>,
  how: Comparison,
): { from: Date; to: Date } {
  const back = { before: to.getTime() - from.getTime(), yesterday: dayMs, week: 7 * dayMs }[how]
  return { from: new Date(from.getTime() - back), to: new Date(to.getTime() - back) }
}

export interface ComparedTalker {
  readonly key: TalkerKey
  readonly now: TalkerMeasures
  readonly before: TalkerMeasures
  /** From 1, by the ranking asked for; null when it is not in that window. */
  readonly place: number | null
  readonly placeBefore: number | null
}

/** Buckets of a window in which anybody told of requests; clusters in the fullest of them. */
export interface Watched {
  readonly buckets: number
  readonly of: number
  readonly clusters: number
}

export interface TalkerComparison {
  readonly window: Window
  readonly against: Window
  readonly rows: readonly ComparedTalker[]
  /** The largest of those that sent nothing in the window; `goneKeys` counts all. */
  readonly gone: readonly ComparedTalker[]
  readonly requests: { readonly now: number; readonly before: number }
  readonly newKeys: number
  readonly goneKeys: number
  /** What nobody watched is not nothing: a talker is new only where the other window was watched. */
  readonly watched: { readonly now: Watched; readonly before: Watched }
}
