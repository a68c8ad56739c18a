import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TightBudget } from '../model/cluster-slices.ts'
import { fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { drainSafety } from './drain-safety.ts'

const budget = (over: Partial<TightBudget>): TightBudget => ({
  namespace: 'shop',
  name: 'cart',
  labels: { team: 'cart' },
  namespaceLabels: { team: 'shop' },
  expectedPods: 3,
  currentHealthy: 3,
  desiredHealthy: 2,
  disruptionsAllowed: 1,
  minAvailable: '2',
  maxUnavailable: null,
  ...over,
})
const ask = (over: Partial<TightBudget>) => runCheck(drainSafety, fakeSlices({ budgets: [budget(over)] }))

describe('budgets that block drains', () => {
  it.each<[string, Partial<TightBudget>, string | undefined]>([
    ['room for one', {}, undefined],
    [
      'all must stay',
      { desiredHealthy: 3, minAvailable: '3', disruptionsAllowed: 0 },
      'It never lets a pod go: 3 of 3 pods must stay.',
    ],
    [
      'one pod that must stay',
      { expectedPods: 1, currentHealthy: 1, desiredHealthy: 1, maxUnavailable: '0', disruptionsAllowed: 0 },
      'It never lets a pod go: 1 of 1 pod must stay.',
    ],
    [
      'a pod is ill',
      { currentHealthy: 2, disruptionsAllowed: 0 },
      'It lets no pod go now: 2 of 3 pods are healthy and 2 must be.',
    ],
    ['no pods', { expectedPods: 0, currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0 }, undefined],
  ])('%s', (_, over, summary) => {
    const result = ask(over)
    expect(result?.findings[0]?.summary).toBe(summary)
    expect(result?.status).toBe(summary === undefined ? 'passing' : 'warning')
  })

  it('are exactly those under which the eviction of a healthy pod is refused', () => {
    const seed = Date.now() % 2 ** 31
    const state = fc.nat(20).chain((expectedPods) =>
      fc.record({
        expectedPods: fc.constant(expectedPods),
        currentHealthy: fc.nat(expectedPods),
        desiredHealthy: fc.nat(expectedPods),
      }),
    )
    fc.assert(
      fc.property(state, ({ expectedPods, currentHealthy, desiredHealthy }) => {
        // As the disruption controller counts: what is healthy beyond what must be.
        const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0
        const isRefused = expectedPods > 0 && disruptionsAllowed === 0
        const result = ask({ expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed })
        expect(result?.status === 'warning').toBe(isRefused)
      }),
      { seed },
    )
    console.info(`seed ${seed}`)
  })
})
