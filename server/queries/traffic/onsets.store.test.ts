// Onsets and what came before them, over both stores. The story is made here: a quiet program in two clusters, a new
// version of it that comes as a DaemonSet and storms one of them, and the same without objects or requests to look at.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { store, tell, testState } from '../../../db/store-tests/objects.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { fixes, fixesInput } from './fixes.ts'
import { onsets, onsetsInput } from './onsets.ts'

const minuteMs = 60_000
const stormMs = Date.parse('2026-01-18T14:00:00Z')
const startMs = stormMs - 4 * 60 * minuteMs
const nowMs = stormMs + 20 * minuteMs
const account = 'system:serviceaccount:policy-system:policy-agent'

let stores: TestStores
let ctx: QueryContext
let lines = 0

interface Call {
  readonly ms: number
  readonly userAgent: string
  readonly user: string
  readonly verb?: string
  readonly ref: Record<string, string>
  readonly code?: number
  readonly query?: string
  readonly ip?: string
  readonly tookMs?: number
  /** In a queue, as its API server annotates it. */
  readonly waited?: string
}

const line = ({ ms, userAgent, user, verb = 'list', ref, code = 200, ...rest }: Call) => {
  const at = new Date(ms).toISOString()
  lines += 1
  return {
    ...{
      auditID: `id-${lines}`,
      stage: 'ResponseComplete',
      verb,
      requestURI: `/api/v1/pods${rest.query ?? ''}`,
      userAgent,
    },
    ...{
      user: { username: user },
      sourceIPs: [rest.ip ?? '10.0.0.1'],
      objectRef: { apiVersion: 'v1', ...ref },
    },
    ...{ responseStatus: { code }, requestReceivedTimestamp: at },
    stageTimestamp: new Date(ms + (rest.tookMs ?? 0)).toISOString(),
    ...(rest.waited && { annotations: { 'apiserver.latency.k8s.io/apf-queue-wait': rest.waited } }),
  }
}

async function put(cluster: string, calls: readonly Call[]) {
  const body = calls.map((call, at) =>
    JSON.stringify({ _c: cluster, _b: 1, _l: at + 1, _lo: 1_700_000_000, _hi: 1_900_000_000, ...line(call) }),
  )
  await insertAudit(stores.events, Buffer.from(body.join('\n')))
}

const pods = { resource: 'pods' }
const spread = (fromMs: number, toMs: number, perMinute: number, rest: Omit<Call, 'ms'>): Call[] =>
  Array.from({ length: Math.round(((toMs - fromMs) / minuteMs) * perMinute) }, (_, at) => ({
    ms: fromMs + Math.floor((at * minuteMs) / perMinute),
    ...rest,
  }))

const old = { userAgent: 'policy-agent/v2.6.0', user: account, ref: pods }
const created = {
  ...{ verb: 'create', userAgent: 'kubectl/v1.34.0', user: 'dana@example.com' },
  ref: { resource: 'daemonsets', apiGroup: 'apps', namespace: 'policy-system', name: 'policy-agent' },
}

async function story(cluster: string) {
  await registerCluster(stores.relational, {
    id: cluster,
    region: null,
    accountId: null,
    now: new Date(nowMs),
  })
  await put(cluster, [
    ...spread(startMs, nowMs, 20, { userAgent: 'kubelet/v1.34.1', user: 'system:node:a', ref: pods }),
    // Rolled out from one version to the next at the same rate: no onset.
    ...spread(startMs, stormMs - 30 * minuteMs, 40, { ...old, userAgent: 'sweeper/1.0' }),
    ...spread(stormMs - 30 * minuteMs, nowMs, 40, { ...old, userAgent: 'sweeper/1.1' }),
    ...spread(startMs, stormMs, 1, old),
  ])
}

const storm = spread(stormMs, nowMs, 200, { ...old, userAgent: 'policy-agent/v2.7.0' })

beforeAll(async () => {
  stores = await openTestStores()
  ctx = {
    ...{ viewer: openViewer, requestId: 'test', relational: stores.relational, events: stores.events },
    ...{ clock: fixedClock(new Date(nowMs)), signal: undefined, collecting: { sources: () => [] } },
    owners: ownerRules([]),
  } as unknown as QueryContext
  for (const cluster of ['seen', 'bare', 'quiet']) await story(cluster)
  await put('seen', [
    ...storm,
    { ms: stormMs - 4_000, ...created },
    {
      ms: stormMs - 60_000,
      ...created,
      verb: 'patch',
      ref: { ...created.ref, namespace: 'shop', name: 'cart' },
    },
    { ms: stormMs - 90_000, ...created, verb: 'patch', code: 403 },
  ])
  await put('bare', storm)
  const set = { clusterId: 'seen', kind: 'DaemonSet', namespace: 'policy-system', uid: 'set' } as const
  await store(
    stores.events,
    tell([
      testState({ ...set, uid: 'other', name: 'other', observedAt: new Date(startMs) }),
      testState({
        ...{
          ...set,
          name: 'policy-agent',
          observedAt: new Date(stormMs - 3_000),
          createdAt: new Date(stormMs - 4_000),
        },
        facts: { images: ['policy-agent:2.7.0'], serviceAccount: 'policy-agent' },
      }),
    ]),
  )
})
afterAll(() => stores.close())

const ask = (hours: number, input: object = {}) =>
  onsets(
    ctx,
    onsetsInput.parse({
      window: {
        from: new Date(nowMs - hours * 60 * minuteMs).toISOString(),
        to: new Date(nowMs).toISOString(),
      },
      ...input,
    }),
  )

