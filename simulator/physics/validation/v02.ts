// Which share of all calls comes from nodes, in the name of nodes: upstream has it at half to nine tenths.
import { requestClassesOf } from '../../world/api-requests.ts'
import { dayMs, FrozenClock, testEpochMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { World } from '../../world/world.ts'
import type { Row } from './row.ts'

export function v02(): Row {
  const clock = new FrozenClock(testEpochMs + dayMs)
  const world = new World({ seed: 1, scale: 'demo', epochMs: testEpochMs, clock })
  const ultra = world.cluster('ultra-research') as Cluster
  let [all, high] = [0, 0]
  for (const { priorityLevel, calls } of requestClassesOf(world.state(ultra))) {
    const count = calls.within(testEpochMs, testEpochMs + dayMs)
    all += count
    if (priorityLevel === 'node-high') high += count
  }
  return {
    id: 'V2',
    check: 'share of calls at level node-high, 5,000 nodes on an ordinary day',
    target: '50–90 %',
    tolerance: 'in range',
    measured: `${((100 * high) / all).toFixed(1)} %`,
    holds: ultra.nodes === 5_000 && high / all >= 0.5 && high / all <= 0.9,
  }
}
