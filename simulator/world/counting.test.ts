// Rates against numerical integration, counts against enumeration over random windows and partitions, times
// of events against the counts they belong to. Property tests print their seed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayMs, testEpochMs } from './clock.ts'
import { CountingProcess } from './counting.ts'
import { Intensity, type Piece, type Shape } from './intensity.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const rate = fc.double({ min: 0.001, max: 5, noNaN: true })
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), rate }),
  fc.record({ kind: fc.constant('ramp' as const), rate, endRate: rate }),
  fc.record({
    kind: fc.constant('wave' as const),
    rate,
    amplitude: fc.double({ min: 0, max: 0.95, noNaN: true }),
    phaseMs: fc.nat(dayMs),
  }),
  fc.record({ kind: fc.constant('decay' as const), rate, tauMs: fc.integer({ min: 60_000, max: dayMs }) }),
)
const pieces: fc.Arbitrary<Piece[]> = fc
  .array(fc.record({ shape, lengthMs: fc.integer({ min: 60_000, max: dayMs / 4 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => {
    let fromMs = testEpochMs
    return parts.map(({ shape: found, lengthMs }) => {
      const piece = { fromMs, shape: found }
      fromMs += lengthMs
      return piece
    })
  })

describe('intensity', () => {
  it(`adds up what its rate says (seed ${seed})`, () => {
    fc.assert(
      fc.property(pieces, fc.nat(dayMs), fc.integer({ min: 1_000, max: 600_000 }), (given, from, length) => {
        const intensity = new Intensity(given)
        const fromMs = testEpochMs + from
        const steps = 2_000
        let sum = 0
        for (let n = 0; n < steps; n += 1) {
          sum += (intensity.rateAt(fromMs + ((n + 0.5) * length) / steps) * length) / steps / 1_000
        }
        const closed = intensity.upTo(fromMs + length) - intensity.upTo(fromMs)
        expect(Math.abs(closed - sum)).toBeLessThan(1e-2 + sum * 5e-3)
      }),
      { seed, numRuns: 60 },
    )
  })

  it.each([
    [[], 'at least one piece'],
    [[{ fromMs: 0.5, shape: { kind: 'constant', rate: 1 } }], 'whole milliseconds'],
    [[{ fromMs: 0, shape: { kind: 'constant', rate: -1 } }], 'never below nothing'],
    [[{ fromMs: 0, shape: { kind: 'wave', rate: 1, amplitude: 1.2, phaseMs: 0 } }], 'never below nothing'],
  ] as [Piece[], string][])('refuses %j', (given, words) => {
    expect(() => new Intensity(given)).toThrow(words)
  })

  it('says that a rate which dies out never comes to a number', () => {
    const dying = new Intensity([{ fromMs: 0, shape: { kind: 'decay', rate: 1, tauMs: 10_000 } }])
    expect(dying.inverse(9)).toBeGreaterThan(0)
    expect(dying.inverse(11)).toBeUndefined()
  })
})

describe('counting', () => {
  it(`gives every event a time within the windows that count it (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        pieces,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.array(fc.nat(dayMs), { minLength: 2, maxLength: 8 }),
        (given, phase, cuts) => {
          const process = new CountingProcess(new Intensity(given), phase)
          const edges = cuts.map((cut) => testEpochMs + cut).sort((a, b) => a - b)
          const [first, last] = [edges[0] as number, edges.at(-1) as number]
          const parts = edges.slice(1).map((to, n) => process.within(edges[n] as number, to))
          expect(parts.reduce((a, b) => a + b, 0)).toBe(process.within(first, last))
          const lowest = process.before(first)
          const most = Math.min(process.before(last), lowest + 200)
          let previous = Number.NEGATIVE_INFINITY
          for (let n = lowest; n < most; n += 1) {
            const ms = process.timeOf(n) as number
            expect(ms).toBeGreaterThanOrEqual(first)
            expect(ms).toBeLessThan(last)
            expect(ms).toBeGreaterThanOrEqual(previous)
            expect(process.before(ms)).toBeLessThanOrEqual(n)
            expect(process.before(ms + 1)).toBeGreaterThan(n)
            previous = ms
          }
        },
      ),
      { seed, numRuns: 60 },
    )
  })

  it('loses nothing over fourteen days of minutes', () => {
    const wave = { kind: 'wave', rate: 0.7, amplitude: 0.29, phaseMs: 9_000_000 } as const
    const process = CountingProcess.of(new Intensity([{ fromMs: testEpochMs, shape: wave }]), 7, 1)
    let sum = 0
    for (let minute = 0; minute < 14 * 1_440; minute += 1) {
      sum += process.within(testEpochMs + minute * 60_000, testEpochMs + (minute + 1) * 60_000)
    }
    expect(sum).toBe(process.within(testEpochMs, testEpochMs + 14 * dayMs))
    expect(Math.abs(sum - 0.7 * 14 * 86_400)).toBeLessThan(2)
  })
})
