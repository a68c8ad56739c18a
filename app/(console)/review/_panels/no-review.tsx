'use client'
// A week that cannot be told: nothing is connected yet, nothing is in this scope, or nobody looked in that week. Says
// which, and the one step that changes it.
import { Plug } from 'lucide-react'
import { weekDays } from '../../../../components/format/week.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { useView } from '../../../_hooks/use-view.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import type { Week } from '../../_frame/review-week.ts'
import { useServerNow } from '../../_frame/sources.tsx'

export function NoReview({ review, week }: { review: Review; week: Week }) {
  return (
    <section className="card" aria-label="No review">
      {review.week.standsFor === null ? (
        <Untold review={review} week={week} />
      ) : week.scope === undefined ? (
        <Unconnected />
      ) : (
        <NothingInScope />
      )}
    </section>
  )
}

function Untold({ review, week: { week, choose } }: { review: Review; week: Week }) {
  const { from, to, partialBecause, previous, next } = review.week
  const days = weekDays({ from: new Date(from), to: new Date(to) })
  const other = week === null ? (previous ?? next) : null
  return (
    <EmptyFace
      title={`Nothing is known of ${days}`}
      action={
        week !== null || other !== null ? (
          <Button size="tiny" onClick={() => choose(other)}>
            {other === null ? 'Go to the newest week' : 'Go to a week that is known'}
          </Button>
        ) : undefined
      }
    >
      {partialBecause === null ? 'There is no snapshot of it' : `It says: ${partialBecause}`}. A snapshot of
      the fleet is taken every day while Periplus runs.
    </EmptyFace>
  )
}

function Unconnected() {
  return (
    <EmptyFace
      title="No cluster is known yet"
      action={
        <PageLink className="btn btn-primary" href="/sources?connect=kube">
          <Plug size={14} aria-hidden="true" />
          Connect clusters
        </PageLink>
      }
    >
      Each Monday this page says what changed over the fleet, what is at risk and whom to talk to. It needs to
      read something first: AWS accounts tell versions, support and fees; API servers tell nodes and what
      stands in the way of upgrades; audit logs tell who asks for what. Sources has what to copy for each.
    </EmptyFace>
  )
}

function NothingInScope() {
  const view = useView(useServerNow())
  return (
    <EmptyFace
      title="No cluster is in this scope"
      action={
        <Button size="tiny" onClick={() => view.chooseOnly([])}>
          All clusters
        </Button>
      }
    >
      Its accounts, regions, labels and owners had no cluster in common that week, or a cluster it names was
      not there.
    </EmptyFace>
  )
}

/** A week of the future, asked for by hand. */
export function NotBegun({ name, choose }: { name: string; choose: Week['choose'] }) {
  return (
    <section className="card" aria-label="No review">
      <EmptyFace
        title={`${name} has not begun`}
        action={
          <Button size="tiny" onClick={() => choose(null)}>
            Go to the newest week
          </Button>
        }
      >
        Reviews are of weeks that are over, and of the one that runs.
      </EmptyFace>
    </section>
  )
}
