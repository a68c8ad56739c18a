// The fleet and what is in it: how many there are, that lists come sorted, that counts by formula are counts
// by enumeration, and that what happens in a window is the difference of what is there before and after.
import { describe, expect, it } from 'vitest'
import { newestMinorAt } from './calendar.ts'
import { dayMs, FrozenClock, firstDay, isoOf, runningClock, secondMs, testEpochMs } from './clock.ts'
import { type Cluster, type Scale, versionCounts } from './fleet.ts'
import { beatsBefore, beatTime, findNode, heartbeatMs, lastBeat } from './nodes.ts'
import type { Pod, PodSet } from './pod.ts'
import { changesFromMs, changeVersion, listVersion, msOfVersion, readVersion } from './versions.ts'
import { zipfParts } from './workloads.ts'
import { podCount, World } from './world.ts'

const nowMs = testEpochMs + firstDay * dayMs
const worldOf = (scale: Scale, seed = 20_260_105): World =>
  new World({ seed, scale, epochMs: testEpochMs, clock: new FrozenClock(nowMs) })
const demo = worldOf('demo')
const small = worldOf('small')

const podsOf = (set: PodSet, ms: number): Pod[] =>
  Array.from({ length: set.count(ms) }, (_, i) => set.at(i, ms))
const keyOf = ({ workload, number, incarnation, node }: Pod): string =>
  `${workload.id}/${number}/${incarnation}/${node}`

describe('the fleet', () => {
  it('is 214 clusters in 26 accounts and 8 regions, twelve of them in a small one', () => {
    const { clusters, accounts } = demo.fleet
    expect(clusters).toHaveLength(214)
    expect(new Set(clusters.map(({ name }) => name)).size).toBe(214)
    expect(new Set(clusters.map(({ id }) => id)).size).toBe(214)
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(26)
    expect(new Set(clusters.map(({ region }) => region.code)).size).toBe(8)
    expect(clusters.filter(({ site }) => site.connector !== undefined)).toHaveLength(4)
    expect(small.fleet.clusters).toHaveLength(12)
  })

  it('counts its versions down from the newest in standard support', () => {
    const newest = newestMinorAt(testEpochMs)
    expect(newest).toBe(34)
    const counted = (clusters: readonly Cluster[]) =>
      [0, 1, 2, 3, 4, 5].map((below) => clusters.filter(({ minor }) => minor === newest - below).length)
    expect(counted(demo.fleet.clusters)).toEqual(versionCounts(214))
    expect(versionCounts(214)).toEqual([17, 73, 55, 40, 26, 3])
    expect(counted(small.fleet.clusters)).toEqual(versionCounts(12))
  })

  it('has groups that cover its nodes, never newer than the control plane, AL2 only where there is one', () => {
    for (const { nodeGroups, nodes, minor } of demo.fleet.clusters) {
      expect(nodeGroups.reduce((sum, { size }) => sum + size, 0)).toBe(nodes)
      for (const group of nodeGroups) {
        expect(group.minor).toBeLessThanOrEqual(minor)
        if (group.amiType.startsWith('AL2_')) expect(group.minor).toBeLessThanOrEqual(32)
      }
    }
    const behind = demo.fleet.clusters.flatMap(({ minor, nodeGroups }) =>
      nodeGroups.map((group) => minor - group.minor).filter((skew) => skew > 0),
    )
    expect(behind.sort()).toEqual([2, 2, 2, 3])
  })

  it('is another for another seed, and the same for the same', () => {
    const facts = (world: World) => world.fleet.clusters.map(({ name, nodes, minor }) => [name, nodes, minor])
    expect(facts(worldOf('demo'))).toEqual(facts(demo))
    expect(facts(worldOf('demo', 1))).not.toEqual(facts(demo))
  })

  it('fits a laptop at demo, and is of ultra size when asked', () => {
    const pods = demo.fleet.clusters.reduce((sum, cluster) => sum + podCount(demo.state(cluster), nowMs), 0)
    expect(pods).toBeGreaterThan(200_000)
    expect(pods).toBeLessThan(260_000)
    const ultra = worldOf('ultra')
    const research = ultra.cluster('ultra-research') as Cluster
    expect(research.nodes).toBe(100_000)
    expect(Math.abs(podCount(ultra.state(research), nowMs) - 900_000)).toBeLessThan(9_000)
  })

  it('breathes with the day: 45 % fewer pods in a streaming cluster at night', () => {
    for (const cluster of demo.fleet.clusters.filter(({ family }) => family.name === 'stream')) {
      const state = demo.state(cluster)
      const counts = Array.from({ length: 144 }, (_, n) => podCount(state, nowMs - dayMs + n * 600_000))
      expect(Math.abs(Math.min(...counts) / Math.max(...counts) - 0.55)).toBeLessThan(0.01)
    }
  })
})

