// What the Sources page is made of, on a real store: repeats come out exactly whatever is sealed, and
// rejected lines keep a text that names no secret.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveWindow } from '../../domain/units/window.ts'
import { rejectedLines, rejectReasons } from '../events/read/rejects.ts'
import { repeatsByCluster } from '../events/read/repeats.ts'
import { sourceMeasures, waysIn } from '../events/read/sources.ts'
import { insertAudit, insertRejects } from '../events/write/audit.ts'
import { insertDeliveries } from '../events/write/deliveries.ts'
import { createSealer } from '../events/write/seals.ts'
import { everything, landingBody, landingLine, type TestEvent } from './audit-events.ts'
import { openTestStores, type TestStores } from './stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const start = Date.parse('2026-11-20T10:00:00Z')
const event = (cluster: string, id: number, over: Partial<TestEvent> = {}): TestEvent => ({
  cluster,
  auditID: `id-${id}`,
  stage: 'ResponseComplete',
  verb: 'get',
  user: 'somebody',
  code: 200,
  receivedMs: start + id * 10_000,
  tookMs: 3,
  ...over,
})
const windows = [
  resolveWindow({ from: '2026-11-20T10:00:00Z', to: '2026-11-20T11:00:00Z' }),
  resolveWindow({ from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' }),
  resolveWindow({ from: '2026-11-01T00:00:00Z', to: '2026-11-21T00:00:00Z' }),
]
/** What the test events' bounds say was "now" (`_hi` of audit-events.ts less 600 s). */
const heard = new Date((1_900_000_000 - 600) * 1_000)

const repeatsAt = (cluster: string) =>
  Promise.all(
    windows.map(async (window) =>
      (await repeatsByCluster(stores.events, { scope: everything, window, clusters: [cluster] })).get(
        cluster,
      ),
    ),
  )

describe('repeats', () => {
  test('are events that count, less the requests they came to, at every grain', async () => {
    const sealer = createSealer(stores.events, async () => undefined)
    const sealAll = async () => {
      for (const grain of ['minute', 'hour', 'day'] as const) {
        await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })
      }
    }
    const requests = Array.from({ length: 30 }, (_, id) => event('twice', id))
    const opening = requests.map((one) => ({ ...one, stage: 'RequestReceived' as const }))
    await insertAudit(stores.events, landingBody([...requests, ...opening]))
    expect((await repeatsAt('twice')).map((repeats) => repeats ?? 0)).toEqual([0, 0, 0])
    await sealAll()
    expect(await repeatsAt('twice'), 'another stage is no repeat').toEqual([0, 0, 0])
    await insertAudit(stores.events, landingBody(requests.slice(0, 7)))
    await sealer.sealDue('minute', { quietSeconds: 0, limit: 1_000 })
    expect(await repeatsAt('twice'), 'the hour and the day are open').toEqual([7, 7, 7])
    await sealAll()
    expect(await repeatsAt('twice')).toEqual([7, 7, 7])
    await insertAudit(stores.events, landingBody(requests.slice(0, 5)))
    expect((await repeatsAt('twice'))[0], 'minutes under way say nothing yet').toBeLessThan(12)
    await sealAll()
    expect(await repeatsAt('twice')).toEqual([12, 12, 12])
  })
})

