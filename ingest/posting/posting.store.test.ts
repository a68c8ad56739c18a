// The review on its way: a real store, a real receiver, several processes' worth of posting at once, and a clock that
// is set. Every message that reaches the receiver is counted there, not here.
import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRelational, type Relational } from '../../db/relational/client.ts'
import { migrateRelational } from '../../db/relational/migrate.ts'
import { getReviewDelivery } from '../../db/relational/read/review-deliveries.ts'
import { askDelivery } from '../../db/relational/write/review-deliveries.ts'
import { type Engine, relationalEngines } from '../../db/store-tests/relational-engines.ts'
import { messageOf } from '../../domain/delivery/message.ts'
import { unavailable } from '../../domain/errors.ts'
import { type WebhookDelivery, webhookDeliverySchema } from '../../domain/model/review-delivery.ts'
import { outgoingRule } from '../outgoing/address-rule.ts'
import { type Posting, type PostingOptions, startPosting } from './posting.ts'
import { type WebhookReceiver, webhookReceiver } from './receivers-rig.ts'

const engines = relationalEngines('posting the review', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const week = '2026-W47'
const letter = { subject: 'Fleet review', lead: [], sections: [], foot: [] }

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let stores: Relational[]
  let made = 0
  let now = new Date()
  let postings: Posting[] = []
  let receivers: WebhookReceiver[] = []
  let logged: string[] = []

  beforeAll(async () => {
    engine = await open()
    stores = [openRelational(engine.config), openRelational(engine.config)]
    await migrateRelational(stores[0] as Relational)
  })
  afterAll(async () => {
    for (const store of stores ?? []) await store.close()
    await engine?.close()
  })
  afterEach(async () => {
    await Promise.all(postings.map((posting) => posting.stop()))
    await Promise.all(receivers.map((receiver) => receiver.close()))
    postings = []
    receivers = []
    logged = []
  })

  const store = () => stores[0] as Relational
  const delivery = (over: object = {}): WebhookDelivery => {
    made += 1
    return webhookDeliverySchema.parse({ id: `p${made}`, kind: 'webhook', url: { env: 'HOOK' }, ...over })
  }
  const receiving = async (answer: (res: ServerResponse, n: number) => void): Promise<WebhookReceiver> => {
    const receiver = await webhookReceiver((res, _one, n) => answer(res, n))
    receivers.push(receiver)
    return receiver
  }
  const log = (fields: object, words: string) => logged.push(`${words} ${JSON.stringify(fields)}`)
  function post(of: WebhookDelivery, hook: string | undefined, over: Partial<PostingOptions> = {}): Posting {
    const posting = startPosting({
      relational: stores[postings.length % 2] as Relational,
      clock: { now: () => now },
      log: { info: log, warn: log },
      deliveries: () => [of],
      rule: () => outgoingRule([]),
      compose: async (one) => messageOf(one, letter),
      environment: { HOOK: hook },
      version: 'test',
      // Looks are asked for here.
      everyMs: 3_600_000,
      limits: { connectMs: 2_000, answerMs: 2_000 },
      ...over,
    })
    postings.push(posting)
    return posting
  }
  const set = (text: string) => {
    now = new Date(text)
  }
  const record = ({ id }: WebhookDelivery, of = week) =>
    getReviewDelivery(store(), { deliveryId: id, week: of })

  it('is sent at its time, once, however many look and however often', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const one = delivery()
    const all = Array.from({ length: 6 }, () => post(one, url))
    const look = () => Promise.all(all.map((posting) => posting.look()))
    set('2026-11-23T08:59:00Z')
    await look()
    expect(received).toEqual([])
    set('2026-11-23T09:00:10Z')
    await look()
    await look()
    expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual([
      `periplus.${one.id}.${week}.0`,
    ])
    expect(received[0]?.body).toBe((messageOf(one, letter) as { body: string }).body)
    expect(await record(one)).toMatchObject({ state: 'sent', attempts: 1, sentAt: now, says: null })
    expect((await record(one, '2026-W48'))?.dueAt).toEqual(new Date('2026-11-30T09:00:00Z'))
  })

  it('set up after its time waits for the next week; a day too late it is missed', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const one = delivery()
    const posting = post(one, url)
    set('2026-11-23T10:00:00Z')
    await posting.look()
    expect(await record(one)).toBeUndefined()
    set('2026-12-01T08:59:00Z')
    await posting.look()
    expect(received).toHaveLength(1)
    expect(await record(one, '2026-W48')).toMatchObject({ state: 'sent' })
    set('2026-12-08T09:00:01Z')
    await posting.look()
    expect(received).toHaveLength(1)
    expect(await record(one, '2026-W49')).toMatchObject({
      state: 'missed',
      says: expect.stringContaining('within a day'),
    })
  })

  it('is sent once though the clock is set forward and back over its time', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const one = delivery()
    const posting = post(one, url)
    for (const text of [
      '2026-11-22T12:00:00Z',
      '2026-11-23T12:00:00Z',
      '2026-11-22T12:30:00Z',
      '2026-11-23T09:01:00Z',
      '2025-01-01T00:00:00Z',
      '2026-11-23T09:02:00Z',
    ]) {
      set(text)
      await posting.look()
    }
    expect(received).toHaveLength(1)
  })

  it('that a clock set a month ahead called missed is sent when its time comes after all', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const one = delivery()
    const posting = post(one, url)
    for (const text of ['2026-11-22T12:00:00Z', '2026-12-25T00:00:00Z', '2026-11-22T13:00:00Z']) {
      set(text)
      await posting.look()
    }
    expect(received).toHaveLength(0)
    set('2026-11-23T09:00:00Z')
    await posting.look()
    expect(received).toHaveLength(1)
  })

  it('waits when it is refused, as long as the receiver asks; a final no ends it, and says why', async () => {
    const busy = await receiving((res) => res.writeHead(429, { 'retry-after': '7200' }).end('slow down'))
    const one = delivery()
    const posting = post(one, busy.url)
    set('2026-11-23T08:00:00Z')
    await posting.look()
    set('2026-11-23T09:00:00Z')
    await posting.look()
    await posting.look()
    expect(busy.received).toHaveLength(1)
    const waiting = await record(one)
    expect(waiting).toMatchObject({ state: 'waiting', says: expect.stringContaining('429: slow down') })
    const aheadMs = (waiting?.nextTryAt?.getTime() ?? 0) - Date.now()
    expect(aheadMs).toBeGreaterThan(7_100_000)
    expect(aheadMs).toBeLessThan(7_300_000)

    const gone = await receiving((res) => res.writeHead(404).end('no_service'))
    const two = delivery()
    const other = post(two, gone.url)
    set('2026-11-23T08:00:00Z')
    await other.look()
    set('2026-11-23T09:00:00Z')
    await other.look()
    expect(await record(two)).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('404: no_service'),
    })
  })

  it('tries again under the same key until it is taken', async () => {
    const { url, received } = await receiving((res, n) => res.writeHead(n < 3 ? 500 : 200).end())
    const one = delivery()
    const posting = post(one, url)
    const ask = () => askDelivery(store(), { deliveryId: one.id, week, again: false, dueAt: now, now })
    set('2026-11-24T09:00:00Z')
    for (let n = 0; n < 3; n += 1) {
      // Nobody waits for minutes here: a person asks.
      expect(await ask()).toBeDefined()
      await posting.look()
    }
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(await record(one)).toMatchObject({ state: 'sent', attempts: 3 })
    expect(await ask()).toBeUndefined()
  })

  it('whose end nobody knows is not sent again by itself', async () => {
    const { url, received } = await receiving((res) => res.socket?.destroy())
    const one = delivery()
    const posting = post(one, url)
    set('2026-11-23T08:00:00Z')
    await posting.look()
    set('2026-11-23T09:00:00Z')
    await posting.look()
    await posting.look()
    expect(received).toHaveLength(1)
    expect(await record(one)).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('did not answer'),
    })
  })

  it('leaves nothing behind a missing secret, a review that cannot be read or a refused address, and tries later', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const cases: [string, string | undefined, Partial<PostingOptions>][] = [
      ['the variable HOOK is not set', undefined, {}],
      ['the store is away', url, { compose: () => Promise.reject(unavailable('the store is away')) }],
      ['not foreseen', url, { compose: () => Promise.reject(new Error('SELECT marked-secret')) }],
      ['Not connected', 'http://169.254.169.254/marked-secret', {}],
    ]
    for (const [says, hook, over] of cases) {
      const one = delivery()
      const posting = post(one, hook, over)
      set('2026-11-23T08:00:00Z')
      await posting.look()
      set('2026-11-23T09:00:00Z')
      await posting.look()
      expect(await record(one)).toMatchObject({ state: 'waiting', says: expect.stringContaining(says) })
    }
    expect(received).toEqual([])
    expect(logged.join('\n')).not.toContain('marked')
    expect(logged.length).toBeGreaterThanOrEqual(cases.length)
  })

  it('is not sent, and not missed, while it is switched off', async () => {
    const { url, received } = await receiving((res) => res.end('ok'))
    const one = delivery()
    const off = { ...one, enabled: false }
    let current = one
    const posting = post(one, url, { deliveries: () => [current] })
    set('2026-11-23T08:00:00Z')
    await posting.look()
    current = off
    await posting.look()
    set('2026-11-23T09:00:00Z')
    await posting.look()
    current = one
    set('2026-11-25T09:00:00Z')
    await posting.look()
    expect(received).toEqual([])
    expect(await record(one)).toBeUndefined()
  })

  it('that is on its way when the server stops is still told of', async () => {
    const { url, received } = await receiving((res) => setTimeout(() => res.end('ok'), 300))
    const one = delivery()
    const posting = post(one, url)
    set('2026-11-23T08:00:00Z')
    await posting.look()
    set('2026-11-23T09:00:00Z')
    const looking = posting.look()
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await posting.stop()
    await looking
    expect(await record(one)).toMatchObject({ state: 'sent' })
  })
})
