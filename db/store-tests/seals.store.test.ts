// Counts stay exact whatever is repeated, late, sealed or still open, at every grain and at any moment.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { resolveWindow } from '../../domain/units/window.ts'
import type { Events } from '../events/client.ts'
import { rankedTalkers } from '../events/read/talkers.ts'
import { insertAudit } from '../events/write/audit.ts'
import { createSealer } from '../events/write/seals.ts'
import { countedRequests, everything, landingBody, type TestEvent } from './audit-events.ts'
import { openTestStores, type TestStores } from './stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const day = Date.parse('2026-11-20T00:00:00Z')
const noBarrier = async (): Promise<void> => undefined
const windows = [
  resolveWindow({ from: '2026-11-20T00:00:00Z', to: '2026-11-20T05:00:00Z' }),
  resolveWindow({ from: '2026-11-20T00:00:00Z', to: '2026-11-22T00:00:00Z' }),
  resolveWindow({ from: '2026-11-01T00:00:00Z', to: '2026-11-22T00:00:00Z' }),
]

function windowsOf(cluster: string) {
  return {
    scope: everything,
    where: { cluster: [cluster] },
    groupBy: ['user', 'code'] as const,
    rankBy: 'requests' as const,
  }
}

/** user → code → requests, from the store, at the grain of the window. */
async function answered(cluster: string, window: (typeof windows)[number]) {
  const asked = { ...windowsOf(cluster), window, limit: 500, offset: 0 }
  const { rows, total } = await rankedTalkers(stores.events, asked)
  return {
    total: total.requests,
    rows: rows.map((row) => `${row.key.user} ${row.key.code} ${row.requests}`).sort(),
    latencyMs: Math.round(total.latencySecondsSum * 1_000),
  }
}

function expected(events: readonly TestEvent[], window: (typeof windows)[number]) {
  const inside = countedRequests(events).filter(
    (event) => event.receivedMs >= window.from.getTime() && event.receivedMs < window.to.getTime(),
  )
  const counts = new Map<string, number>()
  for (const event of inside) {
    const code = event.stage === 'Panic' && event.code < 500 ? 500 : event.code
    counts.set(`${event.user} ${code}`, (counts.get(`${event.user} ${code}`) ?? 0) + 1)
  }
  return {
    total: inside.length,
    rows: [...counts].map(([key, count]) => `${key} ${count}`).sort(),
    latencyMs: inside.reduce((sum, event) => sum + event.tookMs, 0),
  }
}

const codes = [200, 401, 404, 429, 500] as const

/**
 * Of two events of one request at the same stage and instant none is the winner; no API server writes two
 * that differ. So what differs between events decides the code.
 */
function codeOf({ auditID, stage, receivedMs, tookMs }: Omit<TestEvent, 'code'>): number {
  const mixed = [...`${auditID} ${stage} ${receivedMs} ${tookMs}`].reduce(
    (sum, char) => (sum * 31 + char.charCodeAt(0)) % 65_521,
    7,
  )
  return codes[mixed % codes.length] as number
}

const eventArbitrary = (cluster: string): fc.Arbitrary<TestEvent> =>
  fc
    .record({
      cluster: fc.constant(cluster),
      auditID: fc.integer({ min: 0, max: 40 }).map((id) => `id-${id}`),
      stage: fc.constantFrom('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'),
      verb: fc.constantFrom('get', 'list', 'update'),
      user: fc.constant('somebody'),
      receivedMs: fc
        .tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 3 }))
        .map(([hour, minute]) => day + hour * 3_600_000 + minute * 60_000 + 1_000),
      tookMs: fc.constantFrom(1, 7, 250),
    })
    .map((event) => ({ ...event, code: codeOf(event) }))

type Step =
  | { readonly kind: 'insert'; readonly events: readonly TestEvent[] }
  | { readonly kind: 'minute' | 'hour' | 'day' }

const stepArbitrary = (cluster: string): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('insert' as const),
        events: fc.array(eventArbitrary(cluster), { minLength: 1, maxLength: 12 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const) }),
    },
  )

