// Which scenarios go together, what a pin fixes, and what a client that is run calls: by formula as one by one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastCallMs } from '../world/clients.ts'
import { dayMs, FrozenClock, firstDay, testEpochMs } from '../world/clock.ts'
import { type Cluster, minorAt } from '../world/fleet.ts'
import { momentOf, pinsOf, type Scenario } from '../world/scenario.ts'
import { podCount, World } from '../world/world.ts'
import { chosenScenarios, scenarioIds, scenariosTogether } from './scenarios.ts'

const nowMs = testEpochMs + firstDay * dayMs
const worldOf = (scenarios: readonly Scenario[], scale: 'small' | 'demo' = 'small'): World =>
  new World({ seed: 20_260_105, scale, epochMs: testEpochMs, clock: new FrozenClock(nowMs), scenarios })

describe('which are chosen', () => {
  it('always has the ordinary days, once each, in order', () => {
    expect(chosenScenarios([]).map(({ id }) => id)).toEqual(['S01'])
    expect(chosenScenarios(['S06', 'S05', 'S06']).map(({ id }) => id)).toEqual(['S01', 'S05', 'S06'])
  })

  it('goes together for all but variants', () => {
    const together = worldOf(chosenScenarios(scenariosTogether), 'demo')
    expect(together.fleet.clusters).toHaveLength(214)
    const variants = scenarioIds.filter((id) => id.includes('-'))
    expect(scenarioIds.length - variants.length - scenariosTogether.length).toBe(4)
    for (const id of variants) {
      expect(worldOf(chosenScenarios([id])).scenarios).toHaveLength(2)
      expect(() => chosenScenarios([...scenariosTogether, id.replace(/-.*$/, ''), id])).toThrow('choose one')
    }
  })

  it('refuses what there is not', () => {
    expect(() => chosenScenarios(['S99'])).toThrow('there is no scenario "S99"; there are S01, ')
    const elsewhere: Scenario = { id: 'S00', title: 'x', pins: [{ cluster: 'nowhere' }], edits: [] }
    expect(() => worldOf([elsewhere])).toThrow('there is no cluster nowhere')
    const twice = { id: 'S00', title: 'x', pins: [{ cluster: 'a', nodeGroups: [] }], edits: [] }
    expect(() => pinsOf([twice, twice])).toThrow('two scenarios pin the node groups of a')
  })
})

describe('a pin', () => {
  const world = worldOf(chosenScenarios(['S06']))
  it('brings its cluster into a fleet of any scale, with its version and node groups', () => {
    const cluster = world.cluster('data-euw1-c1') as Cluster
    expect([cluster.nodes, cluster.minor, minorAt(cluster, nowMs)]).toEqual([1_020, 32, 32])
    expect(
      cluster.nodeGroups.map(({ name, first, size, amiType, minor }) => [name, first, size, amiType, minor]),
    ).toEqual([
      ['system', 0, 20, 'AL2023_x86_64_STANDARD', 32],
      ['workers-a', 20, 418, 'AL2_ARM_64', 32],
      ['workers-b', 438, 582, 'BOTTLEROCKET_x86_64', 32],
    ])
    expect(podCount(world.state(cluster), nowMs)).toBeGreaterThan(9_000)
  })
})

describe('a client', () => {
  const clientOf = (id: string) => {
    const world = worldOf(chosenScenarios([id]))
    const cluster = world.cluster('svc-ads-euw1') as Cluster
    return { world, cluster, client: cluster.clients[0] as Cluster['clients'][number] }
  }

  it('calls every five minutes: 8,640 in thirty days, 4,032 in fourteen, 0 once it was rolled out anew', () => {
    const { calls } = clientOf('S05').client
    expect(calls.within(nowMs - 30 * dayMs, nowMs)).toBe(8_640)
    expect(calls.within(testEpochMs, nowMs)).toBe(4_032)
    const mended = clientOf('S05-b').client
    const endedMs = testEpochMs + momentOf(12, '06:00')
    expect(mended.calls.within(testEpochMs, endedMs)).toBe(12.25 * 288)
    expect(mended.calls.within(endedMs, nowMs)).toBe(0)
    expect(lastCallMs(mended, nowMs)).toBe(lastCallMs(mended, endedMs))
    expect(lastCallMs(mended, endedMs)).toBeGreaterThanOrEqual(endedMs - 300_000)
    expect(lastCallMs(mended, testEpochMs - 90 * dayMs)).toBeUndefined()
  })

  it('has made as many calls as it made one by one, in any window', () => {
    const { calls } = clientOf('S05-b').client
    const times = Array.from({ length: calls.before(nowMs) }, (_, n) => calls.timeOf(n) as number)
    const instant = fc.integer({ min: testEpochMs - 61 * dayMs, max: nowMs })
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        expect(calls.within(from, to)).toBe(times.filter((ms) => ms >= from && ms < to).length)
      }),
      { verbose: 1 },
    )
  })

  it('runs as a Deployment of a namespace that its team owns', () => {
    const { world, cluster } = clientOf('S05')
    const { namespaces, workloads } = world.state(cluster)
    expect(namespaces.find(({ name }) => name === 'autoscaling')?.team).toBe('ads')
    const planted = workloads.find(({ name }) => name === 'legacy-hpa-operator')
    expect(planted).toMatchObject({ kind: 'Deployment', replicas: 1, namespace: { name: 'autoscaling' } })
  })
})
