'use client'
// The view of this screen: what the address says, as the question of the table, and the ways to change it.
// Every change is one step of history, so Back undoes the last one.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { type FleetFacet, fleetFacetNames } from '../../../domain/model/fleet-facets.ts'
import type { FleetSort } from '../../../domain/model/fleet-order.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow, useSources } from '../_frame/sources.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { columnsOf, type FleetColumn } from './columns.ts'
import { fleetInput, fleetParams, mostPicked, openGroupsInput } from './search-params.ts'

export type FleetPage = RouterOutputs['fleet']['clusters']
export type FleetRow = FleetPage['rows'][number]
export type FleetGroup = NonNullable<FleetPage['groups']>[number]

const noFacets = Object.fromEntries(fleetFacetNames.map((facet) => [facet, null])) as Record<FleetFacet, null>

export function useFleetView() {
  const view = useView(useServerNow())
  const [params, setParams] = useQueryStates(fleetParams, { history: 'push' })
  return useMemo(() => {
    const toggle = (facet: FleetFacet, value: string) => {
      const chosen = params[facet]
      const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
      void setParams({ [facet]: next.length === 0 ? null : next, page: null })
    }
    /** Only these values, of all facets. */
    const choose = (selection: Partial<Record<FleetFacet, string[]>>) =>
      void setParams({ ...noFacets, find: null, query: null, page: null, open: null, ...selection })
    /** A second press on the same column turns it round. */
    const sortBy = (sort: FleetSort) =>
      void setParams({ sort, reverse: params.sort === sort && !params.reverse ? true : null, page: null })
    /** Selecting is no step of history: what is seen stays as it is. */
    const pick = (ids: readonly string[], isPicked: boolean) => {
      const others = params.picked.filter((id) => !ids.includes(id))
      const next = isPicked ? [...others, ...ids].slice(0, mostPicked) : others
      void setParams({ picked: next.length === 0 ? null : next }, { history: 'replace' })
    }
    const columns: readonly FleetColumn[] = columnsOf(params.columns)
    return { view, scope: view.clusterScope, params, columns, setParams, toggle, choose, sortBy, pick }
  }, [view, params, setParams])
}
export type FleetView = ReturnType<typeof useFleetView>

export const isNarrowed = ({ params }: FleetView): boolean =>
  params.find.trim() !== '' ||
  params.query.trim() !== '' ||
  fleetFacetNames.some((facet) => params[facet].length > 0)

const lookAgainMs = 3_000

/** While clusters are being found for the first time, what shows them all looks again by itself. */
export function useGrowth({
  scope,
}: Pick<FleetView, 'scope'>): (shown: number | undefined) => number | false {
  const known = useSources().list?.fleet.clusters ?? 0
  return (shown) =>
    shown !== undefined && scope === undefined && (shown === 0 || shown < known) ? lookAgainMs : false
}

export function useFleetPage({ scope, params }: FleetView) {
  const trpc = useTRPC()
  const growth = useGrowth({ scope })
  const options = trpc.fleet.clusters.queryOptions(fleetInput(params, scope), {
    ...untilRefresh,
    refetchInterval: ({ state }) => growth(state.data?.inScope),
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}

/** The rows of open groups while others are closed; asks nothing otherwise, nor when none is open. */
export function useOpenGroups({ scope, params }: FleetView) {
  const trpc = useTRPC()
  const input = openGroupsInput(params, scope)
  return useQuery(trpc.fleet.clusters.queryOptions(input ?? skipToken, untilRefresh))
}
