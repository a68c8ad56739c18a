// The fleet kept in memory against the stores it is kept from: whatever is written, by this process or another, and
// however its transactions overlap, the next answer says it. The oracle reads everything anew.
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../../db/embedded/start.ts'
import { openRelational, type Relational } from '../../../db/relational/client.ts'
import { migrateRelational } from '../../../db/relational/migrate.ts'
import { touchedRows } from '../../../db/relational/read/touched-rows.ts'
import { tellAccounts } from '../../../db/relational/write/accounts.ts'
import { putClusterCounts } from '../../../db/relational/write/cluster-counts.ts'
import { forgetTold, tellClusterFacts, tellClusterGone } from '../../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { endWaiver, putWaiver } from '../../../db/relational/write/finding-waivers.ts'
import { findingId, putCheckResults } from '../../../db/relational/write/findings.ts'
import { putSourceHealth } from '../../../db/relational/write/source-health.ts'
import { newDataFolder } from '../../../db/store-tests/data-folder.ts'
import { postgresPrograms, startPostgres } from '../../../db/store-tests/postgres.ts'
import { skippedLoudly } from '../../../db/store-tests/skipped.ts'
import { quiet } from '../../../db/store-tests/stores.ts'
import type { Finding } from '../../../domain/model/finding.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from './fleet-rows.ts'

