// Which cards a talker gets, and that their arithmetic is that of its own numbers, worked out by hand here.
import { describe, expect, it } from 'vitest'
import { fixCards } from './fix-cards.ts'
import type { RequestPattern, TalkerSample } from './request-pattern.ts'

/** 2,000 agents, one LIST of 80,000 pods a minute each, over half an hour. */
const storm: RequestPattern = {
  ...{ verb: 'list', apiGroup: '', apiVersion: 'v1', resource: 'pods', requests: 60_000, share: 1 },
  ...{
    clients: 2_000,
    names: 0,
    consistent: 1,
    fromCache: 0,
    unlimited: 1,
    limit: null,
    heldSecondsEach: 3.7,
  },
  ...{ throttled: 26_131, removedRelease: '', isDeprecated: false, watches: 0 },
  ...{ seatsEach: 10, isSeatsLeast: false },
}
const account = 'system:serviceaccount:policy-system:policy-agent'
const sample = (over: Partial<RequestPattern> = {}, rest: Partial<TalkerSample> = {}): TalkerSample => ({
  ...{ seconds: 1_800, objects: { pods: 80_000 }, users: [account], atLeastVersion: '1.30' },
  patterns: [{ ...storm, ...over }],
  ...rest,
})
const ids = (...args: Parameters<typeof sample>) => fixCards(sample(...args)).map(({ id }) => id)
const card = (id: string, ...args: Parameters<typeof sample>) =>
  fixCards(sample(...args)).find((one) => one.id === id)
const steps = (id: string, ...args: Parameters<typeof sample>) =>
  card(id, ...args)?.arithmetic.map(({ label, text }) => `${label}: ${text}`)

describe('a storm of lists', () => {
  it('as watches', () => {
    expect(steps('use-informer')).toEqual([
      'Now: 2,000 clients ÷ 60 s = 33.3 LIST pods/s',
      'Now: 18.8/s answered × 10 seats × 3.7 s = 696 seats held on average',
      'Then: 2,000 ÷ 450 s = 4.44 WATCH/s, and one LIST when a client starts',
    ])
    expect(card('use-informer')?.command?.code).toContain('Group: "", Version: "v1", Resource: "pods"')
  })

  it('from the cache', () => {
    expect(steps('resource-version-0')).toEqual([
      'Now: 33.3 LIST/s × 80,000 pods = 2,666,667 objects a second read from the database',
      'Then: 0 from the database; the API server answers from its watch cache',
    ])
    expect(card('resource-version-0')?.command?.code).toBe(
      "kubectl get --raw '/api/v1/pods?resourceVersion=0'",
    )
    const unknown = card('resource-version-0', { apiGroup: 'apps' }, { atLeastVersion: null, objects: {} })
    expect(unknown?.arithmetic[0]?.text).toBe('33.3 LIST/s read from the database')
    expect(unknown?.command?.code).toContain('/apis/apps/v1/pods')
    expect(unknown?.assumptions.join(' ')).toContain('version is not known')
  })

  it('less often', () => {
    expect(steps('ask-less-often')).toEqual([
      'Now: 2,000 clients ÷ 60 s = 33.3 LIST pods/s',
      'Then: 2,000 ÷ 10 min = 3.33/s, 10 times fewer',
      'Then: 3.33/s × 10 seats × 3.7 s = 123 seats held on average',
    ])
  })

  it('isolated, in words that Kubernetes takes', () => {
    expect(steps('isolate')).toEqual([
      'Now: 18.8/s answered × 10 seats × 3.7 s = 696 seats held on average',
      'Then: 600 seats × 5 ÷ 250 shares = 12 seats of its own',
      'Then: 12 ÷ (10 × 3.7 s) = 0.324/s are answered, the rest waits or gets 429',
    ])
    const code = card('isolate')?.command?.code
    expect(code).toContain('name: isolate-policy-agent')
    expect(code).toContain('namespace: policy-system\n        name: policy-agent')
    expect(card('isolate', {}, { users: ['Jo "x"@example.com'] })?.command?.code).toContain(
      'kind: User\n      user:\n        name: "Jo \\"x\\"@example.com"',
    )
  })

  it('with the seats that rank it, and what they go by', () => {
    const assumed = (over: Partial<RequestPattern>) => card('use-informer', over)?.assumptions[0]
    expect(assumed({})).toBe('10 seats a LIST, estimated by the pods that were stored then.')
    expect(assumed({ seatsEach: 2.25 })).toBe(
      '2.25 seats a LIST, estimated by the pods that were stored then.',
    )
    const uncounted = { seatsEach: 1, isSeatsLeast: true }
    expect(assumed(uncounted)).toBe('At least 1 seat: how many pods a LIST reads was not counted then.')
    expect(steps('use-informer', uncounted)?.[1]).toBe(
      'Now: 18.8/s answered × 1 seat × 3.7 s = 69.6 seats held on average',
    )
    expect(steps('use-informer', { seatsEach: null })?.[1]).toContain('× 1 seat ×')
  })

  it('never in pages: that would be 5,333 requests a second', () => {
    expect(ids()).toEqual(['use-informer', 'resource-version-0', 'ask-less-often', 'isolate'])
  })
})

