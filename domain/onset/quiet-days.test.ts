// Quiet days, made here by a generator of the test's own: the day's wave with a trough 45 % below its peak, quieter
// weekends, and noise of counting. Over a fortnight of them nothing may be found, by minutes as by hours; a storm that
// begins in them is found in its first minutes.
import { describe, expect, it } from 'vitest'
import { findOnsets, type Onset } from './find-onsets.ts'
import { earlierDays, onsetParameters } from './parameters.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`quiet-days.test.ts: seed ${seed}`)

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** A Monday. */
const mondayMs = Date.parse('2026-01-05T00:00:00Z')
const days = 14

/** mulberry32 */
function generator(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function poisson(mean: number, random: () => number): number {
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
  }
  const end = Math.exp(-mean)
  let product = random()
  let events = 0
  while (product > end) {
    product *= random()
    events += 1
  }
  return events
}

const waveAmplitude = 0.2903
const weekdays = [1, 1.02, 1.03, 1.02, 0.98, 0.72, 0.68]

/** Requests a second at an instant, of a talker that asks `mean` a second on a Monday. */
function rateAt(ms: number, mean: number, phaseMs: number): number {
  const weekday = weekdays[Math.floor((ms - mondayMs) / dayMs) % 7] ?? 1
  return mean * weekday * (1 + waveAmplitude * Math.sin((2 * Math.PI * (ms - phaseMs)) / dayMs))
}

const dice = generator(seed)
/** By minute, over the fortnight. */
function quietMinutes(mean: number): number[] {
  const random = generator(dice() * 2 ** 32)
  const phaseMs = random() * dayMs
  return Array.from({ length: days * 1_440 }, (_, at) =>
    poisson(rateAt(mondayMs + (at + 0.5) * minuteMs, mean, phaseMs) * 60, random),
  )
}

const summed = (values: readonly number[], size: number) =>
  Array.from({ length: Math.floor(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size).reduce((sum, value) => sum + value, 0),
  )

/** As a page asks that shows a window: with what is read before it. */
function lookedAt(
  values: readonly number[],
  bucketMs: number,
  window: { fromMs: number; toMs: number },
  hours: readonly number[],
): Onset[] {
  const { lead } = bucketMs === minuteMs ? onsetParameters.minute : onsetParameters.hour
  const startMs = Math.max(mondayMs, window.fromMs - lead * bucketMs)
  const first = (startMs - mondayMs) / bucketMs
  const end = (window.toMs - mondayMs) / bucketMs
  const earlierMs = Math.max(mondayMs, window.fromMs - earlierDays * dayMs)
  return findOnsets({
    ...{ startMs, bucketMs, values: values.slice(first, end), isLastPartial: false, fromMs: window.fromMs },
    earlier: {
      ...{ startMs: earlierMs, bucketMs: hourMs },
      values: hours.slice((earlierMs - mondayMs) / hourMs, (window.fromMs - mondayMs) / hourMs),
    },
  })
}

const means = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 33, 100, 300]

describe.each(means)('quiet days of %s requests a second', (mean) => {
  it('have no onset: every 6 hours by minutes, and the fortnight by hours', () => {
    for (let talker = 0; talker < 2; talker += 1) {
      const minutes = quietMinutes(mean)
      const hours = summed(minutes, 60)
      for (let fromMs = mondayMs; fromMs < mondayMs + days * dayMs; fromMs += 6 * hourMs) {
        const window = { fromMs, toMs: fromMs + 6 * hourMs }
        expect(lookedAt(minutes, minuteMs, window, hours)).toEqual([])
      }
      const whole = { fromMs: mondayMs, toMs: mondayMs + days * dayMs }
      expect(lookedAt(hours, hourMs, whole, [])).toEqual([])
      const lastDay = { fromMs: whole.toMs - dayMs, toMs: whole.toMs }
      expect(lookedAt(hours, hourMs, lastDay, hours)).toEqual([])
    }
  })
})

describe('a storm that begins on the fourteenth day at 14:00', () => {
  const stormMs = mondayMs + 13 * dayMs + 14 * hourMs
  /** 2,000 agents, one LIST a minute each. */
  const stormPerMinute = 2_000

  it.each([0, 0.01, 0.3, 3, 10])('on %s requests a second is found within three minutes', (mean) => {
    for (let talker = 0; talker < 3; talker += 1) {
      const quiet = mean === 0 ? Array<number>(days * 1_440).fill(0) : quietMinutes(mean)
      const hours = summed(quiet, 60)
      const minutes = quiet.map((value, at) => {
        const ms = mondayMs + at * minuteMs
        return ms >= stormMs && ms < stormMs + 30 * minuteMs ? value + stormPerMinute : value
      })
      const fromMs = stormMs - 2 * hourMs
      const found = (toMs: number) => lookedAt(minutes, minuteMs, { fromMs, toMs }, hours)
      expect(found(stormMs)).toEqual([])
      const [onset, ...more] = found(stormMs + 3 * minuteMs)
      expect(more).toEqual([])
      expect(onset?.atMs).toBe(stormMs)
      expect(onset?.kind).toBe(mean === 0 ? 'started' : 'jumped')
      expect((onset?.after ?? 0) - (onset?.before ?? 0)).toBeCloseTo(stormPerMinute / 60, -1)
      // Nor is its end one, nor the quiet after it.
      expect(found(stormMs + 2 * hourMs)).toHaveLength(1)
    }
  })
})
