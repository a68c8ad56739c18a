// S10 and S13: a database that a client fills, and control planes of which one or another limit is reached. The product
// says, from metrics that Prometheus stored, when the database is full and when it was, which limit is reached, and
// whether another tier would help; each held against the ledger.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, differs, ScenarioRig } from './scenario-rig.ts'

const filling = 'svc-sec-use1'
/** Of seats, of seats in standard mode, of pods a second. */
const [seats, lagging, placing] = ['gpu-infer-use1', 'svc-catalog-use1', 'data-use2-c3'] as const
const at = (time: string): string => `2026-01-18T${time}:00Z`

let rig: ScenarioRig
beforeAll(async () => {
  rig = await ScenarioRig.open({
    simulator: { scenarios: ['S10', 'S13'], startDay: 13 + (12 + 32 / 60) / 24 },
    reads: [],
    metrics: [filling],
  })
})
afterAll(() => rig?.close())

const truthsOf = async (cluster: string, time: string, from = time) => {
  const truths = await rig.truths({ cluster, from: at(from), to: at(time) })
  return (metric: string): number => {
    const found = truths.find((truth) => truth.metric === metric)
    if (found === undefined) throw new Error(`the ledger does not know ${metric} of ${cluster}`)
    return found.value
  }
}

type Row = Answer<'capacity.controlPlanes'>['rows'][number]

async function rowOf(name: string, from: string, to: string): Promise<Row> {
  const { rows } = await rig.ask('capacity.controlPlanes', {
    window: { from: at(from), to: at(to) },
    find: name,
  })
  const row = rows.find((known) => known.name === name)
  if (row === undefined) throw new Error(`${name} is not known yet`)
  return row
}

const differsFrom = (found: Date | null, wantedMs: number, withinMs: number): boolean =>
  Math.abs((found?.getTime() ?? 0) - wantedMs) > withinMs

it('foretells after half an hour when a database is full, within two hundredths', async () => {
  const truth = await truthsOf(filling, '12:30')
  const fullMs = truth('database.reaches.100%')
  // As published of this growth, before anything is asked of the product.
  expect((fullMs - Date.parse(at('12:00'))) / 60_000).toBeCloseTo(380.4, 1)
  await rig.untilMetricsRead(filling, at('12:30'))
  let row: Row | undefined
  await rig.until(async () => {
    row = await rowOf(filling, '11:32', '12:31')
    return differs('forecast', row.forecast.kind, 'reaches')
  })
  const { forecast, advice } = row as Row
  if (forecast.kind !== 'reaches') throw new Error(forecast.kind)
  expect(forecast.perMinute).toBeCloseTo(truth('database.bytesAMinute'), -3)
  expect(differsFrom(forecast.at, fullMs, 0.02 * (fullMs - forecast.to.getTime()))).toBe(false)
  // Its band may be narrow, since nothing disturbs this growth, but not so that it tells of another instant.
  expect(differsFrom(forecast.earliest, fullMs, 60_000) || differsFrom(forecast.latest, fullMs, 60_000)).toBe(
    false,
  )
  expect(advice).toMatchObject({ kind: 'move', axis: 'database', other: { tier: 'tier-xl', limit: 16e9 } })
  const limit = row?.axes.find(({ axis }) => axis === 'database')?.limit
  expect(limit?.value).toBe(truth('database.quotaBytes'))
}, 300_000)

const axisOf = (row: Row, axis: Row['axes'][number]['axis']) => row.axes.find((one) => one.axis === axis)

