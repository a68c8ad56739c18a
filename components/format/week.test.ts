import { expect, it } from 'vitest'
import { weekDays, weekTitle } from './week.ts'

const week = (monday: string) => {
  const from = new Date(`${monday}T00:00:00Z`)
  return { from, to: new Date(from.getTime() + 7 * 86_400_000) }
}

it.each([
  ['2026-03-02', 'Mon 2 – Sun 8 Mar 2026'],
  ['2026-03-30', 'Mon 30 Mar – Sun 5 Apr 2026'],
  ['2025-12-29', 'Mon 29 Dec 2025 – Sun 4 Jan 2026'],
])('writes the days of the week from %s', (monday, text) => {
  expect(weekDays(week(monday))).toBe(text)
})

it('numbers a week without a leading nought', () => {
  expect([weekTitle('2026-W09'), weekTitle('2026-W48')]).toEqual(['Week 9', 'Week 48'])
})
