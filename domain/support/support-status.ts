// Is a cluster's version still supported, until when, and what happens then? Judged from version × calendar
// × now alone. EKS's `supportType` says what its owner wants at the end of standard support; it moves the
// day of the forced upgrade and never the status. Days begin at 00:00 UTC.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from './calendar.ts'
import { compareMinors, minorVersionOf } from './minor-version.ts'

export const supportStatuses = ['standard', 'extended', 'unsupported', 'unknown'] as const
export type SupportPhase = (typeof supportStatuses)[number]

export interface SupportStatus {
  readonly status: SupportPhase
  /** When this phase ends; null when it does not or when nobody said. */
  readonly endsAt: Date | null
  /** What comes then. */
  readonly next: Exclude<SupportPhase, 'standard' | 'unknown'> | null
  /** When the provider may upgrade the control plane by itself; past days are due. Null where unknown. */
  readonly forcedUpgradeAt: Date | null
  /** Who says so; null when no calendar speaks of this version. */
  readonly source: string | null
}

export interface SupportQuestion {
  readonly provider: ClusterProvider
  /** "1.33"; a patch release or a vendor's suffix is read too. */
  readonly version: string | null
  /** EKS only: STANDARD asks to be upgraded at the end of standard support. */
  readonly supportType?: 'STANDARD' | 'EXTENDED' | null | undefined
}

const unknown: SupportStatus = {
  status: 'unknown',
  endsAt: null,
  next: null,
  forcedUpgradeAt: null,
  source: null,
}

/** Amazon EKS user guide: 14 months of standard support from the release, then 12 of extended. */
const eksStandardMonths = 14
const eksExtendedMonths = 12
/** GKE, "Version support": up to 24 months in all, the last ten in the Extended channel only, from 1.27. */
const gkeMonths = 24
const gkeExtendedFrom = { major: 1, minor: 27 }

export function supportOf(
  question: SupportQuestion,
  calendar: readonly ClusterVersion[],
  now: Date,
): SupportStatus {
  const asked = minorVersionOf(question.version ?? '')
  if (asked === null) return unknown
  const rows = calendar.filter(({ provider }) => provider === question.provider)
  const row = rows.find(({ version }) => version === `${asked.major}.${asked.minor}`)
  if (row === undefined) return outsideCalendar(asked, rows, now)
  const phase = phaseOf(row, now)
  return { ...phase, forcedUpgradeAt: forcedUpgradeOf(question, row), source: row.source }
}

interface SupportEnds {
  readonly standard: Date | null
  readonly extended: Date | null
}

/** What a row says, completed by the provider's rule where it says only the release. */
function endsOf(row: ClusterVersion): SupportEnds {
  const released = dayStart(row.releasedOn)
  const standard = dayStart(row.endOfStandardSupport)
  const extended = dayStart(row.endOfExtendedSupport)
  if (row.provider !== 'eks' || released === null) return { standard, extended }
  if (standard !== null) return { standard, extended }
  const ruled = addMonths(released, eksStandardMonths)
  return { standard: ruled, extended: extended ?? addMonths(ruled, eksExtendedMonths) }
}

type Phase = Pick<SupportStatus, 'status' | 'endsAt' | 'next'>

function phaseOf(row: ClusterVersion, now: Date): Phase {
  const { standard, extended } = endsOf(row)
  if (standard === null) return unknown
  if (now < standard) {
    const next = extended !== null && extended > standard ? 'extended' : 'unsupported'
    return { status: 'standard', endsAt: standard, next: isExtendedUnsaid(row) ? null : next }
  }
  if (extended !== null && now < extended)
    return { status: 'extended', endsAt: extended, next: 'unsupported' }
  if (isExtendedUnsaid(row) && now < addMonths(dayStart(row.releasedOn) ?? now, gkeMonths)) return unknown
  return { status: 'unsupported', endsAt: null, next: null }
}

/** Extended support is sold for this version, but nobody told its days. */
function isExtendedUnsaid({ provider, version, endOfExtendedSupport }: ClusterVersion): boolean {
  const minor = minorVersionOf(version)
  if (provider !== 'gke' || endOfExtendedSupport !== null || minor === null) return false
  return compareMinors(minor, gkeExtendedFrom) >= 0
}

function forcedUpgradeOf({ provider, supportType }: SupportQuestion, row: ClusterVersion): Date | null {
  if (provider !== 'eks') return null
  const { standard, extended } = endsOf(row)
  return supportType === 'STANDARD' ? standard : (extended ?? standard)
}

/** A version older than one that is no longer supported is not supported either; a newer one is news. */
function outsideCalendar(
  asked: { major: number; minor: number },
  rows: readonly ClusterVersion[],
  now: Date,
): SupportStatus {
  const over = rows.find((row) => {
    const known = minorVersionOf(row.version)
    return known !== null && compareMinors(asked, known) < 0 && phaseOf(row, now).status === 'unsupported'
  })
  return over === undefined ? unknown : { ...unknown, status: 'unsupported', source: over.source }
}

function dayStart(day: string | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`)
}

/** The same day of a later month, or that month's last. */
function addMonths(day: Date, months: number): Date {
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1))
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(day.getUTCDate(), lastDay))
  return first
}
