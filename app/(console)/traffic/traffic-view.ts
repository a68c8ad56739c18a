'use client'
// The view of this screen: what the address says, as the questions the panels ask, and the ways to
// change it. Every change is one step of history, so Back undoes the last one.
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'
import { useView, type View } from '../../_hooks/use-view.ts'
import { hasData, useSources } from '../_frame/sources.tsx'
import type { Question } from './question-inputs.ts'
import {
  type FilterDimension,
  filterDimensions,
  filterOf,
  filterParamOf,
  trafficParams,
} from './search-params.ts'

export function useTrafficView() {
  const { list } = useSources()
  const now = list?.now ?? null
  // Before the first event there is nothing to ask, and an empty answer must not be kept for later.
  const ready = list !== undefined && hasData(list)
  const view = useView(now)
  const [params, setParams] = useQueryStates(trafficParams, { history: 'push' })
  const { scope, window } = view
  const where = useMemo(() => filterOf(params), [params])
  const question = useMemo<Question | null>(() => {
    if (window === null || !ready) return null
    return {
      ...(scope && { scope }),
      window: { from: window.from.toISOString(), to: window.to.toISOString() },
      ...(where && { where }),
    }
  }, [scope, window, where, ready])
  const actions = useMemo(() => actionsOf(setParams, view), [setParams, view])
  return {
    now,
    view,
    params,
    groupBy: params.by as readonly TalkerDimension[],
    where,
    question,
    setParams,
    ...actions,
  }
}

export type TrafficView = ReturnType<typeof useTrafficView>

function actionsOf(setParams: ReturnType<typeof useQueryStates<typeof trafficParams>>[1], view: View) {
  return {
    /** Opens the panel of a talker; null closes it. */
    select: (talker: TalkerKey | null) => void setParams({ talker, older: null, request: null }),
    filterTo: (dimension: TalkerDimension, values: readonly string[]) => {
      if (dimension === 'cluster') view.chooseClusters(values)
      else void setParams({ [filterParamOf[dimension]]: values.length > 0 ? [...values] : null, page: null })
    },
    /** Keeps only this talker's requests, on the whole page. */
    narrowTo: (key: TalkerKey) => {
      const own = filterDimensions.filter((dimension) => key[dimension] !== undefined)
      if (key.cluster !== undefined) view.chooseClusters([key.cluster])
      void setParams({
        ...Object.fromEntries(own.map((dimension) => [filterParamOf[dimension], [key[dimension] ?? '']])),
        page: null,
      })
    },
    clearFilters: () =>
      void setParams({
        ...Object.fromEntries(
          filterDimensions.map((dimension: FilterDimension) => [filterParamOf[dimension], null]),
        ),
        page: null,
      }),
  }
}

/** A question narrowed to one talker. */
export function ofTalker(question: Question, key: TalkerKey): Question {
  const { cluster, ...rest } = key
  const own = Object.fromEntries(Object.entries(rest).map(([dimension, value]) => [dimension, [value]]))
  return {
    ...question,
    ...(cluster !== undefined && { scope: { ...question.scope, clusters: [cluster] } }),
    where: { ...question.where, ...own },
  }
}
