// B1: how many audit events a second become durable, roll-ups included. a: NDJSON, 5,000 events a body,
// beside DuckDB reading the same file without roll-ups; b: EventLists of 400 from 64 senders; c: Firehose
// deliveries of 10,000 events. At 1, 4 and 16 times the data, with the exponent. The answer is compared
// with what was sent: speed counts only exact.
import path from 'node:path'
import { type Bodies, type Form, sendBodies, watchStalls, writeBodies } from './bodies.ts'
import { readWithDuckDb } from './duckdb-peer.ts'
import { type BenchContext, type Benchmark, growthExponent, type Measurement } from './harness.ts'
import {
  ask,
  cpuSeconds,
  type Installation,
  residentBytes,
  startInstallation,
  waitUntilSealed,
} from './installation.ts'

interface Variant {
  readonly id: string
  readonly title: string
  readonly form: Form
  readonly linesPerBody: number
  readonly senders: number
  readonly atLeast: number
  readonly peer: boolean
}

const variants: readonly Variant[] = [
  {
    id: 'b1a',
    title: 'audit ingest, NDJSON of 5,000 events',
    form: 'ndjson',
    linesPerBody: 5_000,
    senders: 4,
    atLeast: 50_000,
    peer: true,
  },
  {
    id: 'b1b',
    title: 'audit ingest, EventLists of 400 from 64 senders',
    form: 'event-list',
    linesPerBody: 400,
    senders: 64,
    atLeast: 30_000,
    peer: false,
  },
  {
    id: 'b1c',
    title: 'audit ingest, Firehose deliveries of 10,000 events',
    form: 'firehose',
    linesPerBody: 10_000,
    senders: 4,
    atLeast: 20_000,
    peer: false,
  },
]

const fullLines = 4_000_000
const mostClusters = 40
const hoursOfEvents = 3
const stallMetric = 'periplus_ingest_loop_stall_seconds'

interface Run {
  readonly lines: number
  readonly durableSeconds: number
  readonly sealCpuSeconds: number
  /** As the server measures it, since the last scrape. */
  readonly stallMs: number
  readonly slowestProbeMs: number
  readonly refusals: number
  readonly peakBytes: number
  readonly counted: number
  readonly distinct: number
  /** Of all tables of the event store, after sealing. */
  readonly storedBytes: number
  readonly peerSeconds: number | undefined
}

/** Processor seconds, of all processes together, from the last acknowledgement until all is sealed. */
async function sealAll(server: Installation, clusters: number): Promise<number> {
  const before = cpuSeconds(server.pid)
  await waitUntilSealed(server, clusters)
  return cpuSeconds(server.pid) - before
}

async function countedRequests(server: Installation, nowMs: number): Promise<number> {
  const window = {
    from: new Date(nowMs - (hoursOfEvents + 1) * 3_600_000).toISOString(),
    to: new Date(nowMs + 60_000).toISOString(),
  }
  const answer = await ask<{ total: { requests: number } }>(server.url, 'traffic.topTalkers', {
    window,
    groupBy: ['verb'],
    rankBy: 'requests',
    limit: 10,
  })
  return answer.total.requests
}

async function feed(variant: Variant, bodies: Bodies, server: Installation, nowMs: number) {
  await server.metric(stallMetric)
  const watch = watchStalls(server.url)
  let peakBytes = 0
  const memory = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(server.pid))
  }, 1_000)
  const sent = await sendBodies(bodies, server.url, server.token, variant.senders)
  clearInterval(memory)
  const slowestProbeMs = await watch.stop()
  const stallMs = ((await server.metric(stallMetric)) ?? Number.NaN) * 1_000
  if (sent.accepted !== bodies.lines)
    throw new Error(`${sent.accepted} of ${bodies.lines} lines were accepted; ${sent.firstReason}`)
  const openCount = await countedRequests(server, nowMs)
  if (openCount !== bodies.distinct)
    throw new Error(`${openCount} counted before sealing, ${bodies.distinct} sent`)
  const sealCpuSeconds = await sealAll(server, bodies.clusters)
  return {
    sent,
    stallMs,
    slowestProbeMs,
    peakBytes,
    sealCpuSeconds,
    counted: await countedRequests(server, nowMs),
    storedBytes: await storedBytes(server),
  }
}

