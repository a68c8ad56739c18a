// Which version a plan goes to when nobody says: the oldest one that stays in standard support for a while yet.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { compareMinors, minorVersionOf } from '../support/minor-version.ts'
import { supportOf } from '../support/support-status.ts'
import { dayMs } from './maintenance.ts'

/** Whoever goes to a version wants to stay there for a quarter. */
export const stayDays = 90

export interface TargetChoice {
  readonly version: string
  readonly standardUntil: Date | null
}

/** Released versions in standard support, oldest first. */
export function targetsOf(
  provider: ClusterProvider,
  calendar: readonly ClusterVersion[],
  now: Date,
): TargetChoice[] {
  return calendar
    .filter((row) => row.provider === provider && row.releasedOn !== null && new Date(row.releasedOn) <= now)
    .flatMap(({ version }) => {
      const minor = minorVersionOf(version)
      const { status, endsAt } = supportOf({ provider, version }, calendar, now)
      return minor !== null && status === 'standard' ? [{ version, minor, standardUntil: endsAt }] : []
    })
    .sort((one, other) => compareMinors(one.minor, other.minor))
    .map(({ version, standardUntil }) => ({ version, standardUntil }))
}

/** Null when the calendar knows no version in standard support. */
export function usualTarget(choices: readonly TargetChoice[], now: Date): string | null {
  const lasting = choices.find(
    ({ standardUntil }) =>
      standardUntil === null || standardUntil.getTime() - now.getTime() >= stayDays * dayMs,
  )
  return (lasting ?? choices.at(-1))?.version ?? null
}
