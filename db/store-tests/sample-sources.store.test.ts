// Samples of one control plane from several sources, objects that every server tells of, histograms, and refused
// requests counted exactly: on a real store, every number worked out here by hand.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiSampleMetric, refusedLabels, refusedMetric } from '../../domain/model/api-sample.ts'
import type { Scope } from '../../domain/model/scope.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import { apiSampleSeries, newestSamples, type SampleQuestion } from '../events/read/api-samples.ts'
import { controlPlaneStats } from '../events/read/control-plane-stats.ts'
import { rejectedRequests } from '../events/read/rejected-requests.ts'
import { sampleSpans } from '../events/read/sample-spans.ts'
import { insertSamples, sampleLines } from '../events/write/api-samples.ts'
import { openTestStores, type TestStores } from './stores.ts'

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (seconds: number) => new Date(startMs + seconds * 1_000)
const minutes = 40
const window = resolveWindow({ from: at(0).toISOString(), to: at(minutes * 60).toISOString() })
const of = (...clusters: string[]) => ({ clusters, namespaces: 'all' }) as unknown as Scope

const seats = 'apiserver_flowcontrol_current_executing_seats'
const witness = 'apiserver_current_inflight_requests'
const rejected = 'apiserver_flowcontrol_rejected_requests_total'

let stores: TestStores
type Values = (second: number) => number | null

async function say(
  clusterId: string,
  metric: ApiSampleMetric | typeof refusedMetric,
  labels: string,
  value: Values,
  { source = '', every = 60 }: { source?: string; every?: number } = {},
) {
  const seconds = Array.from({ length: (minutes * 60) / every + 1 }, (_, n) => n * every)
  const samples = seconds.flatMap((second) => {
    const said = value(second)
    return said === null ? [] : [{ clusterId, metric, labels, at: at(second), value: said }]
  })
  await insertSamples(stores.events, Buffer.from(sampleLines(samples, source).join('\n')))
}

/** Servers of a cluster that a source reads while `isRead`; each says how many seats of `low` are taken. */
async function readBy(
  source: string,
  cluster: string,
  server: string,
  taken: number,
  isRead: (s: number) => boolean,
) {
  const while_ = (value: number) => (second: number) => (isRead(second) ? value : null)
  await say(cluster, seats, `instance=${server},priority_level=low`, while_(taken), { source })
  await say(cluster, witness, `instance=${server},request_kind=readOnly`, while_(1), { source })
}

beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const ask = (question: Omit<SampleQuestion, 'window' | 'limit'>) =>
  apiSampleSeries(stores.events, { ...question, window, limit: 10_000 })
const together = async (cluster: string, metric: ApiSampleMetric) =>
  (await ask({ scope: of(cluster), metric, by: null, byCluster: false }))
    .filter(({ label }) => label === null)
    .map(({ at: start, average }) => [(start.getTime() - startMs) / 60_000, average])

describe('one control plane that several sources read', () => {
  test('is counted once, its own endpoints first; where they were silent the store speaks', async () => {
    const isDirect = (second: number) => second < 600 || second >= 1_800
    await readBy('', 'both', 'own', 10, isDirect)
    await readBy('prometheus:a', 'both', 'a1', 10, () => true)
    await readBy('prometheus:a', 'both', 'a2', 1, () => true)
    await readBy('prometheus:b', 'both', 'b1', 100, () => true)
    const points = await together('both', seats)
    // Until 10:10 and from 10:30 on by the cluster itself; between by the first store, of two servers.
    expect(points).toEqual(
      Array.from({ length: minutes }, (_, minute) => [minute, minute < 10 || minute >= 30 ? 10 : 11]),
    )
    const [row] = await newestSamples(stores.events, { scope: of('both'), window, limit: 9 })
    expect(row).toEqual({ clusterId: 'both', newest: at(minutes * 60), servers: 1 })
  })

  test('rates too, over the minutes in which one takes over from another', async () => {
    const direct: Values = (second) => (second < 600 || second >= 1_800 ? second : null)
    const name = 'apiserver_request_total'
    await readBy('', 'rates', 'own', 1, (second) => direct(second) !== null)
    await readBy('prometheus:a', 'rates', 'a', 1, () => true)
    await say('rates', name, 'code=200,instance=own,verb=GET', direct)
    await say('rates', name, 'code=200,instance=a,verb=GET', (second) => second, { source: 'prometheus:a' })
    const points = await together('rates', name)
    expect(points.every(([, rate]) => Math.abs((rate ?? 0) - 1) < 1e-9)).toBe(true)
    // A counter read for the last time at 10:09 says nothing of the minute after: a gap, not a guess.
    expect(points.map(([minute]) => minute)).toEqual([...Array(minutes).keys()].filter((n) => n !== 9))
  })

  test('one that is read elsewhere only, and what is not read at all', async () => {
    await readBy('prometheus:a', 'alone', 'a', 7, (second) => second <= 300)
    expect(await together('alone', seats)).toEqual(Array.from({ length: 10 }, (_, minute) => [minute, 7]))
    expect(await together('nobody', seats)).toEqual([])
  })

  test('where a source goes on', async () => {
    const spans = await sampleSpans(stores.events, {
      metric: witness,
      source: 'prometheus:a',
      since: at(0),
      limit: 9,
    })
    expect(spans.find(({ clusterId }) => clusterId === 'alone')).toEqual({
      clusterId: 'alone',
      oldest: at(0),
      newest: at(300),
    })
    expect(spans.map(({ clusterId }) => clusterId)).toEqual(['alone', 'both', 'rates'])
  })
})

