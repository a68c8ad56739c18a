// One post to a real receiver on this machine: what arrives, and what is said of each way it may end.
import { readFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { outgoingRule } from '../outgoing/address-rule.ts'
import { type WebhookReceiver, webhookReceiver } from './receivers-rig.ts'
import { type SendDeps, sendWebhook, type WebhookPost } from './send-webhook.ts'

const fixture = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../kube-client/fixtures/tls', name), 'utf8')
const server = { key: fixture('server.key'), cert: fixture('server.crt') }

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
const receiver = async (...args: Parameters<typeof webhookReceiver>): Promise<WebhookReceiver> => {
  const started = await webhookReceiver(...args)
  open.push(started)
  return started
}

const post = (url: string, over: Partial<WebhookPost> = {}): WebhookPost => ({
  url,
  token: 'marked-token',
  ca: undefined,
  body: '{"text":"Grüße"}',
  contentType: 'application/json; charset=utf-8',
  key: 'periplus.slack.2026-W47.0',
  userAgent: 'periplus/test',
  ...over,
})
const deps = (over: Partial<SendDeps> = {}): SendDeps => ({
  rule: outgoingRule([]),
  limits: { connectMs: 500, answerMs: 500 },
  now: () => new Date('2026-11-23T09:00:00Z'),
  signal: new AbortController().signal,
  ...over,
})

describe('a webhook', () => {
  it('gets the body whole, once, with a key that tells a repeat', async () => {
    const { url, received } = await receiver((res) => res.end('ok'))
    expect(await sendWebhook(post(url), deps())).toEqual({ kind: 'sent', says: null })
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({
      path: '/services/T0/B0/marked-secret',
      body: '{"text":"Grüße"}',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': '18',
        'idempotency-key': 'periplus.slack.2026-W47.0',
        authorization: 'Bearer marked-token',
        'user-agent': 'periplus/test',
      },
    })
  })

  it.each([
    [429, { kind: 'refused', isFinal: false, retryAfterMs: 120_000 }],
    [503, { kind: 'refused', isFinal: false, retryAfterMs: 120_000 }],
    [500, { kind: 'refused', isFinal: false }],
    [400, { kind: 'refused', isFinal: true }],
    [404, { kind: 'refused', isFinal: true }],
    [502, { kind: 'unknown' }],
    [504, { kind: 'unknown' }],
  ])('that answers %i is told of in its words, without secrets', async (status, wanted) => {
    const { url } = await receiver((res, { path: where, headers }) => {
      res.writeHead(status, { 'retry-after': '120' })
      res.end(`no_service for ${where} ${headers.authorization} ${where.slice(-13)}\nnext line`)
    })
    const outcome = await sendWebhook(post(url), deps())
    expect(outcome).toMatchObject(wanted)
    expect(outcome.says).toContain(`answered ${status}: no_service`)
    expect(outcome.says).not.toMatch(/marked|\n/)
  })

  it('understands a Retry-After that is a date', async () => {
    const { url } = await receiver((res) => {
      res.writeHead(429, { 'retry-after': 'Mon, 23 Nov 2026 09:10:00 GMT' }).end()
    })
    expect(await sendWebhook(post(url), deps())).toMatchObject({ retryAfterMs: 600_000 })
  })

  it('is not followed elsewhere', async () => {
    const other = await receiver((res) => res.end('ok'))
    const { url } = await receiver((res) => res.writeHead(307, { location: other.url }).end())
    const outcome = await sendWebhook(post(url), deps())
    expect(outcome).toMatchObject({ kind: 'refused', isFinal: true })
    expect(other.received).toEqual([])
  })

  it('that takes it and falls silent, or cuts the line, leaves its end unknown', async () => {
    const silent = await receiver(() => undefined)
    const cutting = await receiver((res) => res.socket?.destroy())
    for (const { url, received } of [silent, cutting]) {
      const outcome = await sendWebhook(post(url), deps())
      expect(outcome.kind).toBe('unknown')
      expect(outcome.says).not.toContain('marked')
      expect(received).toHaveLength(1)
    }
  })

  it('that drips its answer for ever has answered with its status, and is not read for long', async () => {
    const { url } = await receiver((res) => {
      res.writeHead(200)
      const drip = setInterval(() => res.write('x'.repeat(1_000)), 5)
      res.once('close', () => clearInterval(drip))
    })
    expect(await sendWebhook(post(url), deps())).toEqual({ kind: 'sent', says: null })
  })

  it('that is not there, or never ends its handshake, surely did not get it', async () => {
    const gone = await webhookReceiver((res) => res.end())
    await gone.close()
    expect(await sendWebhook(post(gone.url), deps())).toMatchObject({ kind: 'refused', isFinal: false })
    const mute = net.createServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    open.push(mute)
    const { port } = mute.address() as AddressInfo
    expect(await sendWebhook(post(`https://127.0.0.1:${port}/x`), deps())).toMatchObject({
      kind: 'refused',
      isFinal: false,
      says: expect.stringContaining('was not reached: no connection within 500 ms'),
    })
  })

  it('must prove who it is', async () => {
    const { url, received } = await receiver((res) => res.end('ok'), server)
    expect(await sendWebhook(post(url), deps())).toMatchObject({ kind: 'refused', isFinal: false })
    const expired = await receiver((res) => res.end('ok'), {
      key: fixture('server.key'),
      cert: fixture('server-expired.crt'),
    })
    const ca = fixture('ca.crt')
    expect(await sendWebhook(post(expired.url, { ca }), deps())).toMatchObject({ kind: 'refused' })
    expect([received, expired.received]).toEqual([[], []])
    expect(await sendWebhook(post(url, { ca }), deps())).toEqual({ kind: 'sent', says: null })
  })

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal/x',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'not an address',
  ])('at %s is not connected to', async (url) => {
    const outcome = await sendWebhook(post(url), deps())
    expect(outcome).toMatchObject({ kind: 'refused', isFinal: false })
    expect(outcome.says).toContain('Not connected: ')
  })

  it('sees nothing of what is broken off before it is reached', async () => {
    const { url, received } = await receiver((res) => res.end('ok'))
    const stopped = AbortSignal.abort(new Error('the server is stopping'))
    expect(await sendWebhook(post(url), deps({ signal: stopped }))).toMatchObject({ kind: 'refused' })
    expect(received).toEqual([])
  })
})
