'use client'
// The questions more than one panel asks, written once so that equal questions are asked once. What
// was asked stays until Refresh: the window of a view ends at a fixed "now".
import { skipToken, useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { rowPartsInput, seriesInput, talkersInput } from './question-inputs.ts'
import type { TrafficView } from './traffic-view.ts'

export function useTopTalkers({ params, question }: TrafficView, page = params.page) {
  const trpc = useTRPC()
  const input = question === null ? skipToken : talkersInput({ ...params, page }, question)
  const options = trpc.traffic.topTalkers.queryOptions(input, untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useSeries({ params, question }: TrafficView) {
  const trpc = useTRPC()
  const input = question === null ? skipToken : seriesInput(params, question)
  const options = trpc.traffic.series.queryOptions(input, untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}

function useRowParts({ params, question }: TrafficView) {
  const trpc = useTRPC()
  const input = question === null ? skipToken : rowPartsInput(params, question)
  return useQuery(trpc.traffic.breakdowns.queryOptions(input, untilRefresh)).data?.splits
}

/** What talkers of the table ask for, most requests first; undefined while it is not known. */
export const useCalls = (view: TrafficView) => useRowParts(view)?.[0]

/** As whom they do it, ranked like the table. */
export const useIdentities = (view: TrafficView) => useRowParts(view)?.[1]

/** Where talkers of the page started or jumped. */
export function useOnsets({ question }: Pick<TrafficView, 'question'>) {
  const trpc = useTRPC()
  return useQuery(trpc.traffic.onsets.queryOptions(question ?? skipToken, untilRefresh))
}
