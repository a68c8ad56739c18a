import { describe, expect, it } from 'vitest'
import type { ClusterProvider } from '../model/cluster.ts'
import { fakeCluster, fakeSlices, sliceAt } from '../model/fake-slices.ts'
import { supportOf } from '../support/support-status.ts'
import { runCheck } from './check.ts'
import { supportEnd } from './support-end.ts'

function ask(provider: ClusterProvider, version: string | null, day: string, supportType?: 'STANDARD') {
  const now = new Date(`${day}T00:00:00Z`)
  const { calendar } = fakeCluster({ provider })
  const support = supportOf({ provider, version, supportType }, calendar, now)
  const cluster = { ok: true, at: sliceAt, data: fakeCluster({ provider, version, support }) } as const
  return runCheck(supportEnd, { ...fakeSlices(), now, cluster })
}

// Days by the Amazon EKS user guide: 1.34 in standard support until 2026-12-02, extended until 2027-12-02.
describe('the end of support', () => {
  it.each([
    ['2026-09-02', 'passing'],
    ['2026-09-03', 'warning'],
    ['2026-11-17', 'warning'],
    ['2026-11-18', 'error'],
    ['2026-12-01', 'error'],
    ['2026-12-02', 'passing'],
    ['2027-09-02', 'passing'],
    ['2027-09-03', 'warning'],
    ['2027-11-18', 'error'],
    ['2027-12-02', 'error'],
    ['2029-01-01', 'error'],
  ])('of EKS 1.34 on %s: %s', (day, status) => expect(ask('eks', '1.34', day)?.status).toBe(status))

  it('says what happens and when', () => {
    const says = (...args: Parameters<typeof ask>) => ask(...args)?.findings[0]?.summary
    expect(says('eks', '1.34', '2026-11-23')).toBe(
      'The standard support of 1.34 turns into extended support on 2026-12-02.',
    )
    expect(says('eks', '1.34', '2026-11-23', 'STANDARD')).toBe(
      'On 2026-12-02 its provider may upgrade the control plane of 1.34.',
    )
    expect(says('eks', '1.34', '2026-12-23', 'STANDARD')).toBe(
      '1.34 is due: its provider may upgrade the control plane any day since 2026-12-02.',
    )
    expect(says('eks', '1.30', '2026-11-23')).toBe('1.30 is out of support.')
  })

  it.each([
    ['openshift', '1.33'],
    ['eks', null],
    ['eks', '1.99'],
  ] as const)('of %s %s is unknown', (provider, version) => {
    expect(ask(provider, version, '2026-11-23')?.status).toBe('unknown')
  })
})