describe('rejected lines', () => {
  const asked = { scope: everything, from: new Date(heard.getTime() - 1), to: new Date(heard.getTime() + 1) }

  test('that the views judge keep what they are recognised by, and when they were heard', async () => {
    const bad = landingLine(event('bad', 1, { stage: 'Wrong' as TestEvent['stage'] }), 4, 77)
    const secret = {
      requestObject: { data: { password: 'hunter2' } },
      user: { username: 'eve', extra: ['hunter2'] },
    }
    const line = JSON.stringify({ ...JSON.parse(bad), ...secret })
    await insertAudit(stores.events, Buffer.from(line))
    const [found, ...more] = await rejectedLines(stores.events, {
      ...asked,
      reasons: undefined,
      limit: 10,
      after: null,
    })
    expect(more).toEqual([])
    expect(found).toMatchObject({
      clusterId: 'bad',
      line: 4,
      reason: 'stage is none of the four audit stages',
      heardAt: heard,
    })
    expect(JSON.parse(found?.excerpt ?? '')).toMatchObject({
      auditID: 'id-1',
      stage: 'Wrong',
      'user.username': 'eve',
      resource: 'pods',
    })
    expect(found?.excerpt).not.toContain('hunter2')
  })

  test('are paged without loss, counted by reason, and kept to the scope', async () => {
    const rejects = Array.from({ length: 25 }, (_, index) => ({
      clusterId: index % 2 === 0 ? 'even' : 'odd',
      bodyId: 100 + (index % 3),
      line: index,
      reason: index < 5 ? 'outside retention' : 'not JSON',
      excerpt: `line ${index}`,
      rejectedAt: new Date(start + Math.floor(index / 4) * 1_000),
    }))
    await insertRejects(stores.events, rejects)
    const question = {
      scope: everything,
      from: new Date(start),
      to: new Date(start + 60_000),
      reasons: undefined,
    }
    const seen: string[] = []
    let after: Parameters<typeof rejectedLines>[1]['after'] = null
    for (;;) {
      const page = await rejectedLines(stores.events, { ...question, limit: 4, after })
      const last = page.at(-1)
      if (last === undefined) break
      seen.push(...page.map(({ excerpt }) => excerpt))
      after = { heardMs: last.heardAt.getTime(), body: last.body, line: last.line }
    }
    expect(new Set(seen).size).toBe(25)
    expect(seen).toHaveLength(25)
    expect(seen[0]).toBe('line 24')
    const counts = (scope: unknown) =>
      rejectReasons(stores.events, { ...question, scope: scope as typeof everything, limit: 5 })
    expect(await counts(everything)).toMatchObject([
      { reason: 'not JSON', lines: 20, clusters: 2 },
      { reason: 'outside retention', lines: 5 },
    ])
    expect(await counts({ clusters: ['odd'], namespaces: 'all' })).toMatchObject([
      { reason: 'not JSON', lines: 10, clusters: 1 },
      { reason: 'outside retention', lines: 2 },
    ])
  })
})

test('what a cluster sends is measured apart by window, last minutes and rejects', async () => {
  const events = [0, 1, 2, 400].map((id) => event('measured', id))
  await insertAudit(stores.events, landingBody(events))
  const rejected = { clusterId: 'measured', bodyId: 5, line: 1, reason: 'x', excerpt: '' }
  await insertRejects(stores.events, [
    { ...rejected, rejectedAt: new Date(start + 10_000) },
    { ...rejected, line: 2, rejectedAt: new Date(start + 3_000_000) },
  ])
  const rows = await sourceMeasures(stores.events, {
    scope: { clusters: ['measured'], namespaces: 'all' } as unknown as typeof everything,
    window: windows[0] as (typeof windows)[number],
    heardUntil: new Date(start + 3_600_000),
    recentFrom: new Date(start + 4_000_000 - (4_000_000 % 60_000)),
    lateFrom: new Date(start + 2_900_000),
    limit: 10,
  })
  expect(rows).toEqual([
    {
      clusterId: 'measured',
      newest: new Date(start + 4_000_000),
      events: 3,
      recentEvents: 1,
      rejects: 2,
      recentRejects: 1,
    },
  ])
})

test('deliveries of a way add up over days, and the newest tells when it was last heard', async () => {
  const one = {
    clusterId: 'fed',
    way: 'audit-log',
    day: new Date('2026-11-20T00:00:00Z'),
    bodies: 2,
    bytes: 100,
    accepted: 9,
    duplicates: 3,
    rejected: 1,
    lastAt: new Date('2026-11-20T10:00:00.250Z'),
  }
  const next = { day: new Date('2026-11-21T00:00:00Z'), lastAt: new Date('2026-11-21T10:00:00.250Z') }
  await insertDeliveries(stores.events, [one])
  await insertDeliveries(stores.events, [
    { ...one, ...next },
    { ...one, way: 'firehose', bodies: 1 },
  ])
  const scope = { clusters: ['fed'], namespaces: 'all' } as unknown as typeof everything
  expect(await waysIn(stores.events, { scope, limit: 10 })).toEqual([
    {
      ...{ clusterId: 'fed', way: 'audit-log', lastAt: next.lastAt, bodies: 4, bytes: 200 },
      ...{ accepted: 18, duplicates: 6, rejected: 2 },
    },
    {
      ...{ clusterId: 'fed', way: 'firehose', lastAt: one.lastAt, bodies: 1, bytes: 100 },
      ...{ accepted: 9, duplicates: 3, rejected: 1 },
    },
  ])
})
