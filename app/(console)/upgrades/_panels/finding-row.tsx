'use client'
// One finding of the list: what, where, whose, since when; and until when it is accepted, by whom.
import { day } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { Finding, UpgradesView } from '../upgrades-view.ts'
import { checkHead, statusTones, statusWords } from '../words.ts'

export function FindingRow({ finding, view }: { finding: Finding; view: UpgradesView }) {
  const { summary, clusterId, clusterName, checkId, title, owner, openedAt, status, waiver } = finding
  const isOpen = view.params.on === clusterId && view.params.check === checkId
  return (
    <tr>
      <th scope="row" className="finding-name">
        <button
          type="button"
          className="row-open"
          data-row={`${clusterId} ${checkId}`}
          aria-expanded={isOpen}
          title={summary}
          onClick={() => (isOpen ? view.close() : view.open(clusterId, checkId))}
        >
          {summary}
        </button>
      </th>
      <td title={clusterId}>{clusterName}</td>
      <td title={title}>{checkHead(checkId, title)}</td>
      <td title={owner.contact ?? undefined}>{owner.name}</td>
      <td title={waiver?.reason}>
        {waiver === null ? day(openedAt) : `until ${day(waiver.expiresAt)} by ${waiver.author}`}
      </td>
      <td>
        <Status tone={waiver === null ? statusTones[status] : 'info'}>
          {waiver === null ? statusWords[status] : 'Accepted'}
        </Status>
      </td>
    </tr>
  )
}
