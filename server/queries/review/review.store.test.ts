// The questions of the Review page over both embedded stores: a fleet as it changes over two weeks, told by the product's
// own writers, with snapshots taken on the way.
import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getReviewSnapshot, listReviewSnapshots } from '../../../db/relational/read/review-snapshots.ts'
import { tellClusterFacts, tellClusterGone } from '../../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { findingId, putCheckResults } from '../../../db/relational/write/findings.ts'
import { everything } from '../../../db/store-tests/audit-events.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import type { ClusterPart } from '../../../domain/model/cluster-part.ts'
import type { Finding } from '../../../domain/model/finding.ts'
import { type OwnerRule, ownerRules } from '../../../domain/model/owner-rules.ts'
import { digestText } from '../../../domain/review/render-markdown.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer, type Viewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { waiveFinding } from '../upgrades/waive.ts'
import { takeReviewSnapshot, tendReviews } from './take-snapshot.ts'
import { reviewWeek, reviewWeekInput } from './week.ts'
import { reviewWeeks } from './weeks.ts'

let stores: TestStores
const byTag: OwnerRule[] = [{ on: 'cluster-tag', key: 'team' }]
const at = (text: string) => new Date(`${text}:00Z`)

interface Circumstances {
  readonly viewer?: Viewer
  readonly rules?: readonly OwnerRule[]
}

let evaluated = 0
const context = (now: Date, { viewer = openViewer, rules = byTag }: Circumstances = {}): QueryContext =>
  ({
    viewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    collecting: {
      sources: () => [],
      evaluate: async () => {
        evaluated += 1
      },
    },
    signal: undefined,
    owners: ownerRules(rules),
  }) as unknown as QueryContext

/** The store, with every transaction begun only after `wait`. */
function writingLater(wait: () => Promise<void>): QueryContext['relational'] {
  const { db } = stores.relational
  const get = (target: typeof db, name: keyof typeof db) => {
    if (name !== 'transaction')
      return typeof target[name] === 'function' ? target[name].bind(target) : target[name]
    return async (...args: Parameters<typeof db.transaction>) => {
      await wait()
      return target.transaction(...args)
    }
  }
  return { ...stores.relational, db: new Proxy(db, { get: get as never }) }
}

const sourceId = 'eks-api:all'
async function tell(id: string, version: string, now: Date, facts: object = {}) {
  await registerCluster(stores.relational, { id, region: 'eu-west-1', accountId: null, now })
  await tellClusterFacts(stores.relational, {
    ...{ clusterId: id, sourceId, rank: 1, now },
    facts: {
      name: id,
      provider: 'eks',
      version,
      createdAt: '2025-01-01T00:00:00Z',
      tags: { team: 'ads' },
      ...facts,
    },
  })
}
const addOn = (version: string): ClusterPart => ({
  ...{ kind: 'add-on', name: 'coredns' },
  facts: {
    ...{ version, status: 'ACTIVE', publisher: 'eks', owner: 'aws', namespace: null, defaultVersion: null },
    ...{ latestVersion: null, versionsBehind: null, proxyMode: null, health: [], modifiedAt: null },
  },
})
const addOns = (clusterId: string, version: string, now: Date) =>
  tellClusterParts(stores.relational, { clusterId, kind: 'add-on', parts: [addOn(version)], sourceId, now })

const skew = (clusterId: string): Finding => ({
  ...{
    clusterId,
    checkId: 'kubelet-skew',
    about: '',
    status: 'error',
    summary: 'too old',
    recommendation: 'x',
  },
  subject: { kind: 'NodeGroup', namespace: null, name: 'core' },
  evidence: [{ signal: 'cluster-object', says: 'so', at: at('2026-11-12T00:00'), count: 3, names: [] }],
  ...{ ownerHint: {}, lastSeenAt: null, deadline: null },
})
const judge = (clusterId: string, findings: readonly Finding[], now: Date) =>
  putCheckResults(stores.relational, {
    ...{ clusterId, now },
    results: [
      {
        ...{ clusterId, checkId: 'kubelet-skew', findings, unreadBecause: null, asOf: now },
        status: findings.length > 0 ? 'error' : 'passing',
      },
    ],
  })

const week = (now: string, weekOf?: string, how: Circumstances & { scope?: object } = {}) =>
  reviewWeek(
    context(at(now), how),
    reviewWeekInput.parse({ ...(weekOf && { weekOf }), ...(how.scope && { scope: how.scope }) }),
  )
