// A disk that fills up, in one installation from beginning to end: PERIPLUS_MAX_DISK stops intake; so does
// a disk that is nearly full, while the stores still have room; and where somebody else takes the last
// byte, both stores come back by themselves once there is room, with everything that was acknowledged.
import { randomUUID } from 'node:crypto'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import { skippedLoudly } from '../db/store-tests/skipped.ts'
import { mountSmallDisk } from '../db/store-tests/small-disk.ts'
import { fixedClock } from '../domain/units/clock.ts'
import { openRig, type Reply, type Rig } from './test-rig.ts'

const mebibyte = 1 << 20
const limitBytes = 150 * mebibyte
const small = mountSmallDisk(256)
if (small === undefined) skippedLoudly('full disks', 'only root may mount the small disk they fill')

let dataDir: string
let rig: Rig
beforeAll(async () => {
  dataDir = await newDataFolder('periplus-full-')
  if (small !== undefined) {
    cpSync(dataDir, path.join(small.folder, 'data'), { recursive: true })
    rmSync(dataDir, { recursive: true })
    dataDir = path.join(small.folder, 'data')
  }
  writeFileSync(path.join(dataDir, 'ballast'), Buffer.alloc(limitBytes))
  rig = await openRig({
    clock: fixedClock(new Date('2026-11-24T00:00:00Z')),
    dataDir,
    maxDiskBytes: limitBytes,
    rhythm: { diskMs: 20, countMs: 20 },
  })
})
afterAll(async () => {
  await rig?.close()
  small?.remove()
})

const event = (id: string): string =>
  JSON.stringify({
    auditID: id,
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  })

/** What was answered with 200, and the bodies that were not. */
const acknowledged: string[] = []
const refused: string[][] = []

async function send(ids: string[]): Promise<Reply> {
  const reply = await rig.post(ids.map(event).join('\n'))
  if (reply.status === 200) acknowledged.push(...ids)
  else {
    expect(reply.status).toBe(503)
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    refused.push(ids)
  }
  return reply
}
const ids = (count = 100): string[] => Array.from({ length: count }, () => randomUUID())

async function resendRefused(): Promise<void> {
  await Promise.all(refused.splice(0).map(send))
  expect(refused).toEqual([])
}

const isPaused = (): boolean =>
  rig.ingest.metrics().find(({ name }) => name === 'periplus_ingest_paused')?.samples[0]?.value === 1
const becomesPaused = (is: boolean) =>
  vi.waitFor(() => expect(isPaused()).toBe(is), { timeout: 20_000, interval: 10 })

async function nothingIsLost(): Promise<void> {
  const [row] = await rig.rows('SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL')
  expect([Number(row?.rows), Number(row?.ids)]).toEqual([acknowledged.length, acknowledged.length])
}

describe('a data folder of the size of PERIPLUS_MAX_DISK', () => {
  it('stops intake from the start on, with the reason, until there is room', async () => {
    expect(isPaused()).toBe(true)
    expect((await send(ids())).body.error).toMatch(/PERIPLUS_MAX_DISK \(157286400 bytes\)/)
    rmSync(path.join(dataDir, 'ballast'))
    await becomesPaused(false)
    await resendRefused()
    await nothingIsLost()
  })
})

describe.skipIf(small === undefined)('a disk', () => {
  it('that is nearly full stops intake while the stores go on, until there is room', async () => {
    small?.fill(8 * mebibyte)
    await becomesPaused(true)
    expect((await send(ids())).body.error).toMatch(/nearly full: its last 13 MiB are kept for the stores/)
    // What is asked must go on, and so must what makes room.
    await nothingIsLost()
    await rig.events.command({ query: 'OPTIMIZE TABLE audit_raw FINAL' })
    expect([await rig.relational.ping(), rig.embedded.state()]).toEqual([true, 'up'])
    small?.empty()
    await becomesPaused(false)
    await resendRefused()
    await nothingIsLost()
  })

  it('that somebody fills to the last byte refuses with its reason, whoever meets it first', async () => {
    let isOver = false
    const sender = async (): Promise<void> => {
      while (!isOver) await send(ids(1_000))
    }
    const senders = Array.from({ length: 4 }, sender)
    const before = acknowledged.length
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 4_000), 30_000)
    small?.fill(0)
    await vi.waitFor(() => expect(refused.length).toBeGreaterThan(8), 30_000)
    isOver = true
    await Promise.all(senders)
    const hash = { cluster_id: 'c', hash: 'h', lines: 1, at: 1 }
    await expect(rig.events.insertRows('audit_bodies', [hash])).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('the disk of the event store is full'),
    })
    await nothingIsLost()
  })

  it('that kills the stores costs nothing: they open again when there is room', async () => {
    // PostgreSQL gives up when its journal finds no room, and the child that holds both stores with it.
    const first = rig.embedded.pid()
    const journal = `SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))`
    const fillJournal = async () => {
      for (;;) await rig.relational.pool.query(journal)
    }
    await expect(fillJournal()).rejects.toThrow()
    await vi.waitFor(() => expect(rig.embedded.pid()).not.toBe(first), 20_000)
    await send(ids())
    await vi.waitFor(() => expect(rig.logged.join('\n')).toContain('could not be opened'), 60_000)
    small?.empty()
    await vi.waitFor(() => expect(rig.embedded.state()).toBe('up'), 60_000)
    await becomesPaused(false)
    await resendRefused()
    await nothingIsLost()
    expect(await rig.relational.ping()).toBe(true)
  })
})
