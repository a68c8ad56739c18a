// Control planes of a fleet over both stores: worst axis first, forecasts, advice, what nobody read, pages. Every
// number is worked out here by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertSamples, sampleLines } from '../../../db/events/write/api-samples.ts'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { tellClusterVersions } from '../../../db/relational/write/cluster-versions.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer, type Viewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { controlPlanes, controlPlanesInput } from './control-planes.ts'
import { readableSpan } from './fleet-readings.ts'

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (minute: number) => new Date(startMs + minute * 60_000)
const now = at(31)
const window = { from: at(0).toISOString(), to: at(31).toISOString() }
const seats = 'apiserver_flowcontrol_current_executing_seats'
const nominal = 'apiserver_flowcontrol_nominal_limit_seats'
const witness = 'apiserver_current_inflight_requests'

let stores: TestStores
let ctx: QueryContext

async function say(clusterId: string, metric: string, labels: string, valueAt: (minute: number) => number) {
  const samples = Array.from({ length: 31 }, (_, minute) => ({
    ...{ clusterId, metric, labels: `instance=a${labels && `,${labels}`}`, at: at(minute) },
    value: valueAt(minute),
  }))
  await insertSamples(stores.events, Buffer.from(sampleLines(samples).join('\n')))
}

beforeAll(async () => {
  stores = await openTestStores()
  ctx = {
    ...{ viewer: openViewer, requestId: 'test', relational: stores.relational, events: stores.events },
    ...{ clock: fixedClock(now), signal: undefined, owners: ownerRules([]) },
    collecting: { sources: () => [] },
  } as unknown as QueryContext
  const clusters: [string, string | null, string][] = [
    ['leaking', 'standard', '1.34'],
    ['saturated', 'tier-2xl', '1.34'],
    ['bursting', 'tier-xl', '1.33'],
    ['unread', 'tier-xl', '1.34'],
  ]
  for (const [id, tier, version] of clusters) {
    await registerCluster(stores.relational, { id, region: 'eu-west-1', accountId: null, now })
    const facts = { provider: 'eks' as const, version, tier }
    await tellClusterFacts(stores.relational, { clusterId: id, sourceId: `test:${id}`, rank: 1, facts, now })
    if (id !== 'unread') await say(id, witness, 'request_kind=readOnly', () => 1)
  }
  const calendar = { releasedOn: null, endOfStandardSupport: null, endOfExtendedSupport: null }
  await tellClusterVersions(stores.relational, {
    versions: [
      {
        ...{ provider: 'eks', version: '1.34', ...calendar, latestPatch: null, latestPlatformVersion: null },
        ...{ isDefault: true, source: 'DescribeClusterVersions' },
        tiers: [{ tier: 'tier-2xl', seats: 4_200, podsPerSecond: 283, databaseGb: 16 }],
      },
    ],
    now,
  })
  // 5.52 MB a minute on 5.9 of 8 GB: full 380.43 minutes after the start.
  await say('leaking', 'apiserver_storage_size_bytes', '', (minute) => 5.9e9 + 5.52e6 * minute)
  await say('leaking', seats, 'priority_level=system', () => 60)
  await say('leaking', nominal, 'priority_level=system', () => 600)
  // 95 % of the seats for 20 minutes, with 429s and pods that wait.
  await say('saturated', seats, 'priority_level=workload-low', (minute) =>
    minute >= 10 && minute < 30 ? 3_990 : 100,
  )
  await say(
    'saturated',
    'apiserver_flowcontrol_rejected_requests_total',
    'reason=queue-full',
    (minute) => 60 * 40 * Math.max(0, minute - 10),
  )
  await say(
    'saturated',
    'scheduler_schedule_attempts_total',
    'result=scheduled',
    (minute) => 60 * 30 * minute,
  )
  await say(
    'saturated',
    'scheduler_schedule_attempts_total',
    'result=unschedulable',
    (minute) => 6_000 * minute,
  )
  await say('saturated', 'scheduler_pending_pods', 'queue=active', (minute) => minute)
  // Nine minutes at the limit.
  await say('bursting', seats, 'priority_level=workload-low', (minute) => (minute < 9 ? 1_700 : 40))
})
afterAll(() => stores.close())

const ask = (rest: object = {}, viewer: Partial<Viewer> = {}) =>
  controlPlanes(
    { ...ctx, viewer: { ...openViewer, ...viewer } },
    controlPlanesInput.parse({ window, ...rest }),
  )
const axisOf = (row: Awaited<ReturnType<typeof ask>>['rows'][number] | undefined, axis: string) =>
  row?.axes.find((state) => state.axis === axis)

