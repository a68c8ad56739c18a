import { expect, it } from 'vitest'
import { fakeCluster, fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { controlPlaneSteps } from './control-plane-steps.ts'

// On 23 November 2026 the oldest EKS version in standard support is 1.34 (user guide).
it.each([
  ['1.36', 'passing', undefined],
  ['1.34', 'passing', undefined],
  ['1.33', 'passing', undefined],
  ['1.32', 'warning', '2 upgrades lie between the cluster and standard support: 1.32 → 1.33 → 1.34.'],
  [
    '1.30',
    'warning',
    '4 upgrades lie between the cluster and standard support: 1.30 → 1.31 → 1.32 → 1.33 → 1.34.',
  ],
  [null, 'unknown', expect.any(String)],
])('EKS %s: %s', (version, status, summary) => {
  const result = runCheck(controlPlaneSteps, fakeSlices({ cluster: fakeCluster({ version }) }))
  expect(result?.status).toBe(status)
  expect(result?.findings[0]?.summary).toEqual(summary)
})

it('does not know where no calendar is', () => {
  const cluster = fakeCluster({ provider: 'openshift', version: '1.20' })
  expect(runCheck(controlPlaneSteps, fakeSlices({ cluster }))?.status).toBe('unknown')
})
