// A card of headroom: what it is, how it stands, its number against its limit, its course. And that of pods, which
// come from objects, not from metrics.
import type { ReactNode } from 'react'
import { count, missing, percent, plural } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { roomSaid, type Said } from '../../_frame/headroom-words.ts'
import type { WholeCluster } from '../cluster-view.ts'

interface HeadroomCardProps {
  readonly title: string
  readonly said: Said | null
  readonly value: string
  readonly note: string
  readonly hint?: string | undefined
  readonly foot: readonly [ReactNode, ReactNode, ReactNode]
  readonly children: ReactNode
}

export function HeadroomCard({ title, said, value, note, hint, foot, children }: HeadroomCardProps) {
  return (
    <section className="card headroom-card" aria-label={title} title={hint}>
      <div className="row row-between">
        <h2>{title}</h2>
        {said !== null && <Status tone={said.tone}>{said.text}</Status>}
      </div>
      <p className="headroom-value">
        <strong>{value}</strong> <span className="muted">{note}</span>
      </p>
      {children}
      <div className="row row-between note headroom-ends">
        {foot.map((text, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: left, middle and right
          <span key={place}>{text}</span>
        ))}
      </div>
    </section>
  )
}

export function PodsCard({ cluster: { counts } }: { cluster: WholeCluster }) {
  if (counts === null) {
    return (
      <HeadroomCard
        title="Pods"
        said={null}
        value={missing}
        note=""
        foot={['Its objects are not read.', '', '']}
      >
        <span className="spark" aria-hidden="true" />
      </HeadroomCard>
    )
  }
  const { pods, podCapacity, podsPending, nodes } = counts
  const share = podCapacity === 0 ? null : pods / podCapacity
  const note = share === null ? '' : `of ${count(podCapacity)} schedulable (${percent(share)})`
  return (
    <HeadroomCard
      title="Pods"
      said={roomSaid(pods, podCapacity)}
      value={count(pods)}
      note={note}
      foot={[plural(nodes, 'node'), '', podsPending === 0 ? 'none pending' : `${count(podsPending)} pending`]}
    >
      <div className="headroom-bar">
        <ShareBar fraction={share ?? 0} />
      </div>
    </HeadroomCard>
  )
}
