// Nodes that come and go, and their pods: lists come sorted, counts by formula are counts one by one, what
// happens in a window is the difference of what is there before and after, and it matters not who asks first.
import { describe, expect, it } from 'vitest'
import { dayMs, FrozenClock, firstDay, hourMs, minuteMs, testEpochMs } from './clock.ts'
import type { Cluster } from './fleet.ts'
import type { GangPods } from './gang-pods.ts'
import { h01 } from './hash.ts'
import { NodeHistory } from './node-history.ts'
import { findNode, type Node, nameOfNode, nodeAt } from './nodes.ts'
import { outageOf, type Pod, type PodSet } from './pod.ts'
import { type Edit, momentOf, type Scenario } from './scenario.ts'
import { type ClusterState, World } from './world.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const nowMs = testEpochMs + firstDay * dayMs
const at = (day: number, time: string): number => testEpochMs + momentOf(day, time)

const fails = (cluster: string, group: string, count: number): Edit => ({
  do: 'nodes.fail',
  cluster,
  at: momentOf(13, '22:00'),
  group,
  first: 3,
  count,
  xid: 79,
})
const planned: Scenario = {
  id: 'S00',
  title: 'everything that nodes go through',
  pins: [
    { cluster: 'svc-sec-use1', minor: 32, leastNodes: 30, image: 'AL2023' },
    { cluster: 'gpu-infer-usw2', leastNodes: 60 },
    { cluster: 'ultra-research', nodeGroups: [{ name: 'pool', size: 12, machine: 'p548', image: 'AL2023' }] },
  ],
  edits: [
    {
      do: 'gang.run',
      cluster: 'gpu-infer-usw2',
      gang: {
        namespace: 'training',
        name: 'pretrain',
        team: 'research',
        image: 'pretrain:v1',
        group: 'workers-a',
        first: 1,
        count: 12,
      },
      from: momentOf(-1),
    },
    fails('gpu-infer-usw2', 'workers-a', 5),
    fails('ultra-research', 'pool', 4),
    {
      do: 'version.upgrade',
      cluster: 'svc-sec-use1',
      at: momentOf(11, '09:00'),
      forMs: 12 * minuteMs,
      to: 33,
      rollsNodeGroups: true,
    },
    {
      do: 'zone.impair',
      region: 'euw1',
      zone: 'eu-west-1b',
      at: momentOf(13, '15:00'),
      forMs: 40 * minuteMs,
      shiftAfterMs: 5 * minuteMs,
    },
  ],
}
const world = new World({
  seed,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(nowMs),
  scenarios: [planned],
})
const stateOf = (name: string): ClusterState => world.state(world.cluster(name) as Cluster)

/** Times at which much happens, by cluster. */
const busy: Readonly<Record<string, readonly [number, number]>> = {
  'gpu-infer-usw2': [at(13, '21:58'), at(13, '22:20')],
  'ultra-research': [at(13, '21:58'), at(13, '22:20')],
  'svc-sec-use1': [at(11, '09:10'), at(11, '11:30')],
  'stream-euw1-c1': [at(13, '14:58'), at(13, '15:48')],
  'svc-ads-euw1': [at(13, '14:58'), at(13, '15:48')],
}
const names = Object.keys(busy)
const instantsOf = (name: string, many: number): number[] => {
  const [fromMs, toMs] = busy[name] as readonly [number, number]
  return Array.from({ length: many }, (_, n) => Math.floor(fromMs + (toMs - fromMs) * h01(seed, n, 7)))
}

const nodesAt = ({ nodes, cluster }: ClusterState, ms: number): Node[] =>
  Array.from({ length: cluster.nodes }, (_, slot) => nodeAt(nodes, slot, ms)).filter(
    (node) => node !== undefined,
  )
const podsOf = (set: PodSet, ms: number): Pod[] =>
  Array.from({ length: set.count(ms) }, (_, i) => set.at(i, ms))
const keyOf = ({ number, incarnation, node, workload: { kind } }: Pod): string =>
  `${number}/${incarnation}/${kind === 'DaemonSet' ? node : ''}`

