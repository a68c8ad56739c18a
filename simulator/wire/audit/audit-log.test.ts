// The audit log of clusters: each event member by member as a real API server writes it, in the order of time, and as
// many as the formulas say, over any partition of time.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../../scenarios/scenarios.ts'
import { ledgerOf } from '../../truth/ledger.ts'
import type { Outcome } from '../../world/api-asking.ts'
import { auditedClasses, writtenByCode } from '../../world/audited-calls.ts'
import { dayMs, FrozenClock, firstDay, hourMs, minuteMs, testEpochMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { World } from '../../world/world.ts'
import type { Json } from '../kube/client-rig.ts'
import { auditLines } from './audit-log.ts'
import { eventText } from './event-text.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const nowMs = testEpochMs + firstDay * dayMs
const world = new World({
  seed,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(nowMs),
  scenarios: chosenScenarios(['S05', 'S06']),
})
const ads = world.state(world.cluster('svc-ads-euw1') as Cluster)
const parsed = (fromMs: number, toMs: number, userAgent?: string): Json[] =>
  [...auditLines(ads, fromMs, toMs, userAgent === undefined ? {} : { userAgent })].map(({ text }) =>
    JSON.parse(text),
  )

const recorded: { log: Json[] } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'recorded.json'), 'utf8'),
)

