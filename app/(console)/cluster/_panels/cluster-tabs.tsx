'use client'
// What there is to see of a cluster, with how much of it. Arrow keys move, as in any list of tabs.
import { useRef } from 'react'
import { count } from '../../../../components/format/number.ts'
import { useClusterView, useWholeCluster, type WholeCluster } from '../cluster-view.ts'
import { type ClusterTab, clusterTabs } from '../search-params.ts'

const labels: Record<ClusterTab, string> = {
  overview: 'Overview',
  insights: 'Insights',
  nodes: 'Nodes',
  workloads: 'Workloads',
  pods: 'Pods',
  'add-ons': 'Add-ons',
  'node-groups': 'Node groups',
  'control-plane': 'Control plane',
  changes: 'Changes',
  sources: 'Sources',
}

function countOf({ partTotals, told, counts }: WholeCluster, tab: ClusterTab): number | null {
  if (tab === 'insights') return partTotals.insight ?? null
  if (tab === 'nodes') return counts?.nodes ?? null
  if (tab === 'pods') return counts?.pods ?? null
  if (tab === 'workloads') return counts?.workloads ?? null
  if (tab === 'add-ons') return partTotals['add-on'] ?? null
  if (tab === 'node-groups') return partTotals['node-group'] ?? null
  return tab === 'sources' ? told.length : null
}

/** What belongs to one tab alone is left behind with it. */
const firstView = {
  draw: null,
  insight: null,
  find: null,
  phase: null,
  sort: null,
  descending: null,
  page: null,
} as const

export function ClusterTabs() {
  const view = useClusterView()
  const { data } = useWholeCluster(view).query
  const list = useRef<HTMLDivElement>(null)
  if (data === undefined) return null
  const move = (step: number) => {
    const place = clusterTabs.indexOf(view.params.tab)
    const next = clusterTabs[(place + step + clusterTabs.length) % clusterTabs.length]
    if (next === undefined) return
    void view.setParams({ tab: next, ...firstView })
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return (
    <div className="tabs no-print" role="tablist" aria-label="Of this cluster" ref={list}>
      {clusterTabs.map((tab) => {
        const total = countOf(data, tab)
        const isOpen = view.params.tab === tab
        return (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            className="tab"
            aria-selected={isOpen}
            aria-controls="cluster-tab"
            tabIndex={isOpen ? 0 : -1}
            onClick={() => void view.setParams({ tab, ...firstView })}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1)
              if (event.key === 'ArrowLeft') move(-1)
            }}
          >
            {labels[tab]} {total !== null && <span className="num">{count(total)}</span>}
          </button>
        )
      })}
    </div>
  )
}
