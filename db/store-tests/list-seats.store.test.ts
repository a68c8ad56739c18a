// Seats of LISTs against Kubernetes' published rule, written here once more in a few lines from list_work_estimator:
// whatever the query string, the count and the size, before and after every seal, told twice and sealed again.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ourOwn } from '../events/read/our-own.ts'
import { rankedTalkers } from '../events/read/talkers.ts'
import { insertSamples, sampleLines } from '../events/write/api-samples.ts'
import { insertAudit } from '../events/write/audit.ts'
import { createSealer } from '../events/write/seals.ts'
import { openTestStores, type TestStores } from './stores.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`list-seats.store.test.ts: seed ${seed}`)

const minute = (of: number) => `2026-11-24T10:${String(of).padStart(2, '0')}:00.000Z`
const window = { from: new Date(minute(0)), to: new Date('2026-11-24T11:00:00Z'), grain: 'minute' as const }

interface Listed {
  readonly verb: string
  readonly resource: number
  readonly name: string
  readonly code: number
  readonly query: Readonly<Record<string, string>>
}
interface Stored {
  readonly objects: number
  /** Null: a server before 1.34, which tells no sizes. */
  readonly bytes: number | null
}

const maybe = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: '' })
const listed: fc.Arbitrary<Listed> = fc.record({
  verb: fc.constantFrom('list', 'list', 'list', 'get', 'create'),
  resource: fc.integer({ min: 0, max: 7 }),
  name: maybe('', '', 'one'),
  code: fc.constantFrom(200, 200, 200, 429),
  query: fc.record({
    limit: maybe('1', '60', '500', '100000', 'x'),
    resourceVersion: maybe('0', '123'),
    resourceVersionMatch: maybe('', '', 'Exact', 'NotOlderThan', 'Other'),
    continue: maybe('', 'abc'),
    labelSelector: maybe('', 'app%3Dx'),
    fieldSelector: maybe('', '', 'spec.nodeName%3Da'),
  }),
})
const stored: fc.Arbitrary<Stored> = fc.record({
  objects: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 900_000 })),
  bytes: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: null }),
})

/** The published rule; `per` is the mean size of an object. */
function publishedSeats({ verb, name, query }: Listed, count: Stored | undefined): number {
  if (verb !== 'list') return 1
  const limit = /^\d+$/.test(query.limit ?? '') ? Number(query.limit) : 0
  const { resourceVersion: version, resourceVersionMatch: match, continue: from } = query
  if (count === undefined) {
    // Nothing is known but the line: what it alone tells.
    return version === '0' ? 1 : Math.min(10, Math.max(1, Math.ceil((2 * limit) / 100)))
  }
  if (name !== '') return 1
  const n = count.objects
  const exact = match === '' && limit > 0 && version !== '' && version !== '0'
  const isFromStorage = from !== '' || exact || (match !== '' && match !== 'NotOlderThan')
  const some = limit > 0 && limit < n ? limit : n
  const selects = query.labelSelector !== '' || query.fieldSelector !== ''
  const clamp = (seats: number) => Math.min(10, Math.max(1, seats))
  if (count.bytes === null || count.bytes === 0) {
    return clamp(Math.ceil((isFromStorage ? (selects ? n + some : 2 * some) : n) / 100))
  }
  const loaded = isFromStorage && selects ? Math.max(some, Math.floor(n / 2)) : some
  const bytes = loaded * count.bytes
  return clamp(Math.ceil((isFromStorage ? bytes : Math.min(bytes, 1_000_000)) / 100_000))
}

let stores: TestStores
let lists: Listed[]
let counts: (Stored | undefined)[]
const took = (at: number) => 1_000 + at

beforeAll(async () => {
  stores = await openTestStores()
  lists = fc.sample(listed, { numRuns: 400, seed })
  counts = [...fc.sample(stored, { numRuns: 6, seed }), undefined, undefined]
  const labels = (of: number, instance: string) =>
    `instance=${instance},resource=${of % 2 ? `r${of}.batch` : `r${of}`}`
  const at = (of: number) => new Date(new Date(minute(5)).getTime() + of * 1_000)
  const samples = counts.flatMap((count, of) => {
    if (count === undefined) return []
    const told = { clusterId: 'one', at: at(-of) }
    const objects = {
      ...told,
      metric: 'apiserver_storage_objects',
      labels: labels(of, 'a'),
      value: count.objects,
    }
    const bytes = count.bytes === null ? [] : [count.bytes * count.objects]
    return [
      objects,
      ...bytes.map((value) => ({ ...objects, metric: 'apiserver_resource_size_estimate_bytes', value })),
      // A count of later, one of a while ago and one of another cluster say nothing of these requests.
      { ...objects, at: at(120), value: 77_777 },
      { ...objects, at: at(-200), value: 88_888 },
      { ...objects, clusterId: 'two', value: 99_999 },
    ]
  })
  await insertSamples(stores.events, Buffer.from(sampleLines(samples).join('\n')))
  await tell()
})
afterAll(() => stores.close())

async function tell() {
  const lines = lists.map(({ verb, resource, name, code, query }, at) => {
    const text = Object.entries(query)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => `${key}=${value}`)
    const received = Date.parse(minute(5)) * 1_000 + at
    const time = (us: number) =>
      `${new Date(Math.floor(us / 1_000)).toISOString().slice(0, 23)}${String(us % 1_000).padStart(3, '0')}Z`
    const ref = { resource: `r${resource}`, ...(resource % 2 && { apiGroup: 'batch' }), apiVersion: 'v1' }
    return JSON.stringify({
      ...{ _c: 'one', _b: 1, _l: at, _lo: 1_700_000_000, _hi: 1_900_000_000, auditID: `a${at}`, verb },
      ...{ stage: 'ResponseComplete', userAgent: `agent-${at}`, requestURI: `/x?${text.join('&')}` },
      ...{ objectRef: { ...ref, ...(name !== '' && { name }) }, responseStatus: { code } },
      ...{ requestReceivedTimestamp: time(received), stageTimestamp: time(received + took(at)) },
    })
  })
  await insertAudit(stores.events, Buffer.from(lines.join('\n')))
}

async function allAgree() {
  const question = {
    scope: ourOwn('all'),
    window,
    where: {},
    groupBy: ['userAgent'] as const,
    rankBy: 'seatSeconds' as const,
  }
  const { rows } = await rankedTalkers(stores.events, { ...question, limit: 500, offset: 0 })
  expect(rows).toHaveLength(lists.length)
  for (const { key, seatSecondsEstimated } of rows) {
    const at = Number(key.userAgent?.slice('agent-'.length))
    const list = lists[at] as Listed
    const seats = list.code === 429 ? 0 : publishedSeats(list, counts[list.resource])
    const told = Math.round((seatSecondsEstimated * 1e6) / took(at))
    expect({ list, count: counts[list.resource], seats: told }).toEqual({
      list,
      count: counts[list.resource],
      seats,
    })
  }
}

test('seats are those of the published rule, from raw rows, from seals, told twice and sealed again', async () => {
  await allAgree()
  const sealer = createSealer(stores.events, async () => undefined)
  const seal = () => sealer.sealDue('minute', { quietSeconds: 0, limit: 100 })
  expect((await seal()).sealed).toBe(1)
  await allAgree()
  await tell()
  await allAgree()
  expect((await seal()).sealed).toBe(1)
  await allAgree()
})
