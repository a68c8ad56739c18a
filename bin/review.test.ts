// periplus review against a server of HTTP alone: what it asks, what it prints, how it ends.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import superjson from 'superjson'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reviewCommand } from './review.ts'

let server: Server
let url: string
let asked: { path: string; input: unknown }[]
let answers: Record<string, unknown>
let printed: string

async function inputOf(req: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  const given = req.method === 'POST' ? text : new URL(req.url ?? '', 'http://x').searchParams.get('input')
  return given ? superjson.deserialize(JSON.parse(given)) : undefined
}

beforeEach(async () => {
  asked = []
  answers = {}
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  server = createServer(async (req, res) => {
    const path = (req.url ?? '').split('?')[0]?.replace('/api/trpc/', '') ?? ''
    asked.push({ path, input: await inputOf(req) })
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify({ result: { data: superjson.serialize(answers[path]) } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  await new Promise((resolve) => server.close(resolve))
})

const run = (...args: string[]) => reviewCommand.run([...args, '--url', url])
const record = (over: object) => ({
  ...{ deliveryId: 'slack', week: '2026-W47', state: 'sent', says: null, attempts: 1, round: 0 },
  ...{ dueAt: new Date('2026-11-23T09:00:00Z'), nextTryAt: null, sentAt: null, bodyHash: null },
  ...over,
})

it('lists deliveries, what is next and how the last ended', async () => {
  const listed = { kind: 'webhook', enabled: true, isWholeFleet: true, place: 'webhook' }
  const next = { week: '2026-W48', dueAt: new Date('2026-11-30T09:00:00Z') }
  const unknown = record({ state: 'unknown', says: 'it did not\u001b[31m answer' })
  answers['review.deliveries'] = {
    deliveries: [
      { ...listed, deliveryId: 'slack', next, weeks: [unknown] },
      { ...listed, deliveryId: 'off', next: null, weeks: [] },
    ],
  }
  expect(await run('list')).toBe(0)
  expect(printed).toMatch(
    /^slack +webhook +2026-W48 at 2026-11-30T09:00:00\.000Z +2026-W47 outcome unknown: it did not�\[31m answer$/m,
  )
  expect(printed).toMatch(/^off +webhook +switched off +none yet$/m)
  answers['review.deliveries'] = { deliveries: [] }
  expect(await run('list')).toBe(0)
  expect(printed).toContain('Define it under "deliveries"')
})

it('a dry run shows what would be sent, and asks for nothing else', async () => {
  const message = { kind: 'webhook', contentType: 'application/json', body: '{"text":"hello"}' }
  answers['review.preview'] = { deliveryId: 'slack', week: '2026-W46', message, isWhole: true, isOver: true }
  expect(await run('send', 'slack', '--week', '2026-W46', '--dry-run', '--again')).toBe(0)
  expect(printed).toBe('{"text":"hello"}\n')
  expect(asked).toEqual([{ path: 'review.preview', input: { deliveryId: 'slack', week: '2026-W46' } }])
  const mail = {
    kind: 'smtp',
    from: 'p@example.com',
    to: ['a@example.com'],
    subject: 'S',
    text: 'T',
    html: '<p>',
  }
  answers['review.preview'] = { deliveryId: 'leads', week: '2026-W46', message: mail }
  printed = ''
  expect(await run('send', 'leads', '--dry-run')).toBe(0)
  expect(printed).toContain('From: p@example.com\nTo: a@example.com\nSubject: S\n\nT\n')
})

it.each([
  [{ state: 'sent' }, 0, 'Sent 2026-W47 to slack.'],
  [{ state: 'failed', says: 'it answered 404' }, 1, 'Not sent: it answered 404'],
  [{ state: 'unknown', says: 'it did not answer' }, 1, 'Nobody knows whether it arrived: it did not answer'],
  [
    { state: 'waiting', says: 'it answered 503', nextTryAt: new Date('2026-11-23T09:05:00Z') },
    0,
    'Not sent yet. it answered 503. It is tried again at 2026-11-23T09:05:00.000Z',
  ],
  [{ state: 'waiting' }, 0, 'Not sent yet. It is on its way'],
])('what became of it: %j', async (over, code, words) => {
  answers['review.deliver'] = record(over)
  expect(await run('send', 'slack')).toBe(code)
  expect(printed).toContain(words)
  expect(asked).toEqual([{ path: 'review.deliver', input: { deliveryId: 'slack', again: false } }])
})

it('is told when it is called wrongly', async () => {
  await expect(run()).rejects.toThrow('list or send?')
  await expect(run('send')).rejects.toThrow('say which')
  await expect(run('post')).rejects.toThrow('there is no "review post"')
  await expect(run('send', 'a', 'b')).rejects.toThrow('one word too many')
  await expect(run('list', '--everywhere')).rejects.toThrow('--everywhere')
  expect(await run('--help')).toBe(0)
  expect(asked).toEqual([])
})
