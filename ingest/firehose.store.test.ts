// Deliveries of Firehose over HTTP into the real store: counted once, answered in Firehose's own words,
// kept to the clusters of the token, and never a 5xx for what a sender got wrong.
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  controlMessage,
  deliveryBody,
  payload,
  record,
  type SendOptions,
  sendDelivery,
} from './sources/firehose/fake-delivery.ts'
import { openRig, type Rig } from './test-rig.ts'

const nowMs = Date.parse('2026-11-24T00:00:00Z')
const asked: (string | undefined)[] = []

let rig: Rig
beforeAll(async () => {
  rig = await openRig({
    clock: { now: () => new Date(nowMs) },
    // The narrow token is good for every cluster whose name begins with `mine`.
    authorize: async (header, clusterId) => {
      asked.push(clusterId)
      if (header === 'Bearer rig-token') return { ok: true }
      if (header !== 'Bearer narrow') return { ok: false, status: 401, reason: 'no or wrong token' }
      const isMine = clusterId === undefined || clusterId.startsWith('mine')
      return isMine ? { ok: true } : { ok: false, status: 403, reason: `not valid for ${clusterId}` }
    },
  })
})
afterAll(() => rig?.close())

const event = (more: object = {}): string =>
  JSON.stringify({
    auditID: randomUUID(),
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
    stageTimestamp: '2026-11-23T20:02:34.501436Z',
    ...more,
  })

const events = (count: number): string[] => Array.from({ length: count }, () => event())
let names = 0
const freshName = (prefix = 'eks'): string => {
  names += 1
  return `${prefix}-${names}`
}
const idOf = (name: string): string => `${name}.eu-west-1.123456789012`
const send = (records: readonly string[], options: SendOptions = {}) =>
  sendDelivery(rig.url, records, options)

async function count(table: string, clusterId: string): Promise<number> {
  const [row] = await rig.rows(`SELECT count() AS c FROM ${table} FINAL WHERE cluster_id = '${clusterId}'`)
  return Number(row?.c)
}
const counted = (name: string): Promise<number> => count('audit_raw', idOf(name))

const metric = (name: string, labels: object): number =>
  rig.ingest
    .metrics()
    .find((one) => one.name === `periplus_ingest_${name}`)
    ?.samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value ?? 0

describe('a delivery', () => {
  it('is answered as Firehose wants it once its events can be counted', async () => {
    const [name, requestId] = [freshName(), randomUUID()]
    const reply = await send([record(payload(events(3), { cluster: name }))], { requestId })
    expect([reply.status, reply.body]).toEqual([200, { requestId, timestamp: nowMs }])
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(0)
    expect(reply.headers.get('content-encoding')).toBeNull()
    expect(await counted(name)).toBe(3)
    expect(metric('accepted_total', { source: 'firehose' })).toBeGreaterThanOrEqual(3)
  })

  it('of several clusters, gzip members and streams goes to each its own', async () => {
    const [one, two] = [freshName(), freshName()]
    const skipped = () => metric('skipped_total', { source: 'firehose', kind: 'other_stream' })
    const before = skipped()
    const body = [
      record(payload(events(2), { cluster: one }), payload(events(3), { cluster: two }), controlMessage),
      record(payload(['I0518 klog', 'time="x"'], { cluster: one, logStream: 'authenticator-0a' })),
      record(payload(events(4), { cluster: two, owner: '210987654321' })),
    ]
    const requestId = randomUUID()
    expect((await send(body, { requestId })).status).toBe(200)
    expect((await send(body, { requestId })).status).toBe(200)
    expect([await counted(one), await counted(two)]).toEqual([2, 3])
    expect(await count('audit_raw', `${two}.eu-west-1.210987654321`)).toBe(4)
    expect(skipped() - before).toBe(2)
    expect(metric('skipped_total', { source: 'firehose', kind: 'control_message' })).toBeGreaterThanOrEqual(1)
  })

  it('sent three times and twice at once counts once, gzipped or not', async () => {
    const [name, requestId] = [freshName(), randomUUID()]
    const records = [record(payload(events(50), { cluster: name }))]
    const zipped = {
      requestId,
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(deliveryBody(records, requestId)),
    }
    const before = metric('duplicates_total', { source: 'firehose' })
    const replies = await Promise.all([send(records, { requestId }), send(records, zipped)])
    replies.push(await send(records, { requestId }))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await counted(name)).toBe(50)
    expect(metric('duplicates_total', { source: 'firehose' }) - before).toBe(100)
    // The same events under another request id: the store folds them.
    expect((await send(records)).status).toBe(200)
    expect(await counted(name)).toBe(50)
  })

  it('with bad events and records is taken, and tells of them in the rejects', async () => {
    const name = freshName()
    const late = '2026-11-24T03:00:00Z'
    const messages = [event(), 'klog', event({ verb: '' }), event({ user: 'me' }), event()]
    const reply = await send([
      record(payload([...messages, event({ requestReceivedTimestamp: late })], { cluster: name })),
      record('{"TICKER_SYMBOL":"AMZN","PRICE":1}'),
      record(payload(events(1), { logGroup: '/aws/lambda/x' })),
    ])
    expect(reply.status).toBe(200)
    expect(await counted(name)).toBe(2)
    const rejects = (clusterId: string) =>
      rig.rows(`SELECT line, reason FROM audit_rejects WHERE cluster_id = '${clusterId}' ORDER BY line`)
    const [kept] = await rig.rows(
      "SELECT toUnixTimestamp64Milli(rejected_at) AS at FROM audit_rejects WHERE reason = 'not a JSON object'",
    )
    expect(Number(kept?.at)).toBe(nowMs)
    expect(await rejects(idOf(name))).toEqual([
      { line: 2, reason: 'not a JSON object' },
      { line: 3, reason: 'verb is missing' },
      { line: 4, reason: 'user is not what an audit event has there' },
      { line: 6, reason: 'in the future' },
    ])
    expect(await rejects('')).toEqual([
      { line: 2, reason: expect.stringContaining('not a CloudWatch Logs') },
      { line: 3, reason: expect.stringContaining('not from the log group') },
    ])
  })

  it('of two senders that share a request id is stored for both', async () => {
    const [one, two, requestId] = [freshName(), freshName(), randomUUID()]
    await send([record(payload(events(2), { cluster: one }))], { requestId })
    await send([record(payload(events(2), { cluster: two }))], { requestId })
    expect([await counted(one), await counted(two)]).toEqual([2, 2])
  })
})

