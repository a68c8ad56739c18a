'use client'
// The line of a group: what it is, how many clusters, and what they sum up to. A sum says what it leaves out by
// saying nothing where nothing is known.
import { ChevronDown, ChevronRight } from 'lucide-react'
import { count, plural } from '../../../../components/format/number.ts'
import type { FleetGroup } from '../fleet-view.ts'

interface GroupRowProps {
  readonly group: FleetGroup
  readonly label: string
  readonly index: number
  readonly columns: number
  readonly isOpen: boolean
  /** It is open, and its rows are on another page. */
  readonly isElsewhere: boolean
  readonly onToggle: () => void
}

export function GroupRow(props: GroupRowProps) {
  const { group, label, index, columns, isOpen, isElsewhere, onToggle } = props
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <tr aria-rowindex={index + 2} className="fleet-group">
      <th scope="rowgroup" colSpan={columns}>
        <span className="fleet-group-line">
          <button
            type="button"
            className="group-toggle"
            data-row={index}
            aria-expanded={isOpen}
            onClick={onToggle}
          >
            <Chevron size={14} strokeWidth={1.75} aria-hidden="true" />
            <strong>{label}</strong>
            <span className="num">{plural(group.clusters, 'cluster')}</span>
          </button>
          <GroupSums group={group} />
          {isElsewhere && <span className="note">rows on another page</span>}
        </span>
      </th>
    </tr>
  )
}

function GroupSums({ group: { nodes, errors, warnings, feeMicroUsdPerHour } }: { group: FleetGroup }) {
  return (
    <>
      <span className="note num">{nodes === null ? 'nodes not read' : plural(nodes, 'node')}</span>
      {errors !== null && errors > 0 && (
        <span className="num tone-crit">{plural(errors, 'finding error')}</span>
      )}
      {warnings !== null && warnings > 0 && (
        <span className="num tone-warn">{plural(warnings, 'warning')}</span>
      )}
      {errors === 0 && warnings === 0 && <span className="note">{count(0)} findings</span>}
      {feeMicroUsdPerHour !== null && (
        <span className="note num">${(feeMicroUsdPerHour / 1e6).toFixed(2)}/h</span>
      )}
    </>
  )
}
