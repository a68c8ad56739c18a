'use client'
// The frame of connecting: first whether something is sent to us or we read it ourselves, then the steps of
// that. It knows no step.
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../../../components/ui/button.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { type ReadWay, readWays } from '../search-params.ts'
import type { SourcesView } from '../sources-view.ts'

const kinds = [
  { value: 'webhook', label: 'Receive audit logs' },
  { value: 'read-cluster', label: 'Read a cluster' },
  { value: 'read-accounts', label: 'Read AWS accounts' },
  { value: 'read-logs', label: 'Search CloudWatch Logs' },
  { value: 'read-metrics', label: 'Read Prometheus' },
] as const

export const isReadWay = (way: string | null): way is ReadWay => readWays.some((one) => one === way)

interface ConnectFrameProps {
  readonly view: SourcesView
  readonly sub: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function ConnectFrame({ view, sub, onClose, children }: ConnectFrameProps) {
  const { connect } = view.params
  return (
    <section className="card connect" aria-label="Connect a cluster">
      <div className="card-head">
        <h2>Connect a cluster</h2>
        <span className="card-sub">{sub}</span>
        <span className="grow" />
        <IconButton label="Close" size="tiny" kind="ghost" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="connect-kinds">
        <Segmented
          label="What to connect"
          value={isReadWay(connect) ? connect : 'webhook'}
          options={kinds}
          onChange={(kind) => void view.setParams({ connect: kind }, { history: 'replace' })}
        />
      </div>
      <div className="teach-steps connect-steps">{children}</div>
    </section>
  )
}
