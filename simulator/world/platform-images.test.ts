// The platform's own images go with the cluster they run in.
import { expect, it } from 'vitest'
import { FrozenClock, testEpochMs } from './clock.ts'
import { World } from './world.ts'

it('runs the kube-proxy of its control plane, or the one before where it was not updated', () => {
  const clock = new FrozenClock(testEpochMs)
  const world = new World({ seed: 20_260_105, scale: 'demo', epochMs: testEpochMs, clock })
  const late = world.fleet.clusters.filter((cluster) => {
    const proxy = world.state(cluster).workloads.find(({ name }) => name === 'kube-proxy')
    const minor = Number(/\/kube-proxy:v1\.(\d+)\.\d+-minimal-eksbuild\.2$/.exec(proxy?.image ?? '')?.[1])
    expect([cluster.name, cluster.minor - minor]).toEqual([cluster.name, cluster.isProxyLate ? 1 : 0])
    return cluster.isProxyLate
  })
  expect(late.length).toBeGreaterThan(0)
})