const changed = ({ changes }: Awaited<ReturnType<typeof week>>) =>
  changes.groups.flatMap(({ kind, rows }) =>
    rows.map(({ clusterId, subject, before, after }) => [kind, clusterId, subject, before, after]),
  )

// 9, 16, 23 and 30 November 2026 are Mondays.
beforeAll(async () => {
  stores = await openTestStores()
  const first = at('2026-11-12T09:00')
  for (const id of ['cove', 'reef', 'wreck']) await tell(id, '1.33', first)
  await addOns('cove', 'v1', first)
  await judge('reef', [skew('reef')], first)
  expect(await tendReviews(context(first))).toMatchObject({ day: '2026-11-12', clusters: 3 })

  const second = at('2026-11-19T09:00')
  await tell('cove', '1.34', second)
  await addOns('cove', 'v2', second)
  await tell('port', '1.34', second, { createdAt: '2026-11-17T00:00:00Z', tags: { team: 'search' } })
  await tellClusterGone(stores.relational, { clusterId: 'wreck', sourceId, now: second })
  await judge('reef', [], second)
  await judge('cove', [skew('cove')], second)
  await tendReviews(context(second))
})
afterAll(() => stores.close())

describe('a week that runs', () => {
  test('is held against the snapshot before it, as the fleet is now', async () => {
    const review = await week('2026-11-20T10:00')
    expect(review.week).toMatchObject({
      ...{
        week: '2026-W47',
        state: 'running',
        comparedWith: '2026-11-12T09:00:00.000Z',
        previous: '2026-W46',
      },
      standsFor: '2026-11-20T10:00:00.000Z',
    })
    expect(changed(review)).toEqual([
      ['created', 'port', null, null, '1.34'],
      ['gone', 'wreck', null, '1.33', null],
      ['upgraded', 'cove', null, '1.33', '1.34'],
      ['add-on', 'cove', 'coredns', 'v1', 'v2'],
      ['findings-opened', 'cove', 'NodeGroup core', null, 'error'],
      ['findings-closed', 'reef', 'NodeGroup core', 'error', null],
    ])
    expect(digestText(review.digest)).toContain(
      'Since Thursday 12 November 1 cluster was upgraded, 1 cluster was created, 1 cluster is gone, 1 finding was ' +
        'opened, 1 finding was closed and 1 other change was seen.',
    )
    expect(review.headlines.slice(0, 4).map(({ id, then, now }) => [id, then, now])).toEqual([
      ['clusters', 3, 3],
      // 1.33 has left standard support on 29 July 2026, 1.34 does on 2 December (user guide).
      ['standard-support', 0, 2],
      ['extended-support', 3 * 365, 365],
      ['upgrade-blockers', 1, 1],
    ])
    expect(review.chase.rows.map(({ owner, findings }) => [owner.id, findings])).toEqual([['ads', 1]])
    expect(review.talkers).toEqual({ connected: false, why: 'No audit log of these clusters arrives.' })
  })

  test('is narrowed by scope and by who asks', async () => {
    const narrow = await week('2026-11-20T10:00', undefined, { scope: { owners: ['search'] } })
    expect([narrow.clusters, narrow.isWholeFleet, changed(narrow).map(([kind]) => kind)]).toEqual([
      ...[1, false, ['created']],
    ])
    expect(narrow.headlines.every(({ series }) => series.length === 0)).toBe(true)
    const viewer: Viewer = { name: 'eve', role: 'viewer', clusters: ['reef'], namespaces: 'all' }
    expect(JSON.stringify(await week('2026-11-20T10:00', undefined, { viewer }))).not.toMatch(
      /"(cove|port|wreck)"/,
    )
  })

  test('counts no finding that somebody lives with', async () => {
    const input = { findingId: findingId(skew('cove')), reason: 'known', expiresAt: '2026-11-21T00:00:00Z' }
    await waiveFinding(context(at('2026-11-20T10:00')), input)
    expect((await week('2026-11-20T10:00')).chase.total).toBe(0)
    expect((await week('2026-11-21T10:00')).chase.total).toBe(1)
  })
})

