// What families, gates, waves and days of a plan are called, on screen and in documents. Words only.
import { count, plural } from '../../../components/format/number.ts'
import { clockTime, day } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { UpgradeVerdict } from '../../../domain/support/upgrade-verdict.ts'
import type { MissKind } from '../../../domain/upgrade-plan/course.ts'
import type { Environment } from '../../../domain/upgrade-plan/environment.ts'
import type { Weekday } from '../../../domain/upgrade-plan/weekday.ts'
import type { PlanFamily, PlanWave, UpgradePlan } from './upgrades-view.ts'

export const gateWords: Record<UpgradeVerdict, string> = {
  blocked: 'No go',
  unknown: 'Cannot tell yet',
  warnings: 'Go, with warnings',
  ready: 'Go',
}
export const gateTones: Record<UpgradeVerdict, Tone> = {
  blocked: 'crit',
  unknown: 'unk',
  warnings: 'warn',
  ready: 'ok',
}

export const environmentWords: Record<Environment, string> = {
  dev: 'Dev',
  stage: 'Stage',
  prod: 'Prod',
  unknown: 'Not said',
}

export const missWords: Record<MissKind, string> = {
  forced: 'upgraded by force',
  unsupported: 'out of support',
  extended: 'extended support begins',
}

const dayWords: Record<Weekday, string> = {
  ...{ sun: 'Sun', mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat' },
}
export const weekdayWord = (weekday: Weekday): string => dayWords[weekday]

/** Whole micro-dollars → "$1,234"; below a hundred dollars with cents. */
export function dollars(microUsd: number): string {
  const cents = Math.round(microUsd / 10_000)
  if (cents >= 10_000 || cents % 100 === 0) return `$${count(Math.round(cents / 100))}`
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

type Reason = PlanFamily['gate']['blockers'][number]

const reasonText = (titles: UpgradePlan['titles'], { checkId, clusters, findings }: Reason): string => {
  const found = findings > 0 ? `, ${plural(findings, 'finding')}` : ''
  return `${titles[checkId] ?? checkId} (${plural(clusters, 'cluster')}${found})`
}

/** What decides a family's gate, worst first; empty when nothing is against it. */
export function gateReasons({ gate, heldBy }: PlanFamily, titles: UpgradePlan['titles']): string[] {
  const { blockers, missing, warnings, accepted, unseen } = gate
  return [
    ...blockers.map((reason) => reasonText(titles, reason)),
    ...missing.map((reason) => {
      const because = reason.because.length > 0 ? `: ${reason.because.join('; ')}` : ''
      return `Missing: ${reasonText(titles, reason)}${because}`
    }),
    ...(unseen > 0 ? [`No check has looked at ${plural(unseen, 'cluster')} yet`] : []),
    ...(heldBy === 'before' ? ['Waits for the environment before it'] : []),
    ...(blockers.length === 0 && missing.length === 0
      ? warnings.map((reason) => `Warning: ${reasonText(titles, reason)}`)
      : []),
    ...accepted.map((reason) => `Accepted: ${reasonText(titles, reason)}`),
  ]
}

export function waveName({ environment, to, track }: PlanWave): string {
  return `${environmentWords[environment]} to ${to}${track === 'held' ? ', once mended' : ''}`
}

/** "Mon 30 Nov 09:00–16:00", or both days. */
export function waveTime({ startsAt, endsAt }: Pick<PlanWave, 'startsAt' | 'endsAt'>, year: number): string {
  const last = new Date(endsAt.getTime() - 1)
  return day(startsAt) === day(last)
    ? `${day(startsAt, year)} ${clockTime(startsAt)}–${clockTime(last) === '23:59' ? '24:00' : clockTime(endsAt)}`
    : `${day(startsAt, year)} – ${day(last, year)}`
}

const dayMs = 86_400_000

/** How the plan stands with the first day that presses. */
export function spareWords({ deadline, misses, missesInAll, endsAt, now }: UpgradePlan): string | null {
  if (missesInAll > 0) {
    const [worst] = misses
    const words =
      worst === undefined
        ? ''
        : `, the first: ${missWords[worst.kind]} ${day(worst.at, now.getUTCFullYear())}`
    return `${plural(missesInAll, 'cluster')} ${missesInAll === 1 ? 'misses' : 'miss'} a day${words}`
  }
  if (deadline === null || endsAt === null || deadline <= endsAt) return null
  return `${plural(Math.floor((deadline.getTime() - endsAt.getTime()) / dayMs), 'day')} to spare`
}

/** "Maintenance Mon, Tue 9:00–16:00 UTC, 10 clusters a window, 3 days to soak, 14 days to mend blockers." */
export function paramWords({ maintenance, soakDays, mendDays }: UpgradePlan['params']): string {
  const { days, fromHour, toHour, clusters } = maintenance
  const window = `${days.map(weekdayWord).join(', ')} ${fromHour}:00–${toHour}:00 UTC`
  return `Maintenance ${window}, ${plural(clusters, 'cluster')} a window, ${plural(soakDays, 'day')} to soak between waves, ${plural(mendDays, 'day')} to mend blockers.`
}

/** Sums of the months of its money. */
export function moneySums({ money }: UpgradePlan): { planned: number; staying: number } {
  return money.months.reduce(
    (sum, { plannedMicroUsd, stayingMicroUsd }) => ({
      planned: sum.planned + plannedMicroUsd,
      staying: sum.staying + stayingMicroUsd,
    }),
    { planned: 0, staying: 0 },
  )
}
