import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClusterVersion, clusterVersionSchema } from './calendar.ts'
import { calendarWith, shippedCalendar } from './shipped-calendar.ts'
import { supportOf } from './support-status.ts'

const at = (instant: string) => new Date(instant)
const eks = (version: string, instant: string, supportType?: 'STANDARD' | 'EXTENDED') =>
  supportOf({ provider: 'eks', version, supportType }, shippedCalendar, at(instant))

const seeded = { seed: 20_261_123 }

describe('support of EKS by the shipped calendar', () => {
  it.each([
    ['1.34', '2026-11-23T09:00:00Z', 'standard', '2026-12-02T00:00:00.000Z', 'extended'],
    ['1.34', '2026-12-01T23:59:59.999Z', 'standard', '2026-12-02T00:00:00.000Z', 'extended'],
    ['1.34', '2026-12-02T00:00:00.000Z', 'extended', '2027-12-02T00:00:00.000Z', 'unsupported'],
    ['1.31', '2026-11-25T23:59:59.999Z', 'extended', '2026-11-26T00:00:00.000Z', 'unsupported'],
    ['1.31', '2026-11-26T00:00:00.000Z', 'unsupported', undefined, null],
    ['1.36', '2026-11-23T09:00:00Z', 'standard', '2027-08-02T00:00:00.000Z', 'extended'],
    ['1.18', '2022-08-14T23:59:59Z', 'standard', '2022-08-15T00:00:00.000Z', 'unsupported'],
    ['1.18', '2022-08-15T00:00:00Z', 'unsupported', undefined, null],
    ['1.15', '2026-11-23T09:00:00Z', 'unsupported', undefined, null],
    ['1.99', '2026-11-23T09:00:00Z', 'unknown', undefined, null],
  ])('of %s at %s is %s', (version, instant, status, endsAt, next) => {
    const support = eks(version, instant)
    expect(support.status).toBe(status)
    expect(support.endsAt?.toISOString()).toBe(endsAt)
    expect(support.next).toBe(next)
  })

  it('says on 23 November 2026 what the user guide says', () => {
    const statusOf = (minor: number) => eks(`1.${minor}`, '2026-11-23T00:00:00Z').status
    expect([36, 35, 34].map(statusOf)).toEqual(['standard', 'standard', 'standard'])
    expect([33, 32, 31].map(statusOf)).toEqual(['extended', 'extended', 'extended'])
    expect([30, 29, 24, 21].map(statusOf)).toEqual(Array(4).fill('unsupported'))
  })

  it('never takes the status from supportType, and moves the forced upgrade by it', () => {
    const asked = eks('1.33', '2026-11-23T09:00:00Z', 'STANDARD')
    expect(asked.status).toBe('extended')
    expect(asked.forcedUpgradeAt?.toISOString()).toBe('2026-07-29T00:00:00.000Z')
    const kept = eks('1.33', '2026-11-23T09:00:00Z', 'EXTENDED')
    expect(kept.status).toBe('extended')
    expect(kept.forcedUpgradeAt?.toISOString()).toBe('2027-07-29T00:00:00.000Z')
    expect({ ...kept, forcedUpgradeAt: null }).toEqual({ ...asked, forcedUpgradeAt: null })
  })

  it('gives 12 months of extended support to every version that has any', () => {
    for (const row of shippedCalendar) {
      // 1.21 and 1.22 were prolonged when extended support began.
      if (row.provider !== 'eks' || row.endOfExtendedSupport === null || /^1\.2[12]$/.test(row.version))
        continue
      const [year, rest] = [Number(row.endOfStandardSupport?.slice(0, 4)), row.endOfStandardSupport?.slice(4)]
      expect(row.endOfExtendedSupport, row.version).toBe(`${year + 1}${rest}`)
    }
  })
})

