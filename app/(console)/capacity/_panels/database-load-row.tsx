// What the databases of the control planes that are open made of what was asked of them, one a column.
import { Status } from '../../../../components/ui/status.tsx'
import type { DatabaseLoad } from '../../../../domain/capacity/database-load.ts'
import type { ControlPlane } from '../capacity-view.ts'
import { loadDetail, loadSaid, loadText } from '../database-words.ts'

interface DatabaseLoadRowProps {
  readonly rows: readonly ControlPlane[]
  /** One for each row; undefined while its series are asked for. */
  readonly loads: readonly (DatabaseLoad | undefined)[]
}

export function DatabaseLoadRow({ rows, loads }: DatabaseLoadRowProps) {
  return (
    <tr>
      <th scope="row">Database load</th>
      {rows.map((row, place) => (
        <td key={row.clusterId}>
          <Load load={loads[place]} />
        </td>
      ))}
    </tr>
  )
}

function Load({ load }: { load: DatabaseLoad | undefined }) {
  if (load === undefined) return null
  const { tone, text } = loadSaid(load)
  return (
    <>
      <span className="row row-between">
        <span className="medium">{loadText(load)}</span>
        <Status tone={tone}>{text}</Status>
      </span>
      <span className="note limit-more">{loadDetail(load)}</span>
    </>
  )
}
