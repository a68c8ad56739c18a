// Two hundred senders at once, a fifth of them silent in the middle of a body or dripping it: those who
// send are answered and counted exactly, those who do not are given up, and nothing stays held for them.
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '../domain/units/clock.ts'
import { openRig, type Rig, rigToken } from './test-rig.ts'

const senders = 160
const silent = 20
const dripping = 20
const eventsPerBody = 50

let rig: Rig
beforeAll(async () => {
  rig = await openRig({
    clock: fixedClock(new Date('2026-11-24T00:00:00Z')),
    limits: { idleMs: 500, bodyMs: 1_500 },
  })
})
afterAll(() => rig?.close())

const line = (): string =>
  `${JSON.stringify({
    auditID: randomUUID(),
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  })}\n`

const held = (): number =>
  rig.ingest.metrics().find(({ name }) => name === 'periplus_ingest_held_bytes')?.samples[0]?.value ??
  Number.NaN

/** Promises a body it never sends whole; resolves with the status, or null when the line was cut. */
function badSender(drips: boolean): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = {
      authorization: rigToken,
      'content-type': 'application/x-ndjson',
      'content-length': 100_000,
    }
    const sent = request(`${rig.url}/api/ingest/v1/clusters/slow/audit`, {
      method: 'POST',
      headers,
      agent: false,
    })
    const drip = setInterval(() => drips && sent.write(' '), 100)
    const end = (status: number | null) => {
      clearInterval(drip)
      sent.destroy()
      resolve(status)
    }
    sent.once('response', (answer) => end(answer.statusCode ?? null))
    sent.once('error', () => end(null))
    sent.write(line())
  })
}

it('serves those who send beside those who do not', async () => {
  const bad = Array.from({ length: silent + dripping }, (_, n) => badSender(n >= silent))
  const good = Array.from({ length: senders }, (_, n) =>
    rig.post(Array.from({ length: eventsPerBody }, line).join(''), { cluster: `crowd-${n % 8}` }),
  )
  const replies = await Promise.all(good)
  expect(replies.map(({ status, body }) => [status, body.accepted])).toEqual(
    Array.from({ length: senders }, () => [200, eventsPerBody]),
  )
  const statuses = await Promise.all(bad)
  expect(statuses.every((status) => status === 400 || status === null)).toBe(true)
  while (held() > 0) await sleep(20)
  const [row] = await rig.rows(
    `SELECT count() AS rows, countIf(cluster_id = 'slow') AS slow FROM audit_raw FINAL`,
  )
  expect([Number(row?.rows), Number(row?.slow)]).toEqual([senders * eventsPerBody, 0])
})
