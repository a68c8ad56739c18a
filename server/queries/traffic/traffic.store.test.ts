// The three traffic questions against a count of a real API server's audit lines that reads nothing but
// the lines: a few expressions over JSON.parse, not our normaliser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSealer } from '../../../db/events/write/seals.ts'
import type { TestStores } from '../../../db/store-tests/stores.ts'
import { type TalkerDimension, type TalkerKey, talkerMeasures } from '../../../domain/model/talker.ts'
import type { QueryContext } from '../../context.ts'
import { requests, requestsInput } from './requests.ts'
import { series, seriesInput } from './series.ts'
import { topTalkers, topTalkersInput } from './top-talkers.ts'
import {
  clusters,
  completed,
  dayWindow,
  demo,
  isLong,
  type Line,
  named,
  openTrafficRig,
  tally,
  took,
  windows,
} from './traffic-rig.ts'

let ctx: QueryContext
let stores: TestStores
beforeAll(async () => {
  ;({ ctx, stores } = await openTrafficRig())
})
afterAll(() => stores.close())

const ask = (input: object) => topTalkers(ctx, topTalkersInput.parse({ window: dayWindow, ...input }))

describe('topTalkers', () => {
  test.each(Object.keys(named) as TalkerDimension[])(
    'by %s equals the count of the lines',
    async (dimension) => {
      const answer = await ask({ scope: demo, groupBy: [dimension], rankBy: 'requests', limit: 500 })
      const counts = Object.fromEntries(answer.rows.map((row) => [row.key[dimension], row.requests]))
      expect(counts).toEqual(tally(completed, named[dimension] as (line: Line) => string))
      expect(answer.total.requests).toBe(completed.length)
      expect(answer.rows.map((row) => row.requests)).toEqual(
        answer.rows.map((row) => row.requests).toSorted((a, b) => b - a),
      )
    },
  )

  test('resources carry their subresource', async () => {
    const answer = await ask({ scope: demo, groupBy: ['resource'], limit: 500 })
    const counts = Object.fromEntries(answer.rows.map((row) => [row.key.resource, row.requests]))
    const resources = completed.filter((line) => line.objectRef)
    const expected = tally(resources, ({ objectRef }) =>
      objectRef?.subresource ? `${objectRef.resource}/${objectRef.subresource}` : (objectRef?.resource ?? ''),
    )
    expect(counts).toMatchObject(expected)
  })

  test('measures are the sums of the lines; quantiles are within a class of the truth', async () => {
    const { rows, total } = await ask({ scope: demo, groupBy: ['cluster'] })
    const timed = completed
      .filter((line) => !isLong(line))
      .map(took)
      .toSorted((a, b) => a - b)
    expect(total.latencySecondsSum).toBeCloseTo(timed.reduce((sum, us) => sum + us, 0) / 1e6, 9)
    expect(total.aborted).toBe(
      completed.filter((line) => line.responseStatus?.message === 'Connection closed early').length,
    )
    expect(total.errors).toBe(
      completed.filter((line) => (line.responseStatus?.code ?? 0) >= 400 && line.responseStatus?.code !== 429)
        .length,
    )
    for (const [quantile, answered] of [
      [0.5, rows[0]?.latencyMsP50],
      [0.99, rows[0]?.latencyMsP99],
    ] as const) {
      const truth = (timed[Math.ceil(quantile * timed.length) - 1] ?? 0) / 1_000
      expect(Math.abs((answered ?? 0) / truth - 1)).toBeLessThan(0.1)
    }
  })

  test('each row of a page has the quantiles of its own lines, with and without the cluster apart', async () => {
    const timedOf = (key: TalkerKey) =>
      completed
        .filter((line) => !isLong(line) && line.verb === key.verb)
        .filter((line) => (line.objectRef?.namespace ?? '') === key.namespace)
        .filter((line) => String(line.responseStatus?.code ?? 0) === key.code)
        .map(took)
        .toSorted((a, b) => a - b)
    for (const groupBy of [
      ['verb', 'namespace', 'code'],
      ['verb', 'namespace', 'code', 'cluster'],
    ]) {
      const { rows } = await ask({ groupBy, limit: 500 })
      expect(rows.length).toBeGreaterThan(8)
      for (const { key, latencyMsP50 } of rows) {
        const own = timedOf(key)
        const truth = own.length === 0 ? null : (own[Math.ceil(own.length / 2) - 1] ?? 0) / 1_000
        if (truth === null) expect(latencyMsP50).toBeNull()
        else expect(Math.abs((latencyMsP50 ?? 0) / truth - 1)).toBeLessThan(0.1)
      }
    }
  })

  test('rows + other = total for every measure, and pages hold each key once', async () => {
    const groupBy = ['userAgent', 'verb', 'resource', 'code']
    const all = await ask({ groupBy, limit: 500 })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await ask({ groupBy, limit: 7, ...(cursor === null ? {} : { cursor }) })
      for (const measure of talkerMeasures) {
        const sum = page.rows.reduce((left, row) => left + row[measure], 0)
        expect(sum + page.other[measure]).toBeCloseTo(page.total[measure], 6)
        expect(page.total[measure]).toBeCloseTo(all.total[measure], 6)
      }
      expect(page.rows.length + page.other.keys).toBe(page.total.keys)
      seen.push(...page.rows.map((row) => JSON.stringify(row.key)))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(all.rows.map((row) => JSON.stringify(row.key)))
    expect(new Set(seen).size).toBe(all.total.keys)
  })

  test('answers are the same before and after every seal, at every grain', async () => {
    const input = { groupBy: ['user', 'verb', 'cluster'], limit: 500 }
    const answers = async () =>
      Promise.all(
        Object.entries(windows).map(async ([grain, window]) => {
          const answer = await ask({ ...input, window })
          expect(answer.window.grain).toBe(grain)
          return { rows: answer.rows, total: answer.total }
        }),
      )
    const before = await answers()
    const sealer = createSealer(stores.events, async () => undefined)
    for (const grain of ['minute', 'hour', 'day'] as const) {
      const { sealed } = await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })
      expect(sealed).toBeGreaterThan(0)
      expect(await answers()).toEqual(before)
    }
  })

  test('scope and filter narrow; a filter of one cluster equals a scope of it', async () => {
    const all = await ask({ groupBy: ['verb'] })
    const scoped = await ask({ scope: demo, groupBy: ['verb'] })
    const filtered = await ask({ where: { cluster: ['demo'] }, groupBy: ['verb'] })
    expect(all.total.requests).toBe(2 * scoped.total.requests)
    expect(filtered.total).toEqual(scoped.total)
    const gets = await ask({ scope: demo, where: { verb: ['get'], code: ['200'] }, groupBy: ['user'] })
    const expected = completed.filter((line) => line.verb === 'get' && line.responseStatus?.code === 200)
    expect(gets.total.requests).toBe(expected.length)
    const inRegion = await ask({ scope: { regions: ['eu-west-1'] }, groupBy: ['verb'] })
    expect(inRegion.total.requests).toBe(all.total.requests)
    const elsewhere = await ask({ scope: { regions: ['us-east-1'] }, groupBy: ['verb'] })
    expect(elsewhere.total.requests).toBe(0)
    const namespace = completed.find((line) => line.objectRef?.namespace)?.objectRef?.namespace ?? ''
    const inNamespace = await ask({ scope: { ...demo, namespaces: [namespace] }, groupBy: ['verb'] })
    expect(inNamespace.total.requests).toBe(
      completed.filter((line) => line.objectRef?.namespace === namespace).length,
    )
  })

  test('freshness says how old it is, an empty window is empty and not wrong', async () => {
    const { freshness } = await ask({ groupBy: ['verb'] })
    expect(freshness.clustersTotal).toBe(2)
    expect(freshness.clustersCovered).toBe(0)
    expect(freshness.stale.map((cluster) => cluster.clusterId).toSorted()).toEqual(clusters)
    const empty = await ask({
      groupBy: ['verb'],
      window: { from: '2026-11-20T00:00:00Z', to: '2026-11-20T01:00:00Z' },
    })
    expect(empty.rows).toEqual([])
    expect(empty.total.requests).toBe(0)
    expect(empty.freshness.asOf).not.toBeNull()
  })

  test('labels and owners that no cluster has leave nothing, not everything', async () => {
    for (const scope of [{ labels: { team: ['a'] } }, { owners: ['somebody'] }]) {
      expect((await ask({ scope, groupBy: ['verb'] })).total.requests).toBe(0)
    }
    expect((await ask({ scope: { owners: ['unowned'] }, groupBy: ['verb'] })).total.requests).toBeGreaterThan(
      0,
    )
  })

  test('unknown keys and repeated dimensions are refused', async () => {
    for (const bad of [
      { groupBy: [] },
      { groupBy: ['verb', 'verb'] },
      { groupBy: ['verb'], extra: 1 },
      { groupBy: ['pod'] },
    ]) {
      expect(topTalkersInput.safeParse({ window: dayWindow, ...bad }).success).toBe(false)
    }
  })
})

