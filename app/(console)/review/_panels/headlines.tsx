'use client'
// Six headline numbers, each against the week before, and a link to its rows.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Trend } from '../../../../components/charts/trend.tsx'
import type { Headline, Review } from '../../../../domain/review/review.ts'
import { deltaWords, headlineValue } from '../words.ts'
import { EvidenceLink } from './evidence-link.tsx'

export function Headlines({ review }: { review: Review }) {
  if (review.headlines.length === 0) return null
  return (
    <section className="card kpis" id="headlines" aria-label="Headline numbers">
      {review.headlines.map((headline) => (
        <Kpi key={headline.id} headline={headline} />
      ))}
    </section>
  )
}

function Kpi({ headline }: { headline: Headline }) {
  const { label, now, unit, note, unknownBecause, href, series } = headline
  const delta = deltaWords(headline)
  const words = now === null ? (unknownBecause ?? 'not known') : note
  return (
    <EvidenceLink className="kpi" within="headlines" href={href} title={words}>
      <span className="eyebrow">{label}</span>
      <span className="kpi-value">
        {now === null ? (
          <span className="kpi-missing">Not connected</span>
        ) : (
          <strong>
            {headlineValue(headline)}
            {unit === 'usd-per-month' && <small>/mo</small>}
          </strong>
        )}
        {delta !== null && <Delta {...delta} />}
      </span>
      <span className="row row-between">
        <span className="note">{words}</span>
        <Trend values={series.map(({ value }) => value)} tone={delta?.tone === 'warn' ? 'warn' : 'plain'} />
      </span>
    </EvidenceLink>
  )
}

function Delta({ direction, text, tone, says }: NonNullable<ReturnType<typeof deltaWords>>) {
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown
  return (
    <span className={tone === 'plain' ? 'delta secondary' : `delta tone-${tone}`} title={says}>
      <Arrow size={12} strokeWidth={2.2} aria-hidden="true" />
      <span aria-hidden="true">{text}</span>
      <span className="visually-hidden">, {says}</span>
    </span>
  )
}
