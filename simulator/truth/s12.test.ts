// Twins that are alike but for their database, under one load: the ledger against the published table, and the API
// servers' metrics against the ledger.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { apiServerFamilies } from '../wire/kube/metrics.ts'
import { type RequestClass, requestClassesOf } from '../world/api-requests.ts'
import { FrozenClock, firstDay, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { momentOf } from '../world/scenario.ts'
import { World } from '../world/world.ts'
import { ledgerOf } from './ledger.ts'

const twins = { raft: 'stage-search-usw2', journal: 'stage-social-usw2' } as const
const at = (time: string): number => testEpochMs + momentOf(13, time)
const world = new World({
  seed: 20_260_105,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(testEpochMs + momentOf(firstDay)),
  scenarios: chosenScenarios(['S12']),
})

function told(cluster: string, toMs: number, fromMs = toMs): Readonly<Record<string, number>> {
  const truths = ledgerOf(world, { fromMs, toMs, cluster }).filter(({ scenario }) => scenario === 'S12')
  return Object.fromEntries(truths.map(({ metric, value }) => [metric.replace('store.', ''), value]))
}

it.each([
  ['raft', '09:05', 600, 0.75],
  ['raft', '09:15', 2_400, 0.35],
  ['journal', '09:05', 600, 0.99],
  ['journal', '09:15', 2_400, 0.99],
  ['journal', '09:25', 8_500, 0.92],
] as const)('%s at %s: %d writes a second, %d of them within 15 ms', (twin, time, load, share) => {
  const facts = told(twins[twin], at(time))
  expect(facts).toMatchObject({ writesPerSecond: load, backlog: 0 })
  expect(Math.abs((facts.within15ms as number) - share)).toBeLessThanOrEqual(0.05)
})

it('has Raft fall behind beyond what it can do, by a minute of work at most, and recover', () => {
  expect(told(twins.raft, at('09:20') + 10_000).backlog).toBeCloseTo(10 * (8_500 - 2_734), 0)
  const behind = told(twins.raft, at('09:25'))
  expect(behind.backlog).toBe(60 * 2_734)
  expect(behind.within15ms).toBeLessThan(0.001)
  expect(told(twins.raft, at('09:32')).backlog).toBe(0)
  expect(told(twins.journal, at('09:30')).backlog).toBe(0)
  for (const cluster of Object.values(twins)) {
    expect(told(cluster, at('09:30'), at('09:00')).writes).toBe(600 * (600 + 2_400 + 8_500))
  }
})

it('is what the API servers measure', () => {
  const [from, to] = [at('09:11'), at('09:19')]
  for (const [twin, low, high] of [
    ['raft', 0.77, 0.87],
    ['journal', 0.999, 1],
  ] as const) {
    const state = world.state(world.cluster(twins[twin]) as Cluster)
    const series = apiServerFamilies(state)
      .find(({ name }) => name === 'etcd_request_duration_seconds')
      ?.series()
    const grown = (name: string, le?: string): number => {
      const one = series?.find((line) => line.name.endsWith(name) && line.labels.le === le)
      return (one?.at(to) ?? Number.NaN) - (one?.at(from) ?? Number.NaN)
    }
    expect(grown('_count')).toBe(8 * 60 * 2_400)
    const share = grown('_bucket', '0.025') / grown('_count')
    expect(share).toBeGreaterThanOrEqual(low)
    expect(share).toBeLessThanOrEqual(high)
  }
})

const writesOf = (twin: keyof typeof twins): RequestClass => {
  const state = world.state(world.cluster(twins[twin]) as Cluster)
  return requestClassesOf(state).find(({ key }) => key === 'write-load/v1.0.0') as RequestClass
}

it.each([
  ['raft', '09:05'],
  ['raft', '09:15'],
  ['raft', '09:25'],
  ['journal', '09:05'],
  ['journal', '09:15'],
  ['journal', '09:25'],
] as const)(
  '%s at %s: its calls one by one, and its requests as its API server measures them',
  (twin, time) => {
    const facts = told(twins[twin], at(time))
    const { calls, outcome } = writesOf(twin)
    const first = calls.before(at(time))
    const tookMs = Array.from({ length: 4_000 }, (_, n) => outcome(first + n))
      .filter(({ code }) => code === 200)
      .map(({ tookUs }) => tookUs / 1_000)
      .sort((one, other) => one - other)
    const within = tookMs.filter((ms) => ms <= 15).length / tookMs.length
    expect(Math.abs(within - (facts.within15ms as number))).toBeLessThan(0.03)
    const median = tookMs[tookMs.length >> 1] as number
    expect(Math.abs(median / (facts.p50ms as number) - 1)).toBeLessThan(0.05)
    const series = apiServerFamilies(world.state(world.cluster(twins[twin]) as Cluster))
      .find(({ name }) => name === 'apiserver_request_duration_seconds')
      ?.series()
      .filter(({ labels }) => labels.verb === 'PUT' && labels.resource === 'configmaps')
    const grown = (name: string, le?: string): number => {
      const one = series?.find((line) => line.name.endsWith(name) && line.labels.le === le)
      return (one?.at(at(time) + 60_000) ?? Number.NaN) - (one?.at(at(time)) ?? Number.NaN)
    }
    const answered = grown('_count')
    const below = tookMs.filter((ms) => ms <= 25).length / tookMs.length
    expect(Math.abs(grown('_bucket', '0.025') / answered - below)).toBeLessThan(0.03)
    // Those that gave up took their minute.
    const gaveUp = grown('_bucket', '60') - grown('_bucket', '45')
    const isBehind = twin === 'raft' && time === '09:25'
    expect(gaveUp > 0).toBe(isBehind)
    const mean = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length
    expect(Math.abs((1_000 * grown('_sum')) / answered / mean - 1)).toBeLessThan(0.05)
  },
)

describe('whoever waits a minute gives up', () => {
  const state = world.state(world.cluster(twins.raft) as Cluster)
  const writes = writesOf('raft')

  it('is what is beyond a minute of work, and none where the journal keeps up', () => {
    // Ten minutes of what Raft cannot do, less what still waits at their end.
    const lost = 600 * (8_500 - 2_734) - 60 * 2_734
    expect(
      Math.abs((told(twins.raft, at('09:32'), at('09:00')).gaveUp as number) - lost),
    ).toBeLessThanOrEqual(1)
    expect(told(twins.raft, at('09:20'), at('09:00')).gaveUp).toBe(0)
    expect(told(twins.journal, at('09:32'), at('09:00')).gaveUp).toBe(0)
  })

  it('counts in any window what its calls are one by one', () => {
    const instant = fc.integer({ min: at('09:20') + 20_000, max: at('09:20') + 50_000 })
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 3_000 }), (from, forMs) => {
        const codes = new Map<number, number>()
        for (let n = writes.calls.before(from); n < writes.calls.before(from + forMs); n += 1) {
          const { code } = writes.outcome(n)
          codes.set(code, (codes.get(code) ?? 0) + 1)
        }
        expect([...writes.byCode(from, from + forMs)].sort()).toEqual([...codes].sort())
      }),
      { verbose: 1, numRuns: 10 },
    )
  })

  it('is told by the API server a minute later, as 504', () => {
    const total = (code: string, ms: number): number =>
      apiServerFamilies(state)
        .find(({ name }) => name === 'apiserver_request_total')
        ?.series()
        .find(
          ({ labels }) => labels.resource === 'configmaps' && labels.verb === 'PUT' && labels.code === code,
        )
        ?.at(ms) ?? 0
    const gaveUp = (time: string): number => told(twins.raft, at(time), at('09:00')).gaveUp as number
    expect(total('504', at('09:21'))).toBe(0)
    expect(total('504', at('09:26'))).toBe(gaveUp('09:25'))
    expect(total('200', at('09:32')) + total('504', at('09:32'))).toBe(600 * (600 + 2_400 + 8_500))
  })
})
