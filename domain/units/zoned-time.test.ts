import { describe, expect, it } from 'vitest'
import { instantShownAs, zoneSchema } from './zoned-time.ts'

describe('the instant at which clocks of a zone show a time', () => {
  // By hand, from the rules of each zone.
  it.each([
    ['2026-11-23T09:00:00Z', 'UTC', '2026-11-23T09:00:00Z'],
    ['2026-11-23T09:00:00Z', 'Europe/Berlin', '2026-11-23T08:00:00Z'],
    ['2026-07-06T09:00:00Z', 'Europe/Berlin', '2026-07-06T07:00:00Z'],
    ['2026-11-23T09:00:00Z', 'America/New_York', '2026-11-23T14:00:00Z'],
    ['2026-11-23T09:00:00Z', 'Asia/Kolkata', '2026-11-23T03:30:00Z'],
    ['2026-11-23T09:00:00Z', 'Pacific/Auckland', '2026-11-22T20:00:00Z'],
    ['2026-11-23T09:00:00Z', 'Pacific/Kiritimati', '2026-11-22T19:00:00Z'],
    // Clocks go from 2 to 3: what they never show is an hour later.
    ['2026-03-29T02:30:00Z', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    // Clocks go from 3 to 2: what they show twice is the first.
    ['2026-10-25T02:30:00Z', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-11-01T01:30:00Z', 'America/New_York', '2026-11-01T05:30:00Z'],
    // Half an hour.
    ['2026-10-04T02:15:00Z', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
  ])('%s in %s is %s', (shown, zone, wanted) => {
    expect(instantShownAs(new Date(shown), zone)).toEqual(new Date(wanted))
  })

  it('knows a zone from a text', () => {
    expect(zoneSchema.safeParse('Europe/Berlin').success).toBe(true)
    for (const text of ['Europe/Atlantis', '', 'Monday']) {
      expect(zoneSchema.safeParse(text).success).toBe(false)
    }
  })
})
