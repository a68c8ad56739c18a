// A backup taken while events pour in, restored elsewhere: every event acknowledged before it began is
// there, and counted once. And all that backup and restore refuse to do.
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { apiSampleSeries } from '../db/events/read/api-samples.ts'
import { objectPage } from '../db/events/read/objects.ts'
import { rankedTalkers } from '../db/events/read/talkers.ts'
import { carryObjects } from '../db/events/write/object-days.ts'
import { createSealer } from '../db/events/write/seals.ts'
import { getCluster } from '../db/relational/read/cluster.ts'
import { aliasesOf } from '../db/relational/read/cluster-aliases.ts'
import { listClusterChanges } from '../db/relational/read/cluster-changes.ts'
import { listClusters } from '../db/relational/read/clusters.ts'
import { registerCluster } from '../db/relational/write/clusters.ts'
import { everything } from '../db/store-tests/audit-events.ts'
import { store, type TestState, tell, testState } from '../db/store-tests/objects.ts'
import { fixedClock } from '../domain/units/clock.ts'
import { resolveWindow } from '../domain/units/window.ts'
import { createInventory } from '../ingest/inventory/inventory.ts'
import { openRig, openStores, type Rig } from '../ingest/test-rig.ts'
import { storesFolder } from '../server/data-folder.ts'
import { backupCommand } from './backup.ts'
import { restoreCommand } from './restore.ts'

const now = new Date('2026-11-24T00:00:00Z')
let folder: string
let rig: Rig
let copy: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-backup-'))
  copy = path.join(folder, 'copy')
  rig = await openRig({ clock: fixedClock(now) })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rig?.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  return () => vi.restoreAllMocks()
})

function on(dataDir: string): void {
  vi.stubEnv('PERIPLUS_DATA_DIR', dataDir)
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('CLICKHOUSE_URL', '')
}

let sent = 0
function lines(count: number): string {
  return Array.from({ length: count }, () => {
    sent += 1
    const at = new Date(Date.parse('2026-11-23T20:00:00Z') + (sent % 3_600) * 1_000).toISOString()
    return JSON.stringify({
      auditID: randomUUID(),
      stage: 'ResponseComplete',
      verb: 'get',
      requestURI: '/readyz',
      user: { username: 'me' },
      requestReceivedTimestamp: at,
      stageTimestamp: at,
    })
  }).join('\n')
}

const idsOf = (body: string): string[] => body.split('\n').map((line) => String(JSON.parse(line).auditID))

async function totalOf(events: Rig['events']): Promise<number> {
  const window = resolveWindow({ from: '2026-11-23T20:00:00Z', to: '2026-11-23T21:00:00Z' })
  const { total } = await rankedTalkers(events, {
    scope: everything,
    window,
    groupBy: ['user'],
    rankBy: 'requests',
    where: {},
    limit: 10,
    offset: 0,
  })
  return total.requests
}

it('holds all that was acknowledged before it, under load, and counts it once', async () => {
  const acknowledged: string[] = []
  let isOver = false
  const sender = async (): Promise<void> => {
    while (!isOver) {
      const body = lines(200)
      if ((await rig.post(body)).status === 200) acknowledged.push(...idsOf(body))
    }
  }
  // Seals go on as well: a backup may fall between any two of their steps.
  const sealer = createSealer(rig.events, () => rig.ingest.barrier())
  const sealing = async (): Promise<void> => {
    while (!isOver) await sealer.sealDue('minute', { quietSeconds: 0, limit: 1_000 })
  }
  await registerCluster(rig.relational, { id: 'demo', region: null, accountId: null, now })
  const busy = [sender(), sender(), sender(), sealing()]
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(1_000), 30_000)
  const before = [...acknowledged]
  on(rig.dataDir)
  expect(await backupCommand.run([copy])).toBe(0)
  const during = acknowledged.length
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(during), 20_000)
  isOver = true
  await Promise.all(busy)

  const restored = path.join(folder, 'restored')
  on(restored)
  expect(await restoreCommand.run([copy])).toBe(0)
  expect(readdirSync(storesFolder(restored)).sort()).toEqual(['events', 'relational'])
  const stores = await openStores(storesFolder(restored), [])
  try {
    const rows = await stores.events.rows({
      query: 'SELECT audit_id FROM audit_raw FINAL',
      row: z.object({ audit_id: z.string() }),
    })
    const there = new Set(rows.map((row) => row.audit_id))
    expect(there.size).toBe(rows.length)
    expect(before.filter((id) => !there.has(id))).toEqual([])
    // Half sealed as it came, and sealed anew: the ranking says what the rows say.
    expect(await totalOf(stores.events)).toBe(rows.length)
    const again = createSealer(stores.events, async () => undefined)
    await again.sealDue('minute', { quietSeconds: 0, limit: 1_000 })
    expect(await totalOf(stores.events)).toBe(rows.length)
    expect((await listClusters(stores.relational, { limit: 10 })).map(({ id }) => id)).toEqual(['demo'])
  } finally {
    await Promise.all([stores.events.close(), stores.relational.close()])
    await stores.embedded.stop()
  }
}, 120_000)

