// Readings of API servers' metrics on a real store, against a model that goes through every second of the
// window and asks each server's readings what they say of it. It shares no code with the product.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiSampleMetric } from '../../domain/model/api-sample.ts'
import type { Scope } from '../../domain/model/scope.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import { apiSampleSeries, newestSamples, type SampleQuestion } from '../events/read/api-samples.ts'
import { insertSamples, sampleLines } from '../events/write/api-samples.ts'
import { openTestStores, type TestStores } from './stores.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`api-samples.store.test.ts: seed ${seed}`)

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (seconds: number) => new Date(startMs + seconds * 1_000)
const minutes = 10
const window = resolveWindow({ from: at(0).toISOString(), to: at(minutes * 60).toISOString() })
const of = (...clusters: string[]) => ({ clusters, namespaces: 'all' }) as unknown as Scope

const counter = 'apiserver_flowcontrol_rejected_requests_total'
const gauge = 'apiserver_flowcontrol_current_executing_seats'
const size = 'apiserver_storage_size_bytes'
const witness = 'apiserver_current_inflight_requests'
const lasts = 300

/** One time a server was read: what it said, by priority level; what it did not say is absent. */
interface Turn {
  readonly second: number
  readonly values: Readonly<Record<string, number>>
}
interface Server {
  readonly cluster: string
  readonly name: string
  readonly turns: readonly Turn[]
}

async function put(metric: ApiSampleMetric, servers: readonly Server[]): Promise<void> {
  const samples = servers.flatMap(({ cluster, name, turns }) =>
    turns.flatMap(({ second, values }) => [
      ...Object.entries(values).map(([level, value]) => ({
        ...{ clusterId: cluster, metric: metric as string, at: at(second), value },
        labels: `instance=${name},priority_level=${level}`,
      })),
      ...['mutating', 'readOnly'].map((kind) => ({
        ...{ clusterId: cluster, metric: witness as string, at: at(second), value: 1 },
        labels: `instance=${name},request_kind=${kind}`,
      })),
    ]),
  )
  if (samples.length > 0) await insertSamples(stores.events, Buffer.from(sampleLines(samples).join('\n')))
}

/** What one server says of a second: a level, or nothing. */
type Says = (server: Server, level: string, second: number) => number | null

const standingAt: Says = ({ turns }, level, second) => {
  const said = turns.filter((turn) => level in turn.values && turn.second <= second).at(-1)
  return said !== undefined && second < said.second + lasts ? (said.values[level] as number) : null
}

const risingAt: Says = ({ turns }, level, second) => {
  const next = turns.findIndex((turn) => turn.second > second)
  // The reading before is the one at which it was there, or the turn before it first was.
  const later = turns.slice(Math.max(0, next)).find((turn) => next >= 0 && level in turn.values)
  if (later === undefined) return null
  const earlier = turns.filter((turn) => turn.second < later.second)
  const before = earlier.filter((turn) => level in turn.values).at(-1) ?? earlier.at(-1)
  if (before === undefined || before.second > second || later.second - before.second > lasts) return null
  const from = before.values[level] ?? 0
  const to = later.values[level] as number
  return (to >= from ? to - from : to) / (later.second - before.second)
}

/** A server says nothing of its counters between turns too far apart, and 0 of those it does not name. */
const turnedAt: Says = ({ turns }, _level, second) => {
  const next = turns.findIndex((turn) => turn.second > second)
  const [before, later] = [turns[next - 1], turns[next]]
  return before !== undefined && later !== undefined && later.second - before.second <= lasts ? 0 : null
}

interface Expected {
  readonly bucket: number
  readonly average: number
  readonly highest: number
  readonly last: number
  readonly seconds: number
}

