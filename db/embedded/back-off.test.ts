import { expect, it } from 'vitest'
import { backOff } from './back-off.ts'

it('waits longer each time a child dies young, up to a bound, and never gives up', () => {
  const pause = backOff()
  const pauses = Array.from({ length: 10_000 }, () => pause(3_000))
  expect(pauses.slice(0, 8)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  expect(pauses.slice(8).every((ms) => ms === 5_000)).toBe(true)
})

it('forgets after a child that lived well', () => {
  const pause = backOff()
  for (let death = 0; death < 20; death += 1) pause(0)
  expect([pause(30_000), pause(0), pause(86_400_000)]).toEqual([50, 100, 50])
})
