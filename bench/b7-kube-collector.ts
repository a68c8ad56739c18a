// B7 against a server of its own that makes objects as fast as they are taken: a cluster of 20,000 nodes and 100,000 pods is listed, then 1,000 pods a second
// change for a minute. How much memory that takes above idle, how fast the list is stored, and how far what
// is stored lags behind what was sent. Counts only when exact: what the store holds is what was sent.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Benchmark, type Measurement, median, percentile } from './harness.ts'
import {
  cpuSeconds,
  type Installation,
  ownCpuSeconds,
  residentBytes,
  startInstallation,
} from './installation.ts'
import { type KubeFleet, openKubeFleet } from './kube-fleet.ts'
import { openStore, type StoreDoor } from './store-door.ts'

const fullNodes = 20_000
const fullPods = 100_000
const changesPerSecond = 1_000
const changingSeconds = 60
const settleMs = 10_000
const listedWithinMs = 300_000
/** Asking costs the store something: no more often than the answer needs. */
const pollMs = 500
export const cluster = 'fleet'

/** Resident memory of one process alone. */
export const ownBytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()) * 1_024

export class Memory {
  peakOwn = 0
  peakAll = 0
  readonly #timer: NodeJS.Timeout

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      this.peakOwn = Math.max(this.peakOwn, ownBytes(pid))
      this.peakAll = Math.max(this.peakAll, residentBytes(pid))
    }, 250)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

export const sourcesOf = (url: string): string => `sources:
  - kind: kube-api
    name: ${cluster}
    cluster: ${cluster}
    server: ${url}
    credential: bench
credentials:
  - name: bench
    token: { env: BENCH_TOKEN }
`

/** Rows as they lie; each object is listed once, and the end proves that none was stored twice. */
export const countOf = async (store: StoreDoor, condition: string): Promise<number> =>
  Number(await store.read(`SELECT count() FROM objects WHERE cluster_id = '${cluster}' AND ${condition}`))

