// B3h: API traffic of a fleet that is known by the hour alone, from CloudWatch Logs Insights: what its page asks at once,
// over HTTP like a browser does. The rows were made inside the store, as many as seven hours of the demo's fleet are.
import path from 'node:path'
import { clusterNameOf, logHourStatements } from './b3-rows.ts'
import {
  type BenchContext,
  type Benchmark,
  type Measurement,
  median,
  percentile,
  timesOf,
} from './harness.ts'
import { ask, startInstallation } from './installation.ts'
import { openStore } from './store-door.ts'

const clusters = 214
const hours = 7
const hourSeconds = 3_600

interface Ranking {
  readonly total: { readonly requests: number; readonly keys: number }
}

async function measure(context: BenchContext, url: string, from: number): Promise<Measurement[]> {
  const window = {
    from: new Date(from * 1_000).toISOString(),
    to: new Date((from + hours * hourSeconds) * 1_000).toISOString(),
  }
  const ranked = { window, groupBy: ['userAgent'], rankBy: 'requests' }
  const narrowed = { window, where: { userAgent: ['agent-1/v1.21'] } }
  const questions: Readonly<Record<string, readonly [string, object]>> = {
    ranking: ['traffic.topTalkers', { ...ranked, limit: 100 }],
    'what each does, and as whom': [
      'traffic.breakdowns',
      {
        window,
        splits: [{ by: ['userAgent', 'verb', 'resource'] }, { by: ['userAgent', 'user'] }],
        limit: 500,
      },
    ],
    series: ['traffic.series', { ...ranked, top: 6 }],
    onsets: ['traffic.onsets', { window }],
    'ranking of one cluster': ['traffic.topTalkers', { ...ranked, scope: { clusters: [clusterNameOf(7)] } }],
    'ranking by user of one agent': ['traffic.topTalkers', { ...narrowed, groupBy: ['user'] }],
  }
  const { total } = await ask<Ranking>(url, 'traffic.topTalkers', {
    ...ranked,
    groupBy: ['user', 'verb', 'resource'],
  })
  if (total.requests === 0) throw new Error('the ranking was empty: nothing was measured')
  context.say(
    `b3h: ${total.requests.toLocaleString('en-US')} requests by ${total.keys.toLocaleString('en-US')} keys`,
  )
  const found: Measurement[] = []
  for (const [what, [procedure, input]] of Object.entries(questions)) {
    context.say(`b3h: ${what}`)
    const times = await timesOf(() => ask(url, procedure, input))
    found.push({
      what: `${what}: p95 (p50 ${Math.round(median(times))} ms)`,
      value: percentile(times, 0.95),
      unit: 'ms',
    })
  }
  const atOnce = Object.values(questions).slice(0, 4)
  context.say('b3h: the first four at once, as the page asks them')
  const page = await timesOf(() =>
    Promise.all(atOnce.map(([procedure, input]) => ask(url, procedure, input))),
  )
  found.push({
    what: 'the first four at once, until all are answered: p95',
    value: percentile(page, 0.95),
    unit: 'ms',
  })
  return found
}

export const logHoursBenchmark: Benchmark = {
  id: 'b3h',
  title: `API traffic known by the hour: ${clusters} clusters, ${hours} hours, 1.2 M rows, 350,000 keys`,
  run: async (context) => {
    const hour = Math.floor(Date.now() / 1_000 / hourSeconds) * hourSeconds
    const hourStart = hour - hours * hourSeconds
    const dataDir = path.join(context.work, 'data')
    const server = await startInstallation({ root: context.root, dataDir })
    try {
      const store = openStore(dataDir)
      context.say('b3h: making the hours')
      const rows = { keysPerCluster: 1_780, rowsPerHour: 780, requests: 71_700_000 * context.scale }
      for (const statement of logHourStatements({ clusters, hours, hourStart, ...rows }))
        await store.run(statement)
      return await measure(context, server.url, hourStart)
    } finally {
      await server.stop()
    }
  },
}
