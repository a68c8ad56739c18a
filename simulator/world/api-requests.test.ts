// Requests counted by formula and one by one; who asks, where it belongs, and what of it EKS writes into an audit log.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { type RequestClass, requestClassesOf } from './api-requests.ts'
import { dayMs, FrozenClock, hourMs, testEpochMs } from './clock.ts'
import { World } from './world.ts'

const clock = new FrozenClock(testEpochMs + 14 * dayMs)
const scenarios = chosenScenarios(['S05'])
const world = new World({ seed: 20_260_105, scale: 'small', epochMs: testEpochMs, clock, scenarios })
const stateOf = (name: string) => {
  const cluster = world.cluster(name)
  if (cluster === undefined) throw new Error(`there is no ${name}`)
  return world.state(cluster)
}
const classes = requestClassesOf(stateOf('svc-ads-euw1'))
const find = (key: string): RequestClass => {
  const found = classes.find((one) => one.key === key)
  if (found === undefined)
    throw new Error(`no class ${key} among ${classes.map((one) => one.key).join(', ')}`)
  return found
}

describe('how many', () => {
  it('follows from the formula as from the calls one by one, by code and by time', () => {
    const choice = fc.record({
      one: fc.constantFrom(...classes),
      fromMs: fc.integer({ min: testEpochMs, max: testEpochMs + 13 * dayMs }),
      forMs: fc.integer({ min: 0, max: 2 * hourMs }),
    })
    fc.assert(
      fc.property(choice, ({ one, fromMs, forMs }) => {
        const toMs = fromMs + forMs
        const first = one.calls.before(fromMs)
        const count = Math.min(300, one.calls.within(fromMs, toMs))
        const codes = new Map<number, number>()
        let lastUs = fromMs * 1_000
        for (let n = first; n < first + count; n += 1) {
          const receivedUs = one.call(n)?.receivedUs ?? Number.NaN
          expect(receivedUs).toBeGreaterThanOrEqual(Math.floor(lastUs / 1_000) * 1_000)
          expect(receivedUs).toBeLessThan(toMs * 1_000)
          lastUs = receivedUs
          const { code } = one.outcome(n)
          codes.set(code, (codes.get(code) ?? 0) + 1)
        }
        const before = one.call(first - 1)?.receivedUs ?? Number.NaN
        expect(before).toBeLessThan(fromMs * 1_000)
        if (count < 300) expect(codes).toEqual(one.byCode(fromMs, toMs))
      }),
      { verbose: 1, numRuns: 200 },
    )
  })

  it('never has two classes of one key, nor one that calls nothing', () => {
    for (const name of ['svc-ads-euw1', 'stream-use1-c1', 'edge-amsterdam', 'ultra-research']) {
      const all = requestClassesOf(stateOf(name))
      expect(new Set(all.map(({ key }) => key)).size).toBe(all.length)
      for (const one of all) expect(one.calls.within(testEpochMs, clock.nowMs())).toBeGreaterThan(0)
    }
  })
})

describe('who asks', () => {
  it('has the leases of nodes from their kubelets, each for its own, at the level for nodes', () => {
    const leases = find('kubelet/update leases//200')
    expect([leases.flowSchema, leases.priorityLevel]).toEqual(['system-node-high', 'node-high'])
    const { nodes } = stateOf('svc-ads-euw1').cluster
    const calls = Array.from({ length: nodes }, (_, n) => leases.call(1_000_000 + n))
    expect(new Set(calls.map((call) => call?.user)).size).toBe(nodes)
    for (const call of calls) {
      expect(call?.user).toBe(`system:node:${call?.name}`)
      expect(call?.uri).toBe(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${call?.name}`)
    }
  })

  it.each([
    ['kubelet/patch pods/status/200', 'system-nodes', 'system'],
    ['replicaset-controller/create pods//201', 'kube-system-service-accounts', 'workload-high'],
    ['scheduler/create pods/binding/201', 'kube-scheduler', 'workload-high'],
    ['manager/update leases//200', 'system-leader-election', 'leader-election'],
    ['ebs-csi/update leases//200', 'workload-leader-election', 'leader-election'],
    ['kubectl/list pods//200', 'global-default', 'global-default'],
    ['external-dns/list services//200', 'service-accounts', 'workload-low'],
    ['probe/get //200', 'probes', 'exempt'],
    ['legacy-hpa-operator/1.4.2', 'service-accounts', 'workload-low'],
  ])('serves %s by schema %s at level %s', (key, flowSchema, priorityLevel) => {
    const one = find(key)
    expect([one.flowSchema, one.priorityLevel]).toEqual([flowSchema, priorityLevel])
  })
})

describe("what EKS's audit policy writes", () => {
  it.each([
    ['kubelet/get nodes//200', undefined],
    ['kubelet/create events//201', undefined],
    ['scheduler/create events//201', undefined],
    ['kube-proxy/watch services//200', undefined],
    ['kube-proxy/watch endpointslices//200', undefined],
    ['probe/get //200', undefined],
    ['version/get //200', undefined],
    ['kubelet/patch nodes/status/200', 'Request'],
    ['kubelet/update leases//200', 'Metadata'],
    ['kubelet/get configmaps//200', 'Metadata'],
    ['kubectl/list pods//200', 'Request'],
    ['helm/patch deployments//200', 'RequestResponse'],
    ['legacy-hpa-operator/1.4.2', 'Metadata'],
  ])('of %s: %s', (key, level) => {
    expect(find(key).auditLevel).toBe(level)
  })
})
