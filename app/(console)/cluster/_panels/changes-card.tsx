'use client'
// What was seen to change in the cluster and its parts in the window, newest first.
import { count } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type ClusterView, useClusterChanges } from '../cluster-view.ts'
import { changeText } from '../words.ts'

export function ChangesCard({ view, most }: { view: ClusterView; most?: number }) {
  const { query, queryKey } = useClusterChanges(view)
  const found = query.data?.rows.length ?? 0
  return (
    <Card
      title="Changes seen"
      busy={query.data !== undefined && query.isFetching}
      {...(query.data && {
        sub: query.data.nextCursor === null ? count(found) : `the newest ${count(found)}`,
      })}
      {...(most !== undefined &&
        found > most && {
          actions: (
            <button
              type="button"
              className="evidence"
              onClick={() => void view.setParams({ tab: 'changes' })}
            >
              {count(found - most)} more
            </button>
          ),
        })}
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="what changed"
        name="Changes"
        shape={<SkeletonRows rows={4} />}
        empty={({ rows }) =>
          rows.length === 0 ? (
            <EmptyFace title="No change was seen in this time">
              Changes are seen from one reading of a source to the next; before the first there are none.
            </EmptyFace>
          ) : null
        }
      >
        {({ rows }) => (
          <ol className="change-list">
            {rows.slice(0, most).map((change) => (
              <li key={`${change.at.getTime()}${change.subjectKind}${change.subjectName}${change.field}`}>
                <time dateTime={change.at.toISOString()} title={fullInstant(change.at)} className="muted">
                  {dayTime(change.at)}
                </time>
                <span>{changeText(change)}</span>
              </li>
            ))}
          </ol>
        )}
      </QueryFaces>
    </Card>
  )
}
