'use client'
// One fact of one cluster, as its column draws it. What has nothing of its own to draw says its value.
import type { ReactNode } from 'react'
import { backupText, backupTitle } from '../../../../components/format/backup.ts'
import { computeWord } from '../../../../components/format/cluster-words.ts'
import { compact, count, missing } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { FleetColumn } from '../columns.ts'
import type { FleetRow } from '../fleet-view.ts'
import { facetWord } from '../words.ts'
import { Findings, Health, Protections, Tier } from './cell-marks.tsx'
import { Support } from './support-cell.tsx'

interface Drawn {
  readonly className?: string
  readonly title?: string | undefined
  readonly cell: ReactNode
}

interface Cluster {
  readonly row: FleetRow
  readonly now: Date
}

const drawings: Readonly<Record<string, (cluster: Cluster) => Drawn>> = {
  version: ({ row }) => ({
    className: 'medium',
    title: row.platformVersion ?? undefined,
    cell: row.version ?? missing,
  }),
  support: ({ row, now }) => ({ cell: <Support row={row} now={now} /> }),
  compute: ({ row }) => ({
    className: 'secondary',
    title: row.compute.map(computeWord).join(', '),
    cell: row.compute[0] === undefined ? missing : computeWord(row.compute[0]),
  }),
  pods: ({ row: { pods } }) => ({
    className: 'num',
    title: pods === null ? undefined : count(pods),
    cell: pods === null ? missing : pods < 10_000 ? count(pods) : compact(pods),
  }),
  tier: ({ row }) => ({ cell: <Tier tier={row.tier} /> }),
  feeUsdPerHour: ({ row }) => ({ className: 'num', cell: dollars(row.feeMicroUsdPerHour) }),
  extendedUsdPerHour: ({ row }) => ({ className: 'num', cell: dollars(row.extendedMicroUsdPerHour) }),
  findingErrors: ({ row }) => ({ cell: <Findings found={row.ownFindings} /> }),
  insightErrors: ({ row }) => ({ cell: <Findings found={row.findings} /> }),
  deletionProtection: ({ row }) => ({ cell: <Protections row={row} /> }),
  backup: ({ row: { backup }, now }) => ({
    className: backup.isProtected === false ? 'tone-warn' : 'secondary',
    title: backupTitle(backup),
    cell: backupText(backup, now) ?? missing,
  }),
  owner: ({ row: { owner } }) => ({
    className: 'secondary ellipsis fleet-owner',
    title: owner.contact ?? undefined,
    cell: owner.id === 'unowned' ? <span className="muted">unowned</span> : owner.name,
  }),
  health: ({ row, now }) => ({
    title: row.reasons.map(({ says }) => says).join('\n') || undefined,
    cell: <Health row={row} now={now} />,
  }),
  provider: ({ row: { provider } }) => ({
    className: 'secondary',
    cell: provider === null ? missing : facetWord('provider', provider),
  }),
  endpoint: ({ row: { endpointPublic } }) => ({
    className: 'secondary',
    cell: endpointPublic === null ? missing : endpointPublic ? 'Public' : 'Private only',
  }),
  addOnsBehind: ({ row: { addOns } }) => ({
    className: addOns !== null && addOns.behind > 0 ? 'num tone-warn' : 'num',
    cell: addOns === null ? missing : `${count(addOns.behind)} of ${count(addOns.total)}`,
  }),
  asOf: ({ row: { asOf } }) => ({
    className: 'secondary',
    cell: asOf === null ? missing : fullInstant(asOf),
  }),
}

function plain({ row }: Cluster, { value, num }: FleetColumn): Drawn {
  const told = value(row)
  if (typeof told === 'number') return { className: 'num', cell: count(told) }
  const text = told === null || told === '' ? missing : String(told)
  return { className: num ? 'num' : 'secondary ellipsis fleet-text', title: text, cell: text }
}

interface FleetCellProps extends Cluster {
  readonly column: FleetColumn
  readonly isLast: boolean
}

export function FleetCell({ column, isLast, ...cluster }: FleetCellProps) {
  const { className, title, cell } = drawings[column.id]?.(cluster) ?? plain(cluster, column)
  const names = [className, isLast && 'pin-last', column.isWide && 'only-wide'].filter(Boolean).join(' ')
  return (
    <td className={names || undefined} title={title}>
      {cell}
    </td>
  )
}

const dollars = (micro: number | null): string => (micro === null ? missing : `$${(micro / 1e6).toFixed(2)}`)
