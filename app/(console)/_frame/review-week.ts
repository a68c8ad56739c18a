'use client'
// The week on screen: what the address says, the review the server has of it, and the way to another one. Shared by
// the page and by the scope bar, whose time it is there.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { weekInput, weekParams } from '../../_hooks/week-params.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow, useSources } from './sources.tsx'

export type Review = RouterOutputs['review']['week']

export function useWeek() {
  const { clusterScope: scope } = useView(useServerNow())
  const [{ week }, setParams] = useQueryStates(weekParams, { history: 'push' })
  return useMemo(
    () => ({ scope, week, choose: (name: string | null) => void setParams({ week: name }) }),
    [scope, week, setParams],
  )
}
export type Week = ReturnType<typeof useWeek>

const lookAgainMs = 3_000

/** While the fleet is found for the first time, a review of nothing looks again by itself. */
function useLookAgain({ scope }: Week): (review: Review | undefined) => number | false {
  const known = useSources().list?.fleet.clusters ?? 0
  return (review) => {
    if (review === undefined || scope !== undefined || review.week.state !== 'running') return false
    return review.clusters < Math.max(known, 1) || review.week.standsFor === null ? lookAgainMs : false
  }
}

export function useReview(week: Week) {
  const lookAgain = useLookAgain(week)
  const options = useTRPC().review.week.queryOptions(weekInput(week.week, week.scope), {
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchInterval: ({ state }) => lookAgain(state.data),
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}
