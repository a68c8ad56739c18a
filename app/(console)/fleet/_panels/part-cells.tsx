'use client'
// Cells that node groups and add-ons share: whose cluster, whose it is, how it is.
import { statusTone } from '../../../../components/format/cluster-words.ts'
import { missing } from '../../../../components/format/number.ts'
import { Status } from '../../../../components/ui/status.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { clusterHref } from './fleet-row.tsx'

interface ClusterCellProps {
  readonly row: {
    readonly clusterId: string
    readonly clusterName: string
    readonly accountName: string | null
  }
  readonly index: number
  readonly tab: 'add-ons' | 'node-groups' | 'nodes'
}

export function ClusterCell({ row, index, tab }: ClusterCellProps) {
  return (
    <td title={row.clusterId}>
      <PageLink
        href={`${clusterHref(row.clusterId)}&tab=${tab}`}
        className="row-open"
        data-row={index}
        prefetch={false}
      >
        {row.clusterName} <span className="note">{row.accountName}</span>
      </PageLink>
    </td>
  )
}

export function OwnerCell({ owner }: { owner: { id: string; name: string; contact: string | null } }) {
  return (
    <td className="secondary ellipsis fleet-owner" title={owner.contact ?? undefined}>
      {owner.id === 'unowned' ? <span className="muted">unowned</span> : owner.name}
    </td>
  )
}

interface StateCellProps {
  readonly status: string | null
  readonly health: readonly { readonly code: string; readonly message: string }[]
}

/** What ails it comes before its life cycle's word. */
export function StateCell({ status, health }: StateCellProps) {
  const [issue] = health
  return (
    <td className="pin-last part-state" title={health.map(({ message }) => message).join('\n') || undefined}>
      {issue !== undefined ? (
        <Status tone="crit">{issue.code}</Status>
      ) : status === null ? (
        missing
      ) : (
        <Status tone={statusTone(status)}>{status}</Status>
      )}
    </td>
  )
}
