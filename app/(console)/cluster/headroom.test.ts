// What the headroom cards say, by hand.
import { expect, test } from 'vitest'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { roomSaid } from '../_frame/headroom-words.ts'
import { endsText, growthText, lineSaid, ofLimitText, peakText, whyNoMetrics, within } from './headroom.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 9, 2, minute))
const window = { from: at(0), to: at(60) }

function line(rest: Partial<ControlPlaneLine>): ControlPlaneLine {
  return {
    ...{ measure: 'seats', unit: 'seats', total: [], highest: [], parts: [], other: [] },
    ...{ peak: { value: 3388, at: at(34) }, latest: { value: 1304, at: at(60) } },
    limit: { value: 3400, kind: 'published', source: 'guide' },
    fullest: null,
    ...rest,
  }
}

test('seats against their limit, with the peak and its time', () => {
  expect(lineSaid(line({}), at(60), window)).toEqual({ tone: 'ok', text: 'Room' })
  expect(lineSaid(line({ latest: { value: 3000, at: at(60) } }), at(60), window)?.text).toBe('Tight')
  expect(lineSaid(line({ latest: { value: 3400, at: at(60) } }), at(60), window)?.text).toBe('Full')
  expect(lineSaid(line({ limit: null }), at(60), window)).toBeNull()
  expect(ofLimitText(line({}))).toBe('of 3,400 (38.4%)')
  expect(ofLimitText(line({ limit: { value: 638, kind: 'nominal', source: 'x' } }))).toBe(
    'of 638 nominal (204%)',
  )
  expect(peakText(line({}), window)).toBe('peak 3,388 at 02:34')
})

test('times are as short as the window lets them be', () => {
  const [dayLong, weekLong] = [
    { from: at(60 - 1440), to: at(60) },
    { from: at(60 - 7 * 1440), to: at(60) },
  ]
  expect(endsText(window)).toEqual(['02:00', '03:00'])
  expect(endsText(dayLong)).toEqual(['Sun 03:00', '03:00'])
  expect(endsText(weekLong)).toEqual(['2 Mar', '9 Mar'])
  expect([within(at(34), dayLong), within(at(34), weekLong)]).toEqual(['02:34', 'Mon 02:34'])
  expect(peakText(line({}), weekLong)).toBe('peak 3,388, 9 Mar')
})

test('what is old or was never read is said before anything else', () => {
  expect(lineSaid(line({}), at(66), window)).toEqual({ tone: 'stale', text: 'Read until 03:00' })
  expect(lineSaid(line({ latest: null }), at(60), window)?.text).toBe('No data')
  expect(peakText(line({ peak: null }), window)).toBe('no data')
})

test('how much the database grew', () => {
  const grown = (last: number) =>
    growthText(line({ unit: 'bytes', total: [null, 6e9, null], latest: { value: last, at: at(60) } }))
  expect([6.172e9, 4.8e9, 6e9].map(grown)).toEqual(['+172 MB', '−1.20 GB', 'unchanged'])
  expect(growthText(line({ total: [null], latest: null }))).toBe('no data')
})

test('rejections: now, earlier, none', () => {
  const rejected = (now: number, most: number) =>
    line({
      ...{ measure: 'rejected', unit: 'requests/s', limit: null },
      ...{ latest: { value: now, at: at(60) }, peak: { value: most, at: at(5) } },
    })
  const said = [rejected(3, 9), rejected(0, 9), rejected(0, 0)].map((one) => lineSaid(one, at(60), window))
  expect(said.map((one) => one?.text)).toEqual(['Rejecting', 'Earlier', 'None'])
  expect(peakText(rejected(0, 0), window)).toBe('none')
})

test('pods that the nodes can hold', () => {
  expect(roomSaid(80, 100)?.text).toBe('Tight')
  expect(roomSaid(5, 0)).toBeNull()
})

test('why there are no metrics: nobody reads, the server refuses, or nothing was told in this time', () => {
  const source = (troubles: { subject: string; says: string; steps: string[] }[]) => ({
    sourceId: 'kube-api:harbour',
    observedAt: at(0),
    goneAt: null,
    state: 'watching' as const,
    troubles: troubles.map((one) => ({ kind: 'refused' as never, since: at(0), ...one })),
  })
  expect(whyNoMetrics({ told: [{ ...source([]), sourceId: 'eks-api:all' }] }).sourceId).toBeNull()
  const refused = { subject: '/metrics', says: 'GET /metrics: 403', steps: ['grant it'] }
  expect(whyNoMetrics({ told: [source([{ ...refused, subject: 'pods' }, refused])] })).toEqual({
    ...{ says: 'GET /metrics: 403', step: 'grant it', sourceId: 'kube-api:harbour' },
  })
  expect(whyNoMetrics({ told: [source([])] }).says).toMatch(/told no metrics in this time/)
})
