// One audit source counts an hour of a cluster: raw audit that told of all its minutes, else the newest whole reading
// by Logs Insights, else what raw audit there is. What is expected is worked out here from what was written.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LogHour, type LogTalkerRow, unnamedKey } from '../../domain/model/log-hour.ts'
import type { TalkerDimension } from '../../domain/model/talker.ts'
import { resolveWindow, type Window } from '../../domain/units/window.ts'
import { clustersCovered, coveredHours } from '../events/read/coverage.ts'
import { bytesScanned, hoursKnown, newestLogHours } from '../events/read/log-hours.ts'
import { talkerSource } from '../events/read/sealed-talkers.ts'
import { talkerPoints } from '../events/read/talker-points.ts'
import { countedTalkers, rankedTalkers } from '../events/read/talkers.ts'
import { insertAudit } from '../events/write/audit.ts'
import { putLogHour, putLogScan } from '../events/write/log-hours.ts'
import { dropBefore } from '../events/write/retention.ts'
import { createSealer } from '../events/write/seals.ts'
import { everything, landingBody, type TestEvent } from './audit-events.ts'
import { openTestStores, type TestStores } from './stores.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`log-hours.store.test.ts: seed ${seed}`)

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const hourMs = 3_600_000
/** The last two hours of a day and the first two of the next. */
const firstMs = Date.parse('2026-11-20T22:00:00Z')
const hourOf = (at: number) => new Date(firstMs + at * hourMs)

function row(user: string, requests: number, isNamed = true): LogTalkerRow {
  const known = { verb: 'list', subresource: '', code: 200 }
  const blank = { impersonatedUser: '', apiGroup: 'apps', apiVersion: 'v1', namespace: 'shop' }
  return {
    key: isNamed
      ? { ...blank, ...known, userAgent: `${user}-agent`, user, resource: 'deployments' }
      : { ...unnamedKey, ...known },
    isNamed,
    ...{ requests, throttled: 1, disruptionBlocked: 0, errors: 0, aborted: 0, longRunning: 0 },
    ...{ latencyUs: requests * 2_000, seatMoreUs: 0, firstAfter: 60, lastAfter: 600 },
  }
}

const reading = (clusterId: string, at: number, rows: readonly LogTalkerRow[]): LogHour => ({
  ...{ clusterId, hour: hourOf(at), sourceId: 'cloudwatch-logs:test', rows },
  ...{ readAt: new Date('2026-11-21T05:00:00Z'), bytesScanned: 1_000 },
})

/** One request in each of the first so many minutes of an hour. */
const rawHour = (cluster: string, at: number, minutes: number): TestEvent[] =>
  Array.from({ length: minutes }, (_, minute) => ({
    ...{ cluster, auditID: `${cluster} ${at} ${minute}`, stage: 'ResponseComplete', verb: 'get' },
    ...{ user: 'raw', code: 200, tookMs: 5, receivedMs: hourOf(at).getTime() + minute * 60_000 + 1_000 },
  }))

const windows: readonly Window[] = [
  resolveWindow({ from: '2026-11-20T20:00:00Z', to: '2026-11-21T04:00:00Z' }),
  resolveWindow({ from: '2026-11-01T00:00:00Z', to: '2026-11-30T00:00:00Z' }),
]

async function told(clusters: string[], window: Window, groupBy: TalkerDimension[], limit = 100) {
  const asked = {
    scope: everything,
    window,
    where: { cluster: clusters },
    groupBy,
    rankBy: 'requests',
  } as const
  const answer = await rankedTalkers(stores.events, { ...asked, limit, offset: 0 })
  // Found again by names where ids are too many: the same.
  expect(await rankedTalkers(stores.events, { ...asked, limit, offset: 0, mostIds: 0 })).toEqual(answer)
  return { ...answer, total: answer.total.requests, keys: answer.total.keys }
}

const drawn = fc.array(
  fc.record({
    minutes: fc.constantFrom(0, 0, 7, 59, 60),
    readings: fc.array(
      fc.record({ named: fc.integer({ min: 1, max: 50 }), rest: fc.integer({ min: 0, max: 9 }) }),
      {
        maxLength: 2,
      },
    ),
    isCutShort: fc.boolean(),
  }),
  { minLength: 8, maxLength: 8 },
)

