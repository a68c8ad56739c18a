// B6: the fleet's table over 5,000 clusters: any filters, words, query, sort, grouping and page, with the counts of
// every facet. Asked over HTTP like a browser does; the fleet was made inside the store. Beside the time of an answer
// what it takes of the processors, and the same while the fleet is told of anew between questions.
import { request } from 'node:http'
import path from 'node:path'
import type pg from 'pg'
import { measurePage } from './b6-page.ts'
import { type FleetRows, makeFleet, openRows, tellSome } from './b6-rows.ts'
import {
  type BenchContext,
  type Benchmark,
  growthExponent,
  type Measurement,
  median,
  percentile,
} from './harness.ts'
import { ask, cpuSeconds, type Installation, startInstallation } from './installation.ts'

const clusters = 5_000
const clustersPerAccount = 10
const rounds = 400
const toldRounds = 60
const enoughMs = 60_000

/** Numbers as if by chance, the same for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const choices: Readonly<Record<string, readonly string[]>> = {
  version: ['1.31', '1.32', '1.33', '1.34'],
  region: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  health: ['healthy', 'degraded', 'critical'],
  support: ['standard', 'extended', 'unsupported', 'forced'],
  owner: ['unowned'],
  finding: ['kubelet-skew:error', 'drain-safety:warning', 'passing'],
  addOn: ['coredns:behind', 'vpc-cni:current'],
  amiType: ['AL2_x86_64', 'AL2023_x86_64_STANDARD'],
  tag: ['team=payments', 'env=prod'],
  protection: ['on', 'off'],
}
const sorts = [
  'risk',
  'name',
  'version',
  'nodes',
  'pods',
  'fee',
  'findings',
  'owner',
  'age',
  'account',
] as const
const queries = [
  '',
  '',
  'version<1.33',
  'team=payments',
  'nodes>=100 -env=dev',
  'fee>0.1 addOn=coredns:behind',
  'errors>0',
]
const groups = [null, null, 'version', 'owner', 'region', 'support']

/** One question of many: up to three facets, one in three with words, from the first pages. */
function questionOf(roll: (sides: number) => number) {
  const facets = Object.keys(choices)
  const where: Record<string, string[]> = {}
  for (let left = roll(4); left > 0; left -= 1) {
    const facet = facets[roll(facets.length)] as string
    const values = choices[facet] as readonly string[]
    where[facet] = values.filter(() => roll(2) === 0)
  }
  return {
    where,
    find: roll(3) === 0 ? `fleet-${roll(100)}` : '',
    query: queries[roll(queries.length)],
    sort: sorts[roll(sorts.length)],
    reverse: roll(2) === 0,
    groupBy: groups[roll(groups.length)],
    limit: 100,
    ...(roll(4) === 0 ? { cursor: String(100 * roll(4)) } : {}),
  }
}

interface Answer {
  readonly ms: number
  /** As it came over the wire, compressed where the server compresses. */
  readonly bytes: number
}

function askedAs(url: string, input: unknown): Promise<Answer> {
  const query = encodeURIComponent(JSON.stringify({ json: input }))
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const headers = { 'Accept-Encoding': 'gzip' }
    const sent = request(`${url}/api/trpc/fleet.clusters?input=${query}`, { headers }, (answer) => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.once('error', reject)
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - startedAt, bytes })
        else reject(new Error(`fleet.clusters was answered with ${answer.statusCode}`))
      })
    })
    sent.once('error', reject)
    sent.end()
  })
}

interface Measured {
  readonly clusters: number
  readonly p50: number
  readonly p95: number
  readonly cpuMs: number
  readonly bytes: number
  readonly questions: number
  /** While the fleet is told of anew. */
  readonly toldP95: number
}

async function answersOf(url: string, seed: number, most: number, before?: (round: number) => Promise<void>) {
  const roll = dice(seed)
  const answers: Answer[] = []
  const startedAt = performance.now()
  while (answers.length < 20 || (answers.length < most && performance.now() - startedAt < enoughMs)) {
    await before?.(answers.length)
    answers.push(await askedAs(url, questionOf(roll)))
  }
  return answers
}

async function measure(server: Installation, client: pg.Client, fleet: FleetRows): Promise<Measured> {
  await makeFleet(client, fleet)
  const { inScope } = await ask<{ inScope: number }>(server.url, 'fleet.clusters', {})
  if (inScope !== fleet.clusters) throw new Error(`of ${fleet.clusters} clusters ${inScope} were there`)
  await answersOf(server.url, 1, 40)
  const cpuBefore = cpuSeconds(server.pid)
  const answers = await answersOf(server.url, 6, rounds)
  const cpuMs = ((cpuSeconds(server.pid) - cpuBefore) * 1_000) / answers.length
  const told = await answersOf(server.url, 7, toldRounds, (round) => tellSome(client, round))
  const times = answers.map(({ ms }) => ms)
  return {
    clusters: fleet.clusters,
    p50: median(times),
    p95: percentile(times, 0.95),
    cpuMs,
    bytes: Math.max(...answers.map(({ bytes }) => bytes)),
    questions: answers.length,
    toldP95: percentile(
      told.map(({ ms }) => ms),
      0.95,
    ),
  }
}

function measurementsOf(sizes: readonly Measured[]): Measurement[] {
  const largest = sizes.at(-1)
  if (largest === undefined) throw new Error('nothing was measured')
  const count = (value: number): string => value.toLocaleString('en-US')
  const points = (of: (one: Measured) => number) =>
    sizes.map((one) => ({ size: one.clusters, cost: of(one) }))
  return [
    ...sizes.map((one) => ({
      what: `${count(one.clusters)} clusters, any filter, sort, group and page: p95 (p50 ${Math.round(one.p50)} ms, ${one.questions} questions)`,
      value: one.p95,
      unit: 'ms',
      ...(one === largest ? { atMost: 50 } : {}),
    })),
    {
      what: 'growth exponent of the median over clusters',
      value: growthExponent(points(({ p50 }) => p50)),
      unit: '',
    },
    ...sizes.map((one) => ({
      what: `processor time of a question, ${count(one.clusters)} clusters, stores included`,
      value: one.cpuMs,
      unit: 'ms',
    })),
    {
      what: 'growth exponent of the processor time',
      value: growthExponent(points(({ cpuMs }) => cpuMs)),
      unit: '',
    },
    {
      what: `${count(largest.clusters)} clusters, a sixtieth of them told of anew before each question: p95`,
      value: largest.toldP95,
      unit: 'ms',
    },
    { what: 'largest page of 100 rows, as sent', value: largest.bytes / 1e3, unit: 'kB', atMost: 100 },
  ]
}

async function run(context: BenchContext): Promise<Measurement[]> {
  const server = await startInstallation({ root: context.root, dataDir: path.join(context.work, 'data') })
  try {
    const client = await openRows(server.dataDir)
    try {
      const sizes: Measured[] = []
      for (const share of [1 / 16, 1 / 4, 1]) {
        const size = Math.max(20, Math.round(clusters * context.scale * share))
        context.say(`b6: ${size} clusters`)
        const fleet = { clusters: size, accounts: Math.ceil(size / clustersPerAccount) }
        sizes.push(await measure(server, client, fleet))
      }
      context.say('b6: its page in a browser')
      return [...measurementsOf(sizes), ...(await measurePage(server.url, sizes.at(-1)?.clusters ?? 0))]
    } finally {
      await client.end()
    }
  } finally {
    await server.stop()
  }
}

export const fleetTableBenchmark: Benchmark = {
  id: 'b6',
  title: 'the fleet’s table: filters, sorts, groups and facets over 5,000 clusters',
  run,
}
