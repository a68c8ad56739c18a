'use client'
// The view of node groups or add-ons: what the address says and the ways to change it. Every change is one
// step of history, so Back undoes the last one.
import { useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { fleetNodeFacets } from '../../../../domain/model/fleet-node.ts'
import {
  type AddOnFacet,
  addOnFacets,
  type NodeGroupFacet,
  nodeGroupFacets,
} from '../../../../domain/model/fleet-parts.ts'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useView } from '../../../_hooks/use-view.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { useServerNow } from '../../_frame/sources.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { partInput, partParams, wordOf } from './part-params.ts'

export type NodeGroupPage = RouterOutputs['fleet']['nodeGroups']
export type NodePage = RouterOutputs['fleet']['nodes']
export type AddOnPage = RouterOutputs['fleet']['addOns']

export const nodeGroupFacetNames = Object.keys(nodeGroupFacets) as NodeGroupFacet[]
export const addOnFacetNames = Object.keys(addOnFacets) as AddOnFacet[]

export function usePartView() {
  const view = useView(useServerNow())
  const [params, setParams] = useQueryStates(partParams, { history: 'push' })
  return useMemo(() => {
    const toggle = (facet: string, value: string) => {
      const chosen = wordOf(facet, value)
      const next = params.where.includes(chosen)
        ? params.where.filter((one) => one !== chosen)
        : [...params.where, chosen]
      void setParams({ where: next.length === 0 ? null : next, page: null })
    }
    const showAll = () => void setParams({ where: null, find: null, page: null })
    return { view, scope: view.clusterScope, params, setParams, toggle, showAll }
  }, [view, params, setParams])
}
export type PartView = ReturnType<typeof usePartView>

export const isNarrowed = ({ params }: PartView): boolean =>
  params.find.trim() !== '' || params.where.length > 0

export function useNodeGroups({ scope, params }: PartView) {
  const options = useTRPC().fleet.nodeGroups.queryOptions(
    partInput(params, scope, nodeGroupFacetNames),
    untilRefresh,
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useNodes({ scope, params }: PartView) {
  const options = useTRPC().fleet.nodes.queryOptions(partInput(params, scope, fleetNodeFacets), untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useAddOns({ scope, params }: PartView) {
  const options = useTRPC().fleet.addOns.queryOptions(partInput(params, scope, addOnFacetNames), untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}
