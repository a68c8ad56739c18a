// Control-plane series end to end over both stores: seats against the tier or what the servers have, rejections
// by reason, mean latency, the database, several clusters, gaps and age. Every number is worked out here by hand.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertSamples, sampleLines } from '../../../db/events/write/api-samples.ts'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { controlPlaneSeries, controlPlaneSeriesInput } from './series.ts'

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (minute: number) => new Date(startMs + minute * 60_000)
const now = at(10)
const window = { from: at(0).toISOString(), to: at(10).toISOString() }

let stores: TestStores
let ctx: QueryContext

/** What a server says each minute from 0 on; null: it was not read. */
type Minutes = readonly (number | null)[]

async function say(clusterId: string, server: string, metric: string, labels: string, values: Minutes) {
  const samples = values.flatMap((value, minute) =>
    value === null
      ? []
      : [{ clusterId, metric, labels: `instance=${server}${labels && `,${labels}`}`, at: at(minute), value }],
  )
  await insertSamples(stores.events, Buffer.from(sampleLines(samples).join('\n')))
}

const eleven = (value: (minute: number) => number): number[] => Array.from({ length: 11 }, (_, n) => value(n))

beforeAll(async () => {
  stores = await openTestStores()
  ctx = {
    viewer: openViewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    signal: undefined,
    collecting: { sources: () => [] },
    owners: ownerRules([]),
  } as unknown as QueryContext
  for (const [id, provider] of [
    ['tiered', 'eks'],
    ['plain', 'kubernetes'],
    ['silent', 'eks'],
  ] as const) {
    await registerCluster(stores.relational, { id, region: 'eu-west-1', accountId: null, now })
    const facts = { provider, version: '1.34', ...(id === 'tiered' && { tier: 'tier-xl' }) }
    await tellClusterFacts(stores.relational, { clusterId: id, sourceId: `test:${id}`, rank: 1, facts, now })
  }
  const seats = 'apiserver_flowcontrol_current_executing_seats'
  const nominal = 'apiserver_flowcontrol_nominal_limit_seats'
  for (const server of ['a', 'b']) {
    await say(
      'tiered',
      server,
      seats,
      'priority_level=workload-low',
      eleven((n) => 10 * n),
    )
    await say(
      'tiered',
      server,
      seats,
      'priority_level=system',
      eleven(() => 3),
    )
    await say(
      'tiered',
      server,
      nominal,
      'priority_level=workload-low',
      eleven(() => 245),
    )
    await say(
      'tiered',
      server,
      nominal,
      'priority_level=system',
      eleven(() => 74),
    )
    await say(
      'tiered',
      server,
      'apiserver_current_inflight_requests',
      'request_kind=readOnly',
      eleven(() => 4),
    )
  }
  const rejected = 'apiserver_flowcontrol_rejected_requests_total'
  // 120 a minute from the fifth minute on: the counter appears with its first rejection.
  await say('tiered', 'a', rejected, 'priority_level=workload-low,reason=queue-full', [
    ...[null, null, null, null, null],
    ...[120, 240, 360, 480, 600, 720],
  ])
  await say(
    'tiered',
    'a',
    'apiserver_request_duration_seconds_sum',
    'verb=LIST',
    eleven((n) => 30 * n),
  )
  await say(
    'tiered',
    'a',
    'apiserver_request_duration_seconds_count',
    'verb=LIST',
    eleven((n) => 60 * n),
  )
  await say(
    'tiered',
    'a',
    'apiserver_request_duration_seconds_sum',
    'verb=GET',
    eleven((n) => 6 * n),
  )
  await say(
    'tiered',
    'a',
    'apiserver_request_duration_seconds_count',
    'verb=GET',
    eleven((n) => 120 * n),
  )
  await say(
    'tiered',
    'a',
    'apiserver_storage_size_bytes',
    '',
    eleven((n) => 6e9 + n * 1e8),
  )
  await say(
    'tiered',
    'b',
    'apiserver_storage_size_bytes',
    '',
    eleven(() => 6e9),
  )
  const database = 'etcd_request_duration_seconds'
  // 60 a second of which each takes half a second; from the fifth minute on none takes less than 25 ms.
  const asked = eleven((n) => 3_600 * n)
  await say('tiered', 'a', `${database}_count`, 'operation=update', asked)
  await say(
    'tiered',
    'a',
    `${database}_sum`,
    'operation=update',
    eleven((n) => 1_800 * n),
  )
  await say('tiered', 'a', `${database}_bucket`, 'le=+Inf,operation=update', asked)
  await say(
    'tiered',
    'a',
    `${database}_bucket`,
    'le=0.025,operation=update',
    eleven((n) => 2_700 * Math.min(n, 5)),
  )
  // Of lists some are told that took longer, and none that took less: the bound itself is not told.
  await say('tiered', 'b', `${database}_bucket`, 'le=+Inf,operation=list', asked)
  // Heard twice, then no more.
  await say('plain', 'x', seats, 'priority_level=catch-all', [7, 9])
  await say('plain', 'x', nominal, 'priority_level=catch-all', [13, 13])
  await say('plain', 'x', 'apiserver_current_inflight_requests', 'request_kind=mutating', [2, 2])
})
afterAll(() => stores.close())

