import { describe, expect, it } from 'vitest'
import { supportBand } from './support-band.ts'
import type { SupportStatus } from './support-status.ts'

const day = (text: string): Date => new Date(`${text}T00:00:00Z`)
const support = (over: Partial<SupportStatus>): SupportStatus => ({
  status: 'standard',
  endsAt: day('2026-12-02'),
  next: 'extended',
  forcedUpgradeAt: day('2027-12-02'),
  source: 'test',
  ...over,
})

describe('how pressing support is', () => {
  it.each<[string, Partial<SupportStatus>, string, string]>([
    ['long before the end', {}, '2026-11-17', 'standard'],
    ['two weeks before the end', {}, '2026-11-18', 'leaving'],
    ['upgraded by force at the end', { forcedUpgradeAt: day('2026-12-02') }, '2026-11-18', 'forced'],
    ['extended', { status: 'extended', endsAt: day('2027-12-02') }, '2026-12-02', 'extended'],
    [
      'extended and about to be upgraded',
      { status: 'extended', endsAt: day('2027-12-02') },
      '2027-11-18',
      'forced',
    ],
    ['past everything', { status: 'unsupported', endsAt: null }, '2028-01-01', 'forced'],
    [
      'past everything, never forced',
      { status: 'unsupported', endsAt: null, forcedUpgradeAt: null },
      '2028-01-01',
      'unsupported',
    ],
    ['not known', { status: 'unknown', endsAt: null, forcedUpgradeAt: null }, '2026-11-18', 'unknown'],
  ])('%s', (_, over, now, band) => expect(supportBand(support(over), day(now))).toBe(band))
})
