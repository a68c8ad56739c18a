'use client'
// The week in two or three sentences, every number a link to its rows; below, what the reader must know of them: how
// old they are, and what of the week is missing.
import { plural } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { DigestPart, Review } from '../../../../domain/review/review.ts'
import { EvidenceLink } from './evidence-link.tsx'

export function Digest({ review }: { review: Review }) {
  return (
    <section className="lede" aria-label="Digest">
      <p className="lede-text">
        {review.digest.map(({ id, parts }, place) => (
          <span key={id}>
            {place > 0 && ' '}
            {parts.map((part, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
              <Part key={at} part={part} />
            ))}
          </span>
        ))}
      </p>
      <Notes review={review} />
    </section>
  )
}

function Part({ part }: { part: DigestPart }) {
  if (part.kind === 'text') return part.text
  if (part.kind === 'strong') return <strong className="first">{part.text}</strong>
  return <EvidenceLink href={part.href}>{part.text}</EvidenceLink>
}

function Notes({ review: { week, freshness } }: { review: Review }) {
  const stale = freshness.clustersTotal - freshness.clustersCovered
  const oldest = freshness.stale[0]
  const verb = week.state === 'running' ? (stale === 1 ? 'is' : 'are') : stale === 1 ? 'was' : 'were'
  return (
    <div className="row row-wrap lede-notes small">
      {week.state === 'running' && <Status tone="info">This week is still running: its numbers move</Status>}
      {week.partialBecause !== null && <Status tone="unk">Not the whole week: {week.partialBecause}</Status>}
      {stale > 0 && (
        <Status tone="warn">
          {stale} of {plural(freshness.clustersTotal, 'cluster')} {verb} stale
          {oldest !== undefined && `, ${oldest.clusterId} since ${dayTime(oldest.since)} UTC`}
        </Status>
      )}
      {(stale > 0 || week.partialBecause !== null) && (
        <a className="evidence no-print" href="#evidence">
          What this rests on
        </a>
      )}
    </div>
  )
}
