// Two windows beside each other, against a count of the same requests in TypeScript.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { createSealer } from '../../../db/events/write/seals.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { comparison, comparisonInput } from './comparison.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`comparison.store.test.ts: seed ${seed}`)
const hour = (of: number) => `2026-11-24T${String(of).padStart(2, '0')}:00:00.000Z`
const windowOf = (of: number) => ({ from: hour(of), to: hour(of + 1) })

let stores: TestStores
let ctx: QueryContext
interface Sent {
  readonly isNow: boolean
  readonly userAgent: string
  readonly code: number
}
let sent: readonly Sent[]

beforeAll(async () => {
  stores = await openTestStores()
  const now = new Date(hour(12))
  await registerCluster(stores.relational, { id: 'one', region: null, accountId: null, now })
  const drawn = fc.record({
    isNow: fc.boolean(),
    userAgent: fc.integer({ min: 0, max: 60 }).map((of) => `agent-${Math.floor(of ** 2 / 60)}/1`),
    code: fc.constantFrom(200, 404, 429),
  })
  const rest = { userAgent: 'left/1', code: 200 }
  sent = [
    ...fc.sample(drawn, { numRuns: 120, seed }),
    { ...rest, isNow: false },
    { isNow: true, userAgent: 'came/1', code: 500 },
  ]
  const lines = sent.map(({ isNow, userAgent, code }, at) => {
    const time = hour(isNow ? 11 : 10).replace(
      ':00:00.000Z',
      `:${String(at % 60).padStart(2, '0')}:00.000000Z`,
    )
    return JSON.stringify({
      ...{ _c: 'one', _b: 1, _l: at, _lo: 1_700_000_000, _hi: 1_900_000_000, auditID: `a${at}`, userAgent },
      ...{ stage: 'ResponseComplete', verb: 'get', requestURI: '/x', responseStatus: { code } },
      ...{ requestReceivedTimestamp: time, stageTimestamp: time },
    })
  })
  await insertAudit(stores.events, Buffer.from(lines.join('\n')))
  // One window is read from seals, the other from open minutes.
  await createSealer(stores.events, async () => undefined).sealDue('minute', { quietSeconds: 0, limit: 60 })
  ctx = {
    ...{ viewer: openViewer, relational: stores.relational, events: stores.events, clock: fixedClock(now) },
    ...{ collecting: { sources: () => [] }, owners: ownerRules([]) },
  } as unknown as QueryContext
})
afterAll(() => stores.close())

const ask = (input: object) =>
  comparison(
    ctx,
    comparisonInput.parse({ window: windowOf(11), against: windowOf(10), groupBy: ['userAgent'], ...input }),
  )

/** Names by how often they were asked for, largest first, ties by name. */
function ranked(isNow: boolean, counts: (each: Sent) => boolean) {
  const sums = new Map<string, { requests: number; ranked: number }>()
  for (const each of sent.filter((of) => of.isNow === isNow)) {
    const { requests, ranked: sum } = sums.get(each.userAgent) ?? { requests: 0, ranked: 0 }
    sums.set(each.userAgent, { requests: requests + 1, ranked: sum + (counts(each) ? 1 : 0) })
  }
  return [...sums].sort(
    ([one, a], [other, b]) => b.ranked - a.ranked || b.requests - a.requests || (one < other ? -1 : 1),
  )
}

test.each([
  ['requests', () => true],
  ['errors', ({ code }: Sent) => code >= 400 && code !== 429],
  ['throttled', ({ code }: Sent) => code === 429],
] as const)('places and counts of both windows, by %s', async (rankBy, counts) => {
  const answer = await ask({ rankBy, limit: 500 })
  const [now, before] = [ranked(true, counts), ranked(false, counts)]
  const beforeOf = new Map(before.map(([name, { requests }], at) => [name, { requests, place: at + 1 }]))
  expect(
    answer.rows.map((row) => [
      row.key.userAgent,
      row.place,
      row.now.requests,
      row.placeBefore,
      row.before.requests,
    ]),
  ).toEqual(
    now.map(([name, { requests }], at) => [
      ...[name, at + 1, requests, beforeOf.get(name)?.place ?? null, beforeOf.get(name)?.requests ?? 0],
    ]),
  )
  const names = new Set(now.map(([name]) => name))
  const gone = before.map(([name]) => name).filter((name) => !names.has(name))
  expect(answer.gone.map(({ key }) => key.userAgent)).toEqual(gone.slice(0, 20))
  expect(answer).toMatchObject({
    goneKeys: gone.length,
    newKeys: now.filter(([name]) => !beforeOf.has(name)).length,
    requests: {
      now: sent.filter(({ isNow }) => isNow).length,
      before: sent.filter(({ isNow }) => !isNow).length,
    },
  })
})

test('pages hold each row once; a window that nobody watched is told as that', async () => {
  const all = await ask({ limit: 500 })
  const pages = await Promise.all([0, 5, 10].map((cursor) => ask({ limit: 5, cursor: String(cursor) })))
  expect(pages.flatMap(({ rows }) => rows)).toEqual(all.rows.slice(0, 15))
  const { watched } = await ask({ against: windowOf(3) })
  expect(watched.before).toEqual({ buckets: 0, of: 60, clusters: 0 })
  expect(watched.now.clusters).toBe(1)
})