describe('a week that is over', () => {
  const later: OwnerRule[] = [{ on: 'cluster-tag', key: 'team', owner: { id: 'x', name: 'Somebody else' } }]

  test('is sealed once, and stays what it was whatever becomes of clusters and rules', async () => {
    const viewer: Viewer = { name: 'eve', role: 'viewer', clusters: ['cove'], namespaces: 'all' }
    expect((await week('2026-11-23T00:30', '2026-W47')).week.state).toBe('ended')
    const sealed = await week('2026-11-23T08:00', '2026-W47')
    expect(sealed.week).toMatchObject({ state: 'sealed', standsFor: '2026-11-19T09:00:00.000Z' })
    expect(changed(sealed).map(([kind]) => kind)).toEqual([
      ...['created', 'gone', 'upgraded', 'add-on', 'findings-opened', 'findings-closed'],
    ])
    for (const { parts } of sealed.digest) {
      for (const part of parts)
        if (part.kind === 'number') expect(part.href).toMatch(/^\/review\?week=2026-W47#/)
    }
    await tell('cove', '1.35', at('2026-11-25T09:00'), { name: 'renamed' })
    const again = await week('2026-11-27T08:00', '2026-W47', { rules: later })
    expect({ ...again, week: { ...again.week, next: null } }).toEqual({
      ...sealed,
      week: { ...sealed.week, next: null },
    })
    const part = await week('2026-11-27T08:00', '2026-W47', { rules: later, viewer })
    expect(part.chase.rows.map(({ owner, clusters }) => [owner.name, clusters[0]?.name])).toEqual([
      ['ads', 'cove'],
    ])
  })

  test('and has no snapshot, says so and is not sealed', async () => {
    const empty = await week('2026-11-27T08:00', '2026-W40')
    expect(empty).toMatchObject({
      week: { state: 'ended', standsFor: null },
      clusters: 0,
      changes: { total: null },
    })
    expect(digestText(empty.digest)).toBe('No snapshot of the fleet was taken in this week.')
  })

  test('is what a Monday shows, other days show the week that runs', async () => {
    expect((await week('2026-11-23T08:00')).week.week).toBe('2026-W47')
    expect((await week('2026-11-24T08:00')).week.week).toBe('2026-W48')
  })

  test.each(['2026-W54', 'monday', '2026-12-07'])('is not %s', async (weekOf) => {
    await expect(week('2026-11-27T08:00', weekOf)).rejects.toMatchObject({ code: 'Invalid' })
  })
})

test('weeks that can be read are listed, newest first', async () => {
  const { weeks, shown } = await reviewWeeks(context(at('2026-11-26T08:00')), undefined)
  expect(weeks.map(({ week: name, state, snapshots }) => [name, state, snapshots])).toEqual([
    ['2026-W48', 'running', 0],
    ['2026-W47', 'sealed', 1],
    ['2026-W46', 'sealed', 1],
  ])
  expect(shown).toBe('2026-W48')
})

describe('a snapshot that is asked for', () => {
  test('is taken after every cluster was checked', async () => {
    expect(await takeReviewSnapshot(context(at('2026-11-26T09:00')))).toMatchObject({
      taken: { day: '2026-11-26', clusters: 3 },
    })
    expect(evaluated).toBe(1)
  })

  test('is of the day on which the fleet was read, also when the clock is set meanwhile', async () => {
    let asked = 0
    const now = () => {
      asked += 1
      return asked === 1 ? at('2026-11-27T09:00') : at('2026-11-28T09:00')
    }
    expect(await tendReviews({ ...context(at('2026-11-27T09:00')), clock: { now } })).toMatchObject({
      day: '2026-11-28',
    })
    const days = await listReviewSnapshots(stores.relational, { limit: 100 })
    expect(days.map(({ day }) => day)).not.toContain('2026-11-27')
  })

  test('and was read before another does not take its place', async () => {
    const now = at('2026-11-29T09:00')
    const told = new EventEmitter()
    const [hasRead, isLateDone] = [once(told, 'read'), once(told, 'late')]
    const relational = writingLater(async () => {
      told.emit('read')
      await Promise.race([isLateDone, sleep(500)])
    })
    const early = tendReviews({ ...context(now), relational })
    await hasRead
    await tell('port', '1.35', now)
    await tendReviews(context(now))
    told.emit('late')
    await early
    const taken = { day: '2026-11-29', scope: everything, limit: 10 }
    const { clusters = [] } = (await getReviewSnapshot(stores.relational, taken)) ?? {}
    expect(clusters.find(({ clusterId }) => clusterId === 'port')?.version).toBe('1.35')
  })

  test('is not for who sees a part of the fleet', async () => {
    const viewer: Viewer = { name: 'eve', role: 'operator', clusters: ['cove'], namespaces: 'all' }
    await expect(takeReviewSnapshot(context(at('2026-11-26T09:00'), { viewer }))).rejects.toMatchObject({
      code: 'Forbidden',
    })
    expect(evaluated).toBe(1)
  })
})
