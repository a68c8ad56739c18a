// The weekly review delivered by a whole server: what the preview shows is what arrives, a person sends it once and
// again only on purpose, and no secret is in any answer or log line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mailServer, webhookReceiver } from '../ingest/posting/receivers-rig.ts'
import { createContext } from './context.ts'
import { readSettings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { type RunningServer, startServer } from './start.ts'

let dataDir: string
let server: RunningServer
let log = ''
let hook: Awaited<ReturnType<typeof webhookReceiver>>
let mails: Awaited<ReturnType<typeof mailServer>>
let answer = 200
const answers: unknown[] = []

const call = () => appRouter.createCaller(createContext('test'))
async function kept<T>(asked: Promise<T>): Promise<T> {
  const told = await asked
  answers.push(told)
  return told
}

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-delivery-'))
  hook = await webhookReceiver((res) => res.writeHead(answer).end(answer === 200 ? 'ok' : 'no marked-secret'))
  mails = await mailServer(() => undefined)
  writeFileSync(path.join(dataDir, 'hook-url'), `${hook.url}\n`)
  writeFileSync(path.join(dataDir, 'hook-token'), 'marked-token\n')
  const file = path.join(dataDir, 'periplus.yaml')
  writeFileSync(
    file,
    `deliveries:
  - { id: hook, kind: webhook, url: { file: hook-url }, token: { file: hook-token }, pageUrl: "https://periplus.example/p/" }
  - { id: leads, kind: smtp, host: 127.0.0.1, port: ${mails.port}, tls: none, from: p@example.com, to: [lead@example.com] }
  - { id: off, kind: webhook, enabled: false, url: { env: NOT_SET_ANYWHERE } }
`,
  )
  const settings = readSettings({
    PORT: '0',
    PERIPLUS_DATA_DIR: dataDir,
    PERIPLUS_CONFIG: file,
    PERIPLUS_CLOCK: '2026-11-26T09:00:00Z',
  })
  server = await startServer(settings, {
    role: 'ingest',
    dev: false,
    root: path.join(import.meta.dirname, '..'),
    log: createLog('trace', {
      write: (line: string) => {
        log += line
      },
    }),
    progress: () => undefined,
  })
  await server.ready
})
afterAll(async () => {
  await server?.stop()
  await hook?.close()
  await mails?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('lists what is defined and what comes next', async () => {
  const { deliveries } = await kept(call().review.deliveries())
  expect(deliveries).toMatchObject([
    {
      ...{ deliveryId: 'hook', kind: 'webhook', place: 'webhook', isWholeFleet: true, weeks: [] },
      next: { week: '2026-W48', dueAt: new Date('2026-11-30T09:00:00Z') },
    },
    { deliveryId: 'leads', kind: 'smtp', place: '1 recipient through 127.0.0.1' },
    { deliveryId: 'off', enabled: false, next: null },
  ])
})

it('shows what it would send, and sends nothing by that', async () => {
  const shown = await kept(call().review.preview({ deliveryId: 'hook' }))
  expect(shown).toMatchObject({ week: '2026-W47', isOver: true, isWhole: true })
  const running = await call().review.preview({ deliveryId: 'leads', week: '2026-11-26' })
  expect(running).toMatchObject({ week: '2026-W48', isOver: false, message: { to: ['lead@example.com'] } })
  expect([hook.received, mails.mails]).toEqual([[], []])
  expect((await call().review.deliveries()).deliveries.flatMap(({ weeks }) => weeks)).toEqual([])
})

it('sends what it showed, once, and again only when that is said', async () => {
  const { message } = await call().review.preview({ deliveryId: 'hook' })
  expect(await kept(call().review.deliver({ deliveryId: 'hook' }))).toMatchObject({
    ...{ week: '2026-W47', state: 'sent', attempts: 1, round: 0 },
  })
  expect(hook.received).toHaveLength(1)
  const { body, headers } = hook.received[0] as (typeof hook.received)[0]
  expect(message).toMatchObject({ kind: 'webhook', body })
  expect(JSON.parse(body)).toMatchObject({ text: expect.stringContaining('Fleet review 2026-W47') })
  expect(body).toContain('<https://periplus.example/p/review?week=2026-W47|The whole review, in Periplus>')
  expect(headers['idempotency-key']).toBe('periplus.hook.2026-W47.0')
  await expect(call().review.deliver({ deliveryId: 'hook' })).rejects.toThrow(
    /was sent to hook at 2026-11-26T09:00:00.000Z; say "again"/,
  )
  expect(await call().review.deliver({ deliveryId: 'hook', again: true })).toMatchObject({ round: 1 })
  expect(hook.received.map(({ headers: told }) => told['idempotency-key'])).toEqual([
    'periplus.hook.2026-W47.0',
    'periplus.hook.2026-W47.1',
  ])
})

it('sends a mail as text and HTML', async () => {
  const { message } = await call().review.preview({ deliveryId: 'leads' })
  expect(await call().review.deliver({ deliveryId: 'leads' })).toMatchObject({ state: 'sent' })
  expect(mails.mails).toHaveLength(1)
  expect(mails.mails[0]?.text).toContain(`Subject: ${(message as { subject: string }).subject}`)
  expect(mails.mails[0]?.text).toMatch(/text\/plain[\s\S]*text\/html/)
})

it('says why it was refused, and which questions make no sense', async () => {
  answer = 403
  expect(await kept(call().review.deliver({ deliveryId: 'hook', week: '2026-W46' }))).toMatchObject({
    ...{ state: 'failed', says: expect.stringMatching(/answered 403: no/) },
  })
  await expect(call().review.deliver({ deliveryId: 'hook', week: '2026-W48' })).rejects.toThrow('is not over')
  await expect(call().review.preview({ deliveryId: 'none' })).rejects.toThrow(
    'periplus.yaml has no delivery "none"; it has hook, leads, off',
  )
  await expect(call().review.preview({ deliveryId: 'hook', week: '2026-W54' })).rejects.toThrow(
    'neither a week',
  )
  const off = await kept(call().review.deliver({ deliveryId: 'off' }))
  expect(off).toMatchObject({ state: 'waiting', says: 'Not sent: the variable NOT_SET_ANYWHERE is not set.' })
  const { deliveries } = await kept(call().review.deliveries())
  expect(deliveries[0]?.weeks.map(({ week, state }) => [week, state])).toEqual([
    ['2026-W47', 'sent'],
    ['2026-W46', 'failed'],
  ])
})

it('tells no secret, in any answer or in the log', () => {
  expect(log).toContain('the review was delivered')
  expect(log).not.toContain('marked')
  expect(JSON.stringify(answers)).not.toContain('marked')
})
