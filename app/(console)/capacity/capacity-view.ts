'use client'
// The view of this screen: what the address says, as its questions, and the ways to change it. Every change is one
// step of history, so Back undoes the last one.
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow } from '../_frame/sources.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { useSettled } from '../_frame/use-settled.ts'
import { capacityParams, listInput } from './search-params.ts'

export type ControlPlanes = RouterOutputs['capacity']['controlPlanes']
export type ControlPlane = ControlPlanes['rows'][number]
export type AxisState = ControlPlane['axes'][number]
export type Forecast = ControlPlane['forecast']

export function useCapacityView() {
  const view = useView(useServerNow())
  const [params, setParams] = useQueryStates(capacityParams, { history: 'push' })
  return useMemo(() => {
    const { on } = params
    /** Pressed again it closes. */
    const open = (clusterId: string) =>
      void setParams(clusterId === on ? { on: null, with: null } : { on: clusterId, with: null })
    const beside = (clusterId: string) =>
      void setParams({ with: clusterId === params.with ? null : clusterId })
    const close = () => void setParams({ on: null, with: null })
    return { view, scope: view.clusterScope, window: view.window, params, setParams, open, beside, close }
  }, [view, params, setParams])
}
export type CapacityView = ReturnType<typeof useCapacityView>

export function useControlPlanes({ params, scope, window }: CapacityView) {
  const find = useSettled(params.find)
  const options = useTRPC().capacity.controlPlanes.queryOptions(
    window === null ? skipToken : listInput({ ...params, find }, scope, window),
    { ...untilRefresh, placeholderData: keepPreviousData },
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}

/** The one that is open and the one beside it, wherever in the list they stand. */
export function useOpened({ params, window }: CapacityView) {
  const clusters = [params.on, params.with].filter(Boolean)
  const options = useTRPC().capacity.controlPlanes.queryOptions(
    window === null || clusters.length === 0
      ? skipToken
      : {
          scope: { clusters },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          limit: 2,
        },
    { ...untilRefresh, placeholderData: keepPreviousData },
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}
