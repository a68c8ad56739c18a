'use client'
// Scope and window of the address, and the ways to change them. Every change is one step of history.
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import type { ScopeInput } from '../../domain/model/scope.ts'
import {
  type ChosenScope,
  type ChosenWindow,
  chosenWindow,
  clusterScopeOf,
  type ScopeParam,
  type Span,
  scopeOf,
  scopeParamNames,
  shifted,
  viewParams,
} from './view-params.ts'

export interface View {
  readonly chosen: ChosenScope
  /** As questions take it; undefined is everything. */
  readonly scope: ScopeInput | undefined
  /** For questions about whole clusters, which namespaces do not narrow. */
  readonly clusterScope: ScopeInput | undefined
  readonly clusters: readonly string[]
  /** Null until the server's now is known. */
  readonly window: ChosenWindow | null
  chooseScope(param: ScopeParam, values: readonly string[]): void
  chooseClusters(clusters: readonly string[]): void
  /** The scope is these clusters and nothing else; none is everything. */
  chooseOnly(clusters: readonly string[]): void
  chooseSpan(span: Span): void
  chooseWindow(from: Date, to: Date): void
  shift(steps: number): void
}

const wholeScope = Object.fromEntries(scopeParamNames.map((name) => [name, null])) as Record<ScopeParam, null>

export function useView(now: Date | null): View {
  const [params, setParams] = useQueryStates(viewParams, { history: 'push' })
  return useMemo(() => {
    const window = now === null ? null : chosenWindow(params, now)
    const chooseWindow = (from: Date, to: Date) => void setParams({ from, to, window: null })
    const listed = (values: readonly string[]) => (values.length === 0 ? null : [...values])
    return {
      chosen: params,
      scope: scopeOf(params),
      clusterScope: clusterScopeOf(params),
      clusters: params.cluster,
      window,
      chooseScope: (param, values) => void setParams({ [param]: listed(values) }),
      chooseClusters: (clusters) => void setParams({ cluster: listed(clusters) }),
      chooseOnly: (clusters) => void setParams({ ...wholeScope, cluster: listed(clusters) }),
      chooseSpan: (span) => void setParams({ window: span, from: null, to: null }),
      chooseWindow,
      shift: (steps) => {
        if (window === null) return
        const moved = shifted(window, steps)
        chooseWindow(moved.from, moved.to)
      },
    }
  }, [params, setParams, now])
}
