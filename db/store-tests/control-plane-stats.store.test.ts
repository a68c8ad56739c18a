// One row a cluster of how far its servers were used, on a real store: worked out by hand, and the same peak as the
// series bucket by bucket tells.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../domain/model/scope.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import { apiSampleSeries } from '../events/read/api-samples.ts'
import { controlPlaneStats, databaseCourses } from '../events/read/control-plane-stats.ts'
import { insertSamples, sampleLines } from '../events/write/api-samples.ts'
import { openTestStores, type TestStores } from './stores.ts'

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (seconds: number) => new Date(startMs + seconds * 1_000)
const window = resolveWindow({ from: at(0).toISOString(), to: at(3_600).toISOString() })
const seats = 'apiserver_flowcontrol_current_executing_seats'
const rejected = 'apiserver_flowcontrol_rejected_requests_total'
const size = 'apiserver_storage_size_bytes'

let stores: TestStores

type Values = Record<number, number>
async function say(clusterId: string, metric: string, labels: string, values: Values, source = '') {
  const samples = Object.entries(values).map(([second, value]) => ({
    ...{ clusterId, metric, labels, at: at(Number(second)), value },
  }))
  const lines = sampleLines(samples).map((line) => JSON.stringify({ ...JSON.parse(line), source }))
  const body = Buffer.from(lines.join('\n'))
  await insertSamples(stores.events, body)
  // The same again changes nothing.
  await insertSamples(stores.events, body)
}

beforeAll(async () => {
  stores = await openTestStores()
  // a: read each five minutes, so without a gap; low beside high. b: once, for five minutes.
  await say('two', seats, 'instance=a,priority_level=high', { 0: 10, 300: 10, 600: 40, 900: 10, 1200: 10 })
  await say('two', seats, 'instance=a,priority_level=low', { 0: 1, 300: 1, 600: 1, 900: 1, 1200: 1 })
  await say('two', seats, 'instance=b,priority_level=high', { 660: 100 })
  await say('old', seats, 'instance=a,priority_level=high', { '-100': 7 })
  await say('silent', seats, 'instance=a,priority_level=high', { '-400': 7 })
  // The same servers, read by another way at the same times, and alone an hour before the end.
  const again = { 0: 500, 600: 500, 1200: 500, 3000: 50 }
  await say('two', seats, 'instance=p,priority_level=high', again, 'prometheus')
  // 60 in the first minute, 0 in the second; then begun anew, 30 in a minute. A label appears: 60 more.
  await say('two', rejected, 'instance=a,reason=queue-full', { 0: 100, 60: 160, 120: 160, 180: 30 })
  await say('two', rejected, 'instance=a,reason=time-out', { 120: 60 })
  // Read without it, so none was rejected until then.
  await say('late', 'apiserver_current_inflight_requests', 'instance=a,request_kind=readOnly', {
    0: 1,
    60: 1,
    120: 1,
  })
  await say('late', rejected, 'instance=a,reason=queue-full', { 120: 30 })
  await say('two', size, 'instance=a', { 0: 1e9, 3000: 2e9, 3060: 3e9, 3540: 4e9 })
  await say('two', size, 'instance=b', { 10: 5e9, 3010: 1e9, 3599: 4.5e9, 3600: 9e9 })
})
afterAll(() => stores.close())

const all = { clusters: 'all', namespaces: 'all' } as unknown as Scope
const ask = (rest: object) =>
  controlPlaneStats(stores.events, {
    ...{ scope: all, metric: seats, label: null, window, heldSeconds: 600, limit: 10 },
    ...rest,
  })

test('servers and levels are added up; the peak, what was held, and where it stood last', async () => {
  const [old, two, ...others] = await ask({})
  expect(others).toEqual([])
  // 600: 41. 660: 141 until 900. 900: 111 until 960. Then 11 until 1,500; the other way tells of 3,000 to 3,300.
  expect(two).toEqual({
    ...{ clusterId: 'two', peak: 141, peakAt: at(660), last: 50, lastAt: at(3_300), seconds: 1_800 },
    // 141 for 240 s, 111 for 60 s, 50 for 300 s.
    held: 50,
  })
  // A reading before the window speaks of its first 200 seconds.
  expect(old).toMatchObject({ peak: 7, peakAt: at(0), lastAt: at(200), seconds: 200, held: null })
  expect((await ask({ heldSeconds: 300 })).at(1)?.held).toBe(111)
})

test('its peak is that of the series', async () => {
  const { byCluster, by } = { byCluster: true, by: null }
  const points = await apiSampleSeries(stores.events, {
    scope: all,
    metric: seats,
    by,
    byCluster,
    window,
    limit: 999,
  })
  const highest = points.filter(({ clusterId }) => clusterId === 'two').map((point) => point.highest)
  expect(Math.max(...highest)).toBe((await ask({})).at(1)?.peak)
})

test('counters are told by the second, over a label that appears and a server that begins anew', async () => {
  const [late, two] = await ask({ metric: rejected })
  expect(late).toMatchObject({ clusterId: 'late', peak: 0.5, peakAt: at(60), last: 0.5, seconds: 120 })
  // Both in the first two minutes rise by 60 a minute; what fell from 220 to 30 began anew.
  expect(two).toMatchObject({
    clusterId: 'two',
    peak: 1,
    peakAt: at(0),
    last: 0.5,
    lastAt: at(180),
    seconds: 180,
  })
  const [one] = await ask({ metric: rejected, label: 'reason=queue-full', heldSeconds: 60 })
  expect(one).toMatchObject({ peak: 1, held: 1, last: 0.5 })
  expect(await ask({ metric: rejected, label: 'reason=queue' })).toEqual([])
})

test('only what is granted is told', async () => {
  expect(await ask({ scope: { ...all, clusters: ['silent'] } })).toEqual([])
})

test('databases: the largest of each step, finer at the end, nothing after it', async () => {
  const args = { scope: all, to: window.to, hours: 8, limit: 10 }
  expect(await databaseCourses(stores.events, args)).toEqual([
    {
      clusterId: 'two',
      sizes: [
        { at: at(10), value: 5e9 },
        { at: at(3_060), value: 3e9 },
        { at: at(3_599), value: 4.5e9 },
      ],
    },
  ])
})
