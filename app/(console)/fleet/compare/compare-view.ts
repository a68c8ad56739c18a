'use client'
// The view of a comparison: what the address says, the question it asks, and the ways to change it.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { compareParams, leastCompared } from './compare-address.ts'

export type Comparison = RouterOutputs['fleet']['compare']
export type ComparedPart = Comparison['sections'][number]

export function useComparison() {
  const [params, setParams] = useQueryStates(compareParams, { history: 'push' })
  const isAsked = params.clusters.length >= leastCompared
  const options = useTRPC().fleet.compare.queryOptions(
    isAsked ? { clusters: params.clusters } : skipToken,
    untilRefresh,
  )
  const query = useQuery(options)
  return { params, setParams, isAsked, query, queryKey: options.queryKey }
}

/** Sections that have something to show. */
export function shownSections({ sections }: Comparison, onlyDifferences: boolean): readonly ComparedPart[] {
  const shown = onlyDifferences
    ? sections.map((part) => ({ ...part, fields: part.fields.filter(({ differs }) => differs) }))
    : sections
  return shown.filter(({ fields }) => fields.length > 0)
}

/** Facts that any of the clusters has, and how many of them differ. */
export function countDifferences({ sections }: Comparison): { facts: number; differing: number } {
  const fields = sections.flatMap((part) => part.fields)
  return {
    facts: fields.filter(({ values }) => values.some((value) => value !== null)).length,
    differing: fields.filter(({ differs }) => differs).length,
  }
}
