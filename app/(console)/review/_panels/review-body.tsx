'use client'
// The review itself, or what stands in its place: while it is read, when it failed, when nothing feeds it yet.
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type OpenMessage, useReviewView } from '../review-view.ts'
import { CalendarCard } from './calendar-card.tsx'
import { ChangesCard } from './changes-card.tsx'
import { ChaseCard } from './chase-card.tsx'
import { Digest } from './digest.tsx'
import { EvidenceCard } from './evidence-card.tsx'
import { Headlines } from './headlines.tsx'
import { NoReview, NotBegun } from './no-review.tsx'
import { RisksCard } from './risks-card.tsx'
import { TalkersCard } from './talkers-card.tsx'
import { UnconnectedCard } from './unconnected-card.tsx'

export function ReviewBody() {
  const view = useReviewView()
  const { query, queryKey, week } = view
  if (week.isFuture) return <NotBegun name={week.week ?? ''} choose={week.choose} />
  return (
    <div className="review-body" aria-busy={query.isFetching}>
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="the review of the week"
        name="The review"
        shape={<SkeletonRows rows={12} />}
        empty={(review) =>
          review.week.standsFor === null || review.clusters === 0 ? (
            <NoReview review={review} week={week} />
          ) : null
        }
      >
        {(review) => <Parts review={review} open={view.open} />}
      </QueryFaces>
    </div>
  )
}

function Parts({ review, open }: { review: Review; open: OpenMessage }) {
  const { costMovers, incidents } = review
  return (
    <>
      <Digest review={review} />
      <Headlines review={review} />
      <div className="review-columns">
        <div className="review-stack">
          <ChaseCard review={review} open={open} />
          <RisksCard review={review} />
        </div>
        <div className="review-stack">
          <CalendarCard review={review} />
          {!incidents.connected && (
            <UnconnectedCard title="Incidents" why={incidents.why}>
              What stood out in your API servers’ traffic is seen in{' '}
              <PageLink className="evidence" href="/traffic">
                API traffic
              </PageLink>{' '}
              meanwhile.
            </UnconnectedCard>
          )}
        </div>
      </div>
      <div className="review-thirds">
        <ChangesCard review={review} />
        {!costMovers.connected && (
          <UnconnectedCard title="Cost movers" why={costMovers.why}>
            A bill or a price of what nodes cost would feed it. The fee of each control plane stands in the{' '}
            <PageLink className="evidence" href="/fleet?sort=fee">
              inventory
            </PageLink>
            .
          </UnconnectedCard>
        )}
        <TalkersCard review={review} />
      </div>
      <EvidenceCard review={review} />
    </>
  )
}
