'use client'
// What could go wrong first: title, reason, and the clusters it is about.
import { plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { ToneIcon } from '../../../../components/ui/status.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { EvidenceLink } from './evidence-link.tsx'

const words = { error: 'Act', warning: 'Look' } as const

export function RisksCard({ review: { risks } }: { review: Review }) {
  return (
    <Card title="Top risks">
      {risks.length === 0 ? (
        <EmptyFace title="No risk was found">
          No check found an error or a warning that is not waived.
        </EmptyFace>
      ) : (
        <ol className="review-list">
          {risks.map(({ id, severity, title, reason, clustersTotal, href }) => (
            <li key={id}>
              <span className="risk-mark">
                <ToneIcon tone={severity === 'error' ? 'crit' : 'warn'} size={16} />
                <span className="visually-hidden">{words[severity]}: </span>
              </span>
              <div className="grow">
                <span className="medium">{title}</span>
                <div className="note">{reason}</div>
              </div>
              <EvidenceLink className="evidence small nowrap" href={href}>
                {plural(clustersTotal, 'cluster')}
              </EvidenceLink>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