describe('a storm', () => {
  // By minutes, and by hours, where it is looked up again by minutes.
  test.each([1, 6, 30])('is found in the last %i hours with the change that made it', async (hours) => {
    const answer = await ask(hours, { scope: { clusters: ['seen'] } })
    expect(answer.talkers).toBe(answer.talkersTotal)
    expect(answer.onsets).toHaveLength(1)
    const [onset] = answer.onsets
    expect(onset).toMatchObject({
      ...{ agent: 'policy-agent', clusterId: 'seen', kind: 'jumped', grain: 'minute' },
      ...{ at: new Date(stormMs), users: [account], userAgents: ['policy-agent/v2.7.0'] },
      looked: { objects: true, requests: true, others: 1 },
    })
    expect([onset?.before, onset?.after].map((rate) => Math.round((rate ?? 0) * 60))).toEqual([1, 200])
    expect(onset?.changes).toEqual([
      {
        ...{ what: 'created', at: new Date(stormMs - 4_000), link: 'its service account' },
        workload: { kind: 'DaemonSet', namespace: 'policy-system', name: 'policy-agent' },
        who: { user: 'dana@example.com', userAgent: 'kubectl/v1.34.0', sourceIp: '10.0.0.1' },
        request: { auditId: expect.any(String), at: new Date(stormMs - 4_000), verb: 'create' },
        ...{ differs: [], images: ['policy-agent:2.7.0'] },
      },
    ])
  })

  test('without objects or requests that tell of a change it says where was looked', async () => {
    const [onset] = (await ask(2, { scope: { clusters: ['bare'] } })).onsets
    expect(onset).toMatchObject({ changes: [], looked: { objects: false, requests: true, others: 0 } })
    expect(onset?.looked.from).toEqual(new Date(stormMs - 15 * minuteMs))
    expect(onset?.looked.to).toEqual(new Date(stormMs + minuteMs))
  })

  test('a filter of one version still holds it against the ones before', async () => {
    const where = { userAgent: ['policy-agent/v2.7.0'] }
    const [onset, ...more] = (await ask(2, { scope: { clusters: ['seen'] }, where })).onsets
    expect(more).toEqual([])
    expect(onset).toMatchObject({ kind: 'jumped', agent: 'policy-agent' })
  })

  test('of several clusters each is told apart, and quiet ones have none', async () => {
    const { onsets: found } = await ask(2)
    expect(found.map(({ clusterId }) => clusterId).toSorted()).toEqual(['bare', 'seen'])
    expect((await ask(4, { scope: { clusters: ['quiet'] } })).onsets).toEqual([])
  })

  test('a window before it, and one that nothing is known of, have none', async () => {
    const window = (fromMs: number, toMs: number) => ({
      window: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    })
    expect((await ask(1, window(stormMs - 60 * minuteMs, stormMs))).onsets).toEqual([])
    expect(await ask(1, window(startMs - 120 * minuteMs, startMs - 60 * minuteMs))).toMatchObject({
      ...{ onsets: [], talkers: 0, talkersTotal: 0 },
    })
  })
})

describe('fix cards', () => {
  // Twenty clients, each lists once in ten seconds; a tenth of it is throttled, some lists are of any state.
  const poller = 'poller/v1.0'
  const polls = spread(stormMs, nowMs, 120, { userAgent: poller, user: account, ref: pods }).map(
    (call, at) => ({
      ...call,
      ...{ ip: `10.1.0.${at % 20}`, tookMs: 750, waited: '250ms', code: at % 10 === 9 ? 429 : 200 },
      query: at % 4 === 0 ? '?resourceVersion=0' : '?limit=5000',
    }),
  )
  const watch = { verb: 'watch', userAgent: poller, user: account, ref: pods, ms: stormMs + minuteMs }

  test('are of what the single requests carry, counted here by hand', async () => {
    await put('quiet', [
      ...polls,
      watch,
      { ...watch, verb: 'get', ref: { ...pods, name: 'one' }, ms: stormMs },
    ])
    const window = { from: new Date(stormMs - 3_600_000).toISOString(), to: new Date(nowMs).toISOString() }
    const answer = await fixes(ctx, fixesInput.parse({ window, where: { userAgent: [poller] } }))
    expect(answer.clusterId).toBe('quiet')
    const { from, to } = answer.sample ?? { from: new Date(0), to: new Date(0) }
    const sampled = polls.filter(({ ms }) => ms >= from.getTime() && ms < to.getTime())
    expect(from.getTime()).toBe(stormMs)
    expect(answer.sample?.requests).toBe(sampled.length + 1)
    expect(answer.cards.map(({ id }) => id)).toEqual(['use-informer', 'resource-version-0', 'ask-less-often'])
    const [informer] = answer.cards
    expect(informer?.why).toContain(`${sampled.length.toLocaleString('en-US')} × LIST pods and 1 watches`)
    // 120 a minute of twenty clients: 30 of any state have 1 seat, 78 with a limit have 10, 12 were
    // throttled. Of its 0.75 s each waited a third.
    expect(informer?.arithmetic.map(({ text }) => text)).toEqual([
      '20 clients ÷ 10 s = 2 LIST pods/s',
      '1.8/s answered × 7.5 seats × 0.5 s = 6.75 seats held on average',
      '20 ÷ 450 s = 0.0444 WATCH/s, and one LIST when a client starts',
    ])
    expect(answer.cards[1]?.why).toContain('75% of its lists')
  })

  test('of a talker that asked for nothing there are none', async () => {
    const window = { from: new Date(stormMs - 3_600_000).toISOString(), to: new Date(stormMs).toISOString() }
    const answer = await fixes(ctx, fixesInput.parse({ window, where: { userAgent: ['nobody'] } }))
    expect(answer).toEqual({ clusterId: null, sample: null, cards: [] })
  })
})
