// A followed audit log on its way into the real stores, while it is rotated, the stores are killed and
// ingest is restarted: every event is there in the end and counts once.
import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { listClusters } from '../db/relational/read/clusters.ts'
import { registerCluster } from '../db/relational/write/clusters.ts'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import { fixedClock } from '../domain/units/clock.ts'
import { type Ingest, startIngest } from './start.ts'
import { openStores } from './test-rig.ts'

const now = new Date('2026-11-24T00:00:00Z')
let stores: Awaited<ReturnType<typeof openStores>>
let ingest: Ingest
let dataDir: string
let log: string

beforeAll(async () => {
  dataDir = await newDataFolder('periplus-followed-')
  log = path.join(mkdtempSync(path.join(tmpdir(), 'periplus-audit-')), 'audit.log')
  stores = await openStores(dataDir, [])
  ingest = await open()
})
afterAll(async () => {
  await ingest?.stop()
  await Promise.all([stores?.events.close(), stores?.relational.close()])
  await stores?.embedded.stop()
  for (const place of [dataDir, path.dirname(log)]) rmSync(place, { recursive: true, force: true })
})

function open(): Promise<Ingest> {
  return startIngest({
    ...stores,
    clock: fixedClock(now),
    settings: {
      dataDir,
      retentionRawDays: 14,
      retentionRollupDays: 400,
      maxDiskBytes: undefined,
      followAudit: [{ clusterId: 'followed', path: log }],
    },
    register: (id) => registerCluster(stores.relational, { id, region: null, accountId: null, now }),
    authorize: async () => ({ ok: true }),
  })
}

let written = 0
function write(count: number): void {
  const lines = Array.from({ length: count }, () =>
    JSON.stringify({
      auditID: randomUUID(),
      stage: 'ResponseComplete',
      verb: 'get',
      requestURI: '/readyz',
      user: { username: 'me' },
      requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
      stageTimestamp: '2026-11-23T20:02:34.501436Z',
    }),
  )
  appendFileSync(log, `${lines.join('\n')}\n`)
  written += count
}

const counted = z.object({ rows: z.coerce.number(), ids: z.coerce.number() })

async function allThere(): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(
        await stores.events.rows({
          query:
            "SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw WHERE cluster_id = 'followed'",
          row: counted,
        }),
      ).toEqual([{ rows: written, ids: written }]),
    { timeout: 90_000, interval: 200 },
  )
}

const file = () => ingest.intake().followedFiles[0]

const metric = (name: string): number | undefined =>
  ingest.metrics().find((each) => each.name === `periplus_follow_${name}`)?.samples[0]?.value

it('says that the file is missing, then takes it, and makes its cluster known', async () => {
  await vi.waitFor(() => expect(file()).toMatchObject({ state: 'missing' }), { timeout: 60_000 })
  expect(metric('up')).toBe(0)
  expect(file()).toEqual({
    clusterId: 'followed',
    path: log,
    state: 'missing',
    reason: `${log} is not there; it is looked for again`,
    positionBytes: null,
    sizeBytes: null,
    behindBytes: null,
    behindSince: null,
    lastReadAt: null,
    lost: { times: 0, lastAt: null, what: '' },
  })
  write(3_000)
  await allThere()
  await vi.waitFor(() => expect([metric('up'), metric('behind_bytes')]).toEqual([1, 0]), { timeout: 60_000 })
  const { size } = statSync(log)
  await vi.waitFor(() =>
    expect(file()).toMatchObject({
      ...{ state: 'following', reason: '', positionBytes: size, sizeBytes: size },
      ...{ behindBytes: 0, behindSince: null, lastReadAt: now },
    }),
  )
  expect((await listClusters(stores.relational, { limit: 10 })).map(({ id }) => id)).toEqual(['followed'])
})

it('goes over a line nobody can read', async () => {
  appendFileSync(log, 'I1123 klog\n')
  write(1)
  await allThere()
  const rejects = () =>
    stores.events.rows({
      query: 'SELECT reason FROM audit_rejects',
      row: z.object({ reason: z.string() }),
    })
  // Bad lines are kept once the good ones of their body are durable.
  await vi.waitFor(async () => expect(await rejects()).toEqual([{ reason: 'not a JSON object' }]), {
    timeout: 60_000,
  })
})

it('loses nothing while the stores are killed and the file is rotated', async () => {
  write(2_000)
  process.kill(Number(stores.embedded.pid()), 'SIGKILL')
  renameSync(log, `${log}.1`)
  write(2_000)
  await allThere()
})

it('goes on after a restart where it was, and reads nothing again', async () => {
  await vi.waitFor(() => expect(metric('behind_bytes')).toBe(0), { timeout: 60_000 })
  await ingest.stop()
  write(500)
  renameSync(log, `${log}.2`)
  write(700)
  ingest = await open()
  await allThere()
  const accepted = () =>
    ingest
      .metrics()
      .find(({ name }) => name === 'periplus_ingest_accepted_total')
      ?.samples.find(({ labels }) => labels?.source === 'audit-file')?.value
  await vi.waitFor(() => expect(accepted()).toBe(1_200), { timeout: 60_000 })
})

it('tells what was lost, also after another restart, and why a file cannot be read', async () => {
  await vi.waitFor(() => expect(metric('behind_bytes')).toBe(0), { timeout: 60_000 })
  await ingest.stop()
  const folder = path.dirname(log)
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
  write(10)
  for (let restart = 0; restart < 2; restart += 1) {
    ingest = await open()
    await allThere()
    await vi.waitFor(
      () =>
        expect(file()?.lost).toEqual({
          times: 1,
          lastAt: now,
          what: expect.stringContaining('what followed there was not read'),
        }),
      { timeout: 60_000 },
    )
    await ingest.stop()
  }
  rmSync(log)
  mkdirSync(log)
  ingest = await open()
  await vi.waitFor(
    () => expect(file()).toMatchObject({ state: 'failing', reason: `${log} is not a plain file` }),
    { timeout: 60_000 },
  )
  expect(metric('up')).toBe(0)
})
