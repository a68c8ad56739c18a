'use client'
// The view of this screen: what the address says, as its questions, and the ways to change it. Every change is one
// step of history, so Back undoes the last one.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { UpgradeVerdict } from '../../../domain/support/upgrade-verdict.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useServerNow } from '../_frame/sources.tsx'
import { matrixInput, upgradeParams } from './search-params.ts'

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
    const close = () => void setParams({ on: null, check: null })
    return { scope: view.clusterScope, params, setParams, list, open, close }
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

const mostFindings = 100

/** What one check found on one cluster, waived findings among them. */
export function useFindings({ params }: UpgradesView) {
  const { on, check } = params
  const options = useTRPC().upgrades.findings.queryOptions(
    { scope: { clusters: [on] }, checks: [check], waived: 'with', limit: mostFindings },
    { ...shown, enabled: on !== '' && check !== '' },
  )
  return { query: useQuery(options), queryKey: options.queryKey }
}
