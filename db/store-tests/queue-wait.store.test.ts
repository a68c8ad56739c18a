// The wait in a queue of API Priority and Fairness, as API servers annotate it: read from any text that Go writes of a
// duration, from nothing else, and taken off the time seats are held, before and after every seal, never below zero.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { resolveWindow } from '../../domain/units/window.ts'
import { requestPatterns } from '../events/read/request-patterns.ts'
import { apiRequests } from '../events/read/requests.ts'
import { rankedTalkers } from '../events/read/talkers.ts'
import { insertAudit } from '../events/write/audit.ts'
import { createSealer } from '../events/write/seals.ts'
import { everything, landingBody, type TestEvent } from './audit-events.ts'
import { openTestStores, type TestStores } from './stores.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`queue-wait.store.test.ts: seed ${seed}`)

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores?.close())

const hour = Date.parse('2026-11-20T03:00:00Z')

/** time.Duration's String(), written from its documentation: the largest unit below a second that is not zero. */
function goDuration(ns: bigint): string {
  const part = (of: bigint, digits: number): string => {
    const fraction = String(of).padStart(digits, '0').replace(/0+$/, '')
    return fraction === '' ? '' : `.${fraction}`
  }
  if (ns === 0n) return '0s'
  if (ns < 1_000n) return `${ns}ns`
  if (ns < 1_000_000n) return `${ns / 1_000n}${part(ns % 1_000n, 3)}µs`
  if (ns < 1_000_000_000n) return `${ns / 1_000_000n}${part(ns % 1_000_000n, 6)}ms`
  const seconds = ns / 1_000_000_000n
  const [h, m, s] = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n]
  const minutes = h > 0n ? `${h}h${m}m` : m > 0n ? `${m}m` : ''
  return `${minutes}${s}${part(ns % 1_000_000_000n, 9)}s`
}

/** Microseconds that the store reads from each of these texts; every event must be there. */
async function waitsOf(cluster: string, texts: readonly string[]): Promise<number[]> {
  const events = texts.map(
    (waitText, at): TestEvent => ({
      ...{ cluster, auditID: String(at), stage: 'ResponseComplete', verb: 'get', user: 'a', code: 200 },
      ...{ receivedMs: hour, tookMs: 60_000, waitText },
    }),
  )
  await insertAudit(stores.events, landingBody(events))
  const rows = await stores.events.rows({
    query: 'SELECT wait_us FROM audit_raw WHERE cluster_id = {cluster:String} ORDER BY toUInt32(audit_id)',
    params: { cluster },
    row: z.object({ wait_us: z.coerce.number() }),
  })
  expect(rows).toHaveLength(texts.length)
  return rows.map(({ wait_us }) => wait_us)
}

const table: readonly (readonly [string, number])[] = [
  ['1.234567s', 1_234_567],
  ['15.000000001s', 15_000_000],
  ['350ms', 350_000],
  ['350.5ms', 350_500],
  ['2m3.5s', 123_500_000],
  ['1h0m0.25s', 3_600_250_000],
  ['1h11m34.967295s', 4_294_967_295],
  ['1h11m34.967296s', 4_294_967_295],
  ['999h0m0s', 4_294_967_295],
  ['250.6µs', 251],
  ['12us', 12],
  ['1.5µs', 2],
  ['100ns', 0],
  ['0s', 0],
  // Nothing that Go writes of a wait.
  ...[
    '',
    '5',
    's',
    '-1s',
    '+1s',
    '1 s',
    ' 1s',
    '1s ',
    '1.s',
    '.5s',
    '1,5s',
    '1e3s',
    '1d',
    'NaNs',
    '1s2ms',
  ].map((text) => [text, 0] as const),
  ...['2m', '1h2s', '3s\n', '1.2.3s', `${'9'.repeat(400)}s`, '٣s', 'soon'].map((text) => [text, 0] as const),
]

test('is read from what Go writes, and refuses no event for what it does not', async () => {
  const read = await waitsOf(
    'table',
    table.map(([text]) => text),
  )
  expect(table.map(([text], at) => [text, read[at]])).toEqual(table)
})

test('is read from any duration to the microsecond', async () => {
  const scale = fc.integer({ min: 1, max: 12 }).chain((digits) => fc.bigInt(0n, 10n ** BigInt(digits)))
  const durations = fc.sample(scale, { numRuns: 2_000, seed })
  const read = await waitsOf('any', durations.map(goDuration))
  for (const [at, ns] of durations.entries()) {
    const isNear = Math.abs(Math.min(Number(ns) / 1_000, 2 ** 32 - 1) - (read[at] ?? Number.NaN)) <= 0.5001
    expect([goDuration(ns), isNear || read[at]]).toEqual([goDuration(ns), true])
  }
})

