// A golden table: on which day a version is supported how, and what its control plane costs an hour then. Days and
// prices stand here as they were published; what is expected is worked out from them by comparing days as text.
import { describe, expect, it } from 'vitest'
import type { ClusterProvider } from '../model/cluster.ts'
import { controlPlaneFee } from './control-plane-fee.ts'
import { shippedCalendar } from './shipped-calendar.ts'
import { supportOf } from './support-status.ts'

/** Version, released, end of standard support, end of extended support: the first day without it. */
type Published = readonly [version: string, released: string, standard: string, extended: string | null]

/** Amazon EKS user guide, kubernetes-versions; 1.35 and 1.36 from endoflife.date. Every version with both ends. */
const eks: readonly Published[] = [
  ['1.24', '2022-11-15', '2024-01-31', '2025-01-31'],
  ['1.25', '2023-02-22', '2024-05-01', '2025-05-01'],
  ['1.26', '2023-04-11', '2024-06-11', '2025-06-11'],
  ['1.27', '2023-05-24', '2024-07-24', '2025-07-24'],
  ['1.28', '2023-09-26', '2024-11-26', '2025-11-26'],
  ['1.29', '2024-01-23', '2025-03-23', '2026-03-23'],
  ['1.30', '2024-05-23', '2025-07-23', '2026-07-23'],
  ['1.31', '2024-09-26', '2025-11-26', '2026-11-26'],
  ['1.32', '2025-01-23', '2026-03-23', '2027-03-23'],
  ['1.33', '2025-05-29', '2026-07-29', '2027-07-29'],
  ['1.34', '2025-10-02', '2026-12-02', '2027-12-02'],
  ['1.35', '2026-01-28', '2027-03-27', '2028-03-27'],
  ['1.36', '2026-06-02', '2027-08-02', '2028-08-02'],
]
/** USD an hour: 0.10 in standard support; 0.60 in extended support since 2024-04-01. Past both, no price is published. */
const eksCents = { standard: 10, extended: 60, unsupported: null } as const

/** endoflife.date; extended is AKS's long-term support. */
const aks: readonly Published[] = [
  ['1.27', '2023-08-16', '2024-07-31', '2025-07-31'],
  ['1.31', '2024-10-25', '2025-11-01', '2026-11-30'],
  ['1.33', '2025-06-17', '2026-07-31', '2027-07-31'],
  ['1.35', '2026-03-05', '2027-03-31', '2028-03-31'],
]
/** endoflife.date; from 1.27 on Google sells more, for up to 24 months in all, on days that are not published there. */
const gke: readonly Published[] = [
  ['1.25', '2022-12-14', '2024-03-30', null],
  ['1.26', '2023-03-31', '2024-06-30', null],
]
const gkeWithMore: readonly (readonly [...Published, monthsAfter24: string])[] = [
  ['1.30', '2024-07-31', '2025-09-30', null, '2026-07-31'],
  ['1.33', '2025-06-03', '2026-08-03', null, '2027-06-03'],
]
/** endoflife.date: the last patch release of the project. */
const kubernetes: readonly Published[] = [
  ['1.16', '2019-09-18', '2020-08-04', null],
  ['1.31', '2024-08-13', '2025-11-11', null],
  ['1.33', '2025-04-23', '2026-06-28', null],
  ['1.36', '2026-04-22', '2027-06-28', null],
]

const today = '2026-11-26'
const dayMs = 86_400_000
const moved = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
const about = (day: string): string[] => [-1, 0, 1].map((days) => moved(day, days))

type Phase = 'standard' | 'extended' | 'unsupported'
/** Days as ISO writes them are in order as text. */
function phaseOn(day: string, standard: string, extended: string | null): Phase {
  if (day < standard) return 'standard'
  return extended !== null && day < extended ? 'extended' : 'unsupported'
}

type Row = readonly [version: string, day: string, phase: Phase, endsOn: string | null]
/** Days on which something is published to change, the days about them, and today. */
function rowsOf(published: readonly Published[]): Row[] {
  return published.flatMap(([version, released, standard, extended]) => {
    const days = [released, ...about(standard), ...(extended === null ? [] : about(extended)), today]
    return [...new Set(days)]
      .filter((day) => day >= released)
      .map((day): Row => {
        const phase = phaseOn(day, standard, extended)
        return [version, day, phase, { standard, extended, unsupported: null }[phase]]
      })
  })
}

