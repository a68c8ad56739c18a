'use client'
// A week that cannot be told: nothing is connected yet, nothing is in this scope, or nobody looked in that week. Says
// which, and the one step that changes it.
import { Plug } from 'lucide-react'
import Link from 'next/link'
import { weekDays } from '../../../../components/format/week.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import type { Week } from '../../_frame/review-week.ts'
import { useSources } from '../../_frame/sources.tsx'

export function NoReview({ review, week }: { review: Review; week: Week }) {
  const known = useSources().list?.fleet.clusters ?? 0
  return (
    <section className="card" aria-label="No review">
      {known === 0 && week.scope === undefined ? <Unconnected /> : <Untold review={review} week={week} />}
    </section>
  )
}

function Untold({ review, week: { week, choose } }: { review: Review; week: Week }) {
  const { from, to, state, partialBecause, previous } = review.week
  const days = weekDays({ from: new Date(from), to: new Date(to) })
  const other = week === null ? previous : null
  return (
    <EmptyFace
      title={`Nothing is known of ${days}`}
      action={
        week !== null || other !== null ? (
          <Button size="tiny" onClick={() => choose(other)}>
            {other === null ? 'Go to the newest week' : 'Go to the week before'}
          </Button>
        ) : undefined
      }
    >
      {partialBecause === null ? 'There is no snapshot of it' : `It says: ${partialBecause}`}.{' '}
      {state === 'running'
        ? 'The first snapshot is taken soon after the clusters were read; this page opens by itself.'
        : 'A snapshot of the fleet is taken every day while Periplus runs.'}
    </EmptyFace>
  )
}

function Unconnected() {
  return (
    <EmptyFace
      title="No cluster is known yet"
      action={
        <Link className="btn btn-primary" href="/sources?connect=kube">
          <Plug size={14} aria-hidden="true" />
          Connect clusters
        </Link>
      }
    >
      Each Monday this page says what changed over the fleet, what is at risk and whom to talk to. It needs to
      read something first: AWS accounts tell versions, support and fees; API servers tell nodes and what
      stands in the way of upgrades; audit logs tell who asks for what. Sources has what to copy for each.
    </EmptyFace>
  )
}
