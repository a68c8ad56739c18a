'use client'
// One cluster: what each check comes to, and whether it may go. Cells carry icon and word and open their detail.
import { missing } from '../../../../components/format/number.ts'
import { Status, ToneIcon } from '../../../../components/ui/status.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import type { Matrix, MatrixCell, MatrixRow, UpgradesView } from '../upgrades-view.ts'
import { cellWord, statusTones, statusWords, verdictTones, verdictWords } from '../words.ts'

interface ClusterRowProps {
  readonly row: MatrixRow
  readonly columns: Matrix['checks']
  readonly view: UpgradesView
}

export function ClusterRow({ row, columns, view }: ClusterRowProps) {
  return (
    <tr>
      <th scope="row" className="pin pin-first" title={row.clusterId}>
        <PageLink href={`/cluster?cluster=${encodeURIComponent(row.clusterId)}`} prefetch={false}>
          {row.name}
        </PageLink>{' '}
        <span className="note">
          {row.version ?? missing} → {row.target ?? missing}
        </span>
      </th>
      {columns.map(({ checkId, title }) => (
        <td key={checkId}>
          <Cell cell={row.cells[checkId]} row={row} checkId={checkId} title={title} view={view} />
        </td>
      ))}
      <td className="pin-last">
        <Status tone={verdictTones[row.verdict]}>{verdictWords[row.verdict]}</Status>
      </td>
    </tr>
  )
}

interface CellProps {
  readonly cell: MatrixCell | undefined
  readonly row: MatrixRow
  readonly checkId: string
  readonly title: string
  readonly view: UpgradesView
}

/** What the provider says is beside it where the two disagree. */
function hintOf({ unreadBecause, provider, status }: MatrixCell): string {
  const says = provider === null ? '' : `The provider’s own insight: ${provider.status.toLowerCase()}`
  return [unreadBecause ?? statusWords[status], says].filter(Boolean).join('\n')
}

function Cell({ cell, row, checkId, title, view }: CellProps) {
  if (cell === undefined) return <span className="muted">{missing}</span>
  const tone = statusTones[cell.status]
  const isOpen = view.params.on === row.clusterId && view.params.check === checkId
  return (
    <button
      type="button"
      className={`matrix-cell matrix-${tone}`}
      aria-label={`${title} on ${row.name}: ${cellWord(cell)}`}
      aria-expanded={isOpen}
      data-row={`${row.clusterId} ${checkId}`}
      title={hintOf(cell)}
      onClick={() => (isOpen ? view.close() : view.open(row.clusterId, checkId))}
    >
      <ToneIcon tone={tone} size={12} />
      {cellWord(cell)}
    </button>
  )
}
