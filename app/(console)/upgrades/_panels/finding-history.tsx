'use client'
// What became of one finding, newest first; read when somebody asks.
import { dayTime } from '../../../../components/format/time.ts'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { historyOf } from '../finding-history.ts'
import { useFinding } from '../upgrades-view.ts'

export function FindingHistory({ id }: { id: string }) {
  const { query, queryKey } = useFinding(id)
  return (
    <QueryFaces
      query={query}
      queryKey={queryKey}
      what="what became of it"
      name="Its history"
      shape={<SkeletonRows rows={2} />}
      empty={(finding) =>
        historyOf(finding).length === 0 ? (
          <EmptyFace title="No history">What became of it is kept for as long as roll-ups are.</EmptyFace>
        ) : null
      }
    >
      {(finding) => (
        <ol className="finding-history" aria-label="History">
          {historyOf(finding).map(({ at, says }) => (
            <li key={`${at.toISOString()} ${says}`}>
              <time className="note" dateTime={at.toISOString()}>
                {dayTime(at)}
              </time>{' '}
              {says}
            </li>
          ))}
        </ol>
      )}
    </QueryFaces>
  )
}
