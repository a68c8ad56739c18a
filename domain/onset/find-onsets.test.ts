// Tables of what is an onset and what is none, and properties. Quiet days have a file of their own.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findOnsets, mayHaveRisen, median, type OnsetQuestion } from './find-onsets.ts'
import { onsetParameters } from './parameters.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`find-onsets.test.ts: seed ${seed}`)
const checked = (property: fc.IProperty<unknown[]>, runs = 50) => fc.assert(property, { seed, numRuns: runs })

const minuteMs = 60_000
const dayMs = 86_400_000
const startMs = Date.parse('2026-11-24T08:00:00Z')

type Values = OnsetQuestion['values']
const times = (length: number, value: number | null): (number | null)[] => Array.from({ length }, () => value)

const ask = (values: Values, rest: Partial<OnsetQuestion> = {}) =>
  findOnsets({ startMs, bucketMs: minuteMs, values, isLastPartial: false, fromMs: startMs, ...rest })
/** By minute: [minute, kind, before, after] a minute. */
const told = (values: Values, rest: Partial<OnsetQuestion> = {}) =>
  ask(values, rest).map(({ atMs, kind, before, after }) => [
    (atMs - startMs) / minuteMs,
    kind,
    Math.round(before * 60),
    Math.round(after * 60),
  ])

describe('what is an onset', () => {
  it.each<[string, Values, unknown[]]>([
    ['nothing', [], []],
    ['nothing ever', times(120, 0), []],
    ['a steady talker', times(120, 500), []],
    ['one that starts', [...times(60, 0), ...times(20, 2_000)], [[60, 'started', 0, 2_000]]],
    ['one that jumps', [...times(60, 100), ...times(20, 900)], [[60, 'jumped', 100, 900]]],
    ['one that ends', [...times(60, 900), ...times(60, 0)], []],
    ['less than twice', [...times(60, 1_000), ...times(60, 1_950)], []],
    ['twice', [...times(60, 1_000), ...times(60, 2_000)], [[60, 'jumped', 1_000, 2_000]]],
    ['too few to matter', [...times(60, 0), ...times(60, 12)], []],
    ['one bucket', [...times(60, 10), 9_000, ...times(60, 10)], []],
    ['two buckets', [...times(60, 10), 9_000, 9_000, ...times(60, 10)], []],
    ['three buckets', [...times(60, 10), ...times(3, 9_000), ...times(60, 10)], [[60, 'jumped', 10, 10]]],
    ['of which too little is known before', [...times(9, 0), ...times(60, 2_000)], []],
    [
      'of which just enough is known before',
      [...times(10, 0), ...times(60, 2_000)],
      [[10, 'started', 0, 2_000]],
    ],
    ['behind a gap', [...times(60, 5), ...times(30, null), ...times(20, 900)], [[90, 'jumped', 5, 900]]],
    ['behind nothing but a gap', [...times(60, null), ...times(20, 900)], []],
    [
      'a gap in the middle of its run',
      [...times(60, 5), 900, null, ...times(9, 900)],
      [[62, 'jumped', 5, 900]],
    ],
    [
      'twice in a day, far apart',
      [...times(60, 5), ...times(20, 900), ...times(60, 5), ...times(20, 900)],
      [
        [60, 'jumped', 5, 900],
        [140, 'jumped', 5, 900],
      ],
    ],
    [
      'a third time, which is a habit',
      [1, 2, 3, 4].flatMap(() => [...times(60, 5), ...times(9, 900)]),
      [
        [60, 'jumped', 5, 900],
        [129, 'jumped', 5, 900],
      ],
    ],
    [
      'two steps',
      [...times(60, 5), ...times(40, 100), ...times(40, 800)],
      [
        [60, 'jumped', 5, 100],
        [100, 'jumped', 100, 800],
      ],
    ],
    [
      'a ramp, which is one onset',
      [
        ...times(60, 310),
        ...Array.from({ length: 9 }, (_, at) => 310 + (at + 1) * 1_000),
        ...times(60, 9_400),
      ],
      [[60, 'jumped', 310, 8_310]],
    ],
  ])('%s', (_what, values, wanted) => {
    expect(told(values)).toEqual(wanted)
  })

  it('is told with its ratio, its bounds in time and how far it stands out', () => {
    const [jump] = ask([...times(60, 60), null, ...times(20, 600)])
    expect(jump).toMatchObject({ before: 1, after: 10, ratio: 10, kind: 'jumped' })
    expect(jump?.atMs).toBe(startMs + 61 * minuteMs)
    expect(jump?.notBeforeMs).toBe(startMs + 60 * minuteMs)
    expect(jump?.score).toBeCloseTo(540 / Math.sqrt(60), 6)
    expect(ask([...times(60, 0), ...times(20, 600)])[0]?.ratio).toBeNull()
  })

  it('the unfinished last bucket begins nothing, but confirms once it is high enough', () => {
    const begun = [...times(60, 0), 2_000, 2_000]
    expect(told([...begun, 3], { isLastPartial: true })).toEqual([])
    expect(told([...begun, 40], { isLastPartial: true })).toEqual([[60, 'started', 0, 2_000]])
    expect(told([...times(60, 0), 2_000, 2_000], { isLastPartial: true })).toEqual([])
  })

  it('what happened before the window is not told, and not told late either', () => {
    const values = [...times(60, 0), ...times(60, 2_000)]
    expect(told(values, { fromMs: startMs + 62 * minuteMs })).toEqual([])
    expect(told(values, { fromMs: startMs + 60 * minuteMs })).toHaveLength(1)
  })
})

