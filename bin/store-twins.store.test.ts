// S12: twins that are alike but for the database of their control planes, Raft and AWS's journal, under one load. The
// product says, from metrics that Prometheus stored and from audit logs, how fast each is at each step, which of them
// falls behind and what it can do, and how far the other is from that: held against the ledger, against the published
// table of the two (`table`), and against a run of the published model, write after write, that is written here anew.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareDatabases, type DatabaseLoad, databaseLoadOf } from '../domain/capacity/database-load.ts'
import { type Answer, ScenarioRig } from './scenario-rig.ts'

type Twin = 'journal' | 'raft'
const twins: Readonly<Record<Twin, string>> = { raft: 'stage-search-usw2', journal: 'stage-social-usw2' }
const at = (time: string): string => `2026-01-18T${time}:00Z`
const ramp = { from: at('08:55'), to: at('09:40') }
const steps = [
  [600, '09:05'],
  [2_400, '09:15'],
  [8_500, '09:25'],
] as const

/**
 * Share of writes that take no longer than 15 ms, as published with the model; null: it falls behind. Of 8,500 between
 * what it has of 8,000 and of 8,800, 96 and 88 in a hundred.
 */
const table: Readonly<Record<Twin, readonly (number | null)[]>> = {
  raft: [0.75, 0.35, null],
  journal: [0.99, 0.99, 0.91],
}
/** Writes a second of one partition, and how many times as much five of them do with even shares. */
const published = { most: { raft: 2_734, journal: 9_086 }, gainOfFive: 4.93 } as const

const rangeOf = (value: number, part: number): [number, number] => [value * (1 - part), value * (1 + part)]
function expectWithin(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low)
  expect(value).toBeLessThanOrEqual(high)
}

/** Marsaglia's xorshift32, from one half open unit to normal draws by Box and Muller. */
function drawsFrom(seed: number) {
  let state = seed
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) + 0.5) / 4_294_967_296
  }
  const logNormal = (median: number, sigma: number): number =>
    median * Math.exp(sigma * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()))
  return { next, logNormal }
}

interface Run {
  readonly store: readonly number[]
  /** With the API server's own part. */
  readonly write: readonly number[]
  readonly perSecond: number
}

/** Milliseconds; Raft: a batch is what came while the last was written to two of three disks. Apply stands still at times. */
function runOf(twin: Twin, perSecond: number, partitions = 1, writes = 60_000): Run {
  const { next, logNormal } = drawsFrom(20_260_118)
  const free = Array.from({ length: partitions }, () => ({ committed: 0, applied: 0, began: -1 }))
  const done: { came: number; took: number }[] = []
  let came = 0
  let end = 0
  for (let n = 0; n < writes; n += 1) {
    came -= (1_000 * Math.log(next())) / perSecond
    const part = free[Math.floor(next() * partitions)] as (typeof free)[number]
    if (twin === 'journal') part.committed = Math.max(part.committed, came + logNormal(2.6, 0.35))
    else if (came > part.began) {
      part.began = Math.max(part.committed, came)
      const acks = [0, 0.9, 0.9].map((roundTrip) => roundTrip + logNormal(3.2, 0.55)).sort((a, b) => a - b)
      part.committed = part.began + (acks[1] as number)
    }
    const start = Math.max(part.applied, part.committed)
    const stalls = twin === 'raft' && start % 122 >= 100 ? 122 - (start % 122) : 0
    part.applied = start + stalls + (twin === 'raft' ? 0.3 : 0.11)
    end = Math.max(end, part.applied)
    done.push({ came, took: part.applied - came })
  }
  const store = done.slice(writes / 10).map(({ took }) => took)
  return {
    store,
    write: store.map((ms) => ms + logNormal(3.2, 0.55)),
    perSecond: (1_000 * writes) / end,
  }
}

const shareWithin = (tookMs: readonly number[], ms: number): number =>
  tookMs.filter((one) => one <= ms).length / tookMs.length

describe('the model, run anew', () => {
  it.each(['raft', 'journal'] as const)('%s comes to the published table', (twin) => {
    for (const [n, [load]] of steps.entries()) {
      const share = table[twin][n]
      if (share != null) expect(Math.abs(shareWithin(runOf(twin, load).write, 15) - share)).toBeLessThan(0.05)
    }
    expectWithin(runOf(twin, 30_000).perSecond, rangeOf(published.most[twin], 0.1))
  })

  it('five partitions do five times as much, nearly', () => {
    const gain = runOf('journal', 100_000, 5).perSecond / runOf('journal', 100_000).perSecond
    expectWithin(gain, rangeOf(published.gainOfFive, 0.05))
  })
})

