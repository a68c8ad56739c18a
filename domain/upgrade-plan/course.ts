// What version a cluster is on as time goes by, if a plan is kept or if nobody does anything, and what that means: the
// days on which support changes, and the hours that are charged for extended support.
// Whole hours and micro-dollars, so that sums are exact: a begun hour counts whole. Prices: control-plane-fee.ts.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { controlPlaneFee, extendedSupport } from '../support/control-plane-fee.ts'
import { compareMinors, minorVersionOf } from '../support/minor-version.ts'
import { type SupportStatus, supportOf } from '../support/support-status.ts'

export interface Course {
  readonly provider: ClusterProvider
  readonly version: string
  readonly supportType: 'STANDARD' | 'EXTENDED'
  /** Oldest first; empty when nobody does anything. */
  readonly moves: readonly { readonly to: string; readonly at: Date }[]
}

const hourMs = 3_600_000
const wholeHour = (at: Date): number => Math.ceil(at.getTime() / hourMs)

/** What the provider upgrades to by itself: the oldest version it still supports in that way. Null: none is told. */
function forcedTo(
  { provider, supportType }: Course,
  version: string,
  calendar: readonly ClusterVersion[],
  at: Date,
) {
  const standing = minorVersionOf(version)
  const newer = calendar
    .filter((row) => row.provider === provider)
    .flatMap(({ version: text }) => {
      const minor = minorVersionOf(text)
      return minor !== null && standing !== null && compareMinors(minor, standing) > 0
        ? [{ text, minor }]
        : []
    })
    .sort((one, other) => compareMinors(one.minor, other.minor))
  const wanted = supportType === 'STANDARD' ? ['standard'] : ['standard', 'extended']
  return newer.find(({ text }) =>
    wanted.includes(supportOf({ provider, version: text }, calendar, at).status),
  )?.text
}

const isNewer = (one: string, other: string): boolean => {
  const [left, right] = [minorVersionOf(one), minorVersionOf(other)]
  return left !== null && right !== null && compareMinors(left, right) > 0
}

export interface Stretch {
  readonly from: Date
  readonly to: Date
  readonly version: string
  readonly support: SupportStatus
}

/**
 * Stretches of one version and one support status that fill from…to. Provider's own upgrades happen on their day;
 * those that are overdue, at `from`. A move to what it is past by then changes nothing.
 */
export function stretchesOf(
  course: Course,
  calendar: readonly ClusterVersion[],
  from: Date,
  to: Date,
): Stretch[] {
  const { provider, supportType, moves } = course
  const stretches: Stretch[] = []
  let { version } = course
  let at = from
  const left = [...moves]
  while (at < to) {
    while (left[0] !== undefined && left[0].at <= at) {
      const done = left.shift()?.to ?? version
      if (isNewer(done, version)) version = done
    }
    const support = supportOf({ provider, version, supportType }, calendar, at)
    const { forcedUpgradeAt, endsAt } = support
    if (forcedUpgradeAt !== null && forcedUpgradeAt <= at) {
      const next = forcedTo(course, version, calendar, at)
      if (next !== undefined) {
        version = next
        continue
      }
    }
    const ends = [to, endsAt, forcedUpgradeAt, left[0]?.at].filter((end) => end != null && end > at) as Date[]
    const end = new Date(Math.min(...ends.map((one) => one.getTime())))
    stretches.push({ from: at, to: end, version, support })
    at = end
  }
  return stretches
}

/** Of an hour in extended support, as billed on top. */
const surchargeMicroUsd =
  controlPlaneFee({ provider: 'eks', support: 'extended', tier: null, isConnected: false })?.parts.find(
    ({ what }) => what === extendedSupport,
  )?.microUsdPerHour ?? 0

/** Micro-dollars of extended support within from…to, of stretches of a provider that charges them. */
export function extendedMicroUsd(stretches: readonly Stretch[], from: Date, to: Date): number {
  let hours = 0
  for (const { support, ...stretch } of stretches) {
    if (support.status !== 'extended') continue
    const start = Math.max(wholeHour(stretch.from), wholeHour(from))
    const end = Math.min(wholeHour(stretch.to), wholeHour(to))
    hours += Math.max(0, end - start)
  }
  return hours * surchargeMicroUsd
}

export const missKinds = ['forced', 'unsupported', 'extended'] as const
export type MissKind = (typeof missKinds)[number]

export interface Miss {
  readonly kind: MissKind
  readonly version: string
  /** The day that passes. */
  readonly at: Date
  /** When the plan leaves the version; null when it never does. */
  readonly leavesAt: Date | null
}

/** The worst day that passes before the plan has left the version it is about; null when every day is met. */
export function missOf(course: Course, calendar: readonly ClusterVersion[], now: Date): Miss | null {
  const { provider, supportType, moves } = course
  const misses: Miss[] = []
  let { version } = course
  let since = now
  for (const move of [...moves]) {
    const support = supportOf({ provider, version, supportType }, calendar, since)
    const told = { version, leavesAt: move.at }
    const { forcedUpgradeAt, endsAt, next } = support
    if (forcedUpgradeAt !== null && forcedUpgradeAt < move.at) {
      misses.push({ ...told, kind: 'forced', at: forcedUpgradeAt })
    } else if (endsAt !== null && endsAt < move.at && next !== null) {
      misses.push({ ...told, kind: next, at: endsAt })
    }
    version = move.to
    since = move.at
  }
  return missKinds.flatMap((kind) => misses.find((miss) => miss.kind === kind) ?? [])[0] ?? null
}