describe('the same time of earlier days', () => {
  const earlier = (rates: readonly (number | null)[]) => ({
    startMs: startMs - rates.length * dayMs,
    bucketMs: 3_600_000,
    values: rates.flatMap((perHour) => [
      ...[null, perHour, ...times(22, 0)].map((value) => (perHour === null ? null : value)),
    ]),
  })
  const values = [...times(60, 0), ...times(30, 2_000)]

  it.each<[string, (number | null)[], number]>([
    ['every day', [120_000, 120_000, 120_000], 0],
    ['every day, somewhat less', [70_000, 70_000, 70_000], 0],
    ['never', [0, 0, 0], 1],
    ['once', [0, 120_000, 0], 1],
    ['too few days known', [null, 120_000, 120_000], 1],
    ['a week and two weeks ago', [120_000, ...Array(6).fill(0), 120_000, ...Array(6).fill(0)], 0],
    ['a week ago alone', [...Array(7).fill(0), 120_000, ...Array(6).fill(0)], 1],
  ])('%s', (_what, rates, wanted) => {
    expect(ask(values, { earlier: earlier(rates) })).toHaveLength(wanted)
  })

  it('held against more than earlier days, and then no start', () => {
    const [onset] = ask([...times(60, 0), ...times(30, 9_000)], {
      earlier: earlier([60_000, 60_000, 60_000]),
    })
    expect(onset).toMatchObject({ kind: 'jumped' })
    expect(onset?.ratio).toBeCloseTo(9, 9)
    expect(onset?.before).toBeCloseTo(60_000 / 3_600, 6)
  })
})

const large = fc.integer({ min: 2_000, max: 200_000 })
/** Levels that last a while, of large counts: what is told of them does not hang on how large they are. */
const steps = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 90 }), large, fc.double({ min: 0, max: 0.1, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) =>
    parts.flatMap(([length, level, noise]) =>
      Array.from({ length }, (_, at) => Math.round(level * (1 + noise * Math.sin(at * 12.9898)))),
    ),
  )