describe.each(names)(`%s (seed ${seed})`, (name) => {
  const state = stateOf(name)
  const { nodes, cluster } = state

  it('counts its nodes as they are one by one, in the order of their names, each found by its name', () => {
    for (const ms of instantsOf(name, 40)) {
      const there = nodesAt(state, ms)
      const { count, slot } = nodes.present(ms)
      expect(count).toBe(there.length)
      expect(Array.from({ length: count }, (_, i) => slot(i))).toEqual(there.map((node) => node.slot))
      const named = there.map((node) => node.name)
      expect([...named].sort()).toEqual(named)
      for (const node of there) {
        expect(findNode(nodes, node.name, ms)).toBe(node.slot)
        expect(findNode(nodes, nameOfNode(cluster, node.slot, node.incarnation + 1), ms)).toBeUndefined()
      }
    }
  })

  it('has nodes that come, change and go by what happens', () => {
    const told = ({ name: one, minor, phase, isCordoned, fault }: Node) =>
      `${one} ${minor} ${phase} ${isCordoned} ${fault?.xid}`
    const instants = [...instantsOf(name, 40), ...(busy[name] as readonly [number, number])].sort(
      (a, b) => a - b,
    )
    for (const [n, toMs] of instants.entries()) {
      const fromMs = instants[n - 1] ?? toMs
      const before = new Map(nodesAt(state, fromMs).map((node) => [node.slot, told(node)]))
      for (const { slot, type, ms } of nodes.changes(fromMs, toMs).sort((a, b) => a.ms - b.ms)) {
        expect(before.has(slot)).toBe(type !== 'born')
        if (type === 'gone') before.delete(slot)
        else before.set(slot, told(nodeAt(nodes, slot, ms + 1) as Node))
      }
      expect([...before.values()].sort()).toEqual(nodesAt(state, toMs).map(told).sort())
    }
  })

  it('has pods on nodes that are there, that come and go by what happens, and counts them', () => {
    const instants = instantsOf(name, 25).sort((a, b) => a - b)
    for (const set of state.podSets) {
      for (const [n, toMs] of instants.entries()) {
        const fromMs = instants[n - 1] ?? toMs
        const alive = new Map(podsOf(set, fromMs).map((pod) => [keyOf(pod), pod.name]))
        const order = { gone: 0, born: 1, scheduled: 2, ready: 3, lost: 4, back: 5, ended: 6 }
        const changes = set.changes(fromMs, toMs).sort((a, b) => a.ms - b.ms || order[a.type] - order[b.type])
        for (const { type, pod } of changes) {
          expect(alive.has(keyOf(pod))).toBe(type !== 'born')
          if (type === 'born') alive.set(keyOf(pod), pod.name)
          if (type === 'gone') alive.delete(keyOf(pod))
        }
        const pods = podsOf(set, toMs)
        expect([...alive.values()].sort()).toEqual(pods.map((pod) => pod.name))
        expect(set.started(fromMs, toMs)).toBe(changes.filter(({ type }) => type === 'born').length)
        for (const pod of pods) {
          if (pod.scheduledMs >= toMs || pod.endMs !== undefined) continue
          expect(nodeAt(nodes, pod.slot, toMs)?.incarnation).toBe(pod.node)
        }
      }
    }
  })

  it('says of a workload what its pods say, and when that last changed', () => {
    for (const set of state.podSets) {
      for (const ms of [...instantsOf(name, 25), nowMs]) {
        const { ready, replicas, changedMs } = set.status(ms)
        const pods = podsOf(set, ms).filter(({ endMs }) => endMs === undefined || endMs >= ms)
        const isReady = (pod: Pod): boolean =>
          pod.readyMs < ms && (outageOf(nodes, pod, ms)?.backMs ?? 0) < ms
        const isJob = set.workload.kind === 'CronJob'
        expect([replicas, ready]).toEqual([
          pods.length,
          pods.filter((pod) => (isJob ? pod.readyMs < ms : isReady(pod))).length,
        ])
        expect(changedMs).toBeLessThan(ms)
        const stamps = (fromMs: number) => set.changes(fromMs, ms).filter(({ type }) => type !== 'scheduled')
        expect(stamps(changedMs + 1)).toEqual([])
      }
    }
  })

  it('adds up over any parts of a window', () => {
    for (const set of state.podSets) {
      const [fromMs, toMs] = busy[name] as readonly [number, number]
      const cuts = [fromMs, ...instantsOf(name, 12).sort((a, b) => a - b), toMs]
      const parts = cuts.slice(1).map((ms, n) => set.started(cuts[n] as number, ms))
      expect(parts.reduce((a, b) => a + b, 0)).toBe(set.started(fromMs, toMs))
    }
  })
})