const ask = (rest: object) => controlPlaneSeries(ctx, controlPlaneSeriesInput.parse({ window, ...rest }))
const lineIn = ({ lines }: Awaited<ReturnType<typeof ask>>, measure: string) => {
  const found = lines.find((line) => line.measure === measure)
  if (found === undefined) throw new Error(`no line ${measure}`)
  return found
}
const ten = (value: (minute: number) => number | null) => Array.from({ length: 10 }, (_, n) => value(n))

describe('one EKS cluster of a tier', () => {
  const scope = { clusters: ['tiered'] }

  test('seats of both servers together, by level, against the tier', async () => {
    const answer = await ask({ scope })
    expect(answer).toMatchObject({ clusterId: 'tiered', lastBucketPartial: false })
    expect(answer.buckets).toEqual(ten((n) => n).map((n) => at(n as number)))
    const seats = lineIn(answer, 'seats')
    expect(seats.total).toEqual(ten((n) => 2 * (10 * n + 3)))
    expect(seats.highest).toEqual(seats.total)
    expect(seats.parts.map(({ name, latest }) => [name, latest])).toEqual([
      ['workload-low', 180],
      ['system', 6],
    ])
    expect(seats.other).toEqual(ten(() => 0))
    expect(seats.peak).toEqual({ value: 186, at: at(9) })
    expect(seats.latest).toEqual({ value: 186, at: at(10) })
    expect(answer.servers).toBe(2)
    expect(seats.limit).toMatchObject({ value: 2_000, kind: 'published' })
    expect(seats.fullest).toEqual({ share: 186 / 2_000, at: at(9) })
    expect(lineIn(answer, 'nominalSeats').total).toEqual(ten(() => 638))
    expect(lineIn(answer, 'inflight').latest?.value).toBe(8)
  })

  test('429s by reason and by level, zero while the servers were read before the first', async () => {
    const answer = await ask({ scope, measures: ['rejected', 'rejectedByLevel'] })
    expect(answer.lines).toHaveLength(2)
    for (const { parts, total } of answer.lines) {
      expect(total).toEqual(ten((n) => (n < 4 ? 0 : 2)))
      expect(parts[0]?.values).toEqual(total)
    }
    expect(answer.lines.map(({ parts }) => parts.map(({ name }) => name))).toEqual([
      ['queue-full'],
      ['workload-low'],
    ])
    expect(answer.lines[0]?.peak).toEqual({ value: 2, at: at(4) })
  })

  test('latency is the mean of what was answered; the database is that of the largest', async () => {
    const answer = await ask({ scope, measures: ['latency', 'database'] })
    const latency = lineIn(answer, 'latency')
    expect(latency.total).toEqual(ten(() => expect.closeTo(36 / 180, 9)))
    expect(latency.parts.map(({ name, latest }) => [name, latest])).toEqual([
      ['LIST', expect.closeTo(0.5, 9)],
      ['GET', expect.closeTo(0.05, 9)],
    ])
    expect(latency.other).toEqual(ten(() => null))
    const database = lineIn(answer, 'database')
    expect(database.total).toEqual(ten((n) => 6e9 + n * 1e8))
    expect(database).toMatchObject({ unit: 'bytes', limit: { value: 16e9, kind: 'published' } })
  })
})

test('what the database does a second, how much it has at once, and what of that is fast', async () => {
  const answer = await ask({
    scope: { clusters: ['tiered'] },
    measures: ['databaseRequests', 'databaseInFlight', 'databaseWithin25Ms'],
  })
  expect(lineIn(answer, 'databaseRequests')).toMatchObject({ unit: 'requests/s', total: ten(() => 60) })
  expect(lineIn(answer, 'databaseInFlight')).toMatchObject({ unit: 'requests', total: ten(() => 30) })
  const { parts, total, other } = lineIn(answer, 'databaseWithin25Ms')
  expect(total).toEqual(ten((n) => (n < 5 ? expect.closeTo(2_700 / 7_200, 9) : 0)))
  expect(parts.map(({ name, values }) => [name, values])).toEqual([
    ['update', ten((n) => (n < 5 ? 0.75 : 0))],
  ])
  expect(other).toEqual(ten(() => null))
})

