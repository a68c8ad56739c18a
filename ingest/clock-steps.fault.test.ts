// The product's clock is set, by hours and by years, back and ahead, while events come in, minutes are sealed
// and old days go. Whatever it says, events of the true time are taken, each counts once, and nothing
// goes that is within retention once the clock is right again; a clock that stays ahead for a day is believed.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSealer } from '../db/events/write/seals.ts'
import { openSteadyClock } from './steady-clock.ts'
import { openRig, type Rig } from './test-rig.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-11-24T00:00:00Z')
const retentionRawDays = 14

/** Time as it is, told by no clock: this test lets it pass. */
let runningMs = 0
let aheadMs = 0
let looks = 0
const clock = { now: () => new Date(start + runningMs + aheadMs) }
const trueNow = (): number => start + runningMs

let rig: Rig
beforeAll(async () => {
  rig = await openRig({
    clock,
    clockKind: 'system',
    retentionRawDays,
    // Only the retention job and what is sent look at the clock.
    rhythm: { retentionMs: 20, clockMs: day },
    runningMs: () => {
      looks += 1
      return runningMs
    },
  })
})
afterAll(() => rig?.close())

let sent = 0
function event(atMs: number): string {
  sent += 1
  return JSON.stringify({
    auditID: `event-${sent}`,
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: new Date(atMs).toISOString(),
    stageTimestamp: new Date(atMs).toISOString(),
  })
}

const taken: string[] = []
/** What a cluster with a good clock sends: of now, and what it could not send for nine days. */
async function send(): Promise<void> {
  const body = [trueNow(), trueNow() - hour, trueNow() - 9 * day].map(event).join('\n')
  const reply = await rig.post(body)
  expect([reply.status, reply.body]).toEqual([200, { accepted: 3, duplicates: 0, rejected: 0, errors: [] }])
  taken.push(body)
}

/** Lets the retention job go round a few times. */
async function retains(): Promise<void> {
  const before = looks
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 3), { timeout: 20_000, interval: 5 })
}

async function rawCounts(): Promise<number[]> {
  const [row] = await rig.rows('SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL')
  return [Number(row?.rows), Number(row?.ids)]
}

async function sealAll(): Promise<void> {
  const sealer = createSealer(rig.events, rig.ingest.barrier)
  await sealer.sealDue('minute', { quietSeconds: 0, limit: 1_000 })
}

/** Requests of minutes whose seal covers all that came in. */
async function sealedRequests(): Promise<number> {
  const [row] =
    await rig.rows(`SELECT sum(requests) AS requests FROM talkers WHERE grain = 'minute' AND seal_id IN (
    SELECT argMax(seal_id, (touches, seal_id)) FROM seals WHERE grain = 'minute' GROUP BY cluster_id, bucket)`)
  return Number(row?.requests)
}

const excursion = fc.record({
  /** Whole courses: back and ahead, hours and days, up to a year. */
  steps: fc.array(
    fc.oneof(
      fc.integer({ min: -30, max: 30 }).map((hours) => hours * hour),
      fc.integer({ min: -400, max: 400 }).map((days) => days * day),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  /** Of running time, each. */
  lasts: fc.integer({ min: 1, max: 7 }).map((hours) => hours * hour),
})

describe('a clock that is set', () => {
  it('and set right within the day costs nothing and counts nothing twice', async () => {
    const seed = Date.now() % 2 ** 31
    console.info(`seed ${seed}`)
    await fc.assert(
      fc.asyncProperty(fc.array(excursion, { minLength: 4, maxLength: 4 }), async (excursions) => {
        for (const { steps, lasts } of excursions) {
          await send()
          for (const step of steps) {
            aheadMs = step
            await send()
            await retains()
            runningMs += lasts
            await retains()
          }
          await sealAll()
          aheadMs = 0
          await send()
          await retains()
          // The same again, by whatever clock it came first.
          const again = await rig.post(taken[sent % taken.length] ?? '')
          expect(again.body).toMatchObject({ accepted: 0, duplicates: 3 })
        }
        expect(await rawCounts()).toEqual([sent, sent])
      }),
      { seed, numRuns: 1, endOnFailure: true },
    )
  })

  it('ahead, and stays so for a day, is believed: old days go, and their counts stay', async () => {
    aheadMs = 60 * day
    await retains()
    runningMs += 23 * hour
    await retains()
    expect(await rawCounts()).toEqual([sent, sent])
    runningMs += 2 * hour
    await vi.waitFor(async () => expect(await rawCounts()).toEqual([0, 0]), 20_000)
    expect(await sealedRequests()).toBe(sent)
    const late = await rig.post(event(trueNow()))
    expect(late.body.errors).toEqual([{ line: 1, reason: 'outside retention' }])
  })

  it('while nobody ran is told from no pause, and not believed at once', async () => {
    const open = (atMs: number) =>
      openSteadyClock({
        relational: rig.relational,
        clock: { now: () => new Date(atMs) },
        isFixed: false,
        everyMs: day,
        runningMs: () => 0,
        onFailure: (error) => expect.unreachable(String(error)),
      })
    await rig.relational.pool.query(`DELETE FROM installation_state WHERE key = 'clock_course'`)
    await (await open(start)).stop()
    const ahead = await open(start + 30 * day)
    expect([ahead.slowest().getTime(), ahead.fastest().getTime()]).toEqual([start, start + 30 * day])
    await ahead.stop()
    const back = await open(start)
    expect([back.slowest().getTime(), back.fastest().getTime()]).toEqual([start, start + 30 * day])
    await back.stop()
  })
})
