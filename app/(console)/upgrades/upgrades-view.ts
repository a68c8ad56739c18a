'use client'
// The view of this screen: what the address says, as its questions, and the ways to change it. Every change is one
// step of history, so Back undoes the last one.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { UpgradeVerdict } from '../../../domain/support/upgrade-verdict.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC, useTRPCClient } from '../../_trpc/client.tsx'
import { useOlderPages } from '../_frame/older-pages.tsx'
import { useServerNow } from '../_frame/sources.tsx'
import {
  callsInput,
  findingsInput,
  matrixInput,
  planInput,
  planParams,
  upgradeParams,
} from './search-params.ts'

export type Matrix = RouterOutputs['upgrades']['matrix']
export type MatrixRow = Matrix['rows'][number]
export type MatrixCell = MatrixRow['cells'][string]
export type Findings = RouterOutputs['upgrades']['findings']
export type Finding = Findings['rows'][number]

const shown = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const

export function useUpgradesView() {
  const view = useView(useServerNow())
  const [params, setParams] = useQueryStates(upgradeParams, { history: 'push' })
  return useMemo(() => {
    /** Pressed again it lists all. */
    const list = (verdict: UpgradeVerdict) =>
      void setParams({ verdict: params.verdict.includes(verdict) ? null : [verdict], page: null })
    const open = (on: string, check: string) => void setParams({ on, check })
    /** Pressed again it lists the findings of all checks. */
    const ofCheck = (check: string) =>
      void setParams({ list: 'findings', of: params.of.includes(check) ? null : [check] })
    const close = () => void setParams({ on: null, check: null })
    return { scope: view.clusterScope, params, setParams, list, open, ofCheck, close }
  }, [view, params, setParams])
}
export type UpgradesView = ReturnType<typeof useUpgradesView>

export function useMatrix({ scope, params }: UpgradesView) {
  const options = useTRPC().upgrades.matrix.queryOptions(matrixInput(params, scope), {
    ...shown,
    placeholderData: keepPreviousData,
  })
  return { query: useQuery(options), queryKey: options.queryKey }
}

export type UpgradePlan = RouterOutputs['upgrades']['plan']
export type PlanFamily = UpgradePlan['families'][number]
export type PlanWave = UpgradePlan['waves'][number]

export function usePlan() {
  const { clusterScope: scope } = useView(useServerNow())
  const [params, setParams] = useQueryStates(planParams, { history: 'push' })
  const input = planInput(params, scope)
  const options = useTRPC().upgrades.plan.queryOptions(input, { ...shown, placeholderData: keepPreviousData })
  return { query: useQuery(options), queryKey: options.queryKey, params, setParams, input, scope }
}

/** Of the list: everything that matches, page by page. */
export function useFindingList({ scope, params }: UpgradesView) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const input = findingsInput(params, scope)
  const queryKey = [...trpc.upgrades.findings.queryKey(input), 'pages']
  const query = useOlderPages({
    queryKey,
    pages: params.page,
    enabled: params.list === 'findings',
    read: (cursor, signal) =>
      client.upgrades.findings.query({ ...input, ...(cursor !== null && { cursor }) }, { signal }),
  })
  return { query, queryKey, input }
}

export function useFinding(id: string | null) {
  const options = useTRPC().upgrades.finding.queryOptions(
    { id: id ?? '' },
    { ...shown, enabled: id !== null },
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}

const mostFindings = 100

/** What one check found on one cluster, waived findings among them. */
export function useFindings({ params }: UpgradesView) {
  const { calls, on, check } = params
  const options = useTRPC().upgrades.findings.queryOptions(
    { scope: { clusters: [on] }, checks: [check], ...callsInput(calls), waived: 'with', limit: mostFindings },
    { ...shown, enabled: on !== '' && check !== '' },
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}
