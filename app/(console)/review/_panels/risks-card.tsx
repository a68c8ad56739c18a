'use client'
// What could go wrong first: title, reason, and the clusters it is about.
import { count, plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { ToneIcon } from '../../../../components/ui/status.tsx'
import type { Review, Risk } from '../../../../domain/review/review.ts'
import { ClusterLink } from './cluster-link.tsx'
import { EvidenceLink } from './evidence-link.tsx'

const words = { error: 'Act', warning: 'Look' } as const

export function RisksCard({ review: { risks } }: { review: Review }) {
  return (
    <Card title="Top risks" id="risks">
      {risks.length === 0 ? (
        <EmptyFace title="No risk was found">
          No check found an error or a warning that is not waived.
        </EmptyFace>
      ) : (
        <ol className="review-list">
          {risks.map((risk) => (
            <RiskItem key={risk.id} risk={risk} />
          ))}
        </ol>
      )}
    </Card>
  )
}

function RiskItem({ risk: { severity, title, reason, clusters, clustersTotal, href } }: { risk: Risk }) {
  return (
    <li>
      <span className="risk-mark">
        <ToneIcon tone={severity === 'error' ? 'crit' : 'warn'} size={16} />
        <span className="visually-hidden">{words[severity]}: </span>
      </span>
      <details className="grow folded">
        <summary>
          <span className="medium">{title}</span>
          <span className="change-detail note">{reason}</span>
        </summary>
        <ul className="cluster-names small" aria-label={`Clusters of ${title}`}>
          {clusters.map((cluster) => (
            <li key={cluster.clusterId}>
              <ClusterLink cluster={cluster} />
            </li>
          ))}
          {clusters.length < clustersTotal && (
            <li className="muted">and {count(clustersTotal - clusters.length)} more</li>
          )}
        </ul>
      </details>
      <EvidenceLink className="evidence small nowrap" href={href} within="risks">
        {plural(clustersTotal, 'cluster')}
      </EvidenceLink>
    </li>
  )
}