describe('what becomes of nodes', () => {
  it('repairs accelerators ten minutes after they were found broken, unless too many are', () => {
    const gpu = stateOf('gpu-infer-usw2')
    const repaired = gpu.nodes
      .within(at(13, '22:00'), at(13, '22:01'))
      .filter(({ fault }) => fault?.xid === 79)
    expect(repaired.filter(({ startMs }) => startMs === at(13, '22:00'))).toHaveLength(5)
    for (const { fault, cordonedMs, goneMs, readyMs } of repaired) {
      expect((fault?.detectedMs ?? 0) - at(13, '22:00')).toBeLessThanOrEqual(30_000)
      expect(cordonedMs - (fault?.detectedMs ?? 0)).toBe(10 * minuteMs)
      expect(goneMs - cordonedMs).toBeGreaterThanOrEqual(30_000)
      expect(readyMs).toBeLessThan(at(13, '22:16'))
    }
    const ultra = stateOf('ultra-research')
    expect(nodesAt(ultra, nowMs).filter(({ fault }) => fault?.xid === 79)).toHaveLength(4)
    expect(ultra.nodes.present(nowMs).count).toBe(12)
  })

  it('stops a gang when nodes of it break, and has it run again once all are ready', () => {
    const { podSets, nodes } = stateOf('gpu-infer-usw2')
    const gang = podSets.find(({ workload }) => workload.kind === 'Job') as GangPods
    const [fromMs, toMs] = [at(13, '21:58'), at(13, '22:20')]
    const incident = nodes.within(at(13, '22:00'), at(13, '22:01')).filter(({ fault }) => fault?.xid === 79)
    const allReadyMs = Math.max(...incident.map(({ readyMs }) => readyMs))
    const starts = podsOf(gang, toMs)
    expect(gang.restarts(fromMs, toMs)).toBe(1)
    expect(new Set(starts.map(({ bornMs }) => bornMs))).toEqual(new Set([at(13, '22:00')]))
    expect(Math.min(...starts.map(({ scheduledMs }) => scheduledMs))).toBeGreaterThan(allReadyMs)
    const lastMs = Math.max(...starts.map(({ readyMs }) => readyMs))
    expect(gang.downMs(fromMs, toMs)).toBe(lastMs - at(13, '22:00'))
    let counted = 0
    for (let ms = fromMs; ms < toMs; ms += 1_000) counted += gang.status(ms + 1).ready < 12 ? 1 : 0
    expect(Math.abs(counted - gang.downMs(fromMs, toMs) / 1_000)).toBeLessThanOrEqual(1)
    const half = at(13, '22:07')
    expect(gang.downMs(fromMs, half) + gang.downMs(half, toMs)).toBe(gang.downMs(fromMs, toMs))
  })

  it('brings all node groups to the new version, a tenth at a time', () => {
    const state = stateOf('svc-sec-use1')
    const { nodes, cluster } = state
    const minors = (ms: number) => new Set(nodesAt(state, ms).map(({ minor }) => minor))
    expect([...minors(at(11, '09:12'))]).toEqual([32])
    expect([...minors(at(12, '00:00'))]).toEqual([33])
    expect(nodes.upgrades.map(({ group }) => group.name)).toEqual(cluster.nodeGroups.map(({ name }) => name))
    for (const { group, startMs, endMs, replacements } of nodes.upgrades) {
      expect(replacements.map(({ slot }) => slot - group.first)).toEqual(
        Array.from({ length: group.size }, (_, n) => n),
      )
      for (let ms = startMs; ms < endMs; ms += 7_000) {
        const away = nodes.within(ms, ms, group).filter(({ goneMs, bornMs }) => goneMs < ms && bornMs >= ms)
        expect(away.length).toBeLessThanOrEqual(Math.max(1, Math.floor(group.size / 10)))
      }
    }
  })

  it('loses sight of the nodes of a zone, evicts none of their pods, and has them back', () => {
    const state = stateOf('stream-euw1-c1')
    const zoneOf = (ms: number) => nodesAt(state, ms).filter(({ zone }) => zone === 'eu-west-1b')
    const phases = (time: string) => new Set(zoneOf(at(13, time)).map(({ phase }) => phase))
    expect([...phases('14:59')]).toEqual(['ready'])
    expect([...phases('15:01')]).toEqual(['lost'])
    expect([...phases('15:41')]).toEqual(['ready'])
    expect(zoneOf(at(13, '15:06')).every(({ isCordoned }) => isCordoned)).toBe(true)
    expect(zoneOf(at(13, '15:42')).filter(({ isCordoned }) => isCordoned).length).toBeLessThan(3)
    const gone = state.nodes
      .within(at(13, '14:00'), at(13, '16:00'))
      .filter(({ slot }) => zoneOf(nowMs).some((node) => node.slot === slot))
    expect(gone).toEqual([])
  })

  it('is the same whoever asks first', () => {
    const cluster = world.cluster('gpu-infer-usw2') as Cluster
    const [early, late] = [new NodeHistory(cluster), new NodeHistory(cluster)]
    for (let ms = testEpochMs; ms <= nowMs + 20 * dayMs; ms += 17 * hourMs) early.present(ms)
    late.present(nowMs + 20 * dayMs)
    expect(late.within(0, nowMs + 20 * dayMs)).toEqual(early.within(0, nowMs + 20 * dayMs))
    expect(late.within(0, nowMs + 20 * dayMs).length).toBeGreaterThan(5)
  })

  it('breaks accelerators as often as was published: 379 of 100,000 nodes a day', () => {
    const ultra = new World({
      seed,
      scale: 'ultra',
      epochMs: testEpochMs,
      clock: new FrozenClock(nowMs),
    })
    const { nodes } = ultra.state(ultra.cluster('ultra-research') as Cluster)
    const faults = nodes.within(testEpochMs, nowMs).filter(({ cause }) => cause === 'fault')
    expect(Math.abs(faults.length / firstDay - 379)).toBeLessThan(2)
    const slots = faults.map(({ slot }) => slot)
    expect(new Set(slots).size).toBe(slots.length)
  })
})