async function storedBytes(server: Installation): Promise<number> {
  return [...(await server.eventTableBytes()).values()].reduce((sum, bytes) => sum + bytes, 0)
}

async function runOnce(context: BenchContext, variant: Variant, lines: number): Promise<Run> {
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000
  const { form, linesPerBody } = variant
  const file = path.join(context.work, `${variant.id}-${lines}.json`)
  context.say(`${variant.id}: writing ${lines.toLocaleString('en-US')} events`)
  const fromMs = nowMs - hoursOfEvents * 3_600_000
  const bodies = await writeBodies({
    seed: 1,
    clusters: mostClusters,
    fromMs,
    toMs: nowMs,
    lines,
    file,
    form,
    linesPerBody,
  })
  const server = await startInstallation({
    root: context.root,
    dataDir: path.join(context.work, `data-${lines}`),
  })
  try {
    context.say(`${variant.id}: sending`)
    const { sent, counted, ...fed } = await feed(variant, bodies, server, nowMs)
    const { seconds: durableSeconds, refusals } = sent
    await server.stop()
    if (variant.peer) context.say(`${variant.id}: DuckDB on the same file`)
    const peerSeconds = variant.peer
      ? await readWithDuckDb(file, path.join(context.work, 'peer.duckdb'))
      : undefined
    return { lines, durableSeconds, refusals, counted, distinct: bodies.distinct, peerSeconds, ...fed }
  } finally {
    await server.stop()
  }
}

const rateOf = ({ lines, durableSeconds, sealCpuSeconds }: Run) => lines / (durableSeconds + sealCpuSeconds)

function measurementsOf(variant: Variant, runs: readonly Run[]): Measurement[] {
  const last = runs.at(-1) as Run
  const peer = last.peerSeconds
  return [
    ...runs.map((run) => ({
      what: `${run.lines.toLocaleString('en-US')} events, durable and sealed`,
      value: rateOf(run),
      unit: 'events/s',
      ...(run === last ? { atLeast: variant.atLeast } : {}),
      note: 'lines / (seconds to the last acknowledgement + processor seconds spent sealing afterwards)',
    })),
    { what: 'durable alone, at the largest', value: last.lines / last.durableSeconds, unit: 'events/s' },
    {
      what: 'growth exponent of the time',
      value: growthExponent(runs.map((run) => ({ size: run.lines, cost: run.lines / rateOf(run) }))),
      unit: '',
    },
    {
      what: 'longest stall of the event loop',
      value: Math.max(...runs.map((run) => run.stallMs)),
      unit: 'ms',
      atMost: 80,
    },
    {
      what: 'slowest answer of /healthz meanwhile',
      value: Math.max(...runs.map((run) => run.slowestProbeMs)),
      unit: 'ms',
    },
    {
      what: 'peak resident, all processes',
      value: Math.max(...runs.map((run) => run.peakBytes)) / 1e6,
      unit: 'MB',
    },
    {
      what: 'disk per request, all tables of the event store',
      value: last.storedBytes / last.distinct,
      unit: 'bytes',
      note: 'right after sealing: what merges join later is still apart',
    },
    {
      what: 'refused with 429 or 503, sent again',
      value: runs.reduce((sum, run) => sum + run.refusals, 0),
      unit: 'bodies',
    },
    {
      what: 'counted − sent, after sealing',
      value: Math.max(...runs.map((run) => Math.abs(run.counted - run.distinct))),
      unit: 'requests',
      atMost: 0,
    },
    ...(peer === undefined
      ? []
      : [
          { what: 'DuckDB read_json, same file, no roll-ups', value: last.lines / peer, unit: 'events/s' },
          { what: 'our time / its time', value: last.lines / rateOf(last) / peer, unit: '×', atMost: 3 },
        ]),
  ]
}

const benchmarkOf = (variant: Variant): Benchmark => ({
  id: variant.id,
  title: variant.title,
  run: async (context) => {
    const runs: Run[] = []
    for (const share of [1 / 16, 1 / 4, 1]) {
      runs.push(await runOnce(context, variant, Math.round(fullLines * share * context.scale)))
    }
    return measurementsOf(variant, runs)
  },
})

export const auditIngestBenchmarks: readonly Benchmark[] = variants.map(benchmarkOf)
