'use client'
// What the scope's chip opens: all clusters, or some of those listed, found by a part of their name.
import { useState } from 'react'
import { count } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Status } from '../ui/status.tsx'

export interface PickableCluster {
  readonly clusterId: string
  readonly newest: Date | null
  readonly stale: boolean
}

export interface ClusterChoiceProps {
  readonly clusters: readonly PickableCluster[]
  /** All clusters of the installation, also those not listed. */
  readonly total: number
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

const listedMost = 200

export function ClusterChoice({ clusters, total, chosen, onChange }: ClusterChoiceProps) {
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
    <label className="option" title={`${cluster.clusterId}\n${newest}`}>
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
