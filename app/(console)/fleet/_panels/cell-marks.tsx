// Facts of a cluster that are drawn as a mark: tier, findings, protection, health. Each says in words what it shows.
import { Archive, type LucideIcon, ShieldCheck, ShieldOff } from 'lucide-react'
import { backupTitle, backupWords } from '../../../../components/format/backup.ts'
import { healthTones, healthWords, tierWord } from '../../../../components/format/cluster-words.ts'
import { count, duration, missing } from '../../../../components/format/number.ts'
import { Badge, Status, ToneIcon } from '../../../../components/ui/status.tsx'
import type { FleetRow } from '../fleet-view.ts'

export function Tier({ tier }: { tier: string | null }) {
  if (tier === null) return missing
  return (
    <Badge title={`Control plane tier ${tierWord(tier)}`}>
      {tier === 'standard' ? 'Std' : tierWord(tier)}
    </Badge>
  )
}

/** Null: nobody looked. */
export function Findings({ found }: { found: { readonly error: number; readonly warning: number } | null }) {
  if (found === null) return missing
  if (found.error + found.warning === 0) return <span className="muted">0</span>
  return (
    <span className="row row-tight">
      {found.error > 0 && (
        <span className="status tone-crit" title={`${found.error} errors`}>
          <ToneIcon tone="crit" size={12} />
          {count(found.error)}
        </span>
      )}
      {found.warning > 0 && (
        <span className="status tone-warn" title={`${found.warning} warnings`}>
          <ToneIcon tone="warn" size={12} />
          {count(found.warning)}
        </span>
      )}
    </span>
  )
}

/** Against deletion, and by backups; what is not known of either is a dash or says why. */
export function Protections({ row: { deletionProtection, backup } }: { row: FleetRow }) {
  const backupMark = (
    <Protection
      isOn={backup.isProtected}
      icon={Archive}
      words={backupWords(backup.isProtected)}
      title={backupTitle(backup)}
    />
  )
  if (deletionProtection === null) return backup.isProtected === null ? missing : backupMark
  return (
    <span className="row row-tight">
      <Protection
        isOn={deletionProtection}
        icon={deletionProtection ? ShieldCheck : ShieldOff}
        words={`Deletion protection ${deletionProtection ? 'on' : 'off'}`}
      />
      {backupMark}
    </span>
  )
}

interface ProtectionProps {
  /** Null: not known. */
  readonly isOn: boolean | null
  readonly icon: LucideIcon
  readonly words: string
  readonly title?: string | undefined
}

const protectionClasses = { true: '', false: ' protection-off', null: ' protection-unknown' }

function Protection({ isOn, icon: Icon, words, title }: ProtectionProps) {
  return (
    <span className={`protection${protectionClasses[`${isOn}`]}`} title={title ?? words}>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

export function Health({ row: { health, asOf }, now }: { row: FleetRow; now: Date }) {
  const age = health === 'stale' && asOf !== null ? ` ${duration(now.getTime() - asOf.getTime())}` : ''
  return (
    <Status tone={healthTones[health]}>
      {healthWords[health]}
      {age}
    </Status>
  )
}
