// B7 against the simulator: a cluster of 20,000 nodes and 200,000 pods, whole as an API server tells it and every kind
// of object, is listed, then ten minutes of it are followed at once. Counts only when what is stored is what the
// simulator's ledger says; what the simulator itself takes of the machine is told beside.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { countOf, Memory, ownBytes, sourcesOf, cluster as stored, until } from './b7-kube-collector.ts'
import type { BenchContext, Benchmark, Measurement } from './harness.ts'
import {
  cpuSeconds,
  type Installation,
  residentBytes,
  startInstallation,
  stopProcess,
} from './installation.ts'
import { demoHeap, type Simulated, startSimulated, truthOf } from './simulated.ts'
import { openStore } from './store-door.ts'

const cluster = 'data-usw2-c1'
const settleMs = 10_000
const withinMs = 600_000
const followedMs = 600_000

const metricOf = {
  CronJob: 'cluster.cronjobs',
  Deployment: 'cluster.deployments',
  Job: 'cluster.jobs',
  Namespace: 'cluster.namespaces',
  Node: 'cluster.nodes',
  Pod: 'cluster.pods',
  ReplicaSet: 'cluster.replicasets',
  StatefulSet: 'cluster.statefulsets',
} as const

/** Resolves once what is stored as alive is what the ledger says; with how many objects that are. */
async function untilStored(simulated: Simulated, server: Installation): Promise<number> {
  const store = openStore(server.dataDir)
  let objects = 0
  for (const [kind, metric] of Object.entries(metricOf)) {
    const expected = await truthOf(simulated, cluster, metric)
    const isStored = async () =>
      Number(
        await store.read(
          `SELECT count() FROM objects FINAL WHERE cluster_id = '${stored}' AND kind = '${kind}' AND NOT is_deleted`,
        ),
      ) === expected
    await until(isStored, `${expected} of ${kind} were not stored`, withinMs)
    objects += expected
  }
  return objects
}

async function measure(
  simulated: Simulated,
  server: Installation,
  config: string,
): Promise<readonly Measurement[]> {
  const store = openStore(server.dataDir)
  const cpuNow = () => ({ product: cpuSeconds(server.pid), simulator: cpuSeconds(simulated.pid) })
  await sleep(settleMs)
  const idle = { own: ownBytes(server.pid), all: residentBytes(server.pid) }
  const memory = new Memory(server.pid)
  writeFileSync(config, sourcesOf(`${simulated.url}/k8s/${cluster}`))
  const before = cpuNow()
  await until(async () => (await countOf(store, "kind = 'Namespace'")) > 0, 'nothing was listed', withinMs)
  const startedAt = performance.now()
  const objects = await untilStored(simulated, server)
  const listSeconds = (performance.now() - startedAt) / 1_000
  const listed = cpuNow()
  const listPeak = memory.peakOwn
  await fetch(`${simulated.controlUrl}/_sim/clock`, {
    method: 'POST',
    body: JSON.stringify({ byMs: followedMs }),
  })
  const movedAt = performance.now()
  await untilStored(simulated, server)
  const followSeconds = (performance.now() - movedAt) / 1_000
  memory.stop()
  const followed = cpuNow()
  const [product, simulator] = [listed.product - before.product, listed.simulator - before.simulator]
  return [
    {
      what: 'objects listed',
      value: objects,
      unit: 'objects',
      note: 'exactly what the ledger says, by kind',
    },
    { what: 'list until stored', value: objects / listSeconds, unit: 'objects/s' },
    { what: 'processor time of the list', value: (product / objects) * 1e6, unit: 'µs/object' },
    { what: 'of the simulator meanwhile', value: (simulator / objects) * 1e6, unit: 'µs/object' },
    {
      what: 'simulator to installation',
      value: simulator / product,
      unit: 'ratio',
      note: 'of processor time: below 1, who is measured is what is slow',
    },
    { what: 'ten minutes at once until stored', value: followSeconds, unit: 's' },
    { what: 'processor time of that', value: followed.product - listed.product, unit: 's' },
    { what: 'server above idle, peak', value: (memory.peakOwn - idle.own) / 1e6, unit: 'MB' },
    { what: 'server above idle, peak of the list', value: (listPeak - idle.own) / 1e6, unit: 'MB' },
    { what: 'all processes above idle, peak', value: (memory.peakAll - idle.all) / 1e6, unit: 'MB' },
    { what: 'the simulator', value: residentBytes(simulated.pid) / 1e6, unit: 'MB', atMost: 300 },
  ]
}

async function run({ root, work, scale, say }: BenchContext): Promise<readonly Measurement[]> {
  const config = path.join(work, 'periplus.yaml')
  mkdirSync(work, { recursive: true })
  writeFileSync(config, 'sources: []\n')
  const world = ['--scale', 'small', '--scenario', scale < 1 ? 'S01' : 'B7']
  const simulated = await startSimulated(root, world, demoHeap)
  try {
    const env = {
      PERIPLUS_CONFIG: config,
      PERIPLUS_CLOCK: `follow:${simulated.url}/k8s/${cluster}/version`,
      BENCH_TOKEN: simulated.token,
    }
    const server = await startInstallation({ root, dataDir: path.join(work, 'data'), env })
    try {
      const [nodes, pods] = [
        await truthOf(simulated, cluster, 'cluster.nodes'),
        await truthOf(simulated, cluster, 'cluster.pods'),
      ]
      say(`b7s: ${nodes.toLocaleString('en-US')} nodes, ${pods.toLocaleString('en-US')} pods`)
      return await measure(simulated, server, config)
    } finally {
      await server.stop()
    }
  } finally {
    await stopProcess(simulated.child)
  }
}

export const simulatedClusterBenchmark: Benchmark = {
  id: 'b7s',
  title:
    'kube collector: a simulated cluster of 20,000 nodes and 200,000 pods, every kind, then ten minutes of it',
  run,
}
