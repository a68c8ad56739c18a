'use client'
// What changed since the week before, grouped; each group opens into its rows.
import {
  ArrowLeftRight,
  CircleArrowUp,
  CircleCheck,
  Gauge,
  type LucideIcon,
  Minus,
  Package,
  Plus,
  Server,
  ShieldCheck,
  TriangleAlert,
} from 'lucide-react'
import { count, missing, plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { ChangeGroup, ChangeKind, ChangeRow, Review } from '../../../../domain/review/review.ts'
import { EvidenceLink } from './evidence-link.tsx'

const icons: Partial<Record<ChangeKind, LucideIcon>> = {
  created: Plus,
  gone: Minus,
  upgraded: CircleArrowUp,
  tier: Gauge,
  'add-on': Package,
  'node-group': Server,
  protection: ShieldCheck,
  owner: ArrowLeftRight,
  'findings-opened': TriangleAlert,
  'findings-closed': CircleCheck,
}

export function ChangesCard({ review: { changes } }: { review: Review }) {
  const { total, groups } = changes
  return (
    <Card
      id="changes"
      title="What changed"
      sub={total === null ? undefined : `${plural(total, 'change')}, grouped`}
    >
      {groups.length === 0 ? (
        <EmptyFace title={total === null ? 'Nothing to compare with' : 'Nothing changed'}>
          {total === null
            ? 'No older snapshot of the fleet is known. The next week is held against this one.'
            : 'No cluster came, went, moved its version or tier, and no finding opened or closed.'}
        </EmptyFace>
      ) : (
        <ul className="review-list">
          {groups.map((group) => (
            <Group key={group.anchor} group={group} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Group({ group }: { group: ChangeGroup }) {
  const { kind, title, detail, total, rows, anchor } = group
  const Icon = icons[kind] ?? ArrowLeftRight
  return (
    <li>
      <Icon size={16} strokeWidth={1.6} aria-hidden="true" className="muted" />
      <details className="grow folded">
        <summary>
          <span className="medium">{title}</span>
          {detail !== '' && <span className="change-detail note">{detail}</span>}
        </summary>
        <ul id={anchor} className="change-rows" aria-label={title}>
          {rows.map((row) => (
            <li key={`${row.clusterId} ${row.subject} ${row.before} ${row.after}`}>
              <Change row={row} />
            </li>
          ))}
        </ul>
        {rows.length < total && <p className="note">and {count(total - rows.length)} more</p>}
      </details>
    </li>
  )
}

function Change({ row: { name, subject, before, after, href } }: { row: ChangeRow }) {
  return (
    <>
      <EvidenceLink href={href}>{name}</EvidenceLink>
      {subject !== null && <span> {subject}</span>}
      {(before !== null || after !== null) && (
        <span className="muted">
          {' '}
          {before ?? missing} → {after ?? missing}
        </span>
      )}
    </>
  )
}