it('names the limit that is reached, and recommends a tier only where it has more of that', async () => {
  await rig.moveTo({ now: at('16:25') })
  rig.read({ metrics: [seats, lagging, placing] })
  for (const name of [seats, lagging, placing]) await rig.untilMetricsRead(name, at('16:23'))
  const [many, queue] = [await rowOf(seats, '15:30', '16:20'), await rowOf(placing, '15:30', '16:20')]
  const [ofSeats, ofPlacing] = [await truthsOf(seats, '16:10'), await truthsOf(placing, '16:10')]
  // Each level has its share of what is used, rounded down: at most one seat less a level.
  const used = axisOf(many, 'seats')?.held ?? 0
  expect(ofSeats('controlPlane.seats.used') - used).toBeLessThanOrEqual(7)
  expect(used).toBeLessThanOrEqual(ofSeats('controlPlane.seats.used'))
  expect(axisOf(many, 'seats')).toMatchObject({
    limit: { value: ofSeats('controlPlane.seats'), kind: 'published', source: 'DescribeClusterVersions' },
    isSustained: true,
  })
  expect([many.worst, many.advice.kind, many.advice.axis]).toEqual(['seats', 'move', 'seats'])
  expect(many.advice.other).toMatchObject({
    ...{ tier: 'tier-4xl', extraMicroUsdPerHour: 3_500_000 },
    isHigher: ofSeats('controlPlane.seats.nextTierHelps') === 1,
  })
  // The largest tier places pods no faster: it is named, with what it would cost, and not recommended.
  expect(axisOf(queue, 'scheduling')?.limit?.value).toBe(ofPlacing('controlPlane.podsPerSecond'))
  expect([queue.worst, queue.advice.kind, queue.advice.axis]).toEqual(['scheduling', 'no-help', 'scheduling'])
  expect(queue.advice.other).toMatchObject({
    ...{ tier: 'tier-8xl', extraMicroUsdPerHour: 7_000_000 },
    isHigher: ofPlacing('controlPlane.podsPerSecond.nextTierHelps') === 1,
  })
  // Of a scrape of a moment ago: so many more come in a second than are placed.
  const pending = (await truthsOf(placing, '16:19'))('controlPlane.pods.pending')
  expect(Math.abs((queue.pendingPods?.latest ?? 0) - pending)).toBeLessThanOrEqual(60 * 40)
}, 300_000)

it('says of standard mode that it is full while it lags, and of how many calls were turned away', async () => {
  const row = await rowOf(lagging, '16:00', '16:08')
  const truth = await truthsOf(lagging, '16:08')
  expect(axisOf(row, 'seats')).toMatchObject({ headroom: 'tight', limit: { kind: 'nominal' } })
  expect(Math.abs((axisOf(row, 'seats')?.used?.value ?? 0) - truth('controlPlane.seats.used'))).toBeLessThan(
    8,
  )
  // It has grown by itself before anybody could have bought a tier.
  expect(row.advice).toMatchObject({ kind: 'burst', axis: 'seats', other: null })
  const grown = await rowOf(lagging, '16:11', '16:20')
  expect([grown.headroom, grown.advice.kind]).toEqual(['room', 'room'])
  const { lines } = await rig.ask('capacity.series', {
    ...{ scope: { clusters: [row.clusterId] }, window: { from: at('15:55'), to: at('16:22') } },
    measures: ['rejected'],
  })
  const turned = lines[0]?.parts.map(({ name, values }) => [
    name,
    Math.round(60 * values.reduce<number>((sum, value) => sum + (value ?? 0), 0)),
  ])
  const rejected = (await truthsOf(lagging, '16:22', '15:55'))('controlPlane.rejected')
  expect([rejected, turned]).toEqual([6_000, [['queue-full', rejected]]])
}, 300_000)

it('says since when a database has been full, by the first reading that shows it', async () => {
  await rig.moveTo({ now: at('18:30') })
  rig.read({ metrics: [filling] })
  const fullMs = (await truthsOf(filling, '18:00'))('database.reaches.100%')
  const since = new Date(Math.ceil(fullMs / 60_000) * 60_000)
  await rig.untilMetricsRead(filling, at('18:28'))
  let row: Row | undefined
  await rig.until(async () => {
    row = await rowOf(filling, '17:30', '18:29')
    return differs('forecast', row.forecast, { kind: 'reached', since })
  })
  expect(row).toMatchObject({
    worst: 'database',
    headroom: 'full',
    advice: { kind: 'move', axis: 'database' },
  })
  const size = axisOf(row as Row, 'database')?.latest?.value
  expect(size).toBe((await truthsOf(filling, '18:29'))('database.bytes'))
}, 300_000)
