'use client'
// Scope and window of the address, and the ways to change them. Every change is one step of history.
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { type ChosenWindow, chosenWindow, type Span, shifted, viewParams } from './view-params.ts'

export interface View {
  readonly clusters: readonly string[]
  /** Null until the server's now is known. */
  readonly window: ChosenWindow | null
  chooseClusters(clusters: readonly string[]): void
  chooseSpan(span: Span): void
  chooseWindow(from: Date, to: Date): void
  shift(steps: number): void
}

export function useView(now: Date | null): View {
  const [params, setParams] = useQueryStates(viewParams, { history: 'push' })
  return useMemo(() => {
    const window = now === null ? null : chosenWindow(params, now)
    const chooseWindow = (from: Date, to: Date) => void setParams({ from, to, window: null })
    return {
      clusters: params.cluster,
      window,
      chooseClusters: (clusters) => void setParams({ cluster: clusters.length === 0 ? null : [...clusters] }),
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
