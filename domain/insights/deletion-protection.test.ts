import { expect, it } from 'vitest'
import { fakeCluster, fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { deletionProtection } from './deletion-protection.ts'

it.each([
  [true, 'passing'],
  [false, 'warning'],
  [null, 'unknown'],
])('deletion protection %s: %s', (isOn, status) => {
  const slices = fakeSlices({ cluster: fakeCluster({ deletionProtection: isOn }) })
  expect(runCheck(deletionProtection, slices)?.status).toBe(status)
})