const start = new Date('2026-11-24T12:00:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const owners = ownerRules([{ on: 'cluster-tag', key: 'team' }])

interface Engine {
  readonly config: pg.PoolConfig
  readonly isServer: boolean
  close(): Promise<void>
}

async function embedded(): Promise<Engine> {
  const dataDir = await newDataFolder('periplus-kept-')
  const started = await startEmbedded({ dataDir, log: quiet })
  const close = async () => {
    await started.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { config: started.relational, isServer: false, close }
}

const programs = postgresPrograms(process.env.PERIPLUS_TEST_POSTGRES_BIN)
if (programs === undefined) {
  skippedLoudly('the kept fleet on a real PostgreSQL', 'no PostgreSQL programs here (npm test installs them)')
}
async function postgres(): Promise<Engine> {
  const server = await startPostgres(String(programs))
  return { config: await server.createDatabase(), isServer: true, close: () => server.remove() }
}
const engines = [
  { name: 'PGlite', open: embedded },
  ...(programs === undefined ? [] : [{ name: 'PostgreSQL', open: postgres }]),
]

const contextOf = (relational: Relational, now: Date): QueryContext =>
  ({
    ...{ viewer: openViewer, relational, events: { rows: async () => [] }, clock: fixedClock(now), owners },
    collecting: { sources: () => [] },
  }) as unknown as QueryContext

const rowsOf = async (relational: Relational, now: Date) =>
  (await readFleet(contextOf(relational, now), undefined)).rows

const ids = ['a', 'b', 'c', 'd'] as const
const sources = ['eks-api:all', 'kube-api:one'] as const
const finding = (clusterId: string): Finding => ({
  ...{
    checkId: 'kubelet-skew',
    clusterId,
    about: '',
    status: 'error',
    summary: 'old',
    recommendation: 'mend',
  },
  subject: { kind: 'NodeGroup', namespace: null, name: 'core' },
  evidence: [{ signal: 'cluster-object', says: 'so', at: start, count: 1, names: [] }],
  ...{ ownerHint: {}, lastSeenAt: null, deadline: null },
})
const addOn = (versionsBehind: number) => ({
  ...{ kind: 'add-on' as const, name: 'coredns' },
  facts: {
    ...{ version: `v${versionsBehind}`, status: 'ACTIVE', publisher: null, owner: null, namespace: null },
    ...{
      defaultVersion: null,
      latestVersion: null,
      versionsBehind,
      proxyMode: null,
      health: [],
      modifiedAt: null,
    },
  },
})
const counts = (clusterId: string, nodes: number) => ({
  ...{
    clusterId,
    nodes,
    nodesReady: nodes,
    pods: 5,
    podsPending: 0,
    podsFailed: 0,
    namespaces: 1,
    workloads: 1,
  },
  ...{ podCapacity: 10, cpuAllocatableMillicores: 1, memoryAllocatableBytes: 1, gpus: 0 },
  ...{
    cpuRequestedMillicores: 0,
    memoryRequestedBytes: 0,
    nodesByCompute: { managed: nodes },
    nodesByKubelet: {},
  },
})

type Write = (store: Relational, id: string, nth: number, now: Date) => Promise<unknown>
/** Everything that is written and shows in a list. */
const writes: Record<string, Write> = {
  register: (store, id, _, now) => registerCluster(store, { id, region: 'eu-west-1', accountId: 'acc', now }),
  facts: (store, id, nth, now) =>
    tellClusterFacts(store, {
      ...{ clusterId: id, sourceId: sources[nth % 2] ?? '', rank: 1, now },
      facts: { version: `1.${30 + (nth % 5)}`, provider: 'eks', tags: { team: `t${nth % 3}` } },
    }),
  gone: (store, id, nth, now) =>
    tellClusterGone(store, { clusterId: id, sourceId: sources[nth % 2] ?? '', now }),
  forgotten: (store, _, nth) => forgetTold(store, { sourceId: sources[nth % 2] ?? '' }),
  parts: (store, id, nth, now) =>
    tellClusterParts(store, {
      ...{ clusterId: id, kind: 'add-on', parts: [addOn(nth % 3)], sourceId: 'eks-api:all', now },
    }),
  counts: (store, id, nth, now) => putClusterCounts(store, { counts: [counts(id, nth)], countedAt: now }),
  account: (store, _, nth, now) =>
    tellAccounts(store, {
      accounts: [{ accountId: 'acc', name: `n${nth % 4}`, ouPath: null, state: null }],
      now,
    }),
  health: (store, id, nth, now) =>
    putSourceHealth(store, {
      rows: [
        {
          kind: 'kube-api',
          health: {
            ...{ sourceId: 'kube-api:one', state: 'watching', clusterIds: [id], asOf: now, lastTriedAt: now },
            ...{ nextTryAt: null, intervalMs: 60_000 * (1 + (nth % 3)), troubles: [], counts: {} },
            ...{ clockSkewMs: null, updatedAt: now },
          },
        },
      ],
    }),
  evaluated: (store, clusterId, nth, now) =>
    putCheckResults(store, {
      ...{ clusterId, now },
      results: [
        {
          ...{ checkId: 'kubelet-skew', clusterId, unreadBecause: null, asOf: now },
          ...(nth % 2 === 0
            ? { status: 'passing' as const, findings: [] }
            : { status: 'error' as const, findings: [finding(clusterId)] }),
        },
      ],
    }),
  waived: (store, id, nth, now) =>
    putWaiver(store, {
      ...{
        id: `waiver-${nth}-${now.getTime()}`,
        findingId: findingId(finding(id)),
        reason: 'known',
        author: 'me',
      },
      ...{ expiresAt: new Date(now.getTime() + 120_000), now },
    }),
}

describe.each(engines)('the fleet kept of $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  /** A handle of its own keeps a fleet of its own, as another process would. */
  const anew = (): Relational => ({ ...store })
  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  test('whatever is written, the next answer is as if it had been read for the first time', async () => {
    const seed = Date.now() % 2 ** 31
    console.info(`seed ${seed}`)
    const kept = anew()
    let minutes = 0
    const step = fc.record({
      write: fc.constantFrom(...Object.keys(writes)),
      id: fc.constantFrom(...ids),
      nth: fc.nat(20),
      after: fc.constantFrom(0, 0, 1, 5, 24 * 60),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { write, id, nth, after } of steps) {
          minutes += after
          // Of a cluster that nobody made known nothing is told.
          await writes[write]?.(store, id, nth, at(minutes)).catch((error: Error) =>
            expect(error.message).toMatch(/no cluster/),
          )
        }
        // What is kept says what a first reading says.
        expect(await rowsOf(kept, at(minutes))).toEqual(await rowsOf(anew(), at(minutes)))
      }),
      { seed, numRuns: 60 },
    )
  })

  test('a transaction that commits after the fleet was read shows in the next answer', async () => {
    const kept = anew()
    const now = at(100_000)
    await writes.register?.(store, 'late', 0, now)
    await writes.facts?.(store, 'late', 0, now)
    const nameOf = async () => (await rowsOf(kept, now)).find(({ clusterId }) => clusterId === 'late')?.name
    expect(await nameOf()).toBe('late')
    await store.db.transaction(async (tx) => {
      await tx.execute(`UPDATE clusters SET name = 'renamed' WHERE id = 'late'`)
      // On a server others go on meanwhile; the embedded engine lets nobody in between.
      if (engine.isServer) {
        await writes.counts?.(anew(), 'a', 3, now)
        expect(await nameOf()).toBe('late')
      }
    })
    expect(await nameOf()).toBe('renamed')
  })

  test('a waiver that is over by itself brings its finding back', async () => {
    const kept = anew()
    const now = at(200_000)
    for (const write of ['register', 'facts']) await writes[write]?.(store, 'waived', 0, now)
    await writes.evaluated?.(store, 'waived', 1, now)
    const errors = async (minutes: number) =>
      (await rowsOf(kept, at(minutes))).find(({ clusterId }) => clusterId === 'waived')?.ownFindings?.error
    expect(await errors(200_000)).toBe(1)
    await writes.waived?.(store, 'waived', 0, now)
    expect(await errors(200_001)).toBe(0)
    expect(await errors(200_003)).toBe(1)
    const id = `waiver-1-${now.getTime()}`
    await writes.waived?.(store, 'waived', 1, now)
    expect(await errors(200_001)).toBe(0)
    expect(await endWaiver(store, { id, author: 'me', now })).toBe(true)
    expect(await errors(200_001)).toBe(1)
  })

  test('a store that was put back to an earlier day is read anew', async () => {
    const { mark } = await touchedRows(store, null)
    expect((await touchedRows(store, mark)).isKnown).toBe(true)
    const later = String(BigInt(mark) + 1_000n)
    expect((await touchedRows(store, later)).isKnown).toBe(false)
  })
})