/** Second by second: what all servers say is added up, or the largest taken. */
function expected(
  servers: readonly Server[],
  levels: readonly string[],
  says: readonly Says[],
  isLargest: boolean,
): Expected[] {
  return Array.from({ length: minutes }, (_, minute) => {
    const seconds = Array.from({ length: 60 }, (_, n) => minute * 60 + n).flatMap((second) => {
      const said = servers.flatMap((server) =>
        levels.flatMap((level) =>
          says.map((say) => say(server, level, second)).filter((one) => one !== null),
        ),
      )
      if (said.length === 0) return []
      const level = isLargest ? Math.max(...said) : said.reduce((sum, one) => sum + one, 0)
      return [{ second, level }]
    })
    const all = seconds.map(({ level }) => level)
    const highest = Math.max(...all)
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length
    return {
      bucket: minute * 60,
      average: isLargest ? highest : mean,
      highest,
      last: all.at(-1) as number,
      seconds: all.length,
    }
  }).filter(({ seconds }) => seconds > 0)
}

const levels = ['high', 'low'] as const
const turnsOf = fc
  .uniqueArray(fc.integer({ min: -450, max: minutes * 60 + 350 }), { maxLength: 9 })
  .chain((seconds) =>
    fc.tuple(
      ...seconds
        .sort((one, other) => one - other)
        .map((second) =>
          fc.record({
            second: fc.constant(second),
            values: fc.record(
              { high: fc.integer({ min: 0, max: 900 }), low: fc.integer({ min: 0, max: 900 }) },
              { requiredKeys: [] },
            ),
          }),
        ),
    ),
  )

let runs = 0
const fleets = fc
  .array(fc.tuple(fc.constantFrom('one', 'two'), turnsOf), { minLength: 1, maxLength: 4 })
  .map((drawn) => {
    runs += 1
    return drawn.map(
      ([cluster, turns], n): Server => ({ cluster: `${cluster}-${runs}`, name: `server${n}`, turns }),
    )
  })

async function answered(question: Omit<SampleQuestion, 'window' | 'limit'>) {
  return apiSampleSeries(stores.events, { ...question, window, limit: 1_000 })
}

async function expectModel(
  metric: ApiSampleMetric,
  servers: readonly Server[],
  says: Says,
  isLargest = false,
) {
  await put(metric, servers)
  const clusters = [...new Set(servers.map(({ cluster }) => cluster))]
  const scope = of(...clusters)
  const points = await answered({ scope, metric, by: 'priority_level', byCluster: false })
  const close = (found: readonly (typeof points)[number][], model: readonly Expected[]) => {
    expect(found.map(({ at: start, seconds }) => [(start.getTime() - startMs) / 1_000, seconds])).toEqual(
      model.map(({ bucket, seconds }) => [bucket, seconds]),
    )
    for (const [place, point] of found.entries()) {
      expect(point.average).toBeCloseTo(model[place]?.average ?? Number.NaN, 6)
      expect(point.highest).toBeCloseTo(model[place]?.highest ?? Number.NaN, 6)
      if (!isLargest) expect(point.last).toBeCloseTo(model[place]?.last ?? Number.NaN, 6)
    }
  }
  const isCounter = says === risingAt
  const together = points.filter(({ label }) => label === null)
  close(together, expected(servers, levels, isCounter ? [says, turnedAt] : [says], isLargest))
  for (const level of levels) {
    const own = points.filter(({ label }) => label === level)
    close(own, expected(servers, [level], [says], isLargest))
  }
  const apart = await answered({ scope, metric, by: null, byCluster: true })
  for (const cluster of clusters) {
    const own = servers.filter((server) => server.cluster === cluster)
    close(
      apart.filter(({ clusterId }) => clusterId === cluster),
      expected(own, levels, isCounter ? [says, turnedAt] : [says], isLargest),
    )
  }
}

/** A gauge that a server once named it always names. */
const steady = (servers: readonly Server[]): Server[] =>
  servers.map((server) => ({
    ...server,
    turns: server.turns.map(({ second, values }) => ({ second, values: { high: 0, low: 0, ...values } })),
  }))