describe('a sender', () => {
  it.each([
    ['without an access key', 401, { token: undefined }],
    ['with a wrong one', 401, { token: 'wrong' }],
    ['with one without end', 401, { token: 'x'.repeat(5_000) }],
    ['of another media type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['of another encoding', 415, { headers: { 'content-encoding': 'br' } }],
    ['of no JSON', 400, { body: 'hello' }],
    ['of no records', 400, { body: '{}' }],
    ['of two request ids', 400, { body: deliveryBody(['eA=='], 'another') }],
    ['of no source', 400, { headers: { 'x-amz-firehose-source-arn': undefined } }],
    ['of a bomb', 413, { records: [gzipSync(Buffer.alloc(200 << 20)).toString('base64')] }],
    [
      'of a bomb around it',
      413,
      { body: gzipSync(Buffer.alloc(200 << 20)), headers: { 'content-encoding': 'gzip' } },
    ],
  ])('%s is told so in the same shape: %s', async (_name, status, options) => {
    const requestId = randomUUID()
    const {
      records = ['eA=='],
      token = 'rig-token',
      ...rest
    } = options as SendOptions & { records?: string[] }
    const hasToken = !('token' in options) || options.token !== undefined
    const headers = { ...rest.headers, ...(hasToken ? {} : { 'x-amz-firehose-access-key': undefined }) }
    const reply = await send(records, { ...rest, requestId, token, headers })
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({ requestId, timestamp: nowMs, errorMessage: expect.any(String) })
  })

  it('of a narrow token keeps to its clusters, and loses none of them by another one', async () => {
    const [mine, theirs, requestId] = [freshName('mine'), freshName('theirs'), randomUUID()]
    const records = [
      record(payload(events(2), { cluster: theirs })),
      record(payload(events(3), { cluster: mine })),
    ]
    for (let times = 0; times < 2; times += 1) {
      const reply = await send(records, { requestId, token: 'narrow' })
      expect([reply.status, reply.body.errorMessage]).toEqual([403, `not valid for ${idOf(theirs)}`])
    }
    expect([await counted(mine), await counted(theirs)]).toEqual([3, 0])
    expect(await count('audit_dirty', idOf(theirs))).toBe(0)
    expect((await send(records.slice(1), { token: 'narrow' })).status).toBe(200)
  })

  it('is asked for before a byte of the body is read', async () => {
    asked.length = 0
    await send(['eA=='], { token: 'wrong', body: '{"requestId"' })
    expect(asked).toEqual([undefined])
  })

  it('with any malformed delivery meets no 5xx, and harms nobody', async () => {
    const name = freshName()
    const whole = (id: string) =>
      deliveryBody([record(payload([event(), 'klog', event()], { cluster: name }))], id)
    const dirt = fc.oneof(
      fc.tuple(fc.nat(2_000), fc.nat(40), fc.string({ unit: 'binary', maxLength: 12 })),
      fc.tuple(fc.nat(60), fc.nat(3), fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', '\0', 'records')),
    )
    await fc.assert(
      fc.asyncProperty(dirt, fc.boolean(), async ([at, length, text], inside) => {
        const requestId = randomUUID()
        const outer = whole(requestId)
        const inner = payload([event(), event()], { cluster: name })
        const body = inside
          ? deliveryBody([record(inner.slice(0, at) + text + inner.slice(at + length))], requestId)
          : outer.slice(0, at) + text + outer.slice(at + length)
        expect([200, 400]).toContain((await send([], { requestId, body })).status)
      }),
      { numRuns: 150 },
    )
    const last = freshName()
    expect((await send([record(payload(events(2), { cluster: last }))])).status).toBe(200)
    expect(await counted(last)).toBe(2)
    expect(rig.logged.filter((line) => !line.startsWith('embedded'))).toEqual([])
  })
})