test('what is near a limit comes first, by the axis that is used most', async () => {
  const answer = await ask()
  expect(answer.rows.map(({ clusterId, standing, worst }) => [clusterId, standing, worst])).toEqual([
    ['bursting', 'near', 'seats'],
    ['saturated', 'near', 'seats'],
    ['leaking', 'near', 'database'],
    ['unread', 'unread', null],
  ])
  expect(answer).toMatchObject({
    ...{ total: 4, inScope: 4, byStanding: { near: 3, room: 0, unread: 1 }, isCut: false },
    nearBy: { seats: 2, scheduling: 0, database: 1, pods: 0, nodes: 0 },
    freshness: { clustersCovered: 3, clustersTotal: 3 },
  })
})

test('a tier that EKS itself tells is the limit; the next one has more of what runs out', async () => {
  const row = (await ask()).rows[1]
  expect(axisOf(row, 'seats')).toMatchObject({
    ...{ share: 0.95, headroom: 'tight', isSustained: true, held: 3_990 },
    peak: { value: 3_990, at: at(10) },
    limit: { value: 4_200, source: 'DescribeClusterVersions' },
  })
  expect(axisOf(row, 'scheduling')).toMatchObject({
    used: { value: 30 },
    limit: { value: 283 },
    headroom: 'room',
  })
  expect(row).toMatchObject({
    rejected: { peak: 40, peakAt: at(10) },
    pendingPods: { latest: 30, peak: 30 },
    tierMicroUsdPerHour: 3_400_000,
    advice: {
      ...{ kind: 'move', axis: 'seats' },
      other: { tier: 'tier-4xl', limit: 8_000, isHigher: true, extraMicroUsdPerHour: 3_500_000 },
    },
  })
})

test('nine minutes at the limit are a burst; the limit of 1.33 is the shipped one', async () => {
  const row = (await ask()).rows[0]
  expect(axisOf(row, 'seats')).toMatchObject({
    limit: { value: 1_700 },
    headroom: 'full',
    isSustained: false,
  })
  expect(row?.advice).toMatchObject({ kind: 'burst', other: null })
})

test('the database that fills up, from half an hour of readings', async () => {
  const { nextFull, rows } = await ask()
  expect(nextFull).toEqual(rows[2])
  const forecast = nextFull?.forecast
  if (forecast?.kind !== 'reaches') throw new Error(`it ${forecast?.kind}`)
  const minute = (forecast.at.getTime() - startMs) / 60_000
  expect(Math.abs(minute - 380.43) / (380.43 - 31)).toBeLessThan(0.02)
  expect(nextFull?.advice).toMatchObject({
    kind: 'move',
    axis: 'database',
    other: { tier: 'tier-xl', limit: 16e9 },
  })
  expect(axisOf(nextFull ?? undefined, 'seats')).toMatchObject({ share: 0.1, limit: { kind: 'nominal' } })
})

test('nobody read it: no axis is zero, and its sources say what is missing', async () => {
  const row = (await ask({ standings: ['unread'] })).rows[0]
  expect(row).toMatchObject({ clusterId: 'unread', share: null, asOf: null, forecast: { kind: 'unread' } })
  expect(row?.axes.map(({ used }) => used)).toEqual([null, null, null, null, null])
  expect(row?.advice.kind).toBe('unread')
})

test('pages, words, orders and grants', async () => {
  const first = await ask({ limit: 3 })
  expect([first.rows.length, first.nextCursor]).toEqual([3, '3'])
  const second = await ask({ limit: 3, cursor: '3' })
  expect(second.rows.map(({ clusterId }) => clusterId)).toEqual(['unread'])
  expect(second.nextCursor).toBeNull()
  const names = async (rest: object) => (await ask(rest)).rows.map(({ clusterId }) => clusterId)
  expect(await names({ find: 'SAT' })).toEqual(['saturated'])
  expect(await names({ sort: 'forecast' })).toEqual(['leaking', 'bursting', 'saturated', 'unread'])
  expect(await names({ sort: 'price', reverse: true })).toEqual([
    'leaking',
    'bursting',
    'unread',
    'saturated',
  ])
  const narrow = await ask({}, { clusters: ['leaking'] as unknown as Viewer['clusters'] })
  expect(narrow.rows.map(({ clusterId }) => clusterId)).toEqual(['leaking'])
})

test('of many clusters a pass reads less far back, and says so', () => {
  const week = { from: at(-7 * 1_440), to: at(0) }
  expect(readableSpan(week, 99)).toEqual(week)
  expect(readableSpan(week, 2_000)).toEqual({ from: at(-500), to: at(0) })
  expect(readableSpan(week, 1_000_000)).toEqual({ from: at(-60), to: at(0) })
})