describe('properties', () => {
  it('scale: of large counts, any multiple has the same onsets with the same ratios', () => {
    checked(
      fc.property(steps, fc.integer({ min: 2, max: 50 }), (values, factor) => {
        const plain = ask(values)
        const scaled = ask(values.map((value) => value * factor))
        expect(scaled.map(({ atMs, kind }) => [atMs, kind])).toEqual(
          plain.map(({ atMs, kind }) => [atMs, kind]),
        )
        scaled.forEach(({ ratio }, at) => {
          expect(ratio).toBeCloseTo(plain[at]?.ratio ?? Number.NaN, 9)
        })
      }),
    )
  })

  it('shift: the same counts at another time have the same onsets then', () => {
    checked(
      fc.property(steps, steps, fc.integer({ min: -400, max: 400 }), (values, days, shift) => {
        const shiftMs = shift * dayMs
        const earlier = { startMs: startMs - 14 * dayMs, bucketMs: 3_600_000, values: days }
        const plain = ask(values, { earlier })
        const moved = ask(values, {
          startMs: startMs + shiftMs,
          fromMs: startMs + shiftMs,
          earlier: { ...earlier, startMs: earlier.startMs + shiftMs },
        })
        expect(
          moved.map((one) => ({ ...one, atMs: one.atMs - shiftMs, notBeforeMs: one.notBeforeMs - shiftMs })),
        ).toEqual(plain)
      }),
    )
  })

  it('earlier days: what cannot have risen without them has no onset with them', () => {
    checked(
      fc.property(steps, steps, fc.integer({ min: 1, max: 200 }), (values, days, part) => {
        const small = values.map((value) => Math.floor(value / part))
        const counted = { startMs, bucketMs: minuteMs, values: small }
        const earlier = { startMs: startMs - 14 * dayMs, bucketMs: 3_600_000, values: days }
        const onsets = [...ask(small), ...ask(small, { earlier })]
        if (!mayHaveRisen(counted, onsetParameters.minute)) expect(onsets).toEqual([])
        return true
      }),
      300,
    )
  })

  it.each<[string, Values, boolean]>([
    ['a steady talker', times(120, 500), false],
    ['one that starts', [...times(60, 0), ...times(20, 2_000)], true],
    ['a peak of one bucket', [...times(60, 10), 9_000, ...times(60, 10)], false],
  ])('earlier days of %s are read: %#', (_what, values, isRead) => {
    expect(mayHaveRisen({ startMs, bucketMs: minuteMs, values }, onsetParameters.minute)).toBe(isRead)
  })

  it('gaps: wherever time is not watched, a steady talker has no onset', () => {
    checked(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.array(fc.tuple(fc.nat({ max: 299 }), fc.integer({ min: 1, max: 120 })), { maxLength: 6 }),
        (level, gaps) => {
          const values = times(300, level)
          for (const [at, length] of gaps) values.fill(null, at, at + length)
          expect(ask(values)).toEqual([])
        },
      ),
    )
  })

  it('gaps: no onset begins in one, and none has one in its run', () => {
    checked(
      fc.property(steps, fc.array(fc.nat({ max: 400 }), { maxLength: 40 }), (values, gaps) => {
        const holed: (number | null)[] = [...values]
        for (const at of gaps) if (at < holed.length) holed[at] = null
        for (const { atMs } of ask(holed)) {
          const at = (atMs - startMs) / minuteMs
          expect(holed.slice(at, at + onsetParameters.minute.lasting)).not.toContain(null)
        }
      }),
    )
  })

  it('spikes: single buckets, however high, are none', () => {
    checked(
      fc.property(
        fc.nat({ max: 5_000 }),
        fc.array(fc.tuple(fc.nat({ max: 99 }), fc.integer({ min: 0, max: 10_000_000 })), { maxLength: 12 }),
        (level, spikes) => {
          const values = times(300, level)
          for (const [at, height] of spikes) values[at * 3] = Math.max(level, height)
          expect(ask(values)).toEqual([])
        },
      ),
    )
  })

  it('a step of three times or more, on a steady talker, is found at its first bucket', () => {
    checked(
      fc.property(
        fc.integer({ min: 10, max: 120 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 3, max: 100 }),
        (length, level, factor) => {
          const high = Math.max(level * factor, level + 12 * Math.sqrt(Math.max(1, level)) + 30)
          const [onset, ...more] = told([...times(length, level), ...times(30, Math.ceil(high))])
          expect(onset?.slice(0, 2)).toEqual([length, level === 0 ? 'started' : 'jumped'])
          expect(more).toEqual([])
        },
      ),
    )
  })
})

it('the middle of an even number lies between two', () => {
  expect([[], [3], [1, 9], [9, 1, 4]].map(median)).toEqual([0, 3, 5, 4])
})