it('holds clusters with what was told of them, and objects with their past', async () => {
  const inventory = createInventory({ ...rig, clock: fixedClock(now) }).of({
    sourceId: 'kube-api:a',
    kind: 'kube-api',
  })
  const aliases = [{ kind: 'kube-system', value: 'uid-1' }] as const
  await inventory.identify({ suggestedId: 'told', aliases, sourceId: 'kube-api:a' })
  await inventory.tellCluster('told', { version: '1.33' })
  await inventory.tellCluster('told', { version: '1.34' })
  const pod = (uid: string, hours: number, over: Partial<TestState> = {}) =>
    testState({
      clusterId: 'told',
      kind: 'Pod',
      uid,
      observedAt: new Date(now.getTime() - hours * 3_600_000),
      ...over,
    })
  const told = tell([
    pod('lives', 60),
    pod('dies', 50),
    pod('dies', 10, { isDeleted: true }),
    pod('lives', 5, { phase: 'Running' }),
  ])
  await store(rig.events, told)
  await carryObjects(rig.events, { day: new Date('2026-11-23T00:00:00Z') })
  await inventory.putSamples([
    { clusterId: 'told', metric: 'apiserver_storage_size_bytes', labels: '', at: now, value: 7 },
  ])

  on(rig.dataDir)
  const folderOfCopy = path.join(folder, 'copy of objects')
  expect(await backupCommand.run([folderOfCopy])).toBe(0)
  const restored = path.join(folder, 'restored objects')
  on(restored)
  expect(await restoreCommand.run([folderOfCopy])).toBe(0)
  const stores = await openStores(storesFolder(restored), [])
  const uidsAt = async (at: Date) => {
    const asked = {
      scope: everything,
      clusters: ['told'],
      kind: 'Pod',
      where: {},
      offset: 0,
      limit: 9,
      at,
    } as const
    const { rows } = await objectPage(stores.events, { ...asked, sort: { by: 'name', descending: false } })
    return rows.map(({ uid, phase }) => `${uid} ${phase}`)
  }
  try {
    expect(await uidsAt(new Date('2026-11-23T01:00:00Z'))).toEqual(['dies ', 'lives '])
    expect(await uidsAt(now)).toEqual(['lives Running'])
    const window = resolveWindow({ from: '2026-11-24T00:00:00Z', to: '2026-11-24T01:00:00Z' })
    const metric = 'apiserver_storage_size_bytes'
    const asked = { scope: everything, metric, by: null, byCluster: false, window, limit: 1 } as const
    expect(await apiSampleSeries(stores.events, asked)).toMatchObject([{ highest: 7 }])
    expect(await getCluster(stores.relational, { id: 'told' })).toMatchObject({ version: '1.34' })
    const changes = {
      among: ['told'],
      from: new Date(0),
      to: new Date(now.getTime() + 1),
      after: null,
      limit: 9,
    } as const
    expect(await listClusterChanges(stores.relational, changes)).toMatchObject([
      { before: '1.33', after: '1.34' },
    ])
    expect(await aliasesOf(stores.relational, { clusterIds: ['told'], limit: 9 })).toMatchObject(aliases)
  } finally {
    await Promise.all([stores.events.close(), stores.relational.close()])
    await stores.embedded.stop()
  }
}, 120_000)