/** "user.groups": every member, at any depth, in the order in which it stands. */
function membersOf(value: Json, name = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${name}: ${typeof value}`]
  if (['annotations', 'user.extra', 'responseStatus.details'].includes(name)) return [name]
  return Object.entries(value).flatMap(([key, member]) =>
    membersOf(member, name === '' ? key : `${name}.${key}`),
  )
}

/** What newer API servers tell beside. */
const newer = ['user.extra', 'responseStatus.message: string', 'responseStatus.details']

describe(`an event (seed ${seed})`, () => {
  const real = recorded.log.map((event) => membersOf(event))
  const events = parsed(nowMs - hourMs, nowMs)

  it('has the members of real ones, in their order and of their types', () => {
    const known = new Set(real.flat())
    const order = [...new Set(real.toSorted((a, b) => b.length - a.length).flat())]
    for (const event of events) {
      const members = membersOf(event).filter((member) => !newer.includes(member))
      expect([event, members.filter((member) => !known.has(member))]).toEqual([event, []])
      // Of the objects the longest real one has all members but the group and the part, which only some have.
      const plain = members.filter(
        (member) => !/objectRef\.(apiGroup|subresource|namespace)|responseStatus/.test(member),
      )
      expect(plain).toEqual(plain.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
    }
    expect(Object.keys(events[0].objectRef)).toEqual(
      ['resource', 'namespace', 'name', 'apiGroup', 'apiVersion', 'subresource'].filter(
        (key) => key in events[0].objectRef,
      ),
    )
  })

  it('says who asked, in the words of the policy of EKS, and nothing that it leaves out', () => {
    expect(events.length).toBeGreaterThan(1_000)
    for (const event of events) {
      expect(event).toMatchObject({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', stage: 'ResponseComplete' })
      expect(event.auditID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(event.requestReceivedTimestamp).toMatch(/^2026-01-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      expect(event.stageTimestamp >= event.requestReceivedTimestamp).toBe(true)
      expect(['Metadata', 'Request', 'RequestResponse']).toContain(event.level)
      expect(event.objectRef?.resource).not.toBe('events')
      const isNode = event.user.groups.includes('system:nodes')
      expect([isNode, event.verb, event.objectRef?.resource]).not.toEqual([true, 'get', 'nodes'])
    }
    expect(new Set(events.map(({ auditID }) => auditID)).size).toBe(events.length)
  })

  it('of a call that is deprecated says so, and when it will be gone', () => {
    const own = parsed(nowMs - dayMs, nowMs, 'legacy-hpa-operator/1.4.2')
    expect(own).toHaveLength(288)
    for (const event of own) {
      expect(event).toMatchObject({
        level: 'Metadata',
        verb: 'list',
        requestURI: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
        user: { username: 'system:serviceaccount:autoscaling:legacy-hpa-operator' },
        responseStatus: { metadata: {}, code: 200 },
        annotations: { 'k8s.io/deprecated': 'true', 'k8s.io/removed-release': '1.32' },
      })
    }
  })

  it('of who is turned away says as little as real ones do', () => {
    const [of] = auditedClasses(ads).filter(({ verb, resource }) => verb === 'list' && resource === 'pods')
    const call = of?.call(10)
    if (of === undefined || call === undefined) throw new Error('nobody lists pods')
    const textOf = (code: number): Json =>
      JSON.parse(eventText(of, 10, call, { code, tookUs: 900, waitedUs: 0 }))
    const throttled = textOf(429)
    expect([throttled.responseStatus, throttled.annotations]).toEqual([
      { metadata: {}, code: 429 },
      undefined,
    ])
    const unknown = textOf(401)
    expect([unknown.stage, unknown.user, unknown.responseStatus.reason]).toEqual([
      'ResponseStarted',
      {},
      'Unauthorized',
    ])
    expect(textOf(403).annotations['authorization.k8s.io/decision']).toBe('forbid')
  })

  it('of a slow call says where its time went, as servers of its version do', () => {
    const [of] = auditedClasses(ads).filter(({ verb, resource }) => verb === 'list' && resource === 'pods')
    const call = of?.call(10)
    if (of === undefined || call === undefined) throw new Error('nobody lists pods')
    const told = (minor: number, outcome: Outcome, verb = 'list') => {
      const text = eventText({ ...of, verb, minorAt: () => minor }, 10, call, outcome)
      const { annotations = {} } = JSON.parse(text) as Json
      const names = Object.keys(annotations)
      expect(names).toEqual(names.toSorted())
      return Object.fromEntries(
        Object.entries(annotations).flatMap(([name, value]) =>
          name.startsWith('apiserver.latency')
            ? [[name.slice('apiserver.latency.k8s.io/'.length), value]]
            : [],
        ),
      )
    }
    const served = { code: 200, waitedUs: 14_612_000, tookUs: 18_312_000 }
    expect(told(31, served)).toEqual({
      ...{ 'apf-queue-wait': '14.612s', 'response-write': '3.7s', total: '18.312s' },
    })
    expect(told(30, served)).toEqual({ 'response-write': '3.7s', total: '18.312s' })
    expect(told(33, { ...served, waitedUs: 0 }, 'patch')).toEqual({ etcd: '18.312s', total: '18.312s' })
    const turnedAway = { code: 429, waitedUs: 15_000_000, tookUs: 15_000_300 }
    expect(told(33, turnedAway)).toEqual({ 'apf-queue-wait': '15s', total: '15.0003s' })
    expect(told(30, turnedAway)).toEqual({})
    for (const quick of [
      { code: 200, waitedUs: 400_000, tookUs: 500_000 },
      { code: 429, waitedUs: 0, tookUs: 300 },
    ]) {
      expect(told(33, quick)).toEqual({})
    }
    expect(told(33, { ...served, waitedUs: 0 }, 'watch')).toEqual({})
  })

  it('of a watch is written when it ends', () => {
    const watches = events.filter(({ verb }) => verb === 'watch')
    expect(watches.length).toBeGreaterThan(5)
    for (const { stageTimestamp, requestReceivedTimestamp } of watches) {
      const endMs = Date.parse(stageTimestamp)
      expect(endMs >= nowMs - hourMs && endMs < nowMs).toBe(true)
      expect(endMs - Date.parse(requestReceivedTimestamp)).toBeGreaterThan(4 * minuteMs)
    }
  })
})

describe(`an audit log (seed ${seed})`, () => {
  it('is in the order of time, and the same in any partition of it', () => {
    const [fromMs, toMs] = [nowMs - 2 * hourMs, nowMs - hourMs]
    const whole = [...auditLines(ads, fromMs, toMs)]
    const cuts = [0, 1, 60_000, 61_234, 600_000, 2_000_000, hourMs].map((ms) => fromMs + ms)
    const parts = cuts.slice(1).flatMap((to, n) => [...auditLines(ads, cuts[n] as number, to)])
    expect(parts).toEqual(whole)
    expect(whole.map(({ ms }) => ms)).toEqual(whole.map(({ ms }) => ms).sort((a, b) => a - b))
  })

  it('has as many of each class as the formula says, and the ledger', () => {
    for (const hours of [1, 3]) {
      const [fromMs, toMs] = [nowMs - 5 * hourMs, nowMs - (5 - hours) * hourMs + 12_345]
      const written = new Map<string, number>()
      for (const { text } of auditLines(ads, fromMs, toMs)) {
        const { verb, objectRef = {}, responseStatus, userAgent } = JSON.parse(text)
        const key = [
          userAgent,
          verb,
          objectRef.apiGroup ?? '',
          objectRef.resource,
          responseStatus.code,
        ].join()
        written.set(key, (written.get(key) ?? 0) + 1)
      }
      const total = [...written.values()].reduce((a, b) => a + b, 0)
      const byFormula = auditedClasses(ads).flatMap((of) => [...writtenByCode(of, fromMs, toMs).values()])
      expect(byFormula.reduce((a, b) => a + b, 0)).toBe(total)
      const cluster = ads.cluster.name
      const truths = ledgerOf(world, { cluster, fromMs, toMs }).filter(
        ({ metric }) => metric === 'api.requests',
      )
      expect(truths.find(({ subject }) => subject === cluster)?.value).toBe(total)
      const own = truths.find(({ subject }) => subject.includes('legacy-hpa-operator/1.4.2 list flowschemas'))
      const key = 'legacy-hpa-operator/1.4.2,list,flowcontrol.apiserver.k8s.io,flowschemas,200'
      expect(own?.value).toBe(written.get(key))
    }
  })

  it('has 4,032 of the calls of fourteen days that the next version will not serve', () => {
    const own = parsed(testEpochMs, nowMs, 'legacy-hpa-operator/1.4.2')
    expect(own).toHaveLength(4_032)
  })
})
