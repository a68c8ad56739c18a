// B3: how long the ranking of talkers takes with 100 M requests stored: 200 clusters over 24 h by four
// dimensions, one cluster over one hour, and with four times the keys. Asked over HTTP like a browser does;
// the rows were made inside the store.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterNameOf, type FleetOfRows, requestStatements, rollUpStatements } from './b3-rows.ts'
import {
  type BenchContext,
  type Benchmark,
  growthExponent,
  type Measurement,
  median,
  percentile,
  timesOf,
} from './harness.ts'
import { ask, type Installation, startInstallation } from './installation.ts'
import { openStore, type StoreDoor } from './store-door.ts'

const requests = 100_000_000
const clusters = 200
const keys = 500
const manyKeys = 2_000
const daySeconds = 86_400

interface Question {
  readonly clusters?: readonly string[]
  readonly from: number
  readonly to: number
}

interface Times {
  readonly p50: number
  readonly p95: number
  readonly rounds: number
  readonly requests: number
  readonly keys: number
}

const inputOf = ({ clusters: asked, from, to }: Question) => ({
  ...(asked === undefined ? {} : { scope: { clusters: asked } }),
  window: { from: new Date(from * 1_000).toISOString(), to: new Date(to * 1_000).toISOString() },
})

interface Ranking {
  readonly total: { readonly requests: number; readonly keys: number }
}

async function timed(url: string, question: Question): Promise<Times> {
  const groupBy = ['userAgent', 'user', 'verb', 'resource']
  const input = { ...inputOf(question), groupBy, rankBy: 'requests', limit: 50 }
  const rank = () => ask<Ranking>(url, 'traffic.topTalkers', input)
  const times = await timesOf(rank)
  return { p50: median(times), p95: percentile(times, 0.95), rounds: times.length, ...(await rank()).total }
}

async function timedSeries(url: string, question: Question): Promise<number> {
  const input = { ...inputOf(question), groupBy: ['userAgent'], rankBy: 'requests', top: 6 }
  return percentile(await timesOf(() => ask(url, 'traffic.series', input)), 0.95)
}

async function fill(
  context: BenchContext,
  store: StoreDoor,
  fleet: FleetOfRows,
  more: FleetOfRows,
): Promise<void> {
  context.say(`b3: making ${fleet.requests.toLocaleString('en-US')} requests inside the store`)
  const startedAt = performance.now()
  const statements = requestStatements(fleet)
  for (const [index, statement] of statements.entries()) {
    await store.run(statement)
    if ((index + 1) % 20 === 0) {
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      context.say(`b3: ${index + 1} of ${statements.length} clusters, ${seconds} s`)
    }
  }
  context.say('b3: making their roll-ups')
  for (const statement of [...rollUpStatements(fleet), ...rollUpStatements(more)]) await store.run(statement)
}

/** Merges of what was just written would be measured along. */
async function settle(store: StoreDoor): Promise<void> {
  const deadline = Date.now() + 600_000
  while (Date.now() < deadline) {
    if ((await store.read('SELECT count() FROM system.merges')).trim() === '0') return
    await sleep(2_000)
  }
}

async function measure(context: BenchContext, server: Installation, fleet: FleetOfRows, more: FleetOfRows) {
  const day = { from: fleet.dayStart, to: fleet.dayStart + daySeconds }
  const some = (count: number) => Array.from({ length: count }, (_, cluster) => clusterNameOf(cluster))
  const sizes = [1 / 16, 1 / 4, 1].map((share) => Math.max(1, Math.round(fleet.clusters * share)))
  const growth: { size: number; times: Times }[] = []
  for (const size of sizes) {
    context.say(`b3: ${size} clusters, 24 h`)
    const scope = size === fleet.clusters ? {} : { clusters: some(size) }
    growth.push({ size, times: await timed(server.url, { ...day, ...scope }) })
  }
  context.say('b3: one cluster, 1 h; more keys; series')
  const hour = await timed(server.url, { clusters: some(1), from: day.to - 3_600, to: day.to })
  const wide = await timed(server.url, { from: more.dayStart, to: more.dayStart + daySeconds })
  return { growth, hour, wide, seriesP95: await timedSeries(server.url, day) }
}

function measurementsOf({
  growth,
  hour,
  wide,
  seriesP95,
}: Awaited<ReturnType<typeof measure>>): Measurement[] {
  const largest = growth.at(-1)
  if (largest === undefined || largest.times.requests === 0 || hour.requests === 0 || wide.requests === 0) {
    throw new Error('a ranking was empty: nothing was measured')
  }
  const points = growth.map(({ size, times }) => ({ size, cost: times.p50 }))
  return [
    ...growth.map(({ size, times }) => ({
      what: `${size} clusters, 24 h, 4 dimensions: p95 (p50 ${Math.round(times.p50)} ms, ${times.keys.toLocaleString('en-US')} keys)`,
      value: times.p95,
      unit: 'ms',
      ...(size === largest.size ? { atMost: 250 } : {}),
    })),
    { what: 'growth exponent of the median over clusters', value: growthExponent(points), unit: '' },
    {
      what: `one cluster, 1 h: p95 (p50 ${Math.round(hour.p50)} ms)`,
      value: hour.p95,
      unit: 'ms',
      atMost: 50,
    },
    {
      what: `${largest.size} clusters, 24 h, ${manyKeys.toLocaleString('en-US')} keys a cluster-hour: p95 (p50 ${Math.round(wide.p50)} ms, ${wide.keys.toLocaleString('en-US')} keys)`,
      value: wide.p95,
      unit: 'ms',
    },
    { what: `${largest.size} clusters, 24 h, series of 6: p95`, value: seriesP95, unit: 'ms' },
  ]
}

export const topTalkersBenchmark: Benchmark = {
  id: 'b3',
  title: 'top talkers with 100 M requests stored',
  run: async (context) => {
    const today = Math.floor(Date.now() / 1_000 / daySeconds) * daySeconds
    const size = { clusters, requests: Math.round(requests * context.scale) }
    const fleet = { ...size, dayStart: today - daySeconds, keysPerClusterHour: keys }
    const more = { ...size, dayStart: today - 2 * daySeconds, keysPerClusterHour: manyKeys }
    const dataDir = path.join(context.work, 'data')
    const server = await startInstallation({ root: context.root, dataDir })
    try {
      const store = openStore(dataDir)
      await fill(context, store, fleet, more)
      context.say('b3: waiting for merges')
      await settle(store)
      return measurementsOf(await measure(context, server, fleet, more))
    } finally {
      await server.stop()
    }
  },
}