let rig: ScenarioRig
beforeAll(async () => {
  rig = await ScenarioRig.open({
    // A little after the ramp: all of it is young enough to be read by the minute.
    simulator: { scenarios: ['S12'], startDay: 13 + (9 + 42 / 60) / 24 },
    ...{ readsOrganization: false, reads: [], metrics: Object.values(twins) },
  })
})
afterAll(() => rig?.close())

async function told(twin: Twin, to: string, from = to): Promise<(metric: string) => number> {
  const truths = await rig.truths({ cluster: twins[twin], from: at(from), to: at(to), scenario: 'S12' })
  return (metric) => {
    const found = truths.find((truth) => truth.metric === `store.${metric}`)
    if (found === undefined) throw new Error(`the ledger does not know ${metric} of ${twin}`)
    return found.value
  }
}

type Series = Answer<'capacity.series'>
const lineOf = ({ lines }: Series, measure: Series['lines'][number]['measure']) => {
  const line = lines.find((one) => one.measure === measure)
  if (line === undefined) throw new Error(`${measure} was not answered`)
  return line
}
const atMinute = (series: Series, values: readonly (number | null)[], time: string): number =>
  values[series.buckets.findIndex((bucket) => bucket.getTime() === Date.parse(at(time)))] ?? Number.NaN

async function seriesOf(twin: Twin): Promise<Series> {
  let series: Series | undefined
  await rig.until(async () => {
    series = await rig.ask('capacity.series', {
      ...{ scope: { clusters: [rig.idOf(twins[twin])] }, window: ramp },
      measures: ['databaseRequests', 'databaseInFlight', 'databaseWithin25Ms', 'requests', 'inflight'],
    })
    // Each measure is read for itself, and some may have been before the last of it came in.
    return (['databaseRequests', 'databaseInFlight', 'requests', 'inflight'] as const).flatMap((measure) => {
      const gaps = lineOf(series as Series, measure).total.filter((one) => one === null).length
      return gaps === 0 ? [] : [`${twin}: ${gaps} gaps in ${measure}`]
    })
  })
  return series as Series
}

const loads: Partial<Record<Twin, DatabaseLoad>> = {}

describe.each(['raft', 'journal'] as const)('of %s the product says', (twin) => {
  it('how much its database does at each step, how fast, and what waits there', async () => {
    const series = await seriesOf(twin)
    const [rate, held, fast] = [
      lineOf(series, 'databaseRequests').total,
      lineOf(series, 'databaseInFlight').total,
      lineOf(series, 'databaseWithin25Ms').total,
    ]
    for (const [n, [load, time]] of steps.entries()) {
      const truth = await told(twin, time)
      expect(truth('writesPerSecond')).toBe(load)
      const isBehind = table[twin][n] === null
      const done = isBehind ? truth('mostWritesPerSecond') : load
      expectWithin(atMinute(series, rate, time), rangeOf(done, 0.005))
      if (isBehind) {
        expect(atMinute(series, fast, time)).toBeLessThan(0.001)
        expectWithin(atMinute(series, held, time), rangeOf(truth('backlog'), 0.01))
      } else {
        const run = runOf(twin, load).store
        expect(Math.abs(atMinute(series, fast, time) - shareWithin(run, 25))).toBeLessThan(0.05)
        const mean = run.reduce((sum, ms) => sum + ms, 0) / run.length
        expectWithin(atMinute(series, held, time), rangeOf((load * mean) / 1_000, 0.1))
        expect(truth('backlog')).toBe(0)
      }
    }
    loads[twin] = databaseLoadOf(series)
  }, 120_000)

  it('how many writes were given up, by their code', async () => {
    const codes = lineOf(await seriesOf(twin), 'requests').parts
    const gaveUp = codes.find(({ name }) => name === '504')?.values ?? []
    const counted = Math.round(60 * gaveUp.reduce<number>((sum, value) => sum + (value ?? 0), 0))
    const truth = (await told(twin, '09:40', '08:55'))('gaveUp')
    expect(truth > 0).toBe(twin === 'raft')
    expect(Math.abs(counted - truth)).toBeLessThanOrEqual(1)
  })
})

