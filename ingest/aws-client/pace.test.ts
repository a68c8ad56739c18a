import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'
import type { ProcessTime } from './process-time.ts'

/** Time that passes only while somebody sleeps, in the order of who wakes first. */
class FakeTime implements ProcessTime {
  #nowMs = 0
  readonly slept: number[] = []
  readonly random: () => number
  constructor(random: () => number = () => 0.5) {
    this.random = random
  }
  nowMs(): number {
    return this.#nowMs
  }
  pass(ms: number): void {
    this.#nowMs += ms
  }
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.slept.push(ms)
    this.#nowMs += ms
  }
}

const tuning = { startPerSecond: 10, slowestPerSecond: 0.5, fastestPerSecond: 20, burst: 5 }
const signal = new AbortController().signal

async function turns(pace: Pace, time: FakeTime, count: number): Promise<number[]> {
  const at: number[] = []
  for (let turn = 0; turn < count; turn += 1) {
    await pace.turn(signal)
    at.push(time.nowMs())
  }
  return at
}

describe('the pace of calls', () => {
  it('lets a burst through, then so many a second', async () => {
    const time = new FakeTime()
    const at = await turns(new Pace(tuning, time), time, 25)
    expect(at.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(at[24]).toBeGreaterThanOrEqual(1_999)
    expect(at[24]).toBeLessThan(2_100)
  })

  it('halves when throttled and rests a while, once for refusals that come together', async () => {
    const time = new FakeTime()
    const pace = new Pace(tuning, time)
    await turns(pace, time, 3)
    for (let refusal = 0; refusal < 4; refusal += 1) pace.throttled()
    expect(pace.perSecond).toBe(5)
    const before = time.nowMs()
    await pace.turn(signal)
    expect(time.nowMs() - before).toBeGreaterThanOrEqual(100)
    time.pass(1_000)
    pace.throttled()
    expect(pace.perSecond).toBe(2.5)
  })

  it('rests as long as the service asks', async () => {
    const time = new FakeTime()
    const pace = new Pace(tuning, time)
    pace.throttled(7_000)
    await pace.turn(signal)
    expect(time.nowMs()).toBeGreaterThanOrEqual(7_000)
  })

  it('rests a different while each time', () => {
    const restOf = async (random: number) => {
      const time = new FakeTime(() => random)
      const pace = new Pace(tuning, time)
      pace.throttled()
      await pace.turn(signal)
      return time.nowMs()
    }
    return Promise.all([restOf(0), restOf(0.99)]).then(([short, long]) => expect(short).toBeLessThan(long!))
  })

  it('recovers, but never past its fastest', () => {
    const time = new FakeTime()
    const pace = new Pace(tuning, time)
    pace.throttled()
    for (let call = 0; call < 50; call += 1) pace.succeeded()
    expect(pace.perSecond).toBeCloseTo(10)
    for (let call = 0; call < 1_000; call += 1) pace.succeeded()
    expect(pace.perSecond).toBe(20)
  })

  it('stops waiting when told to', async () => {
    const time = new FakeTime()
    const ended = AbortSignal.abort(new Error('stopped'))
    await expect(new Pace(tuning, time).turn(ended)).rejects.toThrow('stopped')
  })

  it('never lets more through than burst and rate allow, whatever happens', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('turn' as const) },
      fc.constant('throttled' as const),
      fc.constant('succeeded' as const),
      fc.integer({ min: 1, max: 5_000 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const time = new FakeTime()
        const pace = new Pace(tuning, time)
        const at: number[] = []
        for (const what of steps) {
          if (what === 'throttled') pace.throttled()
          else if (what === 'succeeded') pace.succeeded()
          else if (typeof what === 'number') time.pass(what)
          else at.push(...(await turns(pace, time, 1)))
        }
        for (const [index, from] of at.entries()) {
          const within = at.slice(index).filter((instant) => instant - from <= 1_000).length
          expect(within).toBeLessThanOrEqual(tuning.burst + tuning.fastestPerSecond + 1)
        }
        expect(pace.perSecond).toBeGreaterThanOrEqual(tuning.slowestPerSecond)
      }),
      { seed: 20_261_123 },
    )
  })
})
