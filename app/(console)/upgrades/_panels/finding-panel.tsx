'use client'
// What one check found on one cluster: each finding with its subject, how it is known and when, whose it is and
// what to do.
import { plural } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { type MatrixCell, useFindings, useMatrix, useUpgradesView } from '../upgrades-view.ts'
import { FindingText } from './finding-text.tsx'

export function FindingPanel() {
  const view = useUpgradesView()
  const { on, check } = view.params
  const matrix = useMatrix(view).query.data
  const { query, queryKey } = useFindings(view)
  if (on === '' || check === '') return null
  const row = matrix?.rows.find(({ clusterId }) => clusterId === on)
  const title = matrix?.checks.find(({ checkId }) => checkId === check)?.title ?? check
  const name = row?.name ?? query.data?.rows[0]?.clusterName ?? on
  return (
    <SidePanel label={`${title} on ${name}`} title={title} onClose={view.close} busy={query.isFetching}>
      <div>
        <p className="note">{name}</p>
        <Unread cell={row?.cells[check]} />
        <QueryFaces
          query={query}
          queryKey={queryKey}
          what="what this check found"
          name={title}
          shape={<SkeletonRows rows={4} />}
          empty={(page) =>
            page.rows.length === 0 ? (
              <EmptyFace title="Nothing found">
                {row?.cells[check]?.asOf == null
                  ? 'It has not been able to look yet.'
                  : `It looked at what was true ${dayTime(row.cells[check].asOf)}.`}
              </EmptyFace>
            ) : null
          }
        >
          {({ rows, total, now }) => (
            <>
              {rows.map((finding) => (
                <FindingText key={finding.id} finding={finding} now={now} />
              ))}
              {rows.length < total && (
                <p className="note">and {plural(total - rows.length, 'more finding')}</p>
              )}
            </>
          )}
        </QueryFaces>
      </div>
    </SidePanel>
  )
}

function Unread({ cell }: { cell: MatrixCell | undefined }) {
  if (cell === undefined) return null
  const { unreadBecause, provider } = cell
  return (
    <>
      {unreadBecause !== null && <p className="summary">It could not look: {unreadBecause}</p>}
      {provider !== null && (
        <p className="note">
          The provider’s own insight says {provider.status.toLowerCase()}
          {provider.at !== null && `, checked ${dayTime(provider.at)}`}.
        </p>
      )}
    </>
  )
}
