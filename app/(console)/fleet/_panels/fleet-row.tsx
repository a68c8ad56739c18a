'use client'
// One cluster of the table. The whole line opens it for a pointer; the keyboard has the link in it.
import { ShieldCheck, ShieldOff } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { MouseEvent, ReactNode } from 'react'
import {
  computeWord,
  healthTones,
  healthWords,
  tierWord,
} from '../../../../components/format/cluster-words.ts'
import { compact, count, duration, missing } from '../../../../components/format/number.ts'
import { Badge, Status, ToneIcon } from '../../../../components/ui/status.tsx'
import type { FleetRow } from '../fleet-view.ts'
import { Support } from './support-cell.tsx'

/** Where a cluster has a page of its own. */
export const clusterHref = (clusterId: string): string => `/cluster?cluster=${encodeURIComponent(clusterId)}`

export function FleetRowCells({ row, index, now }: { row: FleetRow; index: number; now: Date }) {
  const router = useRouter()
  const href = clusterHref(row.clusterId)
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('a') === null) router.push(href)
  }
  return (
    <tr aria-rowindex={index + 2} className="row-link" onClick={onRow}>
      <th scope="row" className="pin pin-first" title={row.clusterId}>
        <Link href={href} className="row-open" data-row={index} prefetch={false}>
          {row.name} <span className="note">{row.accountName ?? row.accountId}</span>
        </Link>
      </th>
      <td className="secondary">{row.region ?? missing}</td>
      <td className="medium" title={row.platformVersion ?? undefined}>
        {row.version ?? missing}
      </td>
      <td>
        <Support row={row} now={now} />
      </td>
      <td className="secondary" title={row.compute.map(computeWord).join(', ')}>
        {row.compute[0] === undefined ? missing : computeWord(row.compute[0])}
      </td>
      <td className="num">{count(row.nodes)}</td>
      <td className="num" title={row.pods === null ? undefined : count(row.pods)}>
        {row.pods === null ? missing : row.pods < 10_000 ? count(row.pods) : compact(row.pods)}
      </td>
      <td>
        {row.tier === null ? (
          missing
        ) : (
          <Badge title={`Control plane tier ${tierWord(row.tier)}`}>
            {row.tier === 'standard' ? 'Std' : tierWord(row.tier)}
          </Badge>
        )}
      </td>
      <td className="num only-wide">
        {row.feeMicroUsdPerHour === null ? missing : `$${(row.feeMicroUsdPerHour / 1e6).toFixed(2)}`}
      </td>
      <td>
        <Findings row={row} />
      </td>
      <td>
        <Protection isOn={row.deletionProtection} />
      </td>
      <td className="secondary ellipsis fleet-owner" title={row.owner.contact ?? undefined}>
        {row.owner.id === 'unowned' ? <span className="muted">unowned</span> : row.owner.name}
      </td>
      <td className="pin-last" title={row.reasons.map(({ says }) => says).join('\n') || undefined}>
        <Health row={row} now={now} />
      </td>
    </tr>
  )
}

function Findings({ row: { findings } }: { row: FleetRow }): ReactNode {
  if (findings === null) return missing
  if (findings.error + findings.warning === 0) return <span className="muted">0</span>
  return (
    <span className="row row-tight">
      {findings.error > 0 && (
        <span className="status tone-crit" title={`${findings.error} errors`}>
          <ToneIcon tone="crit" size={12} />
          {count(findings.error)}
        </span>
      )}
      {findings.warning > 0 && (
        <span className="status tone-warn" title={`${findings.warning} warnings`}>
          <ToneIcon tone="warn" size={12} />
          {count(findings.warning)}
        </span>
      )}
    </span>
  )
}

function Protection({ isOn }: { isOn: boolean | null }) {
  if (isOn === null) return missing
  const Icon = isOn ? ShieldCheck : ShieldOff
  const words = `Deletion protection ${isOn ? 'on' : 'off'}`
  return (
    <span className={isOn ? 'protection' : 'protection protection-off'} title={words}>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

function Health({ row: { health, asOf }, now }: { row: FleetRow; now: Date }) {
  const age = health === 'stale' && asOf !== null ? ` ${duration(now.getTime() - asOf.getTime())}` : ''
  return (
    <Status tone={healthTones[health]}>
      {healthWords[health]}
      {age}
    </Status>
  )
}
