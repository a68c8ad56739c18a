'use client'
// The view of this screen: the one cluster its scope names, and which of its tabs is open.
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow } from '../_frame/sources.tsx'
import { clusterParams } from './search-params.ts'

export type WholeCluster = RouterOutputs['fleet']['cluster']

const untilRefresh = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const

export function useClusterView() {
  const { clusters, chosen, window } = useView(useServerNow())
  const [params, setParams] = useQueryStates(clusterParams, { history: 'push' })
  const [only] = clusters
  const { namespaces } = chosen
  return {
    clusterId: clusters.length === 1 && only !== undefined ? only : null,
    namespaces,
    window,
    params,
    setParams,
  }
}
export type ClusterView = ReturnType<typeof useClusterView>

/** Null while the scope names no cluster, or several. */
export function useWholeCluster({ clusterId }: ClusterView) {
  const trpc = useTRPC()
  const options = trpc.fleet.cluster.queryOptions(
    clusterId === null ? skipToken : { clusterId },
    untilRefresh,
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useClusterChanges({ clusterId, window }: ClusterView) {
  const trpc = useTRPC()
  const input =
    clusterId === null || window === null
      ? skipToken
      : {
          scope: { clusters: [clusterId] },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          limit: 200,
        }
  const options = trpc.fleet.changes.queryOptions(input, {
    ...untilRefresh,
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}

export type ClusterObjects = RouterOutputs['fleet']['objects']
export type ClusterObject = ClusterObjects['rows'][number]
export type ObjectKind = ClusterObject['kind']

export const objectsPerPage = 100

/** Nodes, pods or workloads of the open tab, a page at a time. */
export function useClusterObjects({ clusterId, namespaces, params }: ClusterView, kind: ObjectKind) {
  const trpc = useTRPC()
  const offset = (params.page - 1) * objectsPerPage
  const input =
    clusterId === null
      ? skipToken
      : {
          clusterId,
          kind,
          find: params.find.trim().slice(0, 253),
          ...(namespaces.length > 0 && kind !== 'Node' && { namespaces: [...namespaces] }),
          ...(params.phase !== null && { phases: [params.phase] }),
          sort: params.sort,
          descending: params.descending,
          limit: objectsPerPage,
          ...(offset > 0 && { cursor: String(offset) }),
        }
  const options = trpc.fleet.objects.queryOptions(input, {
    ...untilRefresh,
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function useObjectChanges({ clusterId, window }: ClusterView) {
  const trpc = useTRPC()
  const input =
    clusterId === null || window === null
      ? skipToken
      : { clusterId, window: { from: window.from.toISOString(), to: window.to.toISOString() }, limit: 200 }
  const options = trpc.fleet.objectChanges.queryOptions(input, {
    ...untilRefresh,
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}

/** Who loads its API server in the window, the six with the most requests. */
export function useClusterTalkers({ clusterId, namespaces, window }: ClusterView) {
  const trpc = useTRPC()
  const input =
    clusterId === null || window === null
      ? skipToken
      : {
          scope: { clusters: [clusterId], ...(namespaces.length > 0 && { namespaces: [...namespaces] }) },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          groupBy: ['userAgent' as const],
          limit: 6,
        }
  const options = trpc.traffic.topTalkers.queryOptions(input, {
    ...untilRefresh,
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}