describe.each(small.fleet.clusters.map(({ name }) => name))('%s', (name) => {
  const state = small.state(small.cluster(name) as Cluster)
  const instants = [nowMs - 13 * dayMs, nowMs - 3 * 3_600_000 - 17, nowMs]

  it('lists its pods and nodes in the order of their names, each on a node that is there', () => {
    for (const ms of instants) {
      const keys = state.podSets.flatMap((set) =>
        podsOf(set, ms).map((pod) => `${set.workload.namespace.name}/${pod.name}`),
      )
      expect(keys).toHaveLength(podCount(state, ms))
      expect([...new Set(keys)].sort()).toEqual(keys)
      for (const set of state.podSets) {
        for (const { slot, name: pod } of podsOf(set, ms)) {
          expect(slot).toBeLessThan(state.cluster.nodes)
          expect(`${set.workload.namespace.name}/${pod}`.startsWith(set.prefix)).toBe(true)
        }
      }
    }
    const { count, slot } = state.nodes.present(nowMs)
    const slots = Array.from({ length: count }, (_, i) => slot(i))
    const nodes = slots.map((one) => state.node(one, nowMs)?.name as string)
    expect([...nodes].sort()).toEqual(nodes)
    expect(nodes.map((node) => findNode(state.nodes, node, nowMs))).toEqual(slots)
    expect(findNode(state.nodes, 'i-0000000000000000', nowMs)).toBeUndefined()
  })

  it('changes by what happens', () => {
    for (const set of state.podSets) {
      for (let fromMs = nowMs - 3 * 3_600_000; fromMs < nowMs; fromMs += 1_200_000) {
        const toMs = fromMs + 1_200_000
        const alive = new Map(podsOf(set, fromMs).map((pod) => [keyOf(pod), pod.name]))
        const order = { gone: 0, born: 1, scheduled: 2, ready: 3, lost: 4, back: 5, ended: 6 }
        const changes = set.changes(fromMs, toMs).sort((a, b) => a.ms - b.ms || order[a.type] - order[b.type])
        for (const { ms, type, pod } of changes) {
          expect(ms >= fromMs && ms < toMs).toBe(true)
          expect(alive.has(keyOf(pod))).toBe(type !== 'born')
          if (type === 'born') alive.set(keyOf(pod), pod.name)
          if (type === 'gone') alive.delete(keyOf(pod))
        }
        expect([...alive.values()].sort()).toEqual(podsOf(set, toMs).map((pod) => pod.name))
      }
    }
  })

  it('says of a workload what its pods say', () => {
    for (const set of state.podSets) {
      for (let n = 0; n < 40; n += 1) {
        const ms = nowMs - n * 1_733_000
        const { ready, replicas, wanted, changedMs } = set.status(ms)
        const pods = podsOf(set, ms).filter(({ endMs }) => endMs === undefined || endMs >= ms)
        expect(replicas).toBe(pods.length)
        expect(ready).toBe(pods.filter(({ readyMs }) => readyMs < ms).length)
        expect(wanted).toBeGreaterThanOrEqual(replicas)
        expect(changedMs).toBeLessThan(ms)
        const later = set.changes(changedMs + 1, ms).filter(({ type }) => type !== 'scheduled')
        expect(later).toEqual([])
      }
    }
  })
})

it('lets kubelets speak one after the other, each once in a period', () => {
  for (const count of [1, 7, 300, 5_000]) {
    const beats = { count, periodMs: heartbeatMs }
    const within = beatsBefore(beats, nowMs + heartbeatMs) - beatsBefore(beats, nowMs)
    expect(within).toBe(count)
    for (const slot of [0, count - 1]) {
      const ms = lastBeat(beats, slot, nowMs)
      expect(nowMs - ms).toBeGreaterThan(0)
      expect(nowMs - ms).toBeLessThanOrEqual(heartbeatMs + 1)
    }
    const beat = beatsBefore(beats, nowMs)
    expect(beatTime(beats, beat)).toBeGreaterThanOrEqual(nowMs)
    expect(beatTime(beats, beat - 1)).toBeLessThan(nowMs)
  }
})

it('gives versions that are times', () => {
  expect(msOfVersion(listVersion(nowMs))).toBe(nowMs)
  const change = changeVersion(nowMs, 12_345)
  expect(change).toBeGreaterThan(listVersion(nowMs))
  expect(change).toBeLessThan(listVersion(nowMs + 1))
  expect([msOfVersion(change), changesFromMs(change)]).toEqual([nowMs + 1, nowMs])
  expect([
    readVersion('17'),
    readVersion(''),
    readVersion('-1'),
    readVersion('x'),
    readVersion('1e3'),
  ]).toEqual([17, undefined, undefined, undefined, undefined])
})

it('keeps time: a frozen clock goes forward only, a running one as fast as it is told', () => {
  const frozen = new FrozenClock(nowMs)
  frozen.moveTo(nowMs + 1)
  expect(frozen.nowMs()).toBe(nowMs + 1)
  expect(() => frozen.moveTo(nowMs)).toThrow('forward only')
  expect(() => frozen.letGo(() => nowMs)).toThrow('forward only')
  let wall = nowMs + 5_000
  frozen.letGo(() => wall)
  wall += secondMs
  expect([frozen.nowMs() - nowMs, frozen.mode]).toEqual([6_000, 'live'])
  expect(() => frozen.moveTo(wall + 1)).toThrow('not moved by hand')
  const warped = runningClock(nowMs, 10, () => wall)
  wall += secondMs
  expect([warped.nowMs() - nowMs, warped.mode]).toEqual([10 * secondMs, 'warp'])
  expect(() => runningClock(nowMs, 0, () => wall)).toThrow('as fast')
})

it('shares out whole numbers that add up', () => {
  for (const [total, parts] of [
    [100, 7],
    [5, 5],
    [12_345, 50],
  ] as const) {
    const shares = zipfParts(total, parts)
    expect(shares.reduce((a, b) => a + b, 0)).toBe(total)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(1)
    expect([...shares].sort((a, b) => b - a)).toEqual(shares)
  }
})

it('writes times as ISO 8601 does', () => {
  for (let n = 0; n < 500; n += 1) {
    const ms = nowMs - n * 7_777_777_777
    expect(isoOf(ms)).toBe(`${new Date(ms).toISOString().slice(0, 19)}Z`)
  }
})