export async function until(isTrue: () => Promise<boolean>, what: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1_000} s`)
    await sleep(pollMs)
  }
}

/** From the first page until every object is stored. */
async function listed(fleet: KubeFleet, store: StoreDoor, nodes: number, pods: number): Promise<number> {
  await until(async () => fleet.sent.pages > 2, 'the server was not asked', listedWithinMs)
  const startedAt = performance.now()
  const isStored = async () =>
    (await countOf(store, "kind = 'Node'")) === nodes && (await countOf(store, "kind = 'Pod'")) === pods
  await until(isStored, 'the list was not stored', listedWithinMs)
  const seconds = (performance.now() - startedAt) / 1_000
  await until(async () => fleet.watchesOfPods() === 1, 'pods were not watched', listedWithinMs)
  return seconds
}

const newestStored = async (store: StoreDoor): Promise<number> =>
  Number(
    await store.read(
      `SELECT max(toUInt64OrZero(resource_version)) FROM object_states WHERE cluster_id = '${cluster}' AND kind = 'Pod'`,
    ),
  )

/** Milliseconds that the oldest change which is not stored yet has waited, asked over and over. */
async function lags(fleet: KubeFleet, store: StoreDoor, seconds: number): Promise<number[]> {
  const found: number[] = []
  let isChanging = true
  const changing = fleet.change(changesPerSecond, seconds).finally(() => {
    isChanging = false
  })
  while (isChanging) {
    const askedAt = performance.now()
    const waiting = fleet.sentAt((await newestStored(store)) + 1)
    if (fleet.lastVersion() > 1_000_000)
      found.push(waiting === undefined ? 0 : Math.max(0, askedAt - waiting))
    await sleep(pollMs)
  }
  await changing
  const endedAt = performance.now()
  await until(
    async () => (await newestStored(store)) === fleet.lastVersion(),
    'the last change was not stored',
    60_000,
  )
  return [...found, performance.now() - endedAt]
}

async function provePods(store: StoreDoor, pods: number, changes: number): Promise<void> {
  const states = Number(
    await store.read(
      `SELECT count() FROM object_states FINAL WHERE cluster_id = '${cluster}' AND kind = 'Pod'`,
    ),
  )
  if (states !== pods + changes)
    throw new Error(`${states} states of pods are stored, ${pods + changes} were sent`)
}

async function measure(
  server: Installation,
  fleet: KubeFleet,
  config: string,
  nodes: number,
  pods: number,
  seconds: number,
): Promise<Measurement[]> {
  const store = openStore(server.dataDir)
  await sleep(settleMs)
  const idle = { own: ownBytes(server.pid), all: residentBytes(server.pid) }
  const memory = new Memory(server.pid)
  writeFileSync(config, sourcesOf(fleet.url))
  const cpuNow = () => ({ own: ownCpuSeconds(server.pid), all: cpuSeconds(server.pid) })
  const before = cpuNow()
  const listSeconds = await listed(fleet, store, nodes, pods)
  const atList = cpuNow()
  const perObject = (seconds: number): number => (seconds / (nodes + pods)) * 1e6
  const listPeak = { own: memory.peakOwn, all: memory.peakAll }
  const waited = await lags(fleet, store, seconds)
  memory.stop()
  const atEnd = cpuNow()
  const changing = { own: atEnd.own - atList.own, all: atEnd.all - atList.all }
  await provePods(store, pods, changesPerSecond * seconds)
  return [
    { what: 'list until stored', value: (nodes + pods) / listSeconds, unit: 'objects/s', atLeast: 15_000 },
    {
      what: 'processor time of the list',
      value: perObject(atList.all - before.all),
      unit: 'µs/object',
      note: 'of all processes of the installation; says on a busy machine what the rate cannot',
    },
    { what: 'of that, the server alone', value: perObject(atList.own - before.own), unit: 'µs/object' },
    {
      what: `processor time at ${changesPerSecond} changes/s`,
      value: changing.all / seconds,
      unit: 'cores',
      note: 'of all processes of the installation',
    },
    { what: 'of that, the server alone', value: changing.own / seconds, unit: 'cores' },
    { what: 'bytes listed', value: fleet.sent.bytes / 1e6, unit: 'MB' },
    { what: 'server above idle, peak', value: (memory.peakOwn - idle.own) / 1e6, unit: 'MB', atMost: 400 },
    { what: 'server above idle, peak of the list', value: (listPeak.own - idle.own) / 1e6, unit: 'MB' },
    { what: 'server, idle', value: idle.own / 1e6, unit: 'MB' },
    { what: 'all processes above idle, peak', value: (memory.peakAll - idle.all) / 1e6, unit: 'MB' },
    { what: `lag at ${changesPerSecond} changes/s, median`, value: median(waited) / 1_000, unit: 's' },
    { what: `lag at ${changesPerSecond} changes/s, p95`, value: percentile(waited, 0.95) / 1_000, unit: 's' },
    {
      what: `lag at ${changesPerSecond} changes/s, most`,
      value: Math.max(...waited) / 1_000,
      unit: 's',
      atMost: 5,
    },
  ]
}

export const kubeCollectorBenchmark: Benchmark = {
  id: 'b7',
  title: 'kube collector: LIST of 20,000 nodes and 100,000 pods, then 1,000 changes a second',
  run: async ({ root, work, scale, say }) => {
    const nodes = Math.round(fullNodes * scale)
    const pods = Math.round(fullPods * scale)
    const seconds = Math.max(1, Math.round(changingSeconds * scale))
    const config = path.join(work, 'periplus.yaml')
    mkdirSync(work, { recursive: true })
    writeFileSync(config, 'sources: []\n')
    const fleet = await openKubeFleet({ nodes, pods })
    const env = { PERIPLUS_CONFIG: config, BENCH_TOKEN: 'a-token-of-nobody' }
    const server = await startInstallation({ root, dataDir: path.join(work, 'data'), env })
    try {
      say(
        `b7: ${nodes.toLocaleString('en-US')} nodes, ${pods.toLocaleString('en-US')} pods, ${seconds} s of changes`,
      )
      return await measure(server, fleet, config, nodes, pods, seconds)
    } finally {
      await server.stop()
      await fleet.close()
    }
  },
}
