// Heads of the control-plane charts, by hand.
import { expect, test } from 'vitest'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { peakSaid } from './control-plane-words.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 9, 2, minute))
const window = { from: at(0), to: at(60) }
const line = (rest: Partial<ControlPlaneLine>): ControlPlaneLine => ({
  ...{
    measure: 'seats',
    unit: 'seats',
    total: [],
    highest: [],
    parts: [],
    other: [],
    latest: null,
    limit: null,
    fullest: null,
  },
  peak: { value: 3372, at: at(31) },
  ...rest,
})

test('seats are told as a part of their limit, and as seats where there is none', () => {
  const fullest = { share: 3372 / 3400, at: at(31) }
  expect(peakSaid(line({ fullest }), window)).toEqual({ tone: 'warn', text: '99.2% at 02:31' })
  expect(peakSaid(line({}), window)).toEqual({ text: '3,372 at 02:31' })
  expect(peakSaid(line({}), { from: at(-3000), to: at(60) })?.text).toBe('3,372 at Mon 9 Mar 02:31')
  expect(peakSaid(line({ peak: null }), window)).toBeNull()
})

test('a single 429 asks to be looked at; none is fine', () => {
  const rejected = (value: number) =>
    peakSaid(line({ measure: 'rejected', unit: 'requests/s', peak: { value, at: at(31) } }), window)
  expect(rejected(1124)).toEqual({ tone: 'crit', text: '1,124/s at 02:31' })
  expect(rejected(0)).toEqual({ tone: 'ok', text: 'none' })
})
