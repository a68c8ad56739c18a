'use client'
// Clients whose requests grew against their four weeks before.
import { count, plural, rate } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { Review, TalkerRegression } from '../../../../domain/review/review.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { EvidenceLink } from './evidence-link.tsx'
import { UnconnectedCard } from './unconnected-card.tsx'

const title = 'Talker regressions'
const muchMore = 10

export function TalkersCard({ review: { talkers } }: { review: Review }) {
  if (!talkers.connected) {
    return (
      <UnconnectedCard title={title} why={talkers.why}>
        Audit logs of your API servers say who asks how much. Sources has{' '}
        <PageLink className="evidence" href="/sources?connect=webhook">
          what to copy
        </PageLink>{' '}
        for each way to send them.
      </UnconnectedCard>
    )
  }
  return (
    <Card title={title} sub="requests a second, against 4 weeks before">
      {talkers.rows.length === 0 ? (
        <EmptyFace title="Nobody asks more than before">
          The audit logs of {plural(talkers.clusters, 'cluster')} were compared.
        </EmptyFace>
      ) : (
        <table className="table talker-rises">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col" className="num">
                Before → now
              </th>
              <th scope="col" className="num">
                Times
              </th>
            </tr>
          </thead>
          <tbody>
            {talkers.rows.map((row) => (
              <Rise key={`${row.agent} ${row.clusterId}`} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function Rise({
  row: { agent, clusterName, thenPerSecond, nowPerSecond, times, href },
}: {
  row: TalkerRegression
}) {
  return (
    <tr>
      <th scope="row">
        <EvidenceLink className="row-open" href={href}>
          {agent}
        </EvidenceLink>
        <span className="chase-day note">{clusterName}</span>
      </th>
      <td className="num">
        <span className="muted">{rate(thenPerSecond)} →</span> {rate(nowPerSecond)}
      </td>
      <td className={times >= muchMore ? 'num tone-crit' : 'num tone-warn'}>
        {times >= muchMore ? count(times) : times.toFixed(1)}×
      </td>
    </tr>
  )
}
