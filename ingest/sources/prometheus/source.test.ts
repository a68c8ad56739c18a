// A metrics store that is read from the wire on: whose series become whose samples, what is asked and how often,
// history, restarts, and everything such a store may answer instead.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CollectionFailure } from '../../collection.ts'
import { StandInStore, say } from './stand-in.ts'
import { collectorOf, definitionOf, nowSeconds, Rig, run } from './test-rig.ts'

let store: StandInStore
let rig: Rig
beforeEach(async () => {
  store = await StandInStore.open()
  rig = new Rig()
})
afterEach(() => store.close())

const witness = 'apiserver_current_inflight_requests'
const seats = 'apiserver_flowcontrol_current_executing_seats'
const requests = 'apiserver_request_total'

function add(
  name: string,
  labels: Record<string, string>,
  at: (seconds: number) => number | string | undefined,
) {
  store.series.push({ labels: { __name__: name, job: 'apiserver', ...labels }, at })
}
const server = (cluster: string, n = 1) => ({ cluster, instance: `10.0.0.${n}:443` })
const alive = (cluster: string, n = 1) =>
  add(witness, { ...server(cluster, n), request_kind: 'readOnly' }, () => 3)
const minutes = (from: number, to: number, value: number | string) =>
  Array.from({ length: (to - from) / 60 + 1 }, (_, n) => `${from + 60 * n} ${value}`)

/** Reads until this holds, then stops. */
async function readUntil(holds: () => boolean, rest: object = {}, tuning: object = {}): Promise<void> {
  const running = run(rig, definitionOf(store, rest), tuning)
  const isOver = running.ended.then((error) => {
    throw error ?? new Error('stopped')
  })
  await Promise.race([vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 5 }), isOver])
  await running.stop()
}
const live = () => rig.completeAt !== undefined
/** Of the first round only. */
const noHistory = { historySeconds: 3_600 }

