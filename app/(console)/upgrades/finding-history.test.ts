// What became of a finding, in one list.
import { expect, it } from 'vitest'
import { historyOf, type WholeFinding } from './finding-history.ts'

const at = (day: number) => new Date(Date.UTC(2026, 10, day))
const waiver = { id: 'w', reason: 'Moves in March.', author: 'ann', createdAt: at(5), expiresAt: at(20) }
const finding = (over: object) =>
  ({
    history: [
      { at: at(1), kind: 'opened', before: 'passing', after: 'warning' },
      { at: at(3), kind: 'changed', before: 'warning', after: 'error' },
    ],
    ...{ waivers: [], now: at(10) },
    ...over,
  }) as unknown as WholeFinding
const says = (over: object) => historyOf(finding(over)).map((line) => `${line.at.getUTCDate()} ${line.says}`)

it('has what happened, newest first, and nothing that has not', () => {
  expect(says({ waivers: [{ ...waiver, endedAt: null, endedBy: null }] })).toEqual([
    '5 Accepted until Fri 20 Nov by ann: Moves in March',
    '3 Changed from warning to error',
    '1 Opened as warning',
  ])
})

it('says how accepting it ended', () => {
  expect(says({ waivers: [{ ...waiver, endedAt: null, endedBy: null }], now: at(21) })[0]).toBe(
    '20 No longer accepted: its day came',
  )
  expect(says({ waivers: [{ ...waiver, endedAt: at(7), endedBy: 'bob' }], now: at(21) })[0]).toBe(
    '7 No longer accepted, ended by bob',
  )
})
