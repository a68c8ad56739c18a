import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eksClusterId } from '../../../domain/model/cluster-id.ts'
import { Budget } from '../../pipeline/budget.ts'
import { LeasedRoom } from '../../pipeline/room.ts'
import { Slabs } from '../../pipeline/slabs.ts'
import type { Unwrapped } from '../../source.ts'
import { controlMessage, deliveryBody, firehoseHeaders, payload, record } from './fake-delivery.ts'
import { unwrapDelivery } from './source.ts'

const id = 'b7a5f1c2-0000-4000-8000-000000000001'
const mebibyte = 1 << 20

async function unwrap(
  records: readonly string[],
  more: { body?: string; limit?: number; headers?: object } = {},
) {
  const lease = new Budget(256 * mebibyte).lease()
  const room = new LeasedRoom(lease, new Slabs(), { bodyBytes: more.limit ?? 64 * mebibyte })
  const headers = { ...firehoseHeaders(id, 'token'), ...more.headers }
  const body = Buffer.from(more.body ?? deliveryBody(records, id))
  return unwrapDelivery(body, headers, room, () => Promise.resolve())
}

/** The events by cluster, parsed. */
const eventsOf = ({ bytes, parcels }: Unwrapped): Record<string, unknown[]> =>
  Object.fromEntries(
    parcels.map(({ clusterId, split: { pieces } }) => [
      clusterId,
      [...pieces.starts].map((start, n) => JSON.parse(bytes.toString('utf8', start, pieces.ends[n]))),
    ]),
  )

const event = (auditID: string, more: object = {}) => ({
  auditID,
  stage: 'ResponseComplete',
  verb: 'get',
  requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  ...more,
})
const line = (auditID: string, more: object = {}): string => JSON.stringify(event(auditID, more))
const prod = 'prod.eu-west-1.123456789012'

