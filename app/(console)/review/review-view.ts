'use client'
// The view of this screen: the week on screen and its review, and whose message is open. Every change is one step of
// history, so Back undoes the last one.
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { Review } from '../../../domain/review/review.ts'
import { useReview, useWeek } from '../_frame/review-week.ts'
import { reviewParams } from './search-params.ts'

export function useReviewView() {
  const week = useWeek()
  const { query, queryKey } = useReview(week)
  const [{ message }, setParams] = useQueryStates({ message: reviewParams.message }, { history: 'push' })
  const open = useMemo(
    () => ({
      ownerId: message,
      set: (ownerId: string | null) => void setParams({ message: ownerId }),
    }),
    [message, setParams],
  )
  return { week, query, queryKey, open }
}
export type OpenMessage = ReturnType<typeof useReviewView>['open']

/** The instant a review speaks of: "in 14 days" of a kept week is counted from then. */
export const instantOf = ({ week, preparedAt }: Review): Date => new Date(week.standsFor ?? preparedAt)
