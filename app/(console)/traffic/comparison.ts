'use client'
// The same rows in another window, when the address asks for one.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { TalkerKey } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { changeText, changeTitle } from './comparison-words.ts'
import { comparisonInput } from './question-inputs.ts'
import { keyId } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

export interface ShownChange {
  readonly text: string
  readonly title: string
}

/** Undefined when nothing is compared; null while a row's change is not known. */
export type ChangeOf = ((key: TalkerKey) => ShownChange | null) | undefined

export function useComparison({ params, question }: TrafficView) {
  const trpc = useTRPC()
  const input = question === null || params.compare === null ? skipToken : comparisonInput(params, question)
  const options = trpc.traffic.comparison.queryOptions(input, untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useChanges(view: TrafficView): ChangeOf {
  const { data } = useComparison(view).query
  const { compare, rank } = view.params
  const found = useMemo(() => {
    const isWatched = (data?.watched.before.buckets ?? 0) > 0
    const rows = data?.rows.map((row) => {
      const title = isWatched ? changeTitle(row) : 'Nobody watched then'
      return [keyId(row.key), { text: changeText(row, rank, isWatched), title }] as const
    })
    return new Map(rows)
  }, [data, rank])
  const changeOf = useCallback((key: TalkerKey) => found.get(keyId(key)) ?? null, [found])
  return compare === null ? undefined : changeOf
}
