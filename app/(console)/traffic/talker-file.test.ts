import { describe, expect, it } from 'vitest'
import { fileText } from '../../../components/format/table-file.ts'
import { unowned } from '../../../domain/model/owner.ts'
import type { TalkerKey, TalkerMeasures, TalkerRow, TopTalkers } from '../../../domain/model/talker.ts'
import { mostFileRows, readAllTalkers } from './all-talkers.ts'
import { measureColumns } from './talker-columns.ts'
import { type TalkerFileInput, talkerFile } from './talker-file.ts'

const from = new Date('2026-03-09T01:00:00Z')
const to = new Date('2026-03-09T01:01:40Z')

const measures = (requests: number): TalkerMeasures => ({
  requests,
  throttled: 0,
  disruptionBlocked: 0,
  errors: 1,
  aborted: 0,
  longRunning: 0,
  latencySecondsSum: requests / 4,
  seatSecondsEstimated: 50,
})

const row = (key: TalkerKey, requests: number): TalkerRow => ({
  ...measures(requests),
  key,
  share: 0,
  latencyMsP50: 1.25,
  latencyMsP99: null,
  firstSeenAt: from,
  lastSeenAt: to,
  owner: unowned,
})

const sumOf = (rows: readonly TalkerMeasures[], of: keyof TalkerMeasures) =>
  rows.reduce((sum, one) => sum + one[of], 0)

function answer(rows: readonly TalkerRow[], keys = rows.length): TopTalkers {
  const total = {
    ...measures(0),
    requests: sumOf(rows, 'requests'),
    errors: sumOf(rows, 'errors'),
    latencySecondsSum: sumOf(rows, 'latencySecondsSum'),
    seatSecondsEstimated: sumOf(rows, 'seatSecondsEstimated'),
    keys,
  }
  return {
    window: { from, to, grain: 'minute' },
    freshness: { asOf: to, clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false },
    rows,
    other: { ...measures(0), keys: 0 },
    total,
    nextCursor: null,
  }
}

const three = answer([
  row({ userAgent: '=evil()', verb: 'list' }, 60),
  row({ userAgent: 'kubelet', verb: '' }, 30),
  row({ userAgent: 'kubectl', verb: 'get' }, 10),
])

const file = (more: Partial<TalkerFileInput> = {}) =>
  talkerFile({
    answer: three,
    question: { window: { from: from.toISOString(), to: to.toISOString() }, where: { code: ['200'] } },
    groupBy: ['userAgent', 'verb'],
    rankBy: 'requests',
    find: '',
    mostly: ({ userAgent }) => (userAgent === 'kubelet' ? 'PATCH nodes' : null),
    owner: ({ userAgent }) => (userAgent === 'kubectl' ? 'Platform' : null),
    compared: null,
    link: 'http://127.0.0.1:3000/traffic?from=a&to=b',
    readAt: to,
    changed: false,
    ...more,
  })

const lines = (more: Partial<TalkerFileInput> = {}) => fileText(file(more), 'csv').trimEnd().split('\r\n')

