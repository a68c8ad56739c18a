'use client'
// What happened to nodes, namespaces, workloads and disruption budgets in the window, newest first.
import { count } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type ClusterView, useObjectChanges } from '../cluster-view.ts'
import { objectChangeText } from '../words.ts'

export function ObjectChangesCard({ view }: { view: ClusterView }) {
  const { query, queryKey } = useObjectChanges(view)
  const found = query.data?.rows.length ?? 0
  return (
    <Card
      title="Objects changed"
      busy={query.data !== undefined && query.isFetching}
      {...(query.data && {
        sub: query.data.nextCursor === null ? count(found) : `the newest ${count(found)}`,
      })}
      foot={<span>Pods, Jobs and ReplicaSets are not told here: their workloads are.</span>}
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="what happened to its objects"
        name="Changes of objects"
        shape={<SkeletonRows rows={4} />}
        empty={({ rows }) =>
          rows.length === 0 ? (
            <EmptyFace title="No object changed in this time">
              Objects are told of while the cluster’s API server is read; what was there at the first reading
              did not change then.
            </EmptyFace>
          ) : null
        }
      >
        {({ rows }) => (
          <ol className="change-list">
            {rows.map((change) => (
              <li key={`${change.at.getTime()} ${change.state.uid}`}>
                <time dateTime={change.at.toISOString()} title={fullInstant(change.at)} className="muted">
                  {dayTime(change.at)}
                </time>
                <span>{objectChangeText(change)}</span>
              </li>
            ))}
          </ol>
        )}
      </QueryFaces>
    </Card>
  )
}
