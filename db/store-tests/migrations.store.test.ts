// What stands in a store from before keeps its counts: rows written by the schema of 0003 are read by the
// next one as they lie, and added up with new ones.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveWindow } from '../../domain/units/window.ts'
import { migrateEvents } from '../events/migrate.ts'
import { rankedTalkers } from '../events/read/talkers.ts'
import { insertAudit } from '../events/write/audit.ts'
import { createSealer } from '../events/write/seals.ts'
import { migrationsFolder } from '../migrations-folder.ts'
import { countedRequests, everything, landingBody, type TestEvent } from './audit-events.ts'
import { type Installation, openInstallation } from './embedded-only.ts'

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation?.close())

const hour = Date.parse('2026-11-20T03:00:00Z')
const minuteMs = 60_000
const windows = [
  resolveWindow({ from: '2026-11-20T03:00:00Z', to: '2026-11-20T05:00:00Z' }),
  resolveWindow({ from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' }),
  resolveWindow({ from: '2026-11-01T00:00:00Z', to: '2026-11-30T00:00:00Z' }),
]

let made = 0
function event(minute: number, user: string, code: number, tookMs: number): TestEvent {
  made += 1
  return {
    cluster: 'old',
    auditID: `id-${made}`,
    stage: 'ResponseComplete',
    verb: 'get',
    user,
    code,
    receivedMs: hour + minute * minuteMs + (made % 50) * 1_000,
    tookMs,
  }
}

/** Durations far apart, so that a histogram has gaps; some throttled, some failed. */
const before = [0, 1, 2, 59, 61].flatMap((minute) => [
  event(minute, 'a', 200, 1),
  event(minute, 'a', 200, 900),
  event(minute, 'a', 200, 1),
  event(minute, 'b', 429, 3),
  event(minute, 'b', 500, 40),
])

const keyColumns =
  'user_agent, user, impersonated_user, verb, api_group, api_version, resource, subresource, namespace, code'

/** Sealed as the version before did: minutes from raw rows, then hours from minutes. */
const sealedBefore = [
  `INSERT INTO talker_keys (key_id, ${keyColumns}) SELECT DISTINCT cityHash64(${keyColumns}), ${keyColumns} FROM audit_raw`,
  `INSERT INTO talkers (grain, cluster_id, bucket, seal_id, key_id, requests, throttled, disruption_blocked, errors, aborted,
      long_running, latency_us, seat_us, latency_classes, latency_counts, first_at, last_at)
    SELECT 'minute', cluster_id, minute, toUnixTimestamp(minute), cityHash64(${keyColumns}) AS key_id, count(), sum(is_throttled), 0,
      countIf(code >= 400 AND code != 429), 0, 0, sum(duration_us), sumIf(duration_us * seats, code != 429),
      (sumMap([toUInt8(floor(log2(duration_us) * 4))], [toUInt32(1)]) AS latency).1, latency.2,
      min(toDateTime(received_at, 'UTC')), max(toDateTime(received_at, 'UTC'))
    FROM audit_raw FINAL GROUP BY cluster_id, minute, key_id`,
  `INSERT INTO talkers (grain, cluster_id, bucket, seal_id, key_id, requests, throttled, disruption_blocked, errors, aborted,
      long_running, latency_us, seat_us, latency_classes, latency_counts, first_at, last_at)
    SELECT 'hour', cluster_id, toStartOfHour(t.bucket), toUnixTimestamp(toStartOfHour(t.bucket)) + 1, key_id, sum(t.requests),
      sum(t.throttled), 0, sum(t.errors), 0, 0, sum(t.latency_us), sum(t.seat_us),
      (sumMap(t.latency_classes, t.latency_counts) AS latency).1, latency.2, min(t.first_at), max(t.last_at)
    FROM talkers AS t GROUP BY cluster_id, toStartOfHour(t.bucket), key_id`,
  `INSERT INTO seals (grain, cluster_id, bucket, seal_id, touches)
    SELECT grain, cluster_id, bucket, if(grain = 'hour', toUnixTimestamp(bucket) + 1, toUnixTimestamp(bucket)), sum(touches)
    FROM audit_dirty WHERE grain != 'day' GROUP BY grain, cluster_id, bucket`,
]

/** The store's answer, and what the events themselves say. */
async function answers(events: readonly TestEvent[], window: (typeof windows)[number]) {
  const { rows, total } = await rankedTalkers(installation.events, {
    scope: everything,
    where: {},
    groupBy: ['user', 'code'],
    rankBy: 'requests',
    window,
    limit: 100,
    offset: 0,
  })
  const told = rows.map((row) => ({
    key: `${row.key.user} ${row.key.code}`,
    requests: row.requests,
    latencyMs: Math.round(row.latencySecondsSum * 1_000),
    seatMs: Math.round(row.seatSecondsEstimated * 1_000),
    isNear: [row.latencyMsP50, row.latencyMsP99],
    first: row.firstSeenAt.getTime(),
    last: row.lastSeenAt.getTime(),
  }))
  const inside = countedRequests(events).filter(
    ({ receivedMs }) => receivedMs >= window.from.getTime() && receivedMs < window.to.getTime(),
  )
  const byKey = new Map<string, TestEvent[]>()
  for (const request of inside) {
    const key = `${request.user} ${request.code}`
    byKey.set(key, [...(byKey.get(key) ?? []), request])
  }
  const expected = [...byKey].map(([key, own]) => {
    const took = own.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
    const rank = (quantile: number) => took[Math.max(1, Math.ceil(quantile * took.length)) - 1] ?? 0
    const within = (ms: number) => expect.toSatisfy((told: number) => Math.abs(told - ms) <= 0.091 * ms)
    const sum = took.reduce((all, ms) => all + ms, 0)
    const waited = own.reduce((all, { waitText = '0' }) => all + Number.parseFloat(waitText), 0)
    const at = own.map(({ receivedMs }) => receivedMs)
    return {
      key,
      requests: own.length,
      latencyMs: sum,
      seatMs: key.endsWith(' 429') ? 0 : sum - waited,
      isNear: [within(rank(0.5)), within(rank(0.99))],
      first: Math.min(...at),
      last: Math.max(...at),
    }
  })
  const sorted = <T extends { key: string }>(list: T[]) => list.sort((a, b) => (a.key < b.key ? -1 : 1))
  return { told: sorted(told), expected: sorted(expected), total: total.requests, count: inside.length }
}

async function expectExact(events: readonly TestEvent[]): Promise<void> {
  for (const window of windows) {
    const { told, expected, total, count } = await answers(events, window)
    expect(count).toBeGreaterThan(0)
    expect(told).toEqual(expected)
    expect(total).toBe(count)
  }
}

describe('rows from before 0004', () => {
  test('are counted, ranked and timed as they were, alone and beside new ones', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-migrations-'))
    const all = migrationsFolder('events')
    for (const name of readdirSync(all).filter((file) => file < '0004')) {
      cpSync(path.join(all, name), path.join(folder, name))
    }
    const { events } = installation
    await migrateEvents(events, folder)
    rmSync(folder, { recursive: true })
    await insertAudit(events, landingBody(before))
    for (const query of sealedBefore) await events.command({ query })

    expect(await migrateEvents(events)).toContain('0004_smaller-rows.sql')
    await expectExact(before)

    const late: TestEvent[] = [
      ...[event(1, 'a', 200, 55), event(1, 'c', 200, 7), event(62, 'b', 500, 2)],
      // Of those from before nobody knows how long they waited in a queue.
      { ...event(1, 'a', 200, 900), waitText: '850ms' },
    ]
    await insertAudit(events, landingBody(late, 2))
    await expectExact([...before, ...late])
    const sealer = createSealer(events, async () => undefined)
    for (const grain of ['minute', 'hour', 'day'] as const) {
      await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })
      await expectExact([...before, ...late])
    }
    // Merging writes the new columns of rows that never had them.
    await events.command({ query: 'OPTIMIZE TABLE talkers FINAL' })
    await events.command({ query: 'OPTIMIZE TABLE audit_raw FINAL' })
    await expectExact([...before, ...late])
  })
})