describe('support by the rule of 14 and 12 months', () => {
  const told = (releasedOn: string): ClusterVersion => ({
    provider: 'eks',
    version: '1.40',
    releasedOn,
    endOfStandardSupport: null,
    endOfExtendedSupport: null,
    latestPatch: null,
    latestPlatformVersion: null,
    isDefault: false,
    source: 'test',
  })

  it.each([
    ['2027-01-15', '2028-03-15', '2029-03-15'],
    ['2026-12-31', '2028-02-29', '2029-02-28'],
    ['2027-12-31', '2029-02-28', '2030-02-28'],
  ])('a version released on %s', (releasedOn, standard, extended) => {
    const calendar = [told(releasedOn)]
    const ask = (now: Date) => supportOf({ provider: 'eks', version: '1.40' }, calendar, now)
    expect(ask(at(`${releasedOn}T12:00:00Z`)).endsAt).toEqual(at(`${standard}T00:00:00Z`))
    expect(ask(at(`${standard}T00:00:00Z`)).endsAt).toEqual(at(`${extended}T00:00:00Z`))
    expect(ask(at(`${extended}T00:00:00Z`)).status).toBe('unsupported')
  })

  it('changes at midnight UTC and only forward', () => {
    const order = ['standard', 'extended', 'unsupported']
    const day = fc.date({ min: at('2020-01-01'), max: at('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 1_200 }),
        fc.integer({ min: 0, max: 1_200 }),
        (first, a, b) => {
          const released = first.toISOString().slice(0, 10)
          const ask = (days: number, ms: number) =>
            supportOf(
              { provider: 'eks', version: '1.40' },
              [told(released)],
              new Date(Date.parse(released) + days * 86_400_000 + ms),
            )
          const [early, late] = [Math.min(a, b), Math.max(a, b)]
          expect(order.indexOf(ask(early, 0).status)).toBeLessThanOrEqual(order.indexOf(ask(late, 0).status))
          // One status a day, whatever the hour.
          expect(ask(early, 86_399_999)).toEqual(ask(early, 0))
          const endsAt = ask(early, 0).endsAt
          if (endsAt !== null) expect(endsAt.getTime() % 86_400_000).toBe(0)
        },
      ),
      seeded,
    )
  })
})

describe('support elsewhere', () => {
  const of = (provider: ClusterVersion['provider'], version: string | null, instant: string) =>
    supportOf({ provider, version }, shippedCalendar, at(instant))

  it('follows AKS into its long-term support', () => {
    expect(of('aks', '1.33', '2026-07-30T23:59:59Z').status).toBe('standard')
    expect(of('aks', '1.33', '2026-07-31T00:00:00Z')).toMatchObject({
      status: 'extended',
      next: 'unsupported',
    })
    expect(of('aks', '1.26', '2024-04-11T00:00:00Z').status).toBe('unsupported')
  })

  it('does not guess whether a GKE cluster is in the Extended channel', () => {
    expect(of('gke', 'v1.34.9-gke.1655001', '2026-09-30T23:59:59Z')).toMatchObject({
      status: 'standard',
      next: null,
    })
    expect(of('gke', '1.34', '2026-10-01T00:00:00Z').status).toBe('unknown')
    expect(of('gke', '1.27', '2026-10-01T00:00:00Z').status).toBe('unsupported')
    expect(of('gke', '1.26', '2024-06-30T00:00:00Z').status).toBe('unsupported')
  })

  it('ends with the last patch of the project for clusters of no provider', () => {
    expect(of('kubernetes', '1.33', '2026-06-27T23:59:59Z').status).toBe('standard')
    expect(of('kubernetes', '1.33', '2026-06-28T00:00:00Z').status).toBe('unsupported')
  })

  it('is unknown where no calendar speaks', () => {
    for (const ask of [of('openshift', '1.33', '2026-11-23'), of('eks-anywhere', '1.33', '2026-11-23')]) {
      expect(ask).toEqual({
        status: 'unknown',
        endsAt: null,
        next: null,
        forcedUpgradeAt: null,
        source: null,
      })
    }
    expect(of('eks', null, '2026-11-23').status).toBe('unknown')
    expect(of('eks', 'latest', '2026-11-23').status).toBe('unknown')
  })
})

describe('the shipped calendar', () => {
  it('is well formed, without repeats, in order of its days', () => {
    const keys = shippedCalendar.map(({ provider, version }) => `${provider} ${version}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const row of shippedCalendar) {
      clusterVersionSchema.parse(row)
      const days = [row.releasedOn, row.endOfStandardSupport, row.endOfExtendedSupport].filter(
        (day) => day !== null,
      )
      expect([...days].sort(), `${row.provider} ${row.version}`).toEqual(days)
    }
  })

  it('gives way to what a provider told', () => {
    const told = {
      ...shippedCalendar.find(({ provider, version }) => provider === 'eks' && version === '1.34')!,
      endOfStandardSupport: '2027-01-31',
      source: 'DescribeClusterVersions',
    }
    const calendar = calendarWith([told])
    expect(calendar).toHaveLength(shippedCalendar.length)
    const support = supportOf({ provider: 'eks', version: '1.34' }, calendar, at('2026-12-25T00:00:00Z'))
    expect(support).toMatchObject({ status: 'standard', source: 'DescribeClusterVersions' })
  })
})
