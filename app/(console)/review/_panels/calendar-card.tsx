'use client'
// Until when each version in use is supported, when it is upgraded by force, and what that costs.
import { SupportCalendar } from '../../../../components/charts/support-calendar.tsx'
import { usd } from '../../../../components/format/money.ts'
import { count, plural } from '../../../../components/format/number.ts'
import { day } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { CalendarRow, Review } from '../../../../domain/review/review.ts'
import { instantOf } from '../review-view.ts'
import { calendarWords, providerWord } from '../words.ts'
import { EvidenceLink } from './evidence-link.tsx'

const dateOf = (day: string | null): Date | null => (day === null ? null : new Date(day))

function versionOf(row: CalendarRow, today: Date) {
  const { provider, version, clusters, href, standardEndsAt, extendedEndsAt } = row
  return {
    id: `${provider} ${version}`,
    label: (
      <>
        {version} <span className="note">{providerWord(provider)}</span>
      </>
    ),
    clusters: (
      <EvidenceLink href={href} within="calendar" title={plural(clusters, 'cluster')}>
        {count(clusters)}
      </EvidenceLink>
    ),
    standardEndsAt: dateOf(standardEndsAt),
    extendedEndsAt: dateOf(extendedEndsAt),
    ...calendarWords(row, today),
  }
}

export function CalendarCard({ review }: { review: Review }) {
  const { rows, unknownVersion, surchargeUsdPerClusterMonth } = review.calendar
  const today = instantOf(review)
  return (
    <Card
      id="calendar"
      title="Support calendar"
      actions={rows.length > 0 && <Legend line={review.week.state === 'running' ? 'Today' : day(today)} />}
    >
      {rows.length === 0 ? (
        <EmptyFace title="No version is known">
          An AWS account or an API server that is read says which versions run.
        </EmptyFace>
      ) : (
        <SupportCalendar rows={rows.map((row) => versionOf(row, today))} today={today} />
      )}
      <p className="note calendar-note">
        On EKS, extended support adds {usd(surchargeUsdPerClusterMonth)} per cluster and month. After it ends,
        clusters are upgraded by force.
        {unknownVersion > 0 && ` Of ${plural(unknownVersion, 'cluster')} no version is known.`}
      </p>
    </Card>
  )
}

/** A kept week counts from its own end, not from today. */
function Legend({ line }: { line: string }) {
  return (
    <span className="row row-wrap">
      <span className="calendar-legend">
        <span />
        Standard
      </span>
      <span className="calendar-legend">
        <span className="is-extended" />
        Extended
      </span>
      <span className="calendar-legend">
        <span className="is-today" />
        {line}
      </span>
    </span>
  )
}