describe('a backup', () => {
  it('leaves nothing of itself in the data folder', async () => {
    await vi.waitFor(() => expect(existsSync(path.join(rig.dataDir, 'snapshot'))).toBe(false))
    expect(existsSync(path.join(rig.dataDir, 'events/shadow'))).toBe(false)
  })

  it('never writes over anything, nor into what it copies, nor of nothing', async () => {
    on(rig.dataDir)
    await expect(backupCommand.run([copy])).rejects.toThrow('is not empty')
    await expect(backupCommand.run([path.join(rig.dataDir, 'x')])).rejects.toThrow('lies in the folder')
    on(path.join(folder, 'nowhere'))
    await expect(backupCommand.run([path.join(folder, 'of-nothing')])).rejects.toThrow('there are no stores')
    expect(existsSync(path.join(folder, 'nowhere'))).toBe(false)
    expect(existsSync(path.join(folder, 'of-nothing'))).toBe(false)
    vi.stubEnv('DATABASE_URL', 'postgres://db.example.internal/p')
    vi.stubEnv('CLICKHOUSE_URL', 'http://ch.example.internal:8123')
    await expect(backupCommand.run([path.join(folder, 'x')])).rejects.toThrow('pg_dump')
  })

  it('of a folder without a server opens the stores itself, and closes them', async () => {
    on(path.join(folder, 'restored'))
    expect(await backupCommand.run([path.join(folder, 'offline')])).toBe(0)
    const tablesOf = (place: string) =>
      JSON.parse(readFileSync(path.join(place, 'manifest.json'), 'utf8')).tables.map(
        ({ name, create }: { name: string; create: string }) => [name, create],
      )
    expect(tablesOf(path.join(folder, 'offline'))).toEqual(tablesOf(copy))
  }, 60_000)
})

describe('a restore', () => {
  const target = () => path.join(folder, 'target')

  async function refused(from: string, words: string): Promise<void> {
    on(target())
    await expect(restoreCommand.run([from])).rejects.toThrow(words)
    expect(existsSync(path.join(storesFolder(target()), 'events'))).toBe(false)
    expect(existsSync(path.join(storesFolder(target()), 'restore-unfinished'))).toBe(false)
  }

  function damagedCopy(damage: (place: string) => void): string {
    const place = mkdtempSync(path.join(folder, 'damaged-'))
    cpSync(copy, place, { recursive: true })
    damage(place)
    return place
  }

  it('refuses stores that are there, and to go on where one was interrupted', async () => {
    on(path.join(folder, 'restored'))
    await expect(restoreCommand.run([copy])).rejects.toThrow('holds stores already')
    const half = path.join(folder, 'half')
    mkdirSync(path.join(storesFolder(half), 'restore-unfinished'), { recursive: true })
    on(half)
    await expect(restoreCommand.run([copy])).rejects.toThrow('did not finish and is not continued')
  })

  it('refuses what is no whole backup, and leaves nothing', async () => {
    await refused(
      damagedCopy((place) => rmSync(path.join(place, 'manifest.json'))),
      'is no finished backup',
    )
    await refused(
      damagedCopy((place) => writeFileSync(path.join(place, 'manifest.json'), '{')),
      'is damaged',
    )
    await refused(
      damagedCopy((place) => appendFileSync(path.join(place, 'relational/PG_VERSION'), 'x')),
      'the backup is damaged',
    )
    await refused(
      damagedCopy((place) => rmSync(path.join(place, 'relational/PG_VERSION'))),
      'ENOENT',
    )
  })

  it('refuses a manifest that points elsewhere or comes from a newer release', async () => {
    const changed = (change: (manifest: Record<string, never>) => void) =>
      damagedCopy((place) => {
        const file = path.join(place, 'manifest.json')
        const manifest = JSON.parse(readFileSync(file, 'utf8'))
        change(manifest)
        writeFileSync(file, JSON.stringify(manifest))
      })
    const outside = changed((manifest) => Object.assign(manifest.files![0]!, { path: '../../elsewhere' }))
    await refused(outside, 'is not what this release writes')
    const statement = changed((manifest) =>
      Object.assign(manifest.tables![0]!, { create: 'DROP DATABASE periplus' }),
    )
    await refused(statement, 'is not what this release writes')
    const newer = changed((manifest) =>
      Object.assign(manifest.migrations!, { events: ['0001_audit.sql', '9999_later.sql'] }),
    )
    await refused(newer, 'made by a newer Periplus')
  })
})