describe('seals', () => {
  test('any order of inserts, repeats and seals counts each request once, at every grain', async () => {
    let run = 0
    const seed = Date.now() % 2 ** 31
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary('x'), { minLength: 2, maxLength: 7 }), async (steps) => {
        run += 1
        const cluster = `prop-${run}`
        const sealer = createSealer(stores.events, noBarrier)
        const sent: TestEvent[] = []
        for (const step of steps) {
          if (step.kind === 'insert') {
            const events = step.events.map((event) => ({ ...event, cluster }))
            sent.push(...events)
            await insertAudit(stores.events, landingBody(events))
          } else {
            await sealer.sealDue(step.kind, { quietSeconds: 0, limit: 1_000 })
          }
          for (const window of windows)
            expect(await answered(cluster, window)).toEqual(expected(sent, window))
        }
      }),
      { seed, numRuns: 8, endOnFailure: true },
    )
    console.info(`seed ${seed}`)
  }, 300_000)

  test('a late event reopens its minute, hour and day, and only those', async () => {
    const event = (id: string, receivedMs: number): TestEvent => ({
      cluster: 'late',
      auditID: id,
      stage: 'ResponseComplete',
      verb: 'get',
      user: 'somebody',
      code: 200,
      receivedMs,
      tookMs: 5,
    })
    const sealer = createSealer(stores.events, noBarrier)
    const sealAll = async () => {
      const outcomes = []
      for (const grain of ['minute', 'hour', 'day'] as const) {
        outcomes.push((await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })).sealed)
      }
      return outcomes
    }
    const first = [event('a', day), event('b', day + 60_000), event('c', day + 3_600_000)]
    await insertAudit(stores.events, landingBody(first))
    await sealAll()
    await insertAudit(stores.events, landingBody([event('d', day + 61_000)]))
    for (const window of windows) expect((await answered('late', window)).total).toBe(4)
    expect(await sealAll()).toEqual([1, 1, 1])
    expect(await sealAll()).toEqual([0, 0, 0])
    for (const window of windows) expect((await answered('late', window)).total).toBe(4)
  })

  test('a minute that is still being written is left alone', async () => {
    const sealer = createSealer(stores.events, noBarrier)
    await insertAudit(
      stores.events,
      landingBody([
        {
          cluster: 'busy',
          auditID: 'a',
          stage: 'ResponseComplete',
          verb: 'get',
          user: 'u',
          code: 200,
          receivedMs: day,
          tookMs: 1,
        },
      ]),
    )
    const outcome = await sealer.sealDue('minute', { quietSeconds: 3_600, limit: 10 })
    expect(outcome.sealed).toBe(0)
    expect(outcome.open).toBeGreaterThan(0)
  })

  test('seals wait for the inserts that were under way', async () => {
    let waited = 0
    const sealer = createSealer(stores.events, async () => {
      waited += 1
    })
    await insertAudit(
      stores.events,
      landingBody([
        {
          cluster: 'barrier',
          auditID: 'a',
          stage: 'Panic',
          verb: 'get',
          user: 'u',
          code: 200,
          receivedMs: day,
          tookMs: 1,
        },
      ]),
    )
    await sealer.sealDue('minute', { quietSeconds: 0, limit: 1_000 })
    expect(waited).toBe(1)
  })
})

describe('a store whose clock is set', () => {
  const dayMs = 86_400_000
  const quiet = { quietSeconds: 30, limit: 1_000 }
  const event = (cluster: string, id: string, minute: number): TestEvent => ({
    cluster,
    auditID: id,
    stage: 'ResponseComplete',
    verb: 'get',
    user: 'somebody',
    code: 200,
    receivedMs: day + minute * 60_000,
    tookMs: 1,
  })
  const insert = (...events: TestEvent[]) => insertAudit(stores.events, landingBody(events))

  /** The store as it would answer were its clock set ahead by as much as `aheadMs` says. */
  const set = (aheadMs: () => number): Events => ({
    ...stores.events,
    rows: (question) =>
      stores.events.rows({
        ...question,
        query: question.query.replaceAll(
          `now64(3, 'UTC')`,
          `(now64(3, 'UTC') + toIntervalMillisecond(${aheadMs()}))`,
        ),
      }),
  })

  async function sealedMinutes(cluster: string): Promise<number> {
    const [row] = await stores.events.rows({
      query: `SELECT uniqExact(bucket) AS minutes FROM seals WHERE cluster_id = {cluster:String} AND grain = 'minute'`,
      params: { cluster },
      row: z.object({ minutes: z.coerce.number() }),
    })
    return row?.minutes ?? 0
  }

  test('back does not wait for its old time to come again', async () => {
    await insert(event('set-back', 'a', 0))
    // As seen two days earlier: the touch lies ahead.
    const sealer = createSealer(
      set(() => -2 * dayMs),
      noBarrier,
    )
    await sealer.sealDue('minute', quiet)
    expect(await sealedMinutes('set-back')).toBe(1)
    for (const window of windows) expect((await answered('set-back', window)).total).toBe(1)
  })

  test('ahead still finds what was stamped before, however late that shows', async () => {
    let aheadMs = 0
    const sealer = createSealer(
      set(() => aheadMs),
      noBarrier,
    )
    await sealer.sealDue('minute', quiet)
    aheadMs = 2 * dayMs
    await sealer.sealDue('minute', quiet)
    // Was under way when the clock was set, and bears the old time.
    await insert(event('set-ahead', 'a', 0), event('set-ahead', 'b', 1))
    await sealer.sealDue('minute', quiet)
    expect(await sealedMinutes('set-ahead')).toBe(2)
    aheadMs = 0
    await insert(event('set-ahead', 'c', 2))
    await sealer.sealDue('minute', { ...quiet, quietSeconds: 0 })
    expect(await sealedMinutes('set-ahead')).toBe(3)
    for (const window of windows) expect((await answered('set-ahead', window)).total).toBe(3)
  })

  test('back leaves nothing unsealed that retention is about to drop', async () => {
    await insert(event('set-drop', 'a', 0), event('set-drop', 'b', 1), event('set-drop', 'c', 60))
    const sealer = createSealer(
      set(() => -2 * dayMs),
      noBarrier,
    )
    expect(await sealer.sealMinutesBefore(new Date(day + 3_600_000))).toBeGreaterThanOrEqual(2)
    expect(await sealedMinutes('set-drop')).toBe(2)
  })
})
