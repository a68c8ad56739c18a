// The language of Logs Insights over events made by hand: what each command makes of them, what is refused by which
// word, and that events told together come to what they come to one by one.
import { describe, expect, it } from 'vitest'
import { type Command, parseQuery } from './query-parser.ts'
import { isByClass, QueryRun } from './query-run.ts'
import type { Value, Weighted } from './query-values.ts'
import { MalformedQuery } from './query-words.ts'

const startMs = Date.UTC(2026, 0, 19)

const event = (ms: number, fields: Readonly<Record<string, Value>>, weight = 1): Weighted => ({
  weight,
  over: (what, field) =>
    weight === 1 || field !== '@timestamp' || what === 'sum'
      ? undefined
      : startMs + (what === 'least' ? ms : ms + weight - 1),
  get: (name) => (name === '@timestamp' ? startMs + ms : fields[name]),
})

const events = [
  event(0, { verb: 'list', code: 200, agent: 'kubectl/v1.32', took: '0.5', '@logStream': 'audit-1' }),
  event(1_000, { verb: 'list', code: 429, agent: 'policy-agent/v2', '@logStream': 'audit-1' }),
  event(3_600_000, { verb: 'get', code: 200, agent: 'kubectl/v1.33', took: '1.5', '@logStream': 'audit-1' }),
  event(3_601_000, { verb: 'get', code: 404, agent: 'Kubectl/v1', took: '2', '@logStream': 'other' }),
]

function told(query: string, from: readonly Weighted[] = events): Record<string, string>[] {
  const run = new QueryRun(parseQuery(query), 10_000)
  for (const one of from) run.add(one)
  return [...run.results()].map((row) =>
    Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value])),
  )
}