describe('what is told', () => {
  test('the last hour by minutes, each series of its cluster and server, others added up', async () => {
    for (const cluster of ['east', 'west']) alive(cluster)
    alive('east', 2)
    add(seats, { ...server('east'), priority_level: 'low', flow_schema: 'a' }, () => 5)
    add(seats, { ...server('east'), priority_level: 'low', flow_schema: 'b' }, () => 6)
    add(seats, { ...server('east', 2), priority_level: 'low', flow_schema: 'a' }, () => 7)
    add(seats, { ...server('north'), priority_level: 'low' }, () => 8)
    await readUntil(live, {}, noHistory)
    expect(rig.clusterIds).toEqual(['east', 'west'])
    const told = rig.told(seats, 'east', 'priority_level=low')
    const seen = [...minutes(-3_600, 0, 11), ...minutes(-3_600, 0, 7)].sort()
    expect([...told].sort()).toEqual(seen)
    expect(rig.told(seats, 'north')).toEqual([])
    expect(new Set([...rig.samples.values()].map(({ metric }) => metric))).toEqual(new Set([witness, seats]))
    expect(rig.completeAt).toEqual(new Date(nowSeconds * 1_000))
    expect(rig.troubles.size).toBe(0)
  })

  test('what has thousands of series is added up by the store: by code and verb, watches and most bounds left out', async () => {
    alive('east')
    for (const resource of ['pods', 'nodes']) {
      add(
        requests,
        { ...server('east'), code: '200', verb: 'LIST', resource },
        (at) => at - nowSeconds + 5_000,
      )
      for (const [le, verb] of [
        ['0.1', 'GET'],
        ['0.8', 'GET'],
        ['1.0', 'GET'],
        ['+Inf', 'GET'],
        ['0.1', 'WATCH'],
      ] as const)
        add('apiserver_request_duration_seconds_bucket', { ...server('east'), le, verb, resource }, () => 2)
    }
    const database = 'etcd_request_duration_seconds'
    for (const type of ['leases', 'pods']) {
      for (const le of ['0.025', '0.6', '+Inf'])
        add(`${database}_bucket`, { ...server('east'), le, operation: 'update', type }, () => 3)
      add(`${database}_count`, { ...server('east'), operation: 'update', type }, () => 5)
    }
    await readUntil(live, {}, noHistory)
    expect(rig.told(`${database}_count`, 'east', 'operation=update').at(-1)).toBe('0 10')
    expect(rig.told(requests, 'east', 'code=200', 'verb=LIST').at(-1)).toBe('0 10000')
    const bounds = [...rig.samples.values()]
      .filter(({ metric }) => metric.endsWith('_bucket'))
      .map(({ labels, value }) => `${labels.replace(/instance=\w+,/, '')} ${value}`)
    expect([...new Set(bounds)].sort()).toEqual([
      'le=+Inf,operation=update 6',
      'le=+Inf,verb=GET 4',
      'le=0.025,operation=update 6',
      'le=0.1,verb=GET 4',
      'le=1,verb=GET 4',
    ])
    const asked = store.questions.find(({ name }) => name === requests)?.query
    expect(asked).toMatch(/^sum by \(cluster, code, verb, instance, pod, /)
  })

  test('copies that two Prometheus of a pair hold count once', async () => {
    for (const replica of ['a', 'b']) {
      add(witness, { ...server('east'), request_kind: 'readOnly', prometheus_replica: replica }, () => 3)
      add(requests, { ...server('east'), code: '200', verb: 'GET', prometheus_replica: replica }, () => 9)
    }
    await readUntil(live, {}, noHistory)
    expect(rig.told(witness, 'east')).toEqual(minutes(-3_600, 0, 3))
    expect(rig.told(requests, 'east')).toEqual(minutes(-3_600, 0, 9))
  })

  test('older names where a cluster has no newer one, in one fleet', async () => {
    for (const cluster of ['old', 'new']) alive(cluster)
    add('etcd_db_total_size_in_bytes', server('old'), () => 7e9)
    add('apiserver_storage_size_bytes', server('new'), () => 8e9)
    add('apiserver_storage_db_total_size_in_bytes', server('new'), () => 9)
    await readUntil(live, {}, noHistory)
    expect(rig.told('apiserver_storage_size_bytes', 'old').at(-1)).toBe('0 7000000000')
    expect(rig.told('apiserver_storage_size_bytes', 'new').at(-1)).toBe('0 8000000000')
  })

  test('times without a sample, NaN and infinities are left out, never zero', async () => {
    alive('east')
    add(seats, { ...server('east'), priority_level: 'low' }, (at) => {
      const ago = at - nowSeconds
      if (ago < -240) return undefined
      return ago === -180 ? 'NaN' : ago === -120 ? '+Inf' : 0
    })
    await readUntil(live, {}, noHistory)
    expect(rig.told(seats, 'east')).toEqual(['-240 0', '-60 0', '0 0'])
  })

  test('one fixed cluster, matchers and a credential', async () => {
    add(witness, { instance: 'a', request_kind: 'readOnly', env: 'prod' }, () => 3)
    add(witness, { instance: 'a', request_kind: 'readOnly', env: 'test' }, () => 50)
    const { clusterLabel: _, clusterNames: __, ...rest } = definitionOf(store) as Record<string, unknown>
    const running = run(
      rig,
      { ...rest, cluster: 'only', credential: 'c', matchers: { env: 'prod' } } as never,
      noHistory,
    )
    await vi.waitFor(() => expect(rig.completeAt).toBeDefined())
    await running.stop()
    expect(rig.told(witness, 'only')).toEqual(minutes(-3_600, 0, 3))
    expect(new Set(store.questions.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer open-sesame']),
    )
  })
})

describe('whose it is', () => {
  test('values of the label that are no id, that are taken, or are two names of one, and series without it', async () => {
    for (const cluster of ['east', 'Prod EU', 'Not An Id', 'taken', 'east-too']) alive(cluster)
    add(witness, { instance: 'x', request_kind: 'readOnly' }, () => 1)
    const clusterNames = { 'Prod EU': 'prod.eu-west-1.111122223333', 'east-too': 'east' }
    await readUntil(live, { clusterNames }, noHistory)
    expect(rig.clusterIds).toEqual(['east', 'prod.eu-west-1.111122223333'])
    expect(rig.told(witness, 'prod.eu-west-1.111122223333')).toHaveLength(61)
    expect(Object.fromEntries([...rig.troubles].map(([subject, { says }]) => [subject, says]))).toEqual({
      'cluster Not An Id': expect.stringContaining('no id of a cluster'),
      'cluster taken': expect.stringContaining('belongs to another'),
      'cluster east-too': expect.stringContaining('another value of the label'),
      'label cluster': expect.stringContaining(
        '1 series of apiserver_current_inflight_requests bear no label cluster',
      ),
    })
  })

  test('a store without such series says so, and is not complete', async () => {
    await readUntil(() => rig.troubles.size > 0, {}, noHistory)
    expect(rig.troubles.get('label cluster')?.says).toContain('it holds no series')
    expect(rig.completeAt).toBeUndefined()
  })
})

describe('history', () => {
  test('is read backwards by five minutes, and a start goes on where the last one ended', async () => {
    alive('east')
    const oldest = () => Number(rig.told(witness, 'east')[0]?.split(' ')[0])
    await readUntil(() => oldest() <= -3 * 3_600)
    await readUntil(() => oldest() === -6 * 3_600)
    const told = rig.told(witness, 'east')
    const past = Array.from({ length: 60 }, (_, n) => `${-6 * 3_600 + 300 * n} 3`)
    expect(told).toEqual([...past, ...minutes(-3_600, 0, 3)])
    for (const { start, end, step } of store.questions) {
      expect(start % step).toBe(0)
      expect((end - start) / step).toBeLessThan(11_000)
    }
  })

  test('what was missed while nobody read is read in order, then live again', async () => {
    alive('east')
    await readUntil(live, {}, noHistory)
    rig.nowSeconds += 3 * 3_600
    rig.completeAt = undefined
    await readUntil(live, {}, { historySeconds: 86_400 })
    const told = rig.told(witness, 'east').map((line) => Number(line.split(' ')[0]))
    const gaps = told.slice(1).map((at, n) => at - (told[n] as number))
    expect(Math.max(...gaps)).toBe(300)
    expect(told.at(-1)).toBe(3 * 3_600)
    expect(told.filter((at) => at > 2 * 3_600)).toHaveLength(60)
  })
})

describe('what it answers instead', () => {
  const once = (name: string, body: object | string, status = 200, times = 1) => {
    let left = times
    store.fault = (question, res) => {
      if (question.name !== name || left <= 0) return false
      left -= 1
      say(res, status, body)
      return true
    }
  }

  test.each([
    [
      'warnings',
      { status: 'success', warnings: ['store x is away'], data: { resultType: 'matrix', result: [] } },
    ],
    ['isPartial', { status: 'success', isPartial: true, data: { resultType: 'matrix', result: [] } }],
  ])('a partial answer (%s) is told, not kept, and asked again', async (_, body) => {
    alive('east')
    add(seats, { ...server('east'), priority_level: 'low' }, () => 5)
    once(seats, body)
    await readUntil(live, {}, noHistory)
    expect(rig.everTold).toContain(`unreachable ${seats}`)
    expect(rig.told(seats, 'east')).toEqual(minutes(-3_600, 0, 5))
    expect(rig.troubles.size).toBe(0)
  })

  test('what says that a server was read is not kept while another metric is told in part: that would stand at zero', async () => {
    const nominal = 'apiserver_flowcontrol_nominal_limit_seats'
    alive('east')
    add(nominal, { ...server('east'), priority_level: 'low' }, () => 5)
    const partial = { status: 'success', isPartial: true, data: { resultType: 'matrix', result: [] } }
    once(requests, partial, 200, Number.POSITIVE_INFINITY)
    // Told again: a whole round went by.
    const rounds = () => rig.everTold.filter((told) => told === `unreachable ${requests}`).length
    await readUntil(() => rounds() > 1, {}, noHistory)
    expect([rig.told(witness, 'east'), rig.told(nominal, 'east')]).toEqual([[], []])
    store.fault = () => false
    await readUntil(live, {}, noHistory)
    expect(rig.told(nominal, 'east')).toEqual(minutes(-3_600, 0, 5))
  })

  test('one metric that it will not evaluate: told, the others go on', async () => {
    alive('east')
    add(seats, { ...server('east'), priority_level: 'low' }, () => 5)
    once(requests, { status: 'error', errorType: 'bad_data', error: 'sum is not offered' }, 400, 99)
    await readUntil(live, {}, noHistory)
    expect(rig.troubles.get(requests)?.says).toContain('bad_data: sum is not offered')
    expect(rig.told(seats, 'east')).toHaveLength(61)
    // Else it would stand at zero: its servers were read.
    expect(rig.told(witness, 'east')).toHaveLength(61)
    expect(rig.told('periplus_refused_metric', 'east', `name=${requests}`)).toEqual(minutes(-3_600, 0, 1))
    expect(rig.told('periplus_refused_metric', 'east')).toHaveLength(61)
  })

  test.each([
    [
      'Prometheus',
      'execution',
      'query processing would load too many samples into memory in query execution',
    ],
    [
      'Mimir',
      'execution',
      'the query exceeded the maximum number of chunks (err-mimir-max-chunks-per-query)',
    ],
    ['VictoriaMetrics', '422', 'the number of matching timeseries exceeds 30000'],
  ])('a question beyond a limit of %s is asked in halves', async (_, errorType, error) => {
    for (const cluster of ['a', 'b']) alive(cluster)
    for (const cluster of ['a', 'b']) add(requests, { ...server(cluster), code: '200', verb: 'GET' }, () => 9)
    store.fault = ({ name, query, start, end }, res) => {
      if (name !== requests || (!query.includes('a|b') && end - start <= 1_800)) return false
      say(res, 422, { status: 'error', errorType, error })
      return true
    }
    await readUntil(live, {}, noHistory)
    expect(['a', 'b'].map((cluster) => rig.told(requests, cluster))).toEqual([
      minutes(-3_600, 0, 9),
      minutes(-3_600, 0, 9),
    ])
    expect([rig.troubles.size, rig.told('periplus_refused_metric', 'a')]).toEqual([0, []])
  })

  test('a time-out of the store is tried again', async () => {
    alive('east')
    once(witness, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 503, 2)
    await readUntil(live, {}, noHistory)
    expect(rig.told(witness, 'east')).toHaveLength(61)
  })

  test('too large an answer is asked in halves', async () => {
    for (const cluster of ['a', 'b', 'c']) alive(cluster)
    for (const cluster of ['a', 'b', 'c'])
      add(seats, { ...server(cluster), priority_level: 'low' }, () => 1_234_567_890)
    await readUntil(live, {}, { ...noHistory, mostBytes: 2_200 })
    expect(['a', 'b', 'c'].map((cluster) => rig.told(seats, cluster).length)).toEqual([61, 61, 61])
    expect(rig.troubles.size).toBe(0)
  })

  test.each([
    [
      'a sign-in page',
      200,
      '<html><title>Sign in</title>',
      'configuration',
      'no JSON of the Prometheus HTTP API',
    ],
    ['other JSON', 200, { data: 1 }, 'configuration', 'no JSON of the Prometheus HTTP API'],
    ['401', 401, 'who are you', 'unauthorized', '401'],
    ['403', 403, 'no', 'forbidden', '403'],
    ['500 that stays', 500, 'broken', 'unreachable', '500 broken'],
    ['a redirect', 302, '', 'configuration', '302'],
  ] as const)('%s ends this try, in words', async (_, status, body, kind, says) => {
    store.fault = (_question, res) => {
      say(res, status, body)
      return true
    }
    const error = (await run(rig, definitionOf(store)).ended) as CollectionFailure
    expect(error).toBeInstanceOf(CollectionFailure)
    expect(error.trouble).toMatchObject({ kind, says: expect.stringContaining(says) })
    expect(rig.samples.size).toBe(0)
  })

  test('a body that never ends, and silence', async () => {
    store.fault = (_question, res) => {
      res.writeHead(200, { 'Content-Type': 'application/json' })
      const more = () => {
        while (!res.destroyed && res.write('x'.repeat(65_536)));
      }
      res.on('drain', more)
      more()
      return true
    }
    const endless = (await run(rig, definitionOf(store), { mostBytes: 1 << 20 }).ended) as CollectionFailure
    expect(endless.trouble.says).toContain('larger than 1 MiB')
    store.fault = () => true
    const silent = (await run(rig, definitionOf(store), { answerMs: 50 }).ended) as CollectionFailure
    expect(silent.trouble).toMatchObject({ kind: 'unreachable' })
  })
})

test('a test of it says what each metric has by the clock it is given, and stores nothing', async () => {
  alive('east')
  const definition = definitionOf(store)
  const { checks } = await collectorOf().test(definition, AbortSignal.timeout(10_000))
  expect(checks.every(({ ok }) => ok)).toBe(true)
  expect(checks.find(({ what }) => what === witness)?.says).toBe('1 series')
  expect(checks.find(({ what }) => what === seats)?.says).toContain('No series')
  expect(new Set(store.questions.map(({ end }) => end))).toEqual(new Set([nowSeconds]))
  expect(rig.samples.size).toBe(0)
  store.series.length = 0
  const empty = await collectorOf().test(definition, AbortSignal.timeout(10_000))
  expect(empty.checks.at(-1)).toMatchObject({ what: 'series', ok: false })
  store.fault = (_question, res) => {
    say(res, 403, 'no')
    return true
  }
  const refused = await collectorOf().test(definition, AbortSignal.timeout(10_000))
  expect(refused.checks).toMatchObject([{ what: 'query_range', ok: false }])
})
