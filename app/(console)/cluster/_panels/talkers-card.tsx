'use client'
// Who loads this cluster's API server in the window; the whole of it is the page of API traffic.
import { count, percent } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type ClusterView, useClusterTalkers } from '../cluster-view.ts'

/** "kubelet/v1.34.1 (linux/amd64) kubernetes/abc" → "kubelet/v1.34.1". */
const shortAgent = (agent: string): string =>
  agent === '' ? 'no user agent' : (agent.split(' ')[0] ?? agent)

export function TalkersCard({ view }: { view: ClusterView }) {
  const { query, queryKey } = useClusterTalkers(view)
  const href = `/traffic?cluster=${encodeURIComponent(view.clusterId ?? '')}`
  return (
    <Card
      title="Top talkers"
      busy={query.data !== undefined && query.isFetching}
      {...(query.data && { sub: `${count(query.data.total.requests)} requests` })}
      actions={
        <PageLink className="btn btn-tiny" href={href}>
          Open API traffic
        </PageLink>
      }
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="who loads its API server"
        name="Top talkers"
        shape={<SkeletonRows rows={6} />}
        empty={({ total }) =>
          total.requests === 0 ? (
            <EmptyFace title="No audit events in this time">
              Its audit log is not sent here, or nothing was logged. Sources says which.
            </EmptyFace>
          ) : null
        }
      >
        {({ rows, other, total }) => (
          <ol className="talker-list">
            {rows.map(({ key, requests, share }) => (
              <li key={key.userAgent}>
                <span className="ellipsis" title={key.userAgent}>
                  {shortAgent(key.userAgent ?? '')}
                </span>
                <span className="talker-bar" aria-hidden="true">
                  <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
                </span>
                <span className="num">{count(requests)}</span>
                <span className="num muted">{percent(share)}</span>
              </li>
            ))}
            {other.requests > 0 && (
              <li className="muted">
                <span>Other</span>
                <span />
                <span className="num">{count(other.requests)}</span>
                <span className="num">{percent(other.requests / total.requests)}</span>
              </li>
            )}
          </ol>
        )}
      </QueryFaces>
    </Card>
  )
}
