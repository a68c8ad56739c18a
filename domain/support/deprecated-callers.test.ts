import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProviderInsight } from '../model/cluster-part.ts'
import type { ApiUsage } from '../model/cluster-slices.ts'
import { read, unread } from '../model/fake-slices.ts'
import { callersByApi } from './deprecated-callers.ts'
import { shippedApiLifecycle } from './shipped-api-lifecycle.ts'

const at = (clock: string) => new Date(`2026-11-23T${clock}:00Z`)
const flowschemas = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1beta3', resource: 'flowschemas' }
const path = '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas'
const untold = unread('nobody told')
const nothing: ApiUsage = {
  requests: untold,
  annotated: untold,
  metric: untold,
  insights: untold,
  written: untold,
  behind: new Map(),
}
const call = { ...flowschemas, user: 'system:serviceaccount:hpa:operator', userAgent: 'hpa/1.4' }

const insightOf = (over: Partial<ProviderInsight>): ApiUsage['insights'] =>
  read([
    {
      name: 'i-1',
      facts: {
        title: 'Deprecated APIs removed in Kubernetes v1.32',
        category: 'UPGRADE_READINESS',
        status: 'ERROR',
        reason: null,
        description: null,
        recommendation: null,
        targetVersion: '1.32',
        lastRefreshAt: '2026-11-23T03:00:00Z',
        lastTransitionAt: null,
        resources: [],
        addOns: [],
        deprecations: [
          {
            usage: path,
            replacedWith: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
            stopServingVersion: '1.32',
            startServingReplacementVersion: '1.29',
            clients: [
              { userAgent: 'hpa/1.4', requestsLast30Days: 8_640, lastRequestAt: '2026-11-23T02:55:00Z' },
            ],
          },
        ],
        ...over,
      },
    },
  ])

const ask = (usage: Partial<ApiUsage>) => callersByApi({ ...nothing, ...usage }, shippedApiLifecycle)
const signalsOf = (called: ReturnType<typeof ask>) =>
  called.flatMap(({ callers }) =>
    callers.map(({ user, userAgent, evidence }) => [
      user ?? userAgent ?? 'nobody',
      ...evidence.map(({ signal }) => signal),
    ]),
  )