/** A counter may appear late; from then on its server always names it. */
const lasting = (servers: readonly Server[]): Server[] =>
  servers.map((server) => {
    let known: Turn['values'] = {}
    const turns = server.turns.map(({ second, values }) => {
      known = { ...known, ...values }
      return { second, values: known }
    })
    return { ...server, turns }
  })

test('gauges stand until the next reading of their server, and those of several servers add up', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, (servers) => expectModel(gauge, steady(servers), standingAt)),
    { seed, numRuns: 25 },
  )
})

test('counters rise evenly from reading to reading, over restarts, and from nothing when they appear', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, (servers) => expectModel(counter, lasting(servers), risingAt)),
    { seed, numRuns: 40 },
  )
})

test('of the size of the database the largest reading counts', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, (servers) => expectModel(size, steady(servers), standingAt, true)),
    { seed, numRuns: 15 },
  )
})

test('two servers by hand: seats, their peak and its instant, and a gap', async () => {
  await put(gauge, [
    {
      cluster: 'hand',
      name: 'a',
      turns: [
        { second: 0, values: { low: 10 } },
        { second: 120, values: { low: 40 } },
      ],
    },
    { cluster: 'hand', name: 'b', turns: [{ second: 60, values: { low: 5 } }] },
  ])
  const points = await answered({ scope: of('hand'), metric: gauge, by: null, byCluster: true })
  expect(points.map((point) => [point.average, point.highest, point.seconds])).toEqual([
    [10, 10, 60],
    [15, 15, 60],
    [45, 45, 60],
    [45, 45, 60],
    [45, 45, 60],
    [45, 45, 60],
    // The reading of b lasts until 06:00, that of a until 07:00; then nobody says anything.
    [40, 40, 60],
  ])
  expect(points[2]?.highestAt).toEqual(at(120))
  expect(points[0]).toMatchObject({ clusterId: 'hand', label: null })
})

test('a server without the counter stands at zero while it is read, and at nothing when it is not', async () => {
  const quiet = [0, 60, 120, 600].map((second) => ({ second, values: {} }))
  await put(counter, [{ cluster: 'quiet', name: 'a', turns: quiet }])
  const points = await answered({
    scope: of('quiet'),
    metric: counter,
    by: 'priority_level',
    byCluster: false,
  })
  expect(points.map(({ at: start, average, label }) => [start, average, label])).toEqual([
    [at(0), 0, null],
    [at(60), 0, null],
  ])
})

test('readings that come twice change nothing, and what a viewer may not see is not counted', async () => {
  const servers: Server[] = [
    {
      cluster: 'twice',
      name: 'a',
      turns: [
        { second: -20, values: { low: 100 } },
        { second: 40, values: { low: 130 } },
        { second: 100, values: { low: 6 } },
      ],
    },
  ]
  await put(counter, servers)
  await put(counter, servers)
  const question = { metric: counter, by: null, byCluster: false } as const
  const points = await answered({ scope: of('twice'), ...question })
  // 30 in 60 s, then a restart and 6 in 60 s: 40 s of the first and 20 s of the second in the first minute.
  expect(points.map(({ average }) => average)).toEqual([
    expect.closeTo((40 * 0.5 + 20 * 0.1) / 60, 9),
    expect.closeTo(0.1, 9),
  ])
  expect(await answered({ scope: of('nobody'), ...question })).toEqual([])
  expect(await answered({ scope: of(), ...question })).toEqual([])
  expect(
    await newestSamples(stores.events, { scope: of('twice', 'quiet', 'hand'), window, limit: 9 }),
  ).toEqual([
    { clusterId: 'hand', newest: at(120), servers: 2 },
    { clusterId: 'quiet', newest: at(600), servers: 1 },
    { clusterId: 'twice', newest: at(100), servers: 1 },
  ])
})