/** The first and the last moment of a day: what is said of it holds all day, in UTC. */
const momentsOf = (day: string): Date[] =>
  [`${day}T00:00:00.000Z`, `${day}T23:59:59.999Z`].map((at) => new Date(at))
const supportOn = (provider: ClusterProvider, version: string, at: Date) =>
  supportOf({ provider, version }, shippedCalendar, at)
const dayOf = (at: Date | null): string | null => at?.toISOString() ?? null
const startOf = (day: string | null): string | null => day && `${day}T00:00:00.000Z`

describe('EKS, by the days its user guide publishes', () => {
  it.each(rowsOf(eks))('%s on %s is in %s support', (version, day, phase, endsOn) => {
    for (const at of momentsOf(day)) {
      const support = supportOn('eks', version, at)
      expect([support.status, dayOf(support.endsAt)]).toEqual([phase, startOf(endsOn)])
      const fee = controlPlaneFee({
        provider: 'eks',
        support: support.status,
        tier: null,
        isConnected: false,
      })
      const cents = eksCents[phase]
      expect(fee?.microUsdPerHour ?? null).toBe(cents === null ? null : cents * 10_000)
    }
  })

  it.each(eks)('%s is upgraded by force by its preference', (version, _released, standard, extended) => {
    const forced = (supportType: 'STANDARD' | 'EXTENDED') =>
      supportOf({ provider: 'eks', version, supportType }, shippedCalendar, new Date(`${standard}T12:00:00Z`))
    expect(dayOf(forced('STANDARD').forcedUpgradeAt)).toBe(startOf(standard))
    expect(dayOf(forced('EXTENDED').forcedUpgradeAt)).toBe(startOf(extended))
    // The preference is no status.
    expect([forced('STANDARD').status, forced('EXTENDED').status]).toEqual(['extended', 'extended'])
  })

  it('leaves no published version out, and the days of none are others', () => {
    const shipped = shippedCalendar.filter(({ provider, version }) => provider === 'eks' && version >= '1.24')
    const days = shipped.map((row) => [
      row.version,
      row.releasedOn,
      row.endOfStandardSupport,
      row.endOfExtendedSupport,
    ])
    expect(days.sort()).toEqual([...eks].sort())
  })
})

describe('other providers, by days of their own', () => {
  it.each([
    ...rowsOf(aks).map((row) => ['aks', ...row] as const),
    ...rowsOf(gke).map((row) => ['gke', ...row] as const),
    ...rowsOf(kubernetes).map((row) => ['kubernetes', ...row] as const),
  ])('%s %s on %s is in %s support', (provider, version, day, phase, endsOn) => {
    for (const at of momentsOf(day)) {
      const support = supportOn(provider, version, at)
      expect([support.status, dayOf(support.endsAt)]).toEqual([phase, startOf(endsOn)])
      // Only EKS upgrades control planes on a day that is known, and only its prices are.
      expect(support.forcedUpgradeAt).toBeNull()
      expect(
        controlPlaneFee({ provider, support: support.status, tier: null, isConnected: false }),
      ).toBeNull()
    }
  })

  it.each(gkeWithMore)('gke %s is not known after standard support, until 24 months are over', (...row) => {
    const [version, released, standard, , over] = row
    const statusOn = (day: string) => momentsOf(day).map((at) => supportOn('gke', version, at).status)
    const all = <Status>(status: Status) => [status, status]
    expect(statusOn(released)).toEqual(all('standard'))
    expect(statusOn(moved(standard, -1))).toEqual(all('standard'))
    expect(statusOn(standard)).toEqual(all('unknown'))
    expect(statusOn(moved(over, -1))).toEqual(all('unknown'))
    expect(statusOn(over)).toEqual(all('unsupported'))
  })

  it.each(['openshift', 'eks-anywhere'] as const)(
    'no calendar of %s is shipped, so nothing is said',
    (provider) => {
      for (const version of ['1.27', '1.31', '4.16', '1.36']) {
        expect(supportOn(provider, version, new Date(`${today}T12:00:00Z`))).toEqual({
          status: 'unknown',
          endsAt: null,
          next: null,
          forcedUpgradeAt: null,
          source: null,
        })
      }
    },
  )
})