describe('a delivery', () => {
  it('gives the audit events of each cluster it holds', async () => {
    const unwrapped = await unwrap([
      record(payload([line('a'), line('b', { userAgent: 'x "quoted" \\ café 😀 <&>' })])),
      record(payload([line('c')], { cluster: 'Dev_1' }), payload([line('d')]), controlMessage),
      record(payload([line('e')], { owner: '210987654321' })),
    ])
    const dev = eksClusterId({ name: 'Dev_1', region: 'eu-west-1', accountId: '123456789012' })
    expect(eventsOf(unwrapped)).toEqual({
      [prod]: [event('a'), event('b', { userAgent: 'x "quoted" \\ café 😀 <&>' }), event('d')],
      [dev]: [event('c')],
      'prod.eu-west-1.210987654321': [event('e')],
    })
    expect(unwrapped.skipped).toEqual(new Map([['control_message', 1]]))
    expect(unwrapped.strays).toEqual({ bad: [], badCount: 0 })
  })

  it('counts and leaves the other streams of the log group', async () => {
    const others = [
      'authenticator-0a',
      'kube-apiserver-0a',
      'kube-controller-manager-0a',
      'kube-scheduler-0a',
    ]
    const records = others.map((logStream) =>
      record(payload(['I0518 klog', '{"auditID":"x"}'], { logStream })),
    )
    const unwrapped = await unwrap([...records, record(payload([line('a')]))])
    expect(eventsOf(unwrapped)).toEqual({ [prod]: [event('a')] })
    expect(unwrapped.skipped).toEqual(new Map([['other_stream', 8]]))
  })

  it('reads plain records, pretty-printed documents, names after the events and escaped slashes', async () => {
    const document = JSON.parse(payload([line('a')]))
    const { logEvents, ...names } = document
    const lateNames = JSON.stringify({ logEvents, ...names }, null, 2)
    const body = deliveryBody([Buffer.from(payload([line('b')])).toString('base64'), record(lateNames)], id)
    const unwrapped = await unwrap([], { body: body.replaceAll('/', '\\/') })
    expect(eventsOf(unwrapped)).toEqual({ [prod]: [event('b'), event('a')] })
  })

  it('reads the payload that AWS gives as its example: no audit log, and so not taken', async () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'))
    const unwrapped = await unwrap([read('cloudwatch-logs-event.json').awslogs.data])
    expect(unwrapped.strays.bad).toEqual([
      {
        line: 1,
        reason: expect.stringContaining('not from the log group of an EKS control plane'),
        excerpt: '',
      },
    ])
    const plain: { data: string }[] = read('kinesis-firehose-event.json').records
    const other = await unwrap(plain.map(({ data }) => data))
    expect(other.strays.bad.map(({ line }) => line)).toEqual([1, 2])
    expect([...unwrapped.parcels, ...other.parcels]).toEqual([])
  })

  it('sets bad events and bad records aside alone', async () => {
    const unwrapped = await unwrap([
      record(payload([line('a'), 'I0518 klog', '{"auditID":"cut', `${line('b')}${line('c')}`, line('d')])),
      'not base64!',
      Buffer.from('\x1f\x8bbroken', 'latin1').toString('base64'),
      Buffer.from(gzipSync(payload([line('e')])).subarray(0, -12)).toString('base64'),
      record(payload([line('f')]).slice(0, -1)),
      record(payload([line('g'), line('h', { _c: 'victim' })])),
      '',
    ])
    const { split } = unwrapped.parcels[0] as Unwrapped['parcels'][number]
    expect(eventsOf(unwrapped)[prod]).toEqual([event('a'), event('d'), event('f'), event('g')])
    expect(split.bad.map((bad) => [bad.line, bad.reason])).toEqual([
      [2, 'not a JSON object'],
      [3, expect.stringContaining('the text ends inside')],
      [4, 'more than one JSON value'],
      [8, 'not valid JSON: the name _c is reserved'],
    ])
    expect(unwrapped.strays.bad.map((bad) => [bad.line, bad.reason])).toEqual([
      [2, expect.stringContaining('not base64')],
      [3, expect.stringContaining('gzip')],
      [4, expect.stringContaining('gzip')],
      [5, expect.stringContaining('not a CloudWatch')],
      [7, expect.stringContaining('not a CloudWatch')],
    ])
  })

  it.each([
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['without records', '{"requestId":"x","timestamp":1}'],
    ['with none', `{"requestId":"${id}","timestamp":1,"records":[]}`],
    ['with records that are none', `{"requestId":"${id}","records":[1]}`],
    ['cut off', deliveryBody([record(payload([line('a')]))], id).slice(0, -3)],
    ['followed by another', `${deliveryBody(['eA=='], id)}{}`],
    ['with another request id', deliveryBody(['eA=='], 'another')],
    ['without a request id', '{"timestamp":1,"records":[{"data":"eA=="}]}'],
  ])('%s is Invalid', async (_name, body) => {
    await expect(unwrap([], { body })).rejects.toMatchObject({ code: 'Invalid' })
  })

  it.each([
    ['no request id', { 'x-amz-firehose-request-id': undefined }],
    ['a request id without end', { 'x-amz-firehose-request-id': 'x'.repeat(1_000) }],
    ['no source', { 'x-amz-firehose-source-arn': undefined }],
    ['a source that is no stream', { 'x-amz-firehose-source-arn': 'arn:aws:s3:::bucket' }],
    ['another protocol', { 'x-amz-firehose-protocol-version': '2.0' }],
  ])('with %s is Invalid', async (_name, headers) => {
    await expect(unwrap(['eA=='], { headers })).rejects.toMatchObject({ code: 'Invalid' })
  })

  it('shares one limit over all records, damaged ones included', async () => {
    const zeros = (bytes: number) => gzipSync(Buffer.alloc(bytes))
    const limit = 4 * mebibyte
    const half = zeros(limit / 2 - 100).toString('base64')
    await expect(unwrap([half, half], { limit })).resolves.toMatchObject({ strays: { badCount: 2 } })
    await expect(unwrap([half, half, half], { limit })).rejects.toMatchObject({ status: 413 })
    const damaged = zeros(limit / 2 - 100)
      .subarray(0, -8)
      .toString('base64')
    await expect(unwrap([damaged, damaged, damaged], { limit })).rejects.toMatchObject({ status: 413 })
    await expect(unwrap([zeros(1 << 28).toString('base64')], { limit })).rejects.toMatchObject({
      status: 413,
    })
  })

  it('refuses more and larger records than Firehose sends', async () => {
    await expect(unwrap(Array(10_001).fill('eA=='))).rejects.toMatchObject({ status: 413 })
    const huge = Buffer.alloc(1_024_010).toString('base64')
    await expect(unwrap([huge])).rejects.toMatchObject({ status: 413 })
    await expect(unwrap([Buffer.alloc(1_024_000).toString('base64')])).resolves.toMatchObject({
      strays: { badCount: 1 },
    })
  })

  it('rests on the way, whatever the bytes are made of', async () => {
    const rests = async (document: string): Promise<number> => {
      let count = 0
      const room = new LeasedRoom(new Budget(256 * mebibyte).lease(), new Slabs(), {
        bodyBytes: 64 * mebibyte,
      })
      const body = Buffer.from(deliveryBody([record(document)], id))
      await unwrapDelivery(body, firehoseHeaders(id, 'token'), room, () => {
        count += 1
        return Promise.resolve()
      })
      return count
    }
    const many = (text: string): string => text.repeat(Math.ceil((8 * mebibyte) / text.length))
    expect(await rests(many(payload([])))).toBeGreaterThan(16)
    expect(await rests(payload(Array(20_000).fill(line('a'))))).toBeGreaterThan(8)
    const { logEvents, ...names } = JSON.parse(payload(Array(20_000).fill(line('a'))))
    expect(await rests(JSON.stringify({ logEvents, ...names }))).toBeGreaterThan(8)
  })

  it('gives back any message as it was written', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.uuid(), text, fc.boolean()), { minLength: 1 }), async (rows) => {
        const lines = rows.map(([auditID, userAgent]) => line(auditID, { userAgent, more: { userAgent } }))
        const escaped = rows.some(([, , isEscaped]) => isEscaped)
        const document = payload(lines)
        const ascii = document.replace(/[^\x20-\x7e]/g, (sign) => `\\u${hex(sign)}`)
        const unwrapped = await unwrap([record(escaped ? ascii : document)])
        expect(eventsOf(unwrapped)[prod]).toEqual(lines.map((source) => JSON.parse(source)))
      }),
    )
  })

  it('never throws anything but what a sender is told, whatever is cut out or put in', async () => {
    const whole = payload([line('a'), line('b'), 'klog'])
    const dirty = fc
      .tuple(fc.nat(whole.length), fc.nat(8), fc.string({ unit: 'binary', maxLength: 6 }))
      .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length))
    await fc.assert(
      fc.asyncProperty(fc.array(dirty, { minLength: 1, maxLength: 4 }), async (documents) => {
        const unwrapped = await unwrap([record(...documents), record(payload([line('last')]))])
        const { pieces } = unwrapped.parcels.find(({ clusterId }) => clusterId === prod)?.split ?? fail()
        const last = unwrapped.bytes.toString('utf8', pieces.starts.at(-1), pieces.ends.at(-1))
        expect(last).toBe(line('last'))
      }),
      { numRuns: 500 },
    )
  })
})

const fail = (): never => expect.fail('no events of the cluster')
const hex = (sign: string): string => sign.charCodeAt(0).toString(16).padStart(4, '0')