test('the scheduler is not said to stand still because an API server was read', async () => {
  await readBy('', 'eks', 'own', 1, () => true)
  expect(await together('eks', 'scheduler_schedule_attempts_total')).toEqual([])
  await say('eks', 'scheduler_pending_pods', 'instance=s,queue=active', () => 4)
  expect((await together('eks', 'scheduler_schedule_attempts_total')).map(([, rate]) => rate)).toEqual(
    Array.from({ length: minutes }, () => 0),
  )
})

describe('a metric that one source was refused while it read the others', () => {
  const total = 'apiserver_request_total'
  const isRefused = (second: number) => second >= 600 && second <= 1_200
  const refuse = (cluster: string, metric: ApiSampleMetric) =>
    say(cluster, refusedMetric, refusedLabels(metric), (second) => (isRefused(second) ? 1 : null), {
      source: 'prometheus:a',
    })
  const unlessRefused: Values = (second) => (isRefused(second) ? null : 1_000 + second)

  test('is a gap there, neither zero nor a rise from nothing after it', async () => {
    await readBy('prometheus:a', 'refused', 'a', 4, () => true)
    await say('refused', total, 'code=200,instance=a,verb=GET', unlessRefused, { source: 'prometheus:a' })
    await refuse('refused', total)
    const known = [...Array(minutes).keys()].filter((minute) => minute < 9 || minute > 20)
    expect(await together('refused', total)).toEqual(known.map((minute) => [minute, 1]))
    expect(await together('refused', rejected)).toEqual(
      Array.from({ length: minutes }, (_, minute) => [minute, 0]),
    )
    const [stats] = await controlPlaneStats(stores.events, {
      ...{ scope: of('refused'), metric: total, label: null, window, heldSeconds: 60, limit: 9 },
    })
    expect(stats).toMatchObject({ peak: 1, last: 1, seconds: known.length * 60 })
  })

  test('one that begins after it began unseen', async () => {
    await readBy('prometheus:a', 'late', 'a', 4, () => true)
    await say('late', total, 'code=200,instance=a,verb=GET', (second) => (second > 1_200 ? 9e6 : null), {
      source: 'prometheus:a',
    })
    await refuse('late', total)
    expect((await together('late', total)).every(([, rate]) => rate === 0)).toBe(true)
  })

  test('another source speaks of it', async () => {
    await readBy('prometheus:a', 'twice', 'a', 4, () => true)
    await readBy('prometheus:b', 'twice', 'b', 4, () => true)
    await say('twice', total, 'code=200,instance=b,verb=GET', (second) => second * 2, {
      source: 'prometheus:b',
    })
    await say('twice', total, 'code=200,instance=a,verb=GET', unlessRefused, { source: 'prometheus:a' })
    await refuse('twice', total)
    const rates = new Map((await together('twice', total)) as [number, number][])
    expect([rates.get(5), rates.get(15), rates.get(30)]).toEqual([1, 2, 1])
  })

  test('refused requests are not counted as none', async () => {
    await readBy('prometheus:a', 'untold', 'a', 4, () => true)
    await refuse('untold', rejected)
    const asked = (from: number, to: number) =>
      rejectedRequests(stores.events, {
        scope: of('untold'),
        window: { from: at(from), to: at(to) },
        limit: 9,
      })
    expect(await asked(660, 1_140)).toEqual({ rows: [], counted: [] })
    expect((await asked(1_500, 1_800)).counted).toHaveLength(1)
  })
})