describe('the table as a file', () => {
  it('has the columns of the screen in its order, with units', () => {
    expect(lines()[0]).toBe(
      '#,Client,Verb,"Share (of requests, 0 to 1)",Requests,Req/s (per second),Mostly,Owner,Errors,429,p50 (ms),p99 (ms),' +
        'Time sum (s),Seats est. (mean seats),First seen (UTC),Last seen (UTC)',
    )
    const shown = file().columns.map(({ label }) => label)
    for (const { label } of measureColumns) expect(shown).toContain(label)
  })

  it('has the rows in their order, in full, disarmed, with the total below', () => {
    expect(lines().slice(1)).toEqual([
      "1,'=evil(),list,0.6,60,0.6,,,1,0,1.25,,15,0.5,2026-03-09T01:00:00.000Z,2026-03-09T01:01:40.000Z",
      '2,kubelet,,0.3,30,0.3,PATCH nodes,,1,0,1.25,,7.5,0.5,2026-03-09T01:00:00.000Z,2026-03-09T01:01:40.000Z',
      '3,kubectl,get,0.1,10,0.1,,Platform,1,0,1.25,,2.5,0.5,2026-03-09T01:00:00.000Z,2026-03-09T01:01:40.000Z',
      ',Total,,1,100,1,,,3,0,,,25,1.5,,',
    ])
  })

  it('has the other window of each row beside it, when there is one', () => {
    const { window, rows } = three
    const other = { ...measures(0), requests: 20 }
    const watched = { buckets: 1, of: 2, clusters: 1 }
    const row = { key: rows[0]?.key ?? {}, now: measures(60), before: other, place: 1, placeBefore: 2 }
    const compared = { window, against: window, rows: [row], gone: [], newKeys: 2, goneKeys: 0 }
    const both = { requests: { now: 100, before: 20 }, watched: { now: watched, before: watched } }
    const { columns, rows: lines } = file({ compared: { ...compared, ...both } })
    const at = columns.findIndex(({ id }) => id === 'before')
    expect(lines.map((line) => line.slice(at, at + 3))).toEqual([
      [20, 2, 2],
      ...[0, 0].map(() => [null, null, null]),
    ])
  })

  it('keeps only what the find field keeps, with its place, and adds up to the total', () => {
    const found = lines({ find: ' KUBE ' })
    expect(found.slice(1).map((line) => line.split(',').slice(0, 5))).toEqual([
      ['2', 'kubelet', '', '0.3', '30'],
      ['3', 'kubectl', 'get', '0.1', '10'],
      ['', 'Other', '', '0.6', '60'],
      ['', 'Total', '', '1', '100'],
    ])
  })

  it('says in its head of what, when and how fresh it is, and whether it was cut', () => {
    const head = JSON.parse(
      fileText(file({ answer: { ...three, total: { ...three.total, keys: 9 } } }), 'json'),
    )
    expect(head).toMatchObject({
      what: 'Top talkers',
      source: 'Audit log',
      window: { from: from.toISOString(), to: to.toISOString(), grain: 'minute' },
      scope: { clusters: 'all' },
      filters: { code: ['200'] },
      groupBy: ['userAgent', 'verb'],
      rankBy: 'requests',
      freshness: { clustersCovered: 1, clustersTotal: 1 },
      cut: { rowsRead: 3, of: 9 },
    })
    expect(JSON.parse(fileText(file(), 'json')).cut).toBeNull()
    expect(head.rows[0]).toMatchObject({
      place: 1,
      userAgent: '=evil()',
      verb: 'list',
      requests: 60,
      p99: null,
    })
  })

  it.each([
    ['latency', 15 / 25],
    ['errors', 1 / 3],
    ['throttled', 0],
  ] as const)('shares are of the ranked measure: %s', (rankBy, share) => {
    expect(file({ rankBy }).rows[0]?.[3]).toBe(share)
  })
})

describe('reading all pages', () => {
  const page = (offset: number, size: number, keys: number): TopTalkers => {
    const rows = Array.from({ length: Math.min(size, keys - offset) }, (_, at) =>
      row({ userAgent: `${offset + at}` }, 1),
    )
    return {
      ...answer(rows),
      total: { ...measures(keys), keys },
      nextCursor: offset + size < keys ? String(offset + size) : null,
    }
  }
  const readAll = async (keys: number, size = 500, later = keys) => {
    const told: string[] = []
    const read = async (cursor: string | undefined) =>
      page(Number(cursor ?? 0), size, cursor === undefined ? keys : later)
    const all = await readAllTalkers(read, (rows, of) => told.push(`${rows}/${of}`))
    return { ...all, told }
  }

  it('goes on to the last page and tells how far it is', async () => {
    const { answer: all, told, changed } = await readAll(1_200)
    expect(all.rows.map(({ key }) => key.userAgent)).toEqual(
      Array.from({ length: 1_200 }, (_, at) => String(at)),
    )
    expect([told, changed]).toEqual([['500/1200', '1000/1200', '1200/1200'], false])
  })

  it('stops at the most rows a file holds', async () => {
    const { answer: all } = await readAll(mostFileRows + 700)
    expect(all.rows).toHaveLength(mostFileRows)
    expect(all.total.keys).toBe(mostFileRows + 700)
  })

  it('says when the totals moved meanwhile, and takes the newer ones', async () => {
    const { answer: all, changed } = await readAll(800, 500, 801)
    expect([all.total.keys, changed]).toEqual([801, true])
    expect((await readAll(300)).changed).toBe(false)
  })
})
