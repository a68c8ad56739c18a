'use client'
// The week on screen: what the address says, the review the server has of it, and the way to another one. Shared by
// the page and by the scope bar, whose time it is there.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { weekNamed } from '../../../domain/review/week.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { weekInput, weekParams } from '../../_hooks/week-params.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow, useSources } from './sources.tsx'

export type Review = RouterOutputs['review']['week']

export function useWeek() {
  const now = useServerNow()
  const { clusterScope: scope } = useView(now)
  const [{ week }, setParams] = useQueryStates(weekParams, { history: 'push' })
  return useMemo(
    () => ({
      scope,
      week,
      /** Asked for by hand, and nobody can know it. */
      isFuture: now !== null && (weekNamed(week ?? '')?.fromMs ?? 0) > now.getTime(),
      choose: (name: string | null) => void setParams({ week: name }),
    }),
    [scope, week, now, setParams],
  )
}
export type Week = ReturnType<typeof useWeek>

const lookAgainMs = 3_000

/** While the fleet is found for the first time, a review of nothing looks again by itself. */
function useLookAgain({ scope }: Week): (review: Review | undefined) => number | false {
  const known = useSources().list?.fleet.clusters ?? 0
  return (review) => {
    if (review === undefined || scope !== undefined || review.week.state !== 'running') return false
    return review.clusters < Math.max(known, 1) ? lookAgainMs : false
  }
}

export function useReview(week: Week) {
  const lookAgain = useLookAgain(week)
  const options = useTRPC().review.week.queryOptions(weekInput(week.week, week.scope), {
    staleTime: Number.POSITIVE_INFINITY,
    enabled: !week.isFuture,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchInterval: ({ state }) => lookAgain(state.data),
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}
