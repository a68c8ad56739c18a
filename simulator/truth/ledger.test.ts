// The ledger against enumeration: what the formulas say before anything is read is what the faces' lists and
// watches hold.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { Rig } from '../wire/kube/client-rig.ts'
import { dayMs, FrozenClock, firstDay, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { World } from '../world/world.ts'
import { ledgerOf, type Truth } from './ledger.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open({ seed })
})
afterAll(() => rig.close())

const lists = {
  'cluster.cronjobs': '/apis/batch/v1/cronjobs',
  'cluster.daemonsets': '/apis/apps/v1/daemonsets',
  'cluster.deployments': '/apis/apps/v1/deployments',
  'cluster.jobs': '/apis/batch/v1/jobs',
  'cluster.namespaces': '/api/v1/namespaces',
  'cluster.nodes': '/api/v1/nodes',
  'cluster.pods': '/api/v1/pods',
  'cluster.replicasets': '/apis/apps/v1/replicasets',
  'cluster.statefulsets': '/apis/apps/v1/statefulsets',
}

it(`states what enumerating the faces finds (seed ${seed})`, async () => {
  const { truths } = (await rig.control('/_sim/truth')) as { truths: Truth[] }
  const value = (metric: string, subject: string) =>
    truths.find((truth) => truth.metric === metric && truth.subject === subject)?.value
  const { clusters } = await rig.control('/_sim/fleet')
  expect(value('fleet.clusters', 'fleet')).toBe(clusters.length)
  const sums = { nodes: 0, pods: 0 }
  const versions = new Map<string, number>()
  for (const { name } of clusters) {
    for (const [metric, path] of Object.entries(lists)) {
      const items = (await rig.pages(`/k8s/${name}${path}`, 100)).flatMap((page) => page.items)
      expect([name, metric, items.length]).toEqual([name, metric, value(metric, name)])
      if (metric === 'cluster.nodes') sums.nodes += items.length
      if (metric === 'cluster.pods') sums.pods += items.length
    }
    const { minor } = (await rig.ask(`/k8s/${name}/version`)).json
    versions.set(`1.${minor}`, (versions.get(`1.${minor}`) ?? 0) + 1)
  }
  expect([value('fleet.nodes', 'fleet'), value('fleet.pods', 'fleet')]).toEqual([sums.nodes, sums.pods])
  const stated = truths.filter(({ metric }) => metric === 'fleet.clusters.byVersion')
  expect(new Map(stated.map((truth) => [truth.subject, truth.value]))).toEqual(versions)
})

it(`counts in any window what happens in it (seed ${seed})`, () => {
  const nowMs = testEpochMs + firstDay * dayMs
  const clock = new FrozenClock(nowMs)
  const world = new World({
    seed,
    scale: 'small',
    epochMs: testEpochMs,
    clock,
    scenarios: chosenScenarios(['S19', 'S20']),
  })
  let draw = seed
  const next = (below: number): number => {
    draw = (Math.imul(draw, 1_103_515_245) + 12_345) >>> 0
    return draw % below
  }
  for (let n = 0; n < 200; n += 1) {
    const cluster = world.fleet.clusters[next(world.fleet.clusters.length)] as Cluster
    const fromMs = testEpochMs + next(13 * dayMs)
    const toMs = fromMs + next(dayMs)
    const truths = ledgerOf(world, { fromMs, toMs, cluster: cluster.name })
    const value = (metric: string) => truths.find((truth) => truth.metric === metric)?.value
    const changes = world.state(cluster).podSets.flatMap((set) => set.changes(fromMs, toMs))
    const count = (wanted: string) => changes.filter(({ type }) => type === wanted).length
    expect([value('pods.started'), value('pods.stopped')]).toEqual([count('born'), count('gone')])
  }
})

describe('the control door', () => {
  it.each([
    ['/_sim/truth?cluster=nowhere', 400, 'there is no cluster'],
    ['/_sim/truth?at=yesterday', 400, 'is no instant'],
    ['/_sim/truth?from=2026-01-19T00:00:00Z&to=2026-01-18T00:00:00Z', 400, 'ends before it begins'],
    ['/_sim/nothing', 404, 'GET /_sim/clock'],
  ])('%s: %i', async (path, status, words) => {
    const answer = await rig.control(path)
    expect(answer.status).toBe(status)
    expect(answer.error).toContain(words)
  })

  it('moves a clock that stands, forward only, and says what was asked', async () => {
    const before = Date.parse((await rig.control('/_sim/clock')).now)
    expect(Date.parse((await rig.control('/_sim/clock', { byMs: 1_000 })).now)).toBe(before + 1_000)
    for (const body of [{ byMs: -1 }, { now: '2020-01-01T00:00:00Z' }, { now: 'soon' }, {}]) {
      expect((await rig.control('/_sim/clock', body)).status).toBe(400)
    }
    const date = (await rig.ask('/k8s/svc-ads-euw1/version')).headers.get('date') as string
    expect(Date.parse(date)).toBe(Math.floor((before + 1_000) / 1_000) * 1_000)
    const { calls, others } = await rig.control('/_sim/calls')
    expect(others).toBe(0)
    expect(calls).toContainEqual(
      expect.objectContaining({ face: 'kube/svc-ads-euw1', what: 'get /version', code: 200 }),
    )
    const running = await Rig.open({ speed: 1 })
    expect((await running.control('/_sim/clock', { byMs: 1 })).error).toContain('not moved by hand')
    await running.close()
  })
})