describe('series', () => {
  test('parts and other add up to the total, which adds up to the ranking; unwatched time is a gap', async () => {
    const answer = await series(
      ctx,
      seriesInput.parse({ scope: demo, window: windows.minute, groupBy: ['resource'], top: 3 }),
    )
    expect(answer.series).toHaveLength(3)
    expect(answer.buckets).toHaveLength(240)
    answer.total.forEach((total, at) => {
      if (answer.covered[at] === 0) {
        expect(total).toBeNull()
        expect(answer.other[at]).toBeNull()
        expect(answer.series.every((row) => row.values[at] === null)).toBe(true)
      } else {
        const parts = answer.series.reduce((sum, row) => sum + (row.values[at] ?? 0), 0)
        expect(parts + (answer.other[at] ?? 0)).toBe(total)
      }
    })
    expect(answer.total.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBe(completed.length)
    expect(answer.covered.filter((count) => count === 0).length).toBeGreaterThan(200)
  })
})

describe('requests', () => {
  test.each([1, 7, 500])('pages of %i list every request once, newest first', async (limit) => {
    const lines = completed
      .slice(0, 0)
      .concat(completed)
      .filter((line) => limit > 1 || line.verb === 'list')
    const where = limit > 1 ? {} : { verb: ['list'] }
    const seen: { id: string; at: number }[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof requests>> = await requests(
        ctx,
        requestsInput.parse({ scope: demo, window: dayWindow, where, limit, ...(cursor ? { cursor } : {}) }),
      )
      seen.push(...page.rows.map((row) => ({ id: row.auditId, at: row.at.getTime() })))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen.map(({ id }) => id).toSorted()).toEqual(lines.map((line) => line.auditID).toSorted())
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => b - a))
  })

  test('a request says what its line said', async () => {
    const line =
      completed.find((each) => each.objectRef?.namespace && each.requestURI.includes('?')) ?? completed[0]
    const { rows } = await requests(ctx, requestsInput.parse({ scope: demo, window: dayWindow, limit: 500 }))
    const row = rows.find((each) => each.auditId === line?.auditID)
    expect(row).toMatchObject({
      clusterId: 'demo',
      verb: line?.verb,
      uri: line?.requestURI,
      user: line?.user.username,
      code: line?.responseStatus?.code,
      stage: 'ResponseComplete',
    })
  })

  test('a cursor of somewhere else is refused in words', async () => {
    const bad = requestsInput.parse({ window: dayWindow, cursor: 'bm9uc2Vuc2U' })
    await expect(requests(ctx, bad)).rejects.toMatchObject({ code: 'Invalid' })
  })
})