test('a cluster of no published tier is held against the seats its servers have; what was not read is a gap', async () => {
  const answer = await ask({ scope: { clusters: ['plain'] }, measures: ['seats', 'rejected'] })
  const seats = lineIn(answer, 'seats')
  // The second reading lasts five minutes.
  expect(seats.total).toEqual([7, 9, 9, 9, 9, 9, null, null, null, null])
  expect(seats.limit).toMatchObject({ value: 13, kind: 'nominal' })
  expect(seats.fullest).toEqual({ share: 9 / 13, at: at(1) })
  expect(seats.latest).toEqual({ value: 9, at: at(6) })
  expect(lineIn(answer, 'rejected').total).toEqual([0, ...ten(() => null).slice(1)])
  expect(answer.freshness).toMatchObject({
    clustersCovered: 0,
    clustersTotal: 1,
    stale: [{ clusterId: 'plain', since: at(1) }],
  })
})

test('a cluster that is not read has no series, and says so', async () => {
  const answer = await ask({ scope: { clusters: ['silent'] } })
  for (const { total, parts, peak, latest } of answer.lines) {
    expect(total).toEqual(ten(() => null))
    expect({ parts, peak, latest }).toEqual({ parts: [], peak: null, latest: null })
  }
  expect(answer).toMatchObject({ servers: 0, freshness: { asOf: null, clustersTotal: 0 } })
})

test('several clusters are added up, or told apart, and no tier is named', async () => {
  const answer = await ask({ splitBy: 'cluster', measures: ['seats'], top: 1 })
  expect(answer.clusterId).toBeNull()
  const seats = lineIn(answer, 'seats')
  const tiered = (n: number) => 2 * (10 * n + 3)
  const plain = [7, 9, 9, 9, 9, 9, 0, 0, 0, 0]
  expect(seats.total).toEqual(ten((n) => tiered(n) + (plain[n] ?? 0)))
  expect(seats.parts.map(({ name }) => name)).toEqual(['tiered'])
  expect(seats.parts[0]?.values).toEqual(ten(tiered))
  expect(seats.other).toEqual(plain)
  expect(seats.limit?.kind).toBe('nominal')
  expect(answer.freshness).toMatchObject({ clustersCovered: 1, clustersTotal: 2 })
})

test('where all stand is told of now, not of when only the one read last still counts', async () => {
  const scope = { clusters: ['early', 'late'] }
  const seats = 'apiserver_flowcontrol_current_executing_seats'
  await say('early', 'x', seats, 'priority_level=system', [...eleven(() => 5).slice(0, 8)])
  await say('late', 'x', seats, 'priority_level=system', [...eleven(() => 7).slice(0, 10)])
  const to = at(20).toISOString()
  const answer = await ask({ scope, window: { ...window, to }, measures: ['seats'] })
  const { latest, total } = lineIn(answer, 'seats')
  expect(latest).toEqual({ value: 12, at: now })
  expect(total.slice(0, 11)).toEqual([...ten(() => 12), null])
})

test('what falls to nothing is zero, and never a little less', async () => {
  const sum = 'etcd_request_duration_seconds_sum'
  const clusters = Array.from({ length: 8 }, (_, place) => `uneven-${place}`)
  for (const [place, cluster] of clusters.entries()) {
    const inflight = eleven(() => 1)
    await say(cluster, 'x', 'apiserver_current_inflight_requests', 'request_kind=mutating', inflight)
    // Much, then little: sums of such numbers do not come back to where they began.
    const seconds = eleven((n) => Math.sqrt(place + 2) * (173_000 * Math.min(n, 3) + 0.7 * Math.min(n, 5)))
    await say(cluster, 'x', sum, 'operation=update', seconds)
  }
  for (const cluster of clusters) {
    const answer = await ask({ scope: { clusters: [cluster] }, measures: ['databaseInFlight'] })
    const { highest, latest } = lineIn(answer, 'databaseInFlight')
    expect(highest.slice(5)).toEqual([0, 0, 0, 0, 0])
    expect(latest?.value).toBe(0)
  }
})
