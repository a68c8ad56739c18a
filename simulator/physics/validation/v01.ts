// How often the kubelets of 130,000 nodes renew their leases, as the classes of requests of such a cluster have it.
import { requestClassesOf } from '../../world/api-requests.ts'
import { dayMs, FrozenClock, minuteMs, testEpochMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import type { Scenario } from '../../world/scenario.ts'
import { World } from '../../world/world.ts'
import { isNear, type Row } from './row.ts'

const cluster = 'ultra-research'
const nodes = 130_000
const large: Scenario = {
  id: 'V1',
  title: 'as many nodes as were published',
  pins: [{ cluster, nodeGroups: [{ name: 'pool', size: nodes, machine: 'm6i4', image: 'AL2023' }] }],
  edits: [],
}

export function v01(): Row {
  const clock = new FrozenClock(testEpochMs + dayMs)
  const world = new World({ seed: 1, scale: 'small', epochMs: testEpochMs, clock, scenarios: [large] })
  const classes = requestClassesOf(world.state(world.cluster(cluster) as Cluster))
  const renewals = classes
    .filter(({ key, resource }) => key.startsWith('kubelet/') && resource === 'leases')
    .reduce((sum, { calls }) => sum + calls.within(testEpochMs, testEpochMs + 10 * minuteMs), 0)
  const perSecond = renewals / 600
  return {
    id: 'V1',
    check: 'leases that 130,000 nodes renew, each every ten seconds',
    target: '13,000/s',
    tolerance: '1 %',
    measured: `${Math.round(perSecond).toLocaleString('en-US')}/s`,
    holds: isNear(perSecond, 13_000, 0.01),
  }
}