let runs = 0
test('whatever was told of an hour by whom: it counts once, and rows + other = total', async () => {
  const sealer = createSealer(stores.events, async () => undefined)
  await fc.assert(
    fc.asyncProperty(drawn, fc.boolean(), async (hours, isSealed) => {
      runs += 1
      const clusters = [`one-${runs}`, `two-${runs}`]
      const expected = { raw: 0, logs: 0, rest: 0, hours: 0 }
      const events: TestEvent[] = []
      for (const [place, { minutes, readings, isCutShort }] of hours.entries()) {
        const [cluster = '', at] = [clusters[place % 2], Math.floor(place / 2)]
        events.push(...rawHour(cluster, at, minutes))
        for (const { named, rest } of readings) {
          const rows = [row('logs', named), ...(rest > 0 ? [row('', rest, false)] : [])]
          await putLogHour(stores.events, reading(cluster, at, rows))
        }
        // A reading that came to nothing says what it cost, and counts nothing.
        if (isCutShort) await putLogScan(stores.events, reading(cluster, at, []))
        const newest = readings.at(-1)
        if (minutes < 60 && newest !== undefined) {
          expected.logs += newest.named
          expected.rest += newest.rest
          expected.hours += 1
        } else expected.raw += minutes
      }
      if (events.length > 0) await insertAudit(stores.events, landingBody(events))
      if (isSealed) {
        for (const grain of ['minute', 'hour', 'day'] as const)
          await sealer.sealDue(grain, { quietSeconds: 0, limit: 10_000 })
      }
      const total = expected.raw + expected.logs + expected.rest
      for (const window of windows) {
        const { rows, byLogs, ...all } = await told(clusters, window, ['user'])
        expect(all).toMatchObject({ total })
        const counts = Object.fromEntries(rows.map(({ key, requests }) => [key.user, requests]))
        expect(counts).toEqual({
          ...(expected.raw > 0 && { raw: expected.raw }),
          ...(expected.logs > 0 && { logs: expected.logs }),
        })
        expect(all.keys).toBe(rows.length)
        expect(byLogs?.hours ?? 0).toBe(expected.hours)
      }
      // What was only counted has its verb and code all the same.
      const byVerb = await told(clusters, windows[0] as Window, ['verb', 'cluster'])
      expect(byVerb.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(total)
      const points = await pointsOf(clusters, windows[0] as Window)
      expect([...points.values()].reduce((sum, value) => sum + value, 0)).toBe(total)
    }),
    { seed, numRuns: 3 },
  )
})

async function pointsOf(clusters: string[], window: Window): Promise<ReadonlyMap<number, number>> {
  const question = { scope: everything, window, where: { cluster: clusters } }
  const source = await talkerSource(stores.events, question)
  const ranking = { ...question, source, groupBy: ['user'], rankBy: 'requests', limit: 5, offset: 0 } as const
  const points = async (mostIds?: number) => {
    const { rows } = await countedTalkers(stores.events, {
      ...ranking,
      ...(mostIds !== undefined && { mostIds }),
    })
    const found = await talkerPoints(stores.events, { source, groupBy: ['user'], talkers: rows })
    return { totals: found.totals, of: rows.map(({ key }) => found.of(key)) }
  }
  const { totals, of } = await points()
  expect(await points(0)).toEqual({ totals, of })
  return totals
}

describe('an hour that was read', () => {
  const [byHours, byDays] = windows as [Window, Window]
  beforeAll(async () => {
    await putLogHour(stores.events, reading('eks', 0, [row('a', 20), row('b', 9), row('', 4, false)]))
    await putLogHour(stores.events, reading('eks', 2, [row('a', 5)]))
    await putLogScan(stores.events, reading('eks', 3, []))
    await insertAudit(stores.events, landingBody(rawHour('eks', 1, 60)))
  })

  test('has sums and no quantiles; what is mixed with it has none either', async () => {
    const { rows } = await told(['eks'], byHours, ['user'])
    expect(rows).toMatchObject([
      { key: { user: 'raw' }, requests: 60, latencyMsP50: expect.any(Number) },
      { key: { user: 'a' }, requests: 25, throttled: 2, latencySecondsSum: 0.05, latencyMsP50: null },
      { key: { user: 'b' }, requests: 9, firstSeenAt: new Date('2026-11-20T22:01:00Z') },
    ])
    const [all] = (await told(['eks'], byDays, ['cluster'])).rows
    expect(all).toMatchObject({ requests: 98, latencyMsP50: null, latencyMsP99: null })
  })

  test('leaves what it did not name in other, on every page, and out of a filter', async () => {
    const { rows, total, keys, byLogs } = await told(['eks'], byHours, ['user'], 1)
    expect({ first: rows[0]?.key.user, total, keys, byLogs }).toEqual({
      ...{ first: 'raw', total: 98, keys: 3 },
      byLogs: { hours: 2, unnamed: 4, leftOut: 0 },
    })
    const asked = { scope: everything, window: byHours, groupBy: ['user'], rankBy: 'requests' } as const
    const where = { cluster: ['eks'], resource: ['deployments'] }
    const narrow = await rankedTalkers(stores.events, { ...asked, where, limit: 9, offset: 0 })
    expect(narrow.total.requests).toBe(34)
  })

  test('is covered; one that was cut short is not', async () => {
    const scope = { ...everything, clusters: ['eks'] } as typeof everything
    const covered = await clustersCovered(stores.events, { scope, window: byHours })
    expect([0, 1, 2, 3].map((at) => covered.get(hourOf(at).getTime() / 1_000) ?? 0)).toEqual([1, 1, 1, 0])
    const hours = await coveredHours(stores.events, { scope, window: byHours, limit: 10 })
    expect(hours.get('eks')).toBe(3)
    expect(await newestLogHours(stores.events, { scope, limit: 10 })).toEqual([
      { clusterId: 'eks', newest: hourOf(3) },
    ])
    const known = await hoursKnown(stores.events, { clusterId: 'eks', from: hourOf(0), to: hourOf(4) })
    expect([...known.byLogs.keys()].sort()).toEqual([0, 2].map((at) => hourOf(at).getTime() / 1_000))
    expect([...known.byRaw]).toEqual([hourOf(1).getTime() / 1_000])
  })

  test('is paid for whatever came of it, and goes with the roll-ups', async () => {
    await putLogScan(stores.events, { ...reading('eks', 3, []), sourceId: 'cloudwatch-logs:paid' })
    const since = new Date('2026-11-21T00:00:00Z')
    expect(await bytesScanned(stores.events, { sourceId: 'cloudwatch-logs:paid', since })).toBe(1_000)
    const late = new Date('2026-12-02T00:00:00Z')
    await dropBefore(stores.events, { raw: late, rollUp: late })
    expect((await told(['eks'], byHours, ['user'])).total).toBe(0)
  })
})
