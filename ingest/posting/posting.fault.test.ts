// The process that posts is killed: with a claim in hand before anything left, it is sent by another, once; with the
// message on its way, nobody sends it again and it is called unknown. Many processes that start at once send one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRelational, type Relational } from '../../db/relational/client.ts'
import { migrateRelational } from '../../db/relational/migrate.ts'
import { getReviewDelivery } from '../../db/relational/read/review-deliveries.ts'
import { planDelivery } from '../../db/relational/write/review-deliveries.ts'
import { type Engine, relationalEngines } from '../../db/store-tests/relational-engines.ts'
import type { ProcessArguments } from './posting-process.ts'
import { type WebhookReceiver, webhookReceiver } from './receivers-rig.ts'

const engines = relationalEngines('killing who posts', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const week = '2026-W47'
const dueAt = new Date('2026-11-23T09:00:00Z')
const now = '2026-11-23T09:01:00Z'

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  let children: ChildProcess[] = []
  let receiver: WebhookReceiver | undefined

  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL')
    children = []
    await receiver?.close()
  })

  const plan = (deliveryId: string) =>
    planDelivery(store, { ...{ deliveryId, week, dueAt }, now: new Date('2026-11-23T08:00:00Z') })
  const record = (deliveryId: string) => getReviewDelivery(store, { deliveryId, week })

  function start(over: Partial<ProcessArguments> & { deliveryId: string; hook: string }): ChildProcess {
    const { host, port, user, database } = engine.config
    const given = { store: { host, port, user, database }, now, leaseMs: 60_000, standsStill: false, ...over }
    const main = path.join(import.meta.dirname, 'posting-process.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', main, JSON.stringify(given)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    return child
  }

  async function until(is: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await is())) await sleep(25)
  }

  function said(child: ChildProcess, word: string, times = 1): Promise<void> {
    let text = ''
    return new Promise((resolve) => {
      child.stdout?.on('data', (chunk) => {
        text += String(chunk)
        if (text.split(word).length > times) resolve()
      })
    })
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  it('between claim and sending: another sends it, once', async () => {
    receiver = await webhookReceiver((res) => res.end('ok'))
    await plan('claimed')
    const first = start({ deliveryId: 'claimed', hook: receiver.url, leaseMs: 1_000, standsStill: true })
    await said(first, 'composing')
    await kill(first)
    expect(await record('claimed')).toMatchObject({ state: 'claimed', attempts: 1 })
    start({ deliveryId: 'claimed', hook: receiver.url })
    await until(async () => (await record('claimed'))?.state === 'sent')
    expect(await record('claimed')).toMatchObject({ attempts: 2 })
    expect(receiver.received).toHaveLength(1)
  })

  it('between sending and writing down: nobody sends it again, and that nobody knows is said', async () => {
    // It takes the message and never answers.
    receiver = await webhookReceiver(() => undefined)
    const { received } = receiver
    await plan('sending')
    const first = start({ deliveryId: 'sending', hook: receiver.url, leaseMs: 1_000 })
    await until(() => received.length > 0)
    await kill(first)
    expect(await record('sending')).toMatchObject({ state: 'sending' })
    const second = start({ deliveryId: 'sending', hook: receiver.url })
    await until(async () => (await record('sending'))?.state === 'unknown')
    await said(second, 'looked', 3)
    expect(received).toHaveLength(1)
    expect(await record('sending')).toMatchObject({ says: expect.stringContaining('nobody knows') })
  })

  it('many at once, some of them killed: one message', async () => {
    receiver = await webhookReceiver((res) => setTimeout(() => res.end('ok'), 100))
    const { received, url } = receiver
    await plan('many')
    const all = Array.from({ length: 4 }, () => start({ deliveryId: 'many', hook: url }))
    await until(async () => (await record('many'))?.state === 'sent')
    await kill(all[0] as ChildProcess)
    await Promise.all(all.slice(1).map((child) => said(child, 'looked', 2)))
    expect(received).toHaveLength(1)
  })
})
