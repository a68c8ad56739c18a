import { expect, it } from 'vitest'
import { controlPlaneLimits } from './control-plane-limits.ts'

it.each([
  ['tier-xl', '1.28', 1_700, 100],
  ['tier-xl', '1.33', 1_700, 167],
  ['tier-xl', '1.34', 2_000, 167],
  ['tier-2xl', '1.29', 3_400, 100],
  ['tier-2xl', '1.30', 3_400, 283],
  ['tier-4xl', '1.35', 8_000, 400],
  ['tier-8xl', '1.31', 13_600, 400],
  ['tier-8xl', 'v1.36.1-eks-1', 16_000, 400],
])('%s on %s', (tier, version, seats, podsPerSecond) => {
  expect(controlPlaneLimits(tier, version)).toMatchObject({ seats, podsPerSecond, databaseGb: 16 })
})

it('says only the database of the tier that scales by itself', () => {
  expect(controlPlaneLimits('standard', '1.33')).toMatchObject({
    seats: null,
    podsPerSecond: null,
    databaseGb: 8,
  })
})

it.each([
  ['tier-8xl', '1.29'],
  ['tier-xl', '1.27'],
  ['tier-ultra', '1.34'],
  ['tier-xl', 'latest'],
])('knows nothing of %s on %s', (tier, version) => {
  expect(controlPlaneLimits(tier, version)).toBeNull()
})