describe('a query', () => {
  it.each([
    ['filter code = 200', 2],
    ['filter code = "200" and verb = "get"', 1],
    ['filter verb like "is" or code > 400', 3],
    ['filter agent like /^kubectl/', 2],
    ['filter agent like /(?i)^kubectl/', 3],
    ['filter @logStream ~= "audit-"', 3],
    ['filter agent =~ /agent|v1$/', 2],
    ['filter not (verb = "list")', 2],
    ['filter agent not like "kube"', 2],
    ['filter code in [200, 404]', 3],
    ['filter code not in [200, 404]', 1],
    ['filter ispresent(took) and took * 2 >= 3', 2],
    ['filter took - 0.5 = 0', 1],
    ['filter nothing = 1', 0],
    ['filter coalesce(took, "none") = "none"', 1],
    ['filter strcontains(agent, "kubectl")', 2],
    ['# a remark\nfilter code != 200', 2],
  ])('%s: keeps %i events', (query, count) => {
    expect(told(query)).toHaveLength(count)
  })

  it.each<[string, Record<string, string>[]]>([
    ['stats count(*) as n', [{ n: '4' }]],
    ['filter code = 1 | stats count(*) as n', [{ n: '0' }]],
    ['filter code = 1 | stats count(*) as n by verb', []],
    [
      'stats count(*), sum(took) as t, avg(took) as a by verb | sort verb desc',
      [
        { verb: 'list', 'count(*)': '2', t: '0.5', a: '0.5' },
        { verb: 'get', 'count(*)': '2', t: '3.5', a: '1.75' },
      ],
    ],
    [
      'stats count(took) as n, count_distinct(verb) as v by bin(1h)',
      [
        { 'bin(1h)': '2026-01-19 00:00:00.000', n: '1', v: '1' },
        { 'bin(1h)': '2026-01-19 01:00:00.000', n: '2', v: '1' },
      ],
    ],
    [
      'stats min(@timestamp) as a, max(@timestamp) as z',
      [{ a: String(startMs), z: String(startMs + 3_601_000) }],
    ],
    [
      'parse agent /(?<name>[^\\/]+)\\/v(?<v>\\d)/ | stats count(*) as n by name | filter n > 1 | limit 3',
      [{ name: 'kubectl', n: '2' }],
    ],
    ['parse agent "*/v*" as name, v | filter v = "2" | display name', [{ name: 'policy-agent' }]],
    [
      'fields code / 100 as hundreds | filter hundreds >= 4 | stats count(*) as n by hundreds | sort n, hundreds desc',
      [
        { hundreds: '4.29', n: '1' },
        { hundreds: '4.04', n: '1' },
      ],
    ],
    ['fields `verb`, @timestamp | limit 1', [{ verb: 'get', '@timestamp': '2026-01-19 01:00:01.000' }]],
  ])('%s', (query, rows) => {
    expect(told(query)).toEqual(rows)
  })

  it.each([
    ['dedup verb', 'dedup'],
    ['stats pct(took, 99) by verb', 'pct'],
    ['filter jsonParse(a) = 1', 'jsonParse'],
    ['filter code ==200', '='],
    ['filter code = 200 stats', 'stats'],
    ['limit 100001', '100001'],
    ['stats count(*) by bin(5x)', '5x'],
    ['filter a like /(/', '('],
    ['filter (code = 1', 'the end'],
    ['fields a; limit 1', ';'],
    ['stats count(*) | stats count(*)', 'more than one stats'],
    ['', 'the end'],
  ])('%s is refused, by its %s', (query, word) => {
    let refusal: unknown
    try {
      parseQuery(query)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(MalformedQuery)
    expect((refusal as Error).message).toContain(word)
  })

  it('tells the latest of many, as many as it is told to', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => event(n, { n }))
    expect(told('fields n | limit 3', many)).toEqual([{ n: '4999' }, { n: '4998' }, { n: '4997' }])
    expect(told('fields n | sort @timestamp asc | limit 2', many)).toEqual([{ n: '0' }, { n: '1' }])
  })

  it('tells of many events that are sorted those that sorting all of them would, and holds few', () => {
    const many = Array.from({ length: 3_000 }, (_, n) =>
      event(n, { n, part: (n * 7_919) % 13, rest: n % 5 === 0 ? undefined : n % 7 }),
    )
    const run = new QueryRun(parseQuery('fields n | sort part desc, rest asc | limit 25'), 10_000)
    for (const one of many) {
      run.add(one)
      expect(run.held.events).toBeLessThan(50)
    }
    const restOf = (one: Weighted): number => Number(one.get('rest') ?? 99)
    const whole = many
      .toReversed()
      .sort((a, b) => Number(b.get('part')) - Number(a.get('part')) || restOf(a) - restOf(b))
    const ns = [...run.results()].map((row) => row[0]?.value)
    expect(ns).toEqual(whole.slice(0, 25).map((one) => String(one.get('n'))))
  })

  it('holds of its groups each word once, however many groups have it', () => {
    const run = new QueryRun(
      parseQuery('stats count(*) as n, sum(took) as t, max(took) as z by node, verb'),
      10_000,
    )
    const [nodes, verbs] = [400, ['get', 'list', 'patch', 'update', 'watch']]
    for (let n = 0; n < 3 * nodes * verbs.length; n += 1) {
      const verb = verbs[n % verbs.length]
      run.add(event(n, { node: `node-${Math.floor(n / verbs.length) % nodes}`, verb, took: n }))
    }
    expect(run.held).toEqual({ groups: nodes * verbs.length, words: nodes + verbs.length, events: 0 })
    const rows = [...run.results()].map((row) => row.map(({ value }) => value).join(' '))
    // Its three calls are a round of all nodes apart.
    expect(rows[7]).toBe(`node-1 patch 3 ${7 + 2_007 + 4_007} 4007`)
    expect(rows).toHaveLength(nodes * verbs.length)
  })
})

describe('events told together', () => {
  const query =
    'fields concat(verb, "s") as many | stats count(*) as n, sum(code) as c, min(@timestamp) as a, max(@timestamp) as z by many'

  it('come to what they come to one by one', () => {
    const apart = Array.from({ length: 50 }, (_, n) => event(n, { verb: 'get', code: 200 }))
    const together = [event(0, { verb: 'get', code: 200 }, 20), event(20, { verb: 'get', code: 200 }, 30)]
    expect(told(query, together)).toEqual(told(query, apart))
    expect(told(query, together)[0]).toMatchObject({ n: '50', c: '10000' })
  })

  it.each([
    [query, true],
    ['filter verb = "get" | stats count(*) by code, bin(1h)', true],
    ['fields @timestamp, @message | stats count(*) by verb', true],
    ['parse agent "*/*" as name, v | stats count(*) by name', false],
    ['stats sum(@timestamp)', false],
    ['stats count(*) by @timestamp', false],
    ['fields agent as who | stats count(*) by who', false],
    ['filter verb = "get"', false],
  ])('%s: may be so: %s', (asked, may) => {
    const isOfClass = (field: string): boolean => field === 'verb' || field === 'code'
    expect(isByClass(parseQuery(asked) as readonly Command[], isOfClass)).toBe(may)
  })
})
