'use client'
// What one check found on one cluster: each finding with its subject, how it is known and when, whose it is and
// what to do.
import { plural } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Badge } from '../../../../components/ui/status.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { type Finding, type MatrixCell, useFindings, useMatrix, useUpgradesView } from '../upgrades-view.ts'
import { statusTones, statusWords } from '../words.ts'

export function FindingPanel() {
  const view = useUpgradesView()
  const { on, check } = view.params
  const matrix = useMatrix(view).query.data
  const { query, queryKey } = useFindings(view)
  if (on === '' || check === '') return null
  const row = matrix?.rows.find(({ clusterId }) => clusterId === on)
  const title = matrix?.checks.find(({ checkId }) => checkId === check)?.title ?? check
  return (
    <SidePanel
      label={`${title} on ${row?.name ?? on}`}
      title={title}
      onClose={view.close}
      busy={query.isFetching}
    >
      <div className="side-panel-body">
        <p className="note">{row?.name ?? on}</p>
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
          {({ rows, total }) => (
            <>
              {rows.map((finding) => (
                <FindingText key={finding.id} finding={finding} />
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

function FindingText({ finding }: { finding: Finding }) {
  const { status, summary, subject, owner, evidence, recommendation, lastSeenAt, isWaived } = finding
  const place = [subject.kind, subject.namespace, subject.name].filter(Boolean).join(' · ')
  return (
    <article className="finding">
      <h3>
        <Badge tone={statusTones[status]}>{isWaived ? 'Waived' : statusWords[status]}</Badge> {summary}
      </h3>
      <p className="note">
        {place} · {owner.id === 'unowned' ? 'unowned' : owner.name}
        {owner.contact !== null && ` (${owner.contact})`}
        {lastSeenAt !== null && ` · last ${dayTime(lastSeenAt)}`}
      </p>
      <ul>
        {evidence.map(({ signal, says, at, names }) => (
          <li key={`${signal} ${says}`}>
            {says} <span className="note">{dayTime(at)}</span>
            {names.length > 0 && <span className="finding-names">{names.join(', ')}</span>}
          </li>
        ))}
      </ul>
      <p>{recommendation}</p>
    </article>
  )
}