test('objects that two servers tell of count once, and kinds add up', async () => {
  for (const server of ['a', 'b']) {
    await say(
      'objects',
      'apiserver_storage_objects',
      `instance=${server},resource=pods`,
      (second) => 100 + second / 60,
    )
    await say('objects', 'apiserver_storage_objects', `instance=${server},resource=jobs.batch`, () => 20)
    await say('objects', witness, `instance=${server},request_kind=readOnly`, () => 1)
  }
  const points = await ask({
    ...{ scope: of('objects'), metric: 'apiserver_storage_objects', by: 'resource', byCluster: false },
  })
  const of_ = (label: string | null) =>
    points.filter((point) => point.label === label).map(({ average }) => average)
  expect(of_('pods')).toEqual(Array.from({ length: minutes }, (_, minute) => 100 + minute))
  expect(of_('jobs.batch')).toEqual(Array.from({ length: minutes }, () => 20))
  expect(of_(null)).toEqual(Array.from({ length: minutes }, (_, minute) => 120 + minute))
})

test('buckets of a histogram rise each for itself, by bound and verb', async () => {
  const name = 'apiserver_request_duration_seconds_bucket'
  await say('histogram', witness, 'instance=a,request_kind=readOnly', () => 1)
  for (const [le, verb, perSecond] of [
    ['0.1', 'GET', 3],
    ['+Inf', 'GET', 4],
    ['+Inf', 'LIST', 5],
  ] as const)
    await say('histogram', name, `instance=a,le=${le},verb=${verb}`, (second) => second * perSecond)
  const points = await ask({ scope: of('histogram'), metric: name, by: 'verb', byCluster: false })
  const rates = new Map(points.map(({ le, label, average }) => [`${label} ${le}`, average]))
  expect(Object.fromEntries(rates)).toEqual({
    ...{ 'null ': 0, 'null 0.1': 3, 'null +Inf': 9 },
    ...{ 'GET 0.1': 3, 'GET +Inf': 4, 'LIST +Inf': 5 },
  })
})

describe('requests that were refused in a window', () => {
  const window_ = (from: number, to: number) => ({ from: at(from), to: at(to) })
  const labels = (server: string, reason: string) =>
    `flow_schema=s,instance=${server},priority_level=low,reason=${reason}`

  test('by reason, exactly, from readings at its edges: of what was before nothing, over restarts and from nothing', async () => {
    for (const server of ['a', 'b'])
      await say('storm', witness, `instance=${server},request_kind=readOnly`, () => 1)
    // 17 of before; then 60,000 within.
    await say('storm', rejected, labels('a', 'queue-full'), (second) => 17 + Math.min(60_000, second * 100))
    // Appears with its first event, and begins anew at 10:05.
    await say('storm', rejected, labels('b', 'time-out'), (second) =>
      second < 120 ? null : second < 300 ? 5 : 3,
    )
    // Of another source: not added.
    await say('storm', witness, 'instance=p,request_kind=readOnly', () => 1, { source: 'prometheus:a' })
    await say('storm', rejected, labels('p', 'queue-full'), (second) => second * 9, {
      source: 'prometheus:a',
    })
    const answer = await rejectedRequests(stores.events, {
      scope: of('storm'),
      window: window_(0, 600),
      limit: 9,
    })
    expect(answer.rows).toEqual([
      { clusterId: 'storm', flowSchema: 's', priorityLevel: 'low', reason: 'queue-full', requests: 60_000 },
      { clusterId: 'storm', flowSchema: 's', priorityLevel: 'low', reason: 'time-out', requests: 8 },
    ])
    expect(answer.counted).toEqual([
      { clusterId: 'storm', from: at(0), to: at(600), servers: 2, longestGapSeconds: 60 },
    ])
    const later = await rejectedRequests(stores.events, {
      scope: of('storm'),
      window: window_(600, 1_200),
      limit: 9,
    })
    expect(later.rows).toEqual([])
    expect(later.counted).toHaveLength(1)
  })

  test('says between when it counted, and how long nobody looked', async () => {
    const isRead = (second: number) => second >= 120 && second <= 480 && (second < 240 || second > 360)
    await say('gaps', witness, 'instance=a,request_kind=readOnly', (second) => (isRead(second) ? 1 : null))
    await say('gaps', rejected, labels('a', 'queue-full'), (second) => (isRead(second) ? second : null))
    const answer = await rejectedRequests(stores.events, {
      scope: of('gaps'),
      window: window_(0, 600),
      limit: 9,
    })
    expect(answer.rows.map(({ requests }) => requests)).toEqual([360])
    expect(answer.counted).toEqual([
      { clusterId: 'gaps', from: at(120), to: at(480), servers: 1, longestGapSeconds: 240 },
    ])
    const unread = await rejectedRequests(stores.events, {
      scope: of('gaps'),
      window: window_(1_200, 1_800),
      limit: 9,
    })
    expect(unread).toEqual({ rows: [], counted: [] })
  })
})
