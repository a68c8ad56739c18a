import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterLook, type ClockCourse, courseFrom, fastestOf, slowestOf } from './clock-course.ts'

const hour = 3_600_000
const day = 24 * hour
const noon = Date.parse('2026-11-24T12:00:00Z')

/** Looks every minute for `ms` of running time at a clock that is `aheadMs` of the true one. */
function running(course: ClockCourse, ms: number, aheadMs: number): ClockCourse {
  let after = course
  for (let gone = 0; gone < ms; gone += 60_000) {
    const clockMs = noon + after.runningMs + 60_000 + aheadMs
    after = afterLook(after, { clockMs, elapsedMs: 60_000 }, day)
  }
  return after
}

describe('a clock that nobody sets', () => {
  it('is believed as it is, also when it drifts', () => {
    let course = courseFrom(noon)
    for (let n = 0; n < 5_000; n += 1) {
      const clockMs = course.clockMs + 60_000 + (n % 2 === 0 ? 900 : -300)
      course = afterLook(course, { clockMs, elapsedMs: 60_000 }, day)
      expect([slowestOf(course), fastestOf(course)]).toEqual([clockMs, clockMs])
    }
  })
})

describe('a clock that is set', () => {
  it('ahead, is not believed for a day of running, and then is', () => {
    const ahead = running(running(courseFrom(noon), hour, 0), 23 * hour, 30 * day)
    expect(slowestOf(ahead)).toBe(noon + 24 * hour)
    expect(fastestOf(ahead)).toBe(noon + 24 * hour + 30 * day)
    expect(slowestOf(running(ahead, 2 * hour, 30 * day))).toBe(noon + 26 * hour + 30 * day)
  })

  it('ahead and back within the day, was on the true course all the time for whoever is careful', () => {
    const back = running(running(running(courseFrom(noon), hour, 0), 3 * hour, 30 * day), 2 * hour, 0)
    expect(slowestOf(back)).toBe(noon + 6 * hour)
    expect(fastestOf(back)).toBe(noon + 6 * hour + 30 * day)
    expect(fastestOf(running(back, day, 0))).toBe(noon + 30 * hour)
  })

  it('over a restart is not told from a long pause: the pause is not believed for a day of running', () => {
    const before = running(courseFrom(noon), hour, 0)
    const restarted = afterLook(before, { clockMs: before.clockMs + 3 * day, elapsedMs: 0 }, day)
    expect(slowestOf(restarted)).toBe(before.clockMs)
    expect(slowestOf(running(restarted, day, 3 * day))).toBe(noon + 25 * hour + 3 * day)
  })

  it('whenever and wherever to, is bounded by all courses of the last day, and little is remembered', () => {
    const step = fc.record({
      aheadMs: fc.integer({ min: -400 * 24, max: 400 * 24 }).map((hours) => hours * hour),
      lookMs: fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * 60_000),
    })
    const seed = Date.now() % 2 ** 31
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
        let course = courseFrom(noon)
        const seen: { aheadMs: number; untilMs: number }[] = [{ aheadMs: 0, untilMs: 0 }]
        for (const { aheadMs, lookMs } of steps) {
          course = afterLook(
            course,
            { clockMs: noon + course.runningMs + lookMs + aheadMs, elapsedMs: lookMs },
            day,
          )
          // Whichever of these is the true time, nothing that follows may run ahead of it.
          seen.push({ aheadMs, untilMs: course.runningMs })
          const lately = seen.filter(({ untilMs }) => course.runningMs - untilMs < day - 40 * 60_000)
          for (const { aheadMs: maybe } of lately) {
            expect(slowestOf(course)).toBeLessThanOrEqual(noon + course.runningMs + maybe)
            expect(fastestOf(course)).toBeGreaterThanOrEqual(noon + course.runningMs + maybe)
          }
          expect(course.left.length).toBeLessThanOrEqual(25)
        }
      }),
      { seed, numRuns: 100, endOnFailure: true },
    )
    console.info(`seed ${seed}`)
  })
})
