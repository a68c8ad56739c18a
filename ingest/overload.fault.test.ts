// Far more than the store can take, for ten seconds: what is not taken is refused with 429, what was
// answered with 200 is there, and the memory held stays within its bound.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '../domain/units/clock.ts'
import { openRig, type Rig } from './test-rig.ts'

const heldBytes = 8 << 20
const senders = 48
const eventsPerBody = 2_000
const overloadMs = 10_000

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ clock: fixedClock(new Date('2026-11-24T00:00:00Z')), limits: { heldBytes } })
})
afterAll(() => rig?.close())

const tail = `,"stage":"ResponseComplete","verb":"get","requestURI":"/readyz","user":{"username":"me"},"userAgent":"${'x'.repeat(300)}","requestReceivedTimestamp":"2026-11-23T20:02:34.484436Z"}\n`

/** Lines that differ by their ids only, made cheaply: the senders share the machine with the store. */
function body(): string {
  const id = randomUUID()
  let text = ''
  for (let n = 0; n < eventsPerBody; n += 1) text += `{"auditID":"${id}-${n}"${tail}`
  return text
}

const heldNow = (): number =>
  rig.ingest.metrics().find(({ name }) => name === 'periplus_ingest_held_bytes')?.samples[0]?.value ?? 0

it('refuses what it cannot hold, and keeps what it took', async () => {
  const statuses = new Map<number, number>()
  let accepted = 0
  let mostHeld = 0
  const watch = setInterval(() => {
    mostHeld = Math.max(mostHeld, heldNow())
  }, 5)
  const until = performance.now() + overloadMs
  const sender = async (): Promise<void> => {
    while (performance.now() < until) {
      const reply = await rig.post(body())
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
      accepted += reply.body.accepted ?? 0
      if (reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  clearInterval(watch)
  // Every body was answered one way or the other, and both ways happened.
  expect([...statuses.keys()].sort()).toEqual([200, 429])
  expect(accepted).toBe((statuses.get(200) ?? 0) * eventsPerBody)
  expect(mostHeld).toBeLessThanOrEqual(heldBytes)
  expect(heldNow()).toBe(0)
  const [row] = await rig.rows('SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL')
  expect([Number(row?.rows), Number(row?.ids)]).toEqual([accepted, accepted])
})
