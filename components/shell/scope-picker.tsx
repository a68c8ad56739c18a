'use client'
// Which clusters the page is about. Choosing none means all of them.
import { Boxes, ChevronDown, Globe } from 'lucide-react'
import { useState } from 'react'
import { count, plural } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Popover } from '../ui/popover.tsx'
import { Status } from '../ui/status.tsx'

export interface PickableCluster {
  readonly clusterId: string
  readonly newest: Date | null
  readonly stale: boolean
}

export interface ScopePickerProps {
  readonly clusters: readonly PickableCluster[]
  /** All clusters of the installation, also those not listed. */
  readonly total: number
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

const listedMost = 200

export function ScopePicker(props: ScopePickerProps) {
  const { chosen, total } = props
  const one = chosen.length === 1
  const name = chosen.length === 0 ? 'All clusters' : one ? chosen[0] : plural(chosen.length, 'cluster')
  const note =
    chosen.length === 0 ? plural(total, 'cluster') : `${chosen.length} of ${plural(total, 'cluster')}`
  const Icon = chosen.length === 0 ? Globe : Boxes
  const trigger = (
    <button type="button" className="chip chip-scope" aria-label={`Scope: ${name}, ${note}`}>
      <Icon size={14} strokeWidth={1.8} aria-hidden="true" />
      <span className="medium ellipsis">{name}</span>
      <span className="muted">{note}</span>
      <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
    </button>
  )
  return (
    <Popover label="Scope" trigger={trigger} width={340}>
      <ClusterChoice {...props} />
    </Popover>
  )
}

function ClusterChoice({ clusters, total, chosen, onChange }: ScopePickerProps) {
  const [text, setText] = useState('')
  const matching = clusters.filter((cluster) => cluster.clusterId.includes(text.trim().toLowerCase()))
  const listed = matching.slice(0, listedMost)
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id].sort())
  return (
    <>
      <div className="popover-section">
        <input
          className="input"
          aria-label="Find a cluster"
          placeholder="Find a cluster"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div className="option-list">
        <label className="option">
          <input
            type="checkbox"
            className="checkbox"
            checked={chosen.length === 0}
            onChange={() => onChange([])}
          />
          All clusters
          <span className="note">{count(total)}</span>
        </label>
        {listed.map((cluster) => (
          <ClusterOption
            key={cluster.clusterId}
            cluster={cluster}
            chosen={chosen.includes(cluster.clusterId)}
            onToggle={() => toggle(cluster.clusterId)}
          />
        ))}
      </div>
      {matching.length !== listed.length && (
        <p className="popover-section note">
          {count(matching.length - listed.length)} more match. Type to narrow.
        </p>
      )}
      {matching.length === 0 && <p className="popover-section note">No cluster has “{text}” in its name.</p>}
    </>
  )
}

function ClusterOption(props: { cluster: PickableCluster; chosen: boolean; onToggle: () => void }) {
  const { cluster, chosen, onToggle } = props
  const newest = cluster.newest === null ? 'has sent nothing yet' : `newest ${fullInstant(cluster.newest)}`
  return (
    <label className="option" title={newest}>
      <input type="checkbox" className="checkbox" checked={chosen} onChange={onToggle} />
      <span className="grow ellipsis">{cluster.clusterId}</span>
      {cluster.newest === null ? (
        <Status tone="unk">No data</Status>
      ) : (
        cluster.stale && <Status tone="stale">Stale</Status>
      )}
    </label>
  )
}
