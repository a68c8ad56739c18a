'use client'
// What the review rests on: which days have a snapshot, how much of the fleet answered, what is stale since when.
import { plural } from '../../../../components/format/number.ts'
import { day, dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { Review } from '../../../../domain/review/review.ts'

const listed = 8

export function EvidenceCard({ review }: { review: Review }) {
  const { week, freshness, preparedAt } = review
  const { clustersCovered, clustersTotal, stale } = freshness
  return (
    <div id="evidence">
      <Card title="What this rests on" sub={`prepared ${fullInstant(new Date(preparedAt))}`}>
        <div className="card-body evidence-columns">
          <dl className="evidence-facts">
            <Fact name="Fresh when prepared">
              {clustersCovered} of {plural(clustersTotal, 'cluster')}
            </Fact>
            <Fact name="Speaks of">
              {week.standsFor === null ? 'no snapshot' : instantWords(week.standsFor)}
            </Fact>
            <Fact name="Held against">
              {week.comparedWith === null ? 'nothing older is known' : instantWords(week.comparedWith)}
            </Fact>
          </dl>
          <ol className="evidence-days" aria-label="Snapshots by day">
            {week.days.map(({ day: name, snapshotAt }) => (
              <li key={name}>
                <span className="muted">{day(new Date(`${name}T00:00:00Z`))}</span>
                {snapshotAt === null ? (
                  <Status tone="unk">none</Status>
                ) : (
                  <Status tone="ok">{instantWords(snapshotAt).slice(-9)}</Status>
                )}
              </li>
            ))}
          </ol>
        </div>
        {stale.length > 0 && (
          <div className="card-foot">
            Stale: {stale.slice(0, listed).map(staleWords).join(', ')}
            {stale.length > listed && ` and ${stale.length - listed} more`}
          </div>
        )}
      </Card>
    </div>
  )
}

const instantWords = (at: string): string => `${dayTime(new Date(at))} UTC`
const staleWords = ({ clusterId, since }: Review['freshness']['stale'][number]): string =>
  `${clusterId} since ${dayTime(since)} UTC`

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