describe('which cards', () => {
  it.each<[string, Partial<RequestPattern>, Partial<TalkerSample>, string[]]>([
    [
      'a version that reads from the cache',
      {},
      { atLeastVersion: '1.33' },
      ['use-informer', 'ask-less-often', 'isolate'],
    ],
    [
      'lists of any state',
      { consistent: 0, fromCache: 1 },
      {},
      ['use-informer', 'ask-less-often', 'isolate'],
    ],
    [
      'lists beside watches',
      { watches: 20_000 },
      { atLeastVersion: '1.33' },
      ['relists', 'ask-less-often', 'isolate'],
    ],
    [
      'a list an hour of what is not counted',
      { requests: 60, clients: 2, share: 1 },
      { seconds: 216_000, objects: {} },
      [],
    ],
    ['a list an hour of much, before 1.31', { requests: 60, clients: 2 }, { seconds: 216_000 }, ['paging']],
    [
      'large limits',
      { requests: 60, clients: 2, unlimited: 0, limit: 5_000 },
      { seconds: 216_000 },
      ['paging'],
    ],
    ['pages', { requests: 60, clients: 2, unlimited: 0, limit: 500 }, { seconds: 216_000 }, []],
    ['each client once', { requests: 2_000, throttled: 0 }, {}, ['isolate']],
    [
      'most of it turned away',
      { throttled: 59_900 },
      {},
      ['use-informer', 'resource-version-0', 'ask-less-often'],
    ],
    ['not what it mostly does', { share: 0.2 }, {}, []],
    [
      'few seats',
      { requests: 900, clients: 30, heldSecondsEach: 0.02 },
      { atLeastVersion: '1.33' },
      ['use-informer', 'ask-less-often'],
    ],
    ['a node', {}, { users: ['system:node:a'], atLeastVersion: '1.33' }, ['use-informer', 'ask-less-often']],
    [
      'nothing answered',
      { heldSecondsEach: null },
      { atLeastVersion: '1.33' },
      ['use-informer', 'ask-less-often'],
    ],
    [
      'one object, again and again',
      { verb: 'get', names: 1, clients: 1, requests: 1_800, heldSecondsEach: 0.01 },
      {},
      ['watch-one'],
    ],
    [
      'many objects once',
      { verb: 'get', names: 1_800, clients: 1, requests: 1_800, heldSecondsEach: 0.01 },
      {},
      [],
    ],
    ['writes', { verb: 'patch', clients: 1, heldSecondsEach: 0.01 }, {}, []],
    ['nothing sampled', {}, { seconds: 0 }, []],
    ['no requests', {}, { patterns: [] }, []],
  ])('%s', (_what, pattern, rest, wanted) => {
    expect(ids(pattern, rest)).toEqual(wanted)
  })

  it('an API that goes, also beside what it mostly does', () => {
    const going: RequestPattern = {
      ...{
        ...storm,
        verb: 'get',
        apiGroup: 'autoscaling',
        apiVersion: 'v2beta2',
        requests: 12,
        share: 0.001,
      },
      ...{ resource: 'horizontalpodautoscalers', isDeprecated: true, removedRelease: '1.26' },
    }
    const cards = fixCards({ ...sample(), patterns: [storm, going] })
    expect(cards.at(-1)).toMatchObject({
      title: 'Call another version than autoscaling/v2beta2 horizontalpodautoscalers',
      arithmetic: [{ text: '12 requests are served' }, { text: '0 from 1.26 on: all of them get 404' }],
    })
  })

  it('every card states its sources, and what it assumes where it estimates', () => {
    for (const { id, sources, assumptions } of fixCards(sample())) {
      expect([id, sources.length > 0, assumptions.length > 0]).toEqual([id, true, true])
    }
  })
})

it('paging tells that it spares memory, by its own numbers', () => {
  const rare = [{ requests: 60, clients: 2 }, { seconds: 216_000 }] as const
  expect(steps('paging', ...rare)).toEqual([
    'Now: 1 answer of 80,000 pods, held in the API server’s memory whole',
    'Then: 80,000 ÷ 500 = 160 answers of 500, one after another',
    'Then: 0.000278 LIST/s × 160 = 0.0444 requests/s',
  ])
})
