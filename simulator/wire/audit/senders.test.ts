// Who sends audit events out of the world: everything once that is written, in batches as API servers and Firehose make
// them, over receivers that refuse, break off and ask to wait; twice and in disorder where the scenario has it so.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dayMs, testEpochMs } from '../../world/clock.ts'
import { type Json, Rig } from '../kube/client-rig.ts'

const small = 'svc-ads-euw1'
const nowMs = testEpochMs + 14 * dayMs
const iso = (ms: number): string => new Date(ms).toISOString()

interface Post {
  readonly headers: http.IncomingHttpHeaders
  readonly url: string
  readonly body: Json
}

/** Takes what is sent; `answers` are given first, one each: a status, or 0 for a connection that ends. */
class Receiver {
  readonly posts: Post[] = []
  readonly answers: number[] = []
  readonly #server = http.createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const status = this.answers.shift() ?? 200
      if (status === 0) {
        res.destroy()
        return
      }
      const body = JSON.parse(Buffer.concat(chunks).toString())
      if (status === 200) this.posts.push({ headers: req.headers, url: req.url ?? '', body })
      res.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end('{}')
    })
  })

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/take/me`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  get events(): Json[] {
    return this.posts.flatMap(({ body }) =>
      body.kind === 'EventList' ? body.items : payloadsOf(body).flatMap(eventsOf),
    )
  }
}

const payloadsOf = ({ records }: Json): Json[] =>
  records.map(({ data }: { data: string }) => JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()))
const eventsOf = ({ messageType, logEvents }: Json): Json[] =>
  messageType === 'DATA_MESSAGE'
    ? logEvents.map(({ message }: { message: string }) => JSON.parse(message))
    : []

let rig: Rig
let receiver: Receiver
let url: string
beforeEach(async () => {
  receiver = new Receiver()
  url = await receiver.open()
})
afterEach(async () => {
  await rig.close()
  await receiver.close()
})

const target = (form: 'firehose' | 'webhook', more: object = {}): object => ({
  ...{ cluster: small, form, url, token: 'secret' },
  ...more,
})
const hour = { from: iso(nowMs - 3_600_000), to: iso(nowMs) }

async function truthOf(cluster: string, from: string, to: string): Promise<number> {
  const { truths } = await rig.control(`/_sim/truth?cluster=${cluster}&from=${from}&to=${to}`)
  return truths.find(({ metric, subject }: Json) => metric === 'api.requests' && subject === cluster)?.value
}

describe('a window', () => {
  it('is posted as a webhook does, and told how much it was', async () => {
    rig = await Rig.open({ scenarios: ['S05'] })
    const { sent } = await rig.control('/_sim/audit', target('webhook', hour))
    const count = await truthOf(small, hour.from, hour.to)
    expect(sent).toMatchObject({ events: count, duplicated: 0, reordered: 0, retries: 0 })
    expect(receiver.events).toHaveLength(count)
    for (const { headers, url: asked, body } of receiver.posts) {
      expect(headers).toMatchObject({
        authorization: 'Bearer secret',
        'content-type': 'application/json',
        'user-agent': 'Go-http-client/1.1',
        accept: 'application/json, */*',
      })
      expect([asked, Object.keys(body)]).toEqual(['/take/me', ['kind', 'apiVersion', 'metadata', 'items']])
      expect(body.items.length).toBeLessThanOrEqual(400)
      expect(body.items[0]).not.toHaveProperty('kind')
      expect(Object.keys(body.items[0])[0]).toBe('level')
      const times = body.items.map(({ verb, stageTimestamp, requestReceivedTimestamp }: Json) =>
        Date.parse(verb === 'watch' ? stageTimestamp : requestReceivedTimestamp),
      )
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(31_000)
    }
  })

  it('is delivered as Firehose does, records of a subscription, now and then a probe', async () => {
    rig = await Rig.open({ scenarios: ['S05'] })
    const { sent } = await rig.control('/_sim/audit', target('firehose', hour))
    expect(receiver.events).toHaveLength(sent.events)
    const payloads = receiver.posts.flatMap(({ body }) => payloadsOf(body))
    expect(payloads.filter(({ messageType }) => messageType === 'CONTROL_MESSAGE').length).toBeGreaterThan(0)
    const { headers, body } = receiver.posts[0] as Post
    expect(headers).toMatchObject({
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': body.requestId,
      'x-amz-firehose-access-key': 'secret',
      'x-amz-firehose-source-arn': expect.stringMatching(
        /^arn:aws:firehose:eu-west-1:\d{12}:deliverystream\//,
      ),
      'content-type': 'application/json',
    })
    const data = payloads.find(({ messageType }) => messageType === 'DATA_MESSAGE')
    expect(data).toMatchObject({
      owner: expect.stringMatching(/^\d{12}$/),
      logGroup: `/aws/eks/${small}/cluster`,
      logStream: expect.stringMatching(/^kube-apiserver-audit-[0-9a-f]{32}$/),
    })
    expect(new Set(receiver.posts.map((post) => post.body.requestId)).size).toBe(receiver.posts.length)
  })

  it('is narrowed to an agent', async () => {
    rig = await Rig.open({ scenarios: ['S05'] })
    const narrowed = target('firehose', {
      from: iso(testEpochMs),
      to: iso(nowMs),
      userAgent: 'legacy-hpa-operator/1.4.2',
      waitMs: dayMs,
    })
    expect((await rig.control('/_sim/audit', narrowed)).sent.events).toBe(4_032)
  })

  it('leaves out what nodes ask, and nothing else', async () => {
    rig = await Rig.open({ scenarios: ['S05'] })
    await rig.control('/_sim/audit', target('webhook', hour))
    const isOfNode = ({ user }: Json): boolean => user.username?.startsWith('system:node:') === true
    const others = receiver.events.filter((event) => !isOfNode(event)).map(({ auditID }) => auditID)
    const all = receiver.events.length
    expect(others.length).toBeLessThan(all)
    await rig.control('/_sim/audit', target('webhook', { ...hour, withoutNodes: true }))
    expect(receiver.events.slice(all).map(({ auditID }) => auditID)).toEqual(others)
  })

  it('is tried again until it is taken, and refused in words when it never will be', async () => {
    rig = await Rig.open({ scenarios: ['S05'] })
    receiver.answers.push(503, 0, 429)
    const quarter = { from: iso(nowMs - 60_000), to: iso(nowMs) }
    const { sent } = await rig.control('/_sim/audit', target('webhook', quarter))
    expect(sent).toMatchObject({ retries: 3 })
    expect(receiver.events).toHaveLength(sent.events)
    receiver.answers.push(401)
    const refused = await rig.control('/_sim/audit', target('webhook', quarter))
    expect([refused.status, refused.error]).toEqual([400, expect.stringContaining('answers 401')])
    for (const bad of [{ cluster: 'none' }, { form: 'post' }, { url: 'x' }, { to: iso(nowMs + 1) }]) {
      expect((await rig.control('/_sim/audit', target('webhook', { ...quarter, ...bad }))).status).toBe(400)
    }
  })
})

it('follows a clock that jumps, and sends all that lay between, though nobody took it at first', async () => {
  rig = await Rig.open({ scenarios: ['S05'] })
  receiver.answers.push(503)
  expect((await rig.control('/_sim/audit', target('webhook'))).follows.position).toBe(iso(nowMs))
  const to = iso(nowMs + 600_000)
  await rig.control('/_sim/clock', { now: to })
  const count = await truthOf(small, iso(nowMs), to)
  await expect
    .poll(async () => (await rig.control('/_sim/audit')).senders, { timeout: 20_000 })
    .toMatchObject([{ position: to, skippedMs: 0, sent: { events: count, retries: 1 } }])
  expect(new Set(receiver.events.map(({ auditID }) => auditID)).size).toBe(count)
  // Nothing that is there already waits for others: only the last of its posts may have room.
  expect(receiver.posts.slice(0, -1).map(({ body }) => body.items.length)).toEqual(
    Array(Math.ceil(count / 400) - 1).fill(400),
  )
})

it('sends some batches twice and some late, and loses none, where the scenario says so', async () => {
  rig = await Rig.open({ scenarios: ['S18'] })
  const cluster = 'svc-sec-use1'
  const window = { from: iso(nowMs - 3_600_000), to: iso(nowMs), waitMs: 3_000 }
  const { sent } = await rig.control('/_sim/audit', target('webhook', { cluster, ...window }))
  const count = await truthOf(cluster, window.from, window.to)
  const ids = receiver.events.map(({ auditID }) => auditID)
  expect([sent.events, new Set(ids).size]).toEqual([count, count])
  expect(ids.length).toBeGreaterThan(count)
  const shares = [sent.duplicated / sent.batches, sent.reordered / sent.batches]
  expect(shares[0]).toBeGreaterThan(0.02)
  expect(shares[0]).toBeLessThan(0.09)
  expect(shares[1]).toBeLessThan(0.02)
})