it('which of them falls behind, since when, what it can do, and how much more the other did', async () => {
  const { raft, journal } = loads
  const most = (await told('raft', '09:25'))('mostWritesPerSecond')
  expect([raft?.kind, journal?.kind]).toEqual(['behind', 'kept-up'])
  if (raft?.kind !== 'behind' || journal?.kind !== 'kept-up') return
  expect(raft.since).toEqual(new Date(at('09:20')))
  // What still waited when the load ended was done at 09:31: scrapes tell it up to a quarter of a minute later.
  expect((await told('raft', '09:30'))('backlog')).toBeGreaterThan(0)
  expect((await told('raft', '09:31'))('backlog')).toBe(0)
  expectWithin(raft.until?.getTime() ?? 0, [Date.parse(at('09:31')), Date.parse(at('09:32'))])
  expectWithin(raft.carries, rangeOf(most, 0.01))
  expectWithin(raft.carries, rangeOf(published.most.raft, 0.1))
  expectWithin(raft.waiting, rangeOf((await told('raft', '09:29'))('backlog'), 0.01))
  expectWithin(raft.seconds, rangeOf(60, 0.01))
  // Nobody asked as much of the journal as it can do: the product says that it did so much, and no more.
  expectWithin(journal.most, rangeOf(8_500, 0.005))
  expect(journal.within25Ms).toBeGreaterThan(0.99)
  const comparison = compareDatabases(raft, journal)
  expect(comparison).toMatchObject({ more: 'other', isAtLeast: true })
  expectWithin(comparison?.factor ?? 0, rangeOf(8_500 / most, 0.01))
  const gain = published.most.journal / published.most.raft
  expect(comparison?.factor).toBeLessThanOrEqual(gain)
  expectWithin((await told('journal', '09:25'))('mostWritesPerSecond') / most, rangeOf(gain, 0.1))
})

it('that no other limit of either is near: another tier is not what would help', async () => {
  const { rows } = await rig.ask('capacity.controlPlanes', {
    ...{ scope: { clusters: Object.values(twins).map((name) => rig.idOf(name)) }, window: ramp },
  })
  expect(rows.map(({ standing, advice }) => [standing, advice.kind])).toEqual([
    ['room', 'room'],
    ['room', 'room'],
  ])
})

/** Of fifteen hundred writes from an instant on, how long each took as an audit log tells it. */
async function loggedMs(twin: Twin, load: number, time: string): Promise<readonly number[]> {
  const from = at(time)
  const to = new Date(Date.parse(from) + 1_500_000 / load).toISOString()
  const sent = { from, to, userAgent: 'write-load/v1.0.0', waitMs: 86_400_000 }
  const { events } = await rig.sendAudit(twins[twin], { form: 'webhook', ...sent })
  const asked = {
    scope: { clusters: [rig.idOf(twins[twin])] },
    window: { from, to: new Date(Date.parse(from) + 60_000).toISOString() },
  }
  await rig.until(async () => {
    const { total } = await rig.ask('traffic.topTalkers', { ...asked, groupBy: ['agent'] })
    return total.requests === events ? [] : [`${twin} at ${time}: ${total.requests} of ${events}`]
  })
  const tookMs: number[] = []
  let cursor: string | null | undefined
  do {
    const page = await rig.ask('traffic.requests', { ...asked, limit: 500, ...(cursor && { cursor }) })
    tookMs.push(...page.rows.map(({ latencyMs }) => latencyMs ?? Number.NaN))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(tookMs).toHaveLength(events)
  return tookMs
}

/** Metrics have bounds of 5 and 25 ms: how many writes take no more than 15 is told by audit logs alone. */
it('of single writes, by the audit log, how many took no longer than 15 ms at each step', async () => {
  const all = (['raft', 'journal'] as const).flatMap((twin) =>
    steps.map(async ([load, time], n) => {
      const share = shareWithin(await loggedMs(twin, load, time), 15)
      const wanted = table[twin][n]
      expect(Math.abs(share - (await told(twin, time))('within15ms'))).toBeLessThan(0.05)
      if (wanted == null) expect(share).toBe(0)
      else {
        expect(Math.abs(share - wanted)).toBeLessThanOrEqual(0.05)
        expect(Math.abs(share - shareWithin(runOf(twin, load).write, 15))).toBeLessThan(0.05)
      }
    }),
  )
  await Promise.all(all)
}, 120_000)
