import { describe, expect, it } from 'vitest'
import { day, fromInputValue, fullInstant, inputValue, windowLength, windowText } from './time.ts'

const at = (iso: string) => new Date(iso)

describe('times as written', () => {
  it('writes a window within a day with one date', () => {
    expect(windowText(at('2026-03-09T01:45:00Z'), at('2026-03-09T03:15:00Z'))).toBe(
      '01:45 – 03:15, Mon 9 Mar',
    )
    expect(windowText(at('2026-03-09T00:00:00Z'), at('2026-03-10T00:00:00Z'))).toBe(
      '00:00 – 24:00, Mon 9 Mar',
    )
  })

  it('writes both dates across days', () => {
    expect(windowText(at('2026-03-08T08:42:00Z'), at('2026-03-09T08:42:00Z'))).toBe(
      'Sun 8 Mar 08:42 – Mon 9 Mar 08:42',
    )
    expect(windowText(at('2026-03-01T00:00:00Z'), at('2026-03-09T00:00:00Z'))).toBe('Sun 1 Mar – Sun 8 Mar')
  })

  it('writes lengths', () => {
    const from = at('2026-03-09T00:00:00Z')
    const later = (minutes: number) => new Date(from.getTime() + minutes * 60_000)
    expect(windowLength(from, later(90))).toBe('90 min')
    expect(windowLength(from, later(24 * 60))).toBe('24 h')
    expect(windowLength(from, later(24 * 60 + 30))).toBe('24 h 30 m')
    expect(windowLength(from, later(7 * 24 * 60))).toBe('7 d')
    expect(windowLength(from, later(7 * 24 * 60 + 60))).toBe('7 d 1 h')
  })

  it('says the year only where it differs', () => {
    expect(day(at('2026-03-09T01:45:00Z'), 2026)).toBe('Mon 9 Mar')
    expect(day(at('2026-03-09T01:45:00Z'), 2027)).toBe('Mon 9 Mar 2026')
    expect(fullInstant(at('2026-03-09T01:45:07Z'))).toBe('Mon 9 Mar 2026 01:45:07 UTC')
  })

  it('reads what it wrote into an input, and refuses what is no time', () => {
    expect(fromInputValue(inputValue(at('2026-03-09T08:42:00Z')))).toEqual(at('2026-03-09T08:42:00Z'))
    expect(fromInputValue('2026-02-30T00:00')).toBeNull()
    expect(fromInputValue('yesterday')).toBeNull()
  })
})
