// What checks, their outcomes and verdicts are called on this screen, and in which tone. Words only.
import { plural } from '../../../components/format/number.ts'
import { day } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { FindingStatus } from '../../../domain/model/finding.ts'
import type { SupportStatus } from '../../../domain/support/support-status.ts'
import type { UpgradeVerdict } from '../../../domain/support/upgrade-verdict.ts'

export const verdictWords: Record<UpgradeVerdict, string> = {
  blocked: 'Blocked',
  unknown: 'Not known',
  warnings: 'Warnings',
  ready: 'Ready',
}
export const verdictTones: Record<UpgradeVerdict, Tone> = {
  blocked: 'crit',
  unknown: 'unk',
  warnings: 'warn',
  ready: 'ok',
}

export const statusWords: Record<FindingStatus, string> = {
  error: 'Error',
  warning: 'Warning',
  unknown: 'Not known',
  passing: 'Pass',
}
export const statusTones: Record<FindingStatus, Tone> = {
  error: 'crit',
  warning: 'warn',
  unknown: 'unk',
  passing: 'ok',
}

/** Heads of narrow columns; a check that has none here is headed by its title. */
const heads: Readonly<Record<string, string>> = {
  'add-on-compatibility': 'Add-ons',
  'amazon-linux-2': 'AL2',
  'api-removals': 'APIs',
  'cluster-health': 'Health',
  'drain-safety': 'Drain',
  'ipvs-mode': 'IPVS',
  'kube-proxy-skew': 'kube-proxy',
  'kubelet-skew': 'Kubelet',
  'subnet-addresses': 'Addresses',
}
export const checkHead = (checkId: string, title: string): string => heads[checkId] ?? title

interface CellCounts {
  readonly status: FindingStatus
  readonly findings: Readonly<Record<FindingStatus, number>>
  readonly waived: number
}

/** "3 findings", "Pass", "Not known"; what is waived is said where nothing else is. */
export function cellWord({ status, findings, waived }: CellCounts): string {
  const open = findings.error + findings.warning + findings.unknown
  if (status === 'passing') return waived > 0 ? `${waived} waived` : 'Pass'
  return open === 0 ? statusWords[status] : plural(open, 'finding')
}

export interface Pressing {
  readonly support: Pick<SupportStatus, 'status' | 'endsAt' | 'forcedUpgradeAt'>
  readonly deadline: Date | null
}

const dayOf = (at: Date | null): string => (at === null ? '' : at.toISOString().slice(0, 10))

/** What makes rows one group: what happens, and on which day. */
export function groupOf({ support, deadline }: Pressing, now: Date): string {
  if (deadline === null) return 'No day is known'
  const isForced = dayOf(support.forcedUpgradeAt) === dayOf(deadline)
  if (isForced && deadline <= now) return `Upgraded by force since ${day(deadline, now.getUTCFullYear())}`
  if (isForced) return `Upgraded by force on ${day(deadline, now.getUTCFullYear())}`
  const phase = support.status === 'extended' ? 'extended' : 'standard'
  return `Leaves ${phase} support on ${day(deadline, now.getUTCFullYear())}`
}