test('of any other text is not known', async () => {
  const unit = fc.constantFrom(...'0123456789.hmsnuµ+-e ')
  const texts = fc.sample(fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string()), { numRuns: 2_000, seed })
  const go = /^(((\d+h)?\d+m)?\d+(\.\d+)?s|\d+(\.\d+)?(ms|µs|us|ns))$/
  const read = await waitsOf('other', texts)
  const wrong = texts.filter((text, at) => read[at] !== 0 && (!go.test(text) || text.endsWith('\n')))
  expect(wrong).toEqual([])
})

interface Waited {
  readonly tookMs: number
  readonly waitMs: number | null
  readonly code: number
}

const waited: fc.Arbitrary<Waited> = fc.record({
  tookMs: fc.integer({ min: 0, max: 59_000 }),
  waitMs: fc.option(fc.integer({ min: 0, max: 80_000 })),
  code: fc.constantFrom(200, 200, 200, 429, 500),
})

/** A list with a limit of 500 and no count: 10 seats. Each user has two requests, in minutes of their own. */
const seats = 10
const heldMs = ({ tookMs, waitMs, code }: Waited): number =>
  code === 429 ? 0 : seats * Math.max(0, tookMs - (waitMs ?? 0))

test('is taken off the time seats are held, wherever they are added up; latency stays whole', async () => {
  const requests = fc.sample(waited, { numRuns: 300, seed })
  const events = requests.map(({ tookMs, waitMs, code }, at): TestEvent => {
    const user = `u${Math.floor(at / 2)}`
    return {
      ...{
        cluster: 'held',
        auditID: String(at),
        stage: 'ResponseComplete',
        verb: 'list',
        user,
        code,
        tookMs,
      },
      receivedMs: hour + (at % 2) * 3_600_000 + at,
      ...(waitMs !== null && { waitText: goDuration(BigInt(waitMs) * 1_000_000n) }),
    }
  })
  await insertAudit(stores.events, landingBody(events))
  const sum = (user: string, of: (request: Waited) => number): number =>
    requests.filter((_, at) => events[at]?.user === user).reduce((all, request) => all + of(request), 0)
  const agree = async (window: ReturnType<typeof resolveWindow>) => {
    const { rows } = await rankedTalkers(stores.events, {
      ...{ scope: everything, where: { cluster: ['held'] }, groupBy: ['user'], rankBy: 'seatSeconds' },
      ...{ window, limit: 500, offset: 0 },
    })
    expect(rows).toHaveLength(150)
    for (const { key, seatSecondsEstimated, latencySecondsSum } of rows) {
      const user = key.user ?? ''
      const told = [seatSecondsEstimated, latencySecondsSum].map((seconds) => Math.round(seconds * 1_000))
      expect([user, ...told]).toEqual([user, sum(user, heldMs), sum(user, ({ tookMs }) => tookMs)])
    }
  }
  const windows = [
    resolveWindow({ from: '2026-11-20T03:00:00Z', to: '2026-11-20T05:00:00Z' }),
    resolveWindow({ from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' }),
    resolveWindow({ from: '2026-11-01T00:00:00Z', to: '2026-11-30T00:00:00Z' }),
  ]
  for (const window of windows) await agree(window)
  const sealer = createSealer(stores.events, async () => undefined)
  for (const grain of ['minute', 'hour', 'day'] as const) {
    expect((await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })).sealed).toBeGreaterThan(0)
    for (const window of windows) await agree(window)
  }
  const sampled = await requestPatterns(stores.events, {
    ...{ scope: everything, where: { cluster: ['held'] }, limit: 5 },
    window: resolveWindow({ from: '2026-11-20T03:00:00Z', to: '2026-11-20T05:00:00Z' }),
  })
  const { rows } = await apiRequests(stores.events, {
    ...{ scope: everything, where: { cluster: ['held'] }, limit: 500, after: null },
    window: resolveWindow({ from: '2026-11-20T03:00:00Z', to: '2026-11-20T05:00:00Z' }),
  })
  expect(rows).toHaveLength(300)
  for (const { auditId, latencyMs, queueWaitMs } of rows) {
    const request = requests[Number(auditId)]
    expect([auditId, latencyMs, queueWaitMs]).toEqual([auditId, request?.tookMs, request?.waitMs || null])
  }
  const answered = requests.filter(({ code }) => code !== 429)
  const mean = answered.reduce((all, one) => all + heldMs(one), 0) / seats / answered.length / 1_000
  expect(sampled?.patterns).toMatchObject([{ seatsEach: seats, throttled: 300 - answered.length }])
  expect(sampled?.patterns[0]?.heldSecondsEach).toBeCloseTo(mean, 9)
})