describe('callers of APIs that go', () => {
  it('are also known by what they wrote, as the agent of the same name', () => {
    const write = { ...flowschemas, object: 'agents', manager: 'hpa', at: '2026-11-23T04:00:00.000Z' }
    const written = read([write, { ...write, object: 'other', at: '2026-11-22T04:00:00.000Z' }])
    const both = ask({ written, insights: insightOf({}) })
    expect(signalsOf(both)).toEqual([['hpa/1.4', 'provider-insight', 'cluster-object']])
    expect(both[0]?.callers[0]).toMatchObject({ lastSeenAt: at('04:00') })
    expect(both[0]?.callers[0]?.evidence[1]).toMatchObject({
      says: 'last written by hpa as v1beta3, 2026-11-23T04:00Z',
      count: 2,
      names: ['agents', 'other'],
    })
    expect(ask({ written })[0]?.callers).toMatchObject([
      { user: null, userAgent: 'hpa', lastSeenAt: at('04:00') },
    ])
    const undated = read([{ ...write, manager: 'kubectl', at: null }])
    expect(ask({ written: undated })[0]?.callers).toMatchObject([{ userAgent: 'kubectl', lastSeenAt: null }])
  })

  it('are one caller, whichever signals tell of it', () => {
    const called = ask({
      requests: read([{ ...call, requests: 12, lastAt: at('08:40') }]),
      annotated: read([{ ...call, requests: 3, lastAt: at('08:45'), removedIn: '1.32' }]),
      metric: read([{ ...flowschemas, removedIn: '1.32', at: at('08:50'), counted: null }]),
      insights: insightOf({}),
    })
    expect(called).toMatchObject([
      { ...flowschemas, removedIn: '1.32', replacedBy: 'flowcontrol.apiserver.k8s.io/v1' },
    ])
    expect(called[0]?.callers).toMatchObject([
      { user: call.user, userAgent: 'hpa/1.4', lastSeenAt: at('08:45') },
    ])
    expect(signalsOf(called)).toEqual([
      [call.user, 'audit-request', 'audit-annotation', 'provider-insight', 'api-server-metric'],
    ])
  })

  it('are known by their agent, or not at all, where no audit log is', () => {
    expect(signalsOf(ask({ insights: insightOf({}) }))).toEqual([['hpa/1.4', 'provider-insight']])
    const metric = read([{ ...flowschemas, removedIn: '1.32', at: at('08:50'), counted: null }])
    const [api] = ask({ metric })
    expect(api?.callers).toMatchObject([{ user: null, userAgent: null, lastSeenAt: null }])
  })

  it('are dated by counters of requests where they can be nobody else, and else by what names them', () => {
    const counted = (lastAt: Date | null) => ({
      since: at('07:00'),
      requests: lastAt === null ? 0 : 4,
      lastAt,
    })
    const metric = (lastAt: Date | null) =>
      read([{ ...flowschemas, removedIn: '1.32', at: at('08:50'), counted: counted(lastAt) }])
    const lastSeen = (over: Parameters<typeof ask>[0]) =>
      ask(over).flatMap(({ callers }) => callers.map(({ lastSeenAt }) => lastSeenAt))
    // Nobody called since it was first read, so whoever did called before.
    expect(lastSeen({ metric: metric(null) })).toEqual([at('07:00')])
    expect(lastSeen({ metric: metric(at('08:30')) })).toEqual([at('08:30')])
    // A caller that the provider counted yesterday still calls; one that does not is not made younger.
    const early = { ...call, requests: 1, lastAt: at('06:00') }
    expect(lastSeen({ requests: read([early]), metric: metric(at('08:30')) })).toEqual([at('08:30')])
    expect(lastSeen({ requests: read([early]), metric: metric(null) })).toEqual([at('06:00')])
    // One of two calls: nobody knows which.
    const other = { ...early, user: 'system:serviceaccount:apf:tuner', lastAt: at('06:30') }
    expect(lastSeen({ requests: read([early, other]), metric: metric(at('08:30')) })).toEqual([
      at('06:00'),
      at('06:30'),
    ])
    const [api] = ask({ metric: metric(at('08:30')) })
    expect(api?.callers[0]?.evidence).toMatchObject([
      { signal: 'api-server-metric', count: 4, at: at('08:50') },
    ])
  })

  it('stay apart where one agent is used by several users, each with what the provider says', () => {
    const other = { ...call, user: 'system:serviceaccount:apf:tuner' }
    const requests = read([
      { ...call, requests: 1, lastAt: at('08:00') },
      { ...other, requests: 2, lastAt: at('08:01') },
    ])
    expect(signalsOf(ask({ requests, insights: insightOf({}) }))).toEqual([
      [call.user, 'audit-request', 'provider-insight'],
      [other.user, 'audit-request', 'provider-insight'],
    ])
  })

  it('are nobody for APIs that stay, for those without a version that removes them, and for passing insights', () => {
    const pods = { ...call, group: '', version: 'v1', resource: 'pods', requests: 1, lastAt: at('08:00') }
    expect(ask({ requests: read([pods]) })).toEqual([])
    expect(ask({ annotated: read([{ ...pods, removedIn: '' }]) })).toEqual([])
    expect(ask({ insights: insightOf({ status: 'PASSING' }) })).toEqual([])
  })

  it('are believed where the API server marks what the table does not know', () => {
    const api = { group: 'example.dev', version: 'v1beta1', resource: 'ships' }
    const annotated = read([{ ...call, ...api, requests: 1, lastAt: at('08:00'), removedIn: '1.41' }])
    expect(ask({ annotated })).toMatchObject([{ ...api, removedIn: '1.41', replacedBy: null }])
  })

  it('lose no request and no caller, whatever is told', () => {
    const seed = Date.now() % 2 ** 31
    const row = fc.record({
      user: fc.constantFrom('a', 'b', 'system:serviceaccount:x:y'),
      userAgent: fc.constantFrom('kubectl/1', 'hpa/1.4', ''),
      requests: fc.nat(1_000),
      version: fc.constantFrom('v1beta2', 'v1beta3'),
      minute: fc.nat(59),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const calls = rows.map(({ minute, ...rest }) => ({
          ...flowschemas,
          ...rest,
          lastAt: at(`08:${String(minute).padStart(2, '0')}`),
        }))
        const called = ask({ requests: read(calls) })
        const told = called.flatMap(({ callers }) => callers.flatMap(({ evidence }) => evidence))
        expect(told.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(
          rows.reduce((sum, { requests }) => sum + requests, 0),
        )
        expect(
          called.flatMap(({ version, callers }) => callers.map(({ user }) => `${version} ${user}`)).sort(),
        ).toEqual([...new Set(rows.map(({ version, user }) => `${version} ${user}`))].sort())
        for (const { version, callers } of called) {
          for (const { user, lastSeenAt } of callers) {
            const own = calls.filter((one) => one.version === version && one.user === user)
            expect(lastSeenAt?.getTime()).toBe(Math.max(...own.map(({ lastAt }) => lastAt.getTime())))
          }
        }
      }),
      { seed },
    )
    console.info(`seed ${seed}`)
  })
})
