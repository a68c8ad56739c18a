// Deliveries of the review in the relational store, on the embedded PGlite and on a real PostgreSQL: which step may be
// taken from which state, by whom, and that many who want the same one never get it twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { getReviewDelivery, listReviewDeliveries } from './read/review-deliveries.ts'
import {
  askDelivery,
  beginSending,
  type Claim,
  claimDelivery,
  dropPlans,
  markMissed,
  markUnknown,
  planDelivery,
  type Settled,
  settleDelivery,
} from './write/review-deliveries.ts'

const engines = relationalEngines('deliveries of the review', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const dueAt = new Date('2026-11-23T09:00:00Z')
const at = (minutes: number) => new Date(dueAt.getTime() + minutes * 60_000)
const week = '2026-W47'
const day = 86_400_000
const minute = 60_000

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  let made = 0

  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  const newId = () => {
    made += 1
    return `d${made}`
  }
  const plan = (deliveryId: string, over: Partial<{ week: string; dueAt: Date; now: Date }> = {}) =>
    planDelivery(store, { ...{ deliveryId, week, dueAt, now: at(-60) }, ...over })
  const claim = (deliveryId: string, over: Partial<{ holder: string; leaseMs: number; now: Date }> = {}) =>
    claimDelivery(store, {
      ...{ deliveryIds: [deliveryId], holder: 'a', leaseMs: minute, now: at(1) },
      ...over,
    })
  const held = (deliveryId: string, over: Partial<Claim> = {}): Claim => ({
    ...{ deliveryId, week, holder: 'a', attempts: 1 },
    ...over,
  })
  const begin = (of: Claim, leaseMs = minute) =>
    beginSending(store, { ...of, ...{ bodyHash: 'hash', leaseMs, now: at(1) } })
  const settle = (of: Claim, settled: Settled) => settleDelivery(store, { ...of, settled, now: at(2) })
  const stateOf = async (deliveryId: string) => (await getReviewDelivery(store, { deliveryId, week }))?.state
  const ask = (deliveryId: string, again = false) =>
    askDelivery(store, { ...{ deliveryId, week, again, dueAt }, now: at(5) })
  const waiting = (waitMs: number): Settled => ({ state: 'waiting', says: 'later', waitMs, giveUpMs: day })

  it('one is due at its time and not before, and is had by one of many who want it', async () => {
    const id = newId()
    await plan(id)
    expect(await claim(id, { now: at(-1) })).toBeUndefined()
    const holders = Array.from({ length: 12 }, (_, n) => `h${n}`)
    const had = await Promise.all(holders.map((holder) => claim(id, { holder })))
    expect(had.filter((one) => one !== undefined)).toHaveLength(1)
    expect(had.find((one) => one !== undefined)).toMatchObject({
      state: 'claimed',
      attempts: 1,
      round: 0,
      week,
    })
  })

  it('what is sent stays sent', async () => {
    const id = newId()
    await plan(id)
    await claim(id)
    expect(await begin(held(id))).toBe(true)
    expect(await begin(held(id))).toBe(false)
    expect(await settle(held(id), { state: 'sent', says: null })).toMatchObject({
      ...{ state: 'sent', bodyHash: 'hash', sentAt: at(2), says: null, nextTryAt: null },
    })
    await plan(id, { now: at(-60) })
    expect(await claim(id, { now: at(100_000) })).toBeUndefined()
    expect(await ask(id)).toBeUndefined()
    expect(await ask(id, true)).toMatchObject({ state: 'waiting', round: 1 })
    expect(await claim(id)).toMatchObject({ state: 'claimed', attempts: 2, round: 1 })
  })

  it('a claim that lapsed before anything left passes on, and its holder may not send any more', async () => {
    const id = newId()
    await plan(id)
    await claim(id, { leaseMs: 0 })
    expect(await begin(held(id))).toBe(false)
    expect(await claim(id, { holder: 'b' })).toMatchObject({ attempts: 2 })
    expect(await begin(held(id))).toBe(false)
    expect(await settle(held(id), { state: 'failed', says: 'mine' })).toBeUndefined()
    expect(await begin(held(id, { holder: 'b', attempts: 2 }))).toBe(true)
    expect(await ask(id, true)).toBeUndefined()
  })

  it('what was on its way is unknown, goes to nobody, and is settled only by who sent it', async () => {
    const id = newId()
    await plan(id)
    await claim(id)
    await begin(held(id), 0)
    expect(await claim(id, { holder: 'b' })).toBeUndefined()
    expect(await markUnknown(store, { says: 'lost', now: at(3) })).toEqual([{ deliveryId: id, week }])
    expect(await markUnknown(store, { says: 'lost', now: at(3) })).toEqual([])
    expect(await claim(id, { holder: 'b', now: at(100_000) })).toBeUndefined()
    expect(await ask(id)).toBeUndefined()
    expect(await settle(held(id, { holder: 'b' }), { state: 'failed', says: 'not mine' })).toBeUndefined()
    expect(await settle(held(id), { state: 'sent', says: null })).toMatchObject({ state: 'sent' })
  })

  it('what may have arrived is sent again under the same round when a person says so', async () => {
    const id = newId()
    await plan(id)
    await claim(id)
    await begin(held(id), 0)
    await markUnknown(store, { says: 'lost', now: at(3) })
    expect(await ask(id, true)).toMatchObject({ state: 'waiting', round: 0, says: null })
    // Whoever sent the one before learns too late.
    expect(await settle(held(id), { state: 'sent', says: null })).toBeUndefined()
  })

  it('one that is refused waits, and is given up when it would wait too long', async () => {
    const id = newId()
    await plan(id)
    await claim(id)
    await begin(held(id))
    expect(await settle(held(id), waiting(minute))).toMatchObject({ state: 'waiting', says: 'later' })
    expect(await claim(id, { now: at(100_000) })).toBeUndefined()
    const other = newId()
    await plan(other)
    await claim(other)
    expect(await settle(held(other), waiting(0))).toMatchObject({ state: 'waiting' })
    expect(await claim(other, { holder: 'b' })).toMatchObject({ attempts: 2 })
    const again = held(other, { holder: 'b', attempts: 2 })
    expect(await settle(again, waiting(day + minute))).toMatchObject({
      ...{ state: 'failed', says: 'given up: later', nextTryAt: null },
    })
    expect(await ask(other)).toMatchObject({ state: 'waiting', round: 0 })
  })

  it('a plan follows the schedule, and the clock when it is set', async () => {
    const id = newId()
    await plan(id)
    await plan(id, { dueAt: at(120) })
    expect(await getReviewDelivery(store, { deliveryId: id, week })).toMatchObject({ dueAt: at(120) })
    // A clock that stands a year ahead plans another week; set right again, this one.
    await plan(id, { week: '2027-W47', dueAt: at(525_600), now: at(525_000) })
    expect(await stateOf(id)).toBe('planned')
    await plan(id)
    const rows = await listReviewDeliveries(store, { deliveryIds: [id], weeks: 10 })
    expect(rows.map((row) => [row.week, row.dueAt])).toEqual([[week, dueAt]])
    await dropPlans(store, { deliveryIds: [id] })
    expect(await stateOf(id)).toBeUndefined()
  })

  it('one that nobody took in time is missed, until its time comes again or a person asks', async () => {
    const id = newId()
    await plan(id)
    const missed = (dueBefore: Date) =>
      markMissed(store, { deliveryIds: [id], dueBefore, says: 'late', now: at(2_000) })
    expect(await missed(at(-1))).toEqual([])
    expect(await missed(at(0))).toEqual([{ deliveryId: id, week }])
    expect(await claim(id)).toBeUndefined()
    await plan(id)
    expect(await stateOf(id)).toBe('planned')
    await missed(at(0))
    expect(await ask(id)).toMatchObject({ state: 'waiting' })
  })

  it('asked for before its time it is not planned any more', async () => {
    const id = newId()
    await plan(id)
    expect(await ask(id)).toMatchObject({ state: 'waiting', attempts: 0 })
    await plan(id)
    expect(await stateOf(id)).toBe('waiting')
    const never = newId()
    expect(await ask(never)).toMatchObject({ state: 'waiting', dueAt })
  })

  it('lists the newest weeks of each', async () => {
    const ids = [newId(), newId()]
    for (const id of ids) {
      for (const n of [45, 47, 46]) {
        await askDelivery(store, { deliveryId: id, week: `2026-W${n}`, again: false, dueAt, now: at(0) })
      }
    }
    const rows = await listReviewDeliveries(store, { deliveryIds: ids, weeks: 2 })
    expect(rows.map((row) => `${row.deliveryId} ${row.week}`)).toEqual(
      ids.flatMap((id) => [`${id} 2026-W47`, `${id} 2026-W46`]),
    )
    expect(await listReviewDeliveries(store, { deliveryIds: [], weeks: 2 })).toEqual([])
  })
})
