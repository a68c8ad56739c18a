// Far more than can be held, for eight seconds, into a real process: what is not taken is refused with 429
// and a time to come back, what was answered with 200 is there, and the process stays within the memory
// that docs/operating.md states.
import { rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { socketsOf } from '../db/embedded/sockets.ts'
import { openEvents } from '../db/events/client.ts'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import { storesFolder } from './data-folder.ts'
import { type ServerProcess, startProcess } from './test-process.ts'

const token = 'a-token-long-enough-for-the-fault-test'
const statedBytes = 640_000_000
const heldBytes = 192 << 20
/** Together a third more than is held. */
const senders = 64
const eventsPerBody = 1_000
const overloadMs = 8_000

let dataDir: string
let server: ServerProcess
let url: string
beforeAll(async () => {
  dataDir = await newDataFolder('periplus-overload-')
  const env = { PERIPLUS_CLOCK: '2026-11-24T00:00:00Z', PERIPLUS_INGEST_TOKEN: token }
  server = startProcess({ args: ['--role', 'ingest'], dataDir, env })
  url = await server.url()
  while (!(await fetch(`${url}/readyz`)).ok) await new Promise((resolve) => setTimeout(resolve, 50))
})
afterAll(async () => {
  server?.child.kill('SIGTERM')
  await server?.exit
  rmSync(dataDir, { recursive: true, force: true })
})

// With the body of its request in it, as an audit policy of the most talkative level writes it.
const line = (id: string): string =>
  `{"auditID":"${id}","stage":"ResponseComplete","verb":"get","requestURI":"/readyz","user":{"username":"me"},"requestReceivedTimestamp":"2026-11-23T20:02:34.484436Z","requestObject":"${'x'.repeat(4_000)}"}\n`
const idOf = (body: number, event: number): string =>
  `${String(body).padStart(8, '0')}-${String(event).padStart(4, '0')}`

const pattern = Buffer.from(Array.from({ length: eventsPerBody }, (_, n) => line(idOf(0, n))).join(''))
const lineBytes = pattern.length / eventsPerBody
let made = 0

/** The pattern again, under ids of its own: cheap, since the senders share the machine with the server. */
function nextBody(): Buffer {
  made += 1
  const body = Buffer.from(pattern)
  for (let n = 0; n < eventsPerBody; n += 1) body.write(idOf(made, n), n * lineBytes + '{"auditID":"'.length)
  return body
}

const agent = new Agent({ keepAlive: true })
function post(body: Buffer): Promise<{ status: number; retryAfter: number }> {
  const headers = { authorization: `Bearer ${token}`, 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const place = `${url}/api/ingest/v1/clusters/demo/audit`
    const sent = request(place, { method: 'POST', agent, headers }, (answer) => {
      const retryAfter = Number(answer.headers['retry-after'])
      answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, retryAfter }))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

it('refuses what it cannot hold, keeps what it took, and grows no further', async () => {
  const statuses = new Map<number, number>()
  const until = performance.now() + overloadMs
  const sender = async (): Promise<void> => {
    while (performance.now() < until) {
      const { status, retryAfter } = await post(nextBody())
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status === 429) expect(retryAfter).toBeGreaterThan(0)
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  agent.destroy()
  expect(senders * pattern.length).toBeGreaterThan(heldBytes)
  // Every body was answered one way or the other, and both ways happened.
  expect([...statuses.keys()].sort()).toEqual([200, 429])
  const taken = (statuses.get(200) ?? 0) * eventsPerBody
  expect(taken / eventsPerBody + (statuses.get(429) ?? 0)).toBe(made)
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^periplus_ingest_held_bytes 0$/m)
  const events = openEvents({ url: 'http://embedded', socketPath: socketsOf(storesFolder(dataDir)).events })
  const row = z.object({ rows: z.coerce.number(), ids: z.coerce.number() })
  const query = 'SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL'
  expect(await events.rows({ query, row })).toEqual([{ rows: taken, ids: taken }])
  await events.close()
  expect(server.mostResidentBytes()).toBeLessThan(statedBytes)
}, 300_000)
