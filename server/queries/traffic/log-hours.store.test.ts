// What traffic questions answer where hours were added up by Logs Insights: their window and grain, their total, how
// fresh they are, and what they say of it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { putLogHour } from '../../../db/events/write/log-hours.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { landingBody } from '../../../db/store-tests/audit-events.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { type LogTalkerRow, unnamedKey } from '../../../domain/model/log-hour.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { breakdowns, breakdownsInput } from './breakdowns.ts'
import { comparison, comparisonInput } from './comparison.ts'
import { series, seriesInput } from './series.ts'
import { topTalkers, topTalkersInput } from './top-talkers.ts'

const now = new Date('2026-11-24T12:20:00Z')
let stores: TestStores
let ctx: QueryContext

function row(user: string, requests: number): LogTalkerRow {
  const known = { verb: 'list', subresource: '', code: 200 }
  const named = { userAgent: user, user, resource: 'pods', namespace: '' }
  return {
    key:
      user === ''
        ? { ...unnamedKey, ...known }
        : { ...{ impersonatedUser: '', apiGroup: '', apiVersion: 'v1' }, ...named, ...known },
    isNamed: user !== '',
    ...{ requests, throttled: 0, disruptionBlocked: 0, errors: 0, aborted: 0, longRunning: 0 },
    ...{ latencyUs: 1_000, seatMoreUs: 0, firstAfter: 0, lastAfter: 9 },
  }
}

beforeAll(async () => {
  stores = await openTestStores()
  const { relational, events } = stores
  const collecting = { sources: () => [] }
  ctx = {
    ...{ viewer: openViewer, requestId: 'test', relational, events, clock: fixedClock(now) },
    ...{ signal: undefined, collecting, owners: ownerRules([]) },
  } as unknown as QueryContext
  for (const id of ['hourly', 'streamed'])
    await registerCluster(relational, { id, region: null, accountId: null, now })
  for (const at of [9, 10, 11]) {
    await putLogHour(events, {
      ...{ clusterId: 'hourly', hour: new Date(`2026-11-24T${String(at).padStart(2, '0')}:00:00Z`) },
      ...{ sourceId: 'cloudwatch-logs:test', readAt: now, bytesScanned: 1 },
      rows: [row('a', 10 * at), row('b', 3), row('', 2)],
    })
  }
  const event = { cluster: 'streamed', stage: 'ResponseComplete', verb: 'get', user: 'c', code: 200 } as const
  const receivedMs = Date.parse('2026-11-24T11:30:00Z')
  await insertAudit(events, landingBody([{ ...event, auditID: 'one', tookMs: 5, receivedMs }]))
})
afterAll(() => stores.close())

const short = { from: '2026-11-24T10:10:00Z', to: '2026-11-24T11:40:00Z' }
const long = { from: '2026-11-24T04:00:00Z', to: '2026-11-24T12:00:00Z' }
const ask = (input: object) => topTalkers(ctx, topTalkersInput.parse({ groupBy: ['user'], ...input }))
const chart = (input: object) => series(ctx, seriesInput.parse({ groupBy: ['user'], ...input }))
const hourly = { clusters: ['hourly'] }

test('a short window of hours alone is answered in whole hours, and says so', async () => {
  const { window, rows, other, total, byLogsInsights, freshness } = await ask({
    ...{ window: short, scope: hourly, limit: 1 },
  })
  expect(window).toEqual({
    from: new Date('2026-11-24T10:00:00Z'),
    to: new Date('2026-11-24T12:00:00Z'),
    grain: 'hour',
  })
  expect(rows).toMatchObject([{ key: { user: 'a' }, requests: 210, latencyMsP99: null }])
  expect([rows[0]?.requests, other.requests, total.requests]).toEqual([210, 10, 220])
  expect(other.keys).toBe(1)
  expect(byLogsInsights).toEqual({ hours: 2, unnamed: 4, leftOut: 0 })
  // The hour until noon is the newest there can be.
  expect(freshness).toMatchObject({ asOf: new Date('2026-11-24T12:00:00Z'), clustersCovered: 1, stale: [] })
  const { buckets, covered, total: points } = await chart({ window: short, scope: hourly })
  expect(buckets).toHaveLength(2)
  expect(covered).toEqual([1, 1])
  expect(points).toEqual([105, 115])
})

test('beside minutes that were streamed such hours are left out and counted, as they are in a longer window', async () => {
  const minutes = await ask({ window: short })
  expect(minutes).toMatchObject({
    ...{ window: { grain: 'minute' }, total: { requests: 1 } },
    byLogsInsights: { hours: 0, unnamed: 0, leftOut: 2 },
  })
  const hours = await ask({ window: long })
  expect(hours).toMatchObject({
    ...{ window: { grain: 'hour' }, total: { requests: 316, keys: 3 } },
    byLogsInsights: { hours: 3, unnamed: 6, leftOut: 0 },
    freshness: { clustersTotal: 2 },
  })
  expect((await chart({ window: long })).total).toEqual([null, null, null, null, null, 95, 105, 116])
})

test('a split names no part that Logs Insights did not, and counts it where it can', async () => {
  const splits = [['user'], ['cluster'], ['user', 'verb']].map((by) => ({ by }))
  const { splits: found, byLogsInsights } = await breakdowns(
    ctx,
    breakdownsInput.parse({ window: long, scope: hourly, splits, limit: 1 }),
  )
  const total = { requests: 315, keys: 2 }
  expect(byLogsInsights).toEqual({ hours: 3, unnamed: 6, leftOut: 0 })
  expect(found).toMatchObject([
    { rows: [{ key: { user: 'a' }, requests: 300 }], other: { requests: 15, keys: 1 }, total },
    { rows: [{ key: { cluster: 'hourly' }, requests: 315 }], other: { requests: 0, keys: 0 } },
    { rows: [{ key: { user: 'a', verb: 'list' }, requests: 300 }], other: { requests: 15, keys: 1 }, total },
  ])
})

test('where nothing was read nothing is said', async () => {
  const { byLogsInsights, window } = await ask({ window: short, scope: { clusters: ['streamed'] } })
  expect({ byLogsInsights, grain: window.grain }).toEqual({ byLogsInsights: null, grain: 'minute' })
})

test('a comparison names no talker that Logs Insights did not, and counts it', async () => {
  const against = { from: '2026-11-24T02:00:00Z', to: '2026-11-24T10:00:00Z' }
  const answer = await comparison(
    ctx,
    comparisonInput.parse({ window: long, against, scope: hourly, groupBy: ['user'] }),
  )
  expect(answer.rows.map(({ key }) => key.user)).toEqual(['a', 'b'])
  expect(answer).toMatchObject({ requests: { now: 315, before: 95 }, newKeys: 0, goneKeys: 0 })
})
