// Findings in the relational store, on the embedded PGlite and on a real PostgreSQL: written look by look, against
// a model that remembers each look and works the answers out from all of them.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckResult, Finding } from '../../domain/model/finding.ts'
import type { Scope } from '../../domain/model/scope.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { lastEvaluations, listCheckResults } from './read/check-results.ts'
import { listFindingEvents, listWaivers } from './read/finding-history.ts'
import { type FindingQuestion, getFinding, listFindings, sumFindings } from './read/findings.ts'
import { registerCluster } from './write/clusters.ts'
import { endWaiver, putWaiver } from './write/finding-waivers.ts'
import { findingId, putCheckResults } from './write/findings.ts'

const engines = relationalEngines('findings', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`findings.store.test.ts: seed ${seed}`)

const minute = (n: number) => new Date(Date.parse('2026-11-23T09:00:00Z') + n * 60_000)
const ages = new Date('2026-10-24T00:00:00Z')
const everything = { clusters: 'all', namespaces: 'all' } as unknown as Scope
const of = (scope: Partial<Scope>): Scope => ({ ...everything, ...scope })
const ask = (over: Partial<FindingQuestion> = {}): FindingQuestion => ({
  ...{ scope: everything, now: minute(60), seenSince: ages },
  ...over,
})

const finding = (over: Partial<Finding> & { clusterId: string }): Finding => ({
  checkId: 'kubelet-skew',
  subject: { kind: 'NodeGroup', namespace: null, name: 'core' },
  about: 'kubelet 1.32',
  status: 'error',
  summary: 'too old',
  evidence: [{ signal: 'cluster-object', says: 'so', at: minute(0), count: 3, names: ['a'] }],
  recommendation: 'replace',
  ownerHint: {},
  lastSeenAt: null,
  deadline: null,
  ...over,
})
const result = (
  clusterId: string,
  findings: readonly Finding[],
  over: Partial<CheckResult> = {},
): CheckResult => ({
  ...{ clusterId, checkId: 'kubelet-skew', findings, unreadBecause: null, asOf: minute(0) },
  status: findings[0]?.status ?? 'passing',
  ...over,
})
const unread = (clusterId: string, checkId = 'kubelet-skew'): CheckResult =>
  result(clusterId, [], { checkId, status: 'unknown', unreadBecause: 'list nodes: 403', asOf: null })

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  let made = 0

  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  async function newCluster(): Promise<string> {
    made += 1
    const id = `c${made}`
    await registerCluster(store, { id, region: null, accountId: null, now: minute(0) })
    return id
  }
  const list = (clusterId: string, over: Partial<FindingQuestion> = {}) =>
    listFindings(store, {
      ...ask({ scope: of({ clusters: [clusterId] }), ...over }),
      after: null,
      limit: 100,
    })
  const histories = async (id: string) =>
    (await listFindingEvents(store, { findingId: id, limit: 100 })).map(
      ({ kind, before, after }) => `${kind} ${before} ${after}`,
    )

  it('opens, changes, keeps what could not be looked at, closes and opens again', async () => {
    const id = await newCluster()
    const own = finding({ clusterId: id })
    const put = (n: number, results: CheckResult[]) =>
      putCheckResults(store, { clusterId: id, results, now: minute(n) })

    expect(await put(1, [result(id, [own])])).toMatchObject([{ kind: 'opened' }])
    expect(await put(2, [result(id, [{ ...own, status: 'warning' }])])).toMatchObject([{ kind: 'changed' }])
    expect(await put(3, [unread(id)])).toEqual([])
    expect(await list(id)).toMatchObject([{ status: 'warning', openedAt: minute(1) }])
    expect(await listCheckResults(store, { scope: of({ clusters: [id] }), limit: 9 })).toMatchObject([
      { status: 'unknown', warnings: 1, unreadBecause: 'list nodes: 403', since: minute(3), asOf: minute(0) },
    ])
    await put(4, [result(id, [])])
    expect(await list(id)).toEqual([])
    expect(await getFinding(store, { ...ask(), id: findingId(own) })).toMatchObject({
      status: 'passing',
      closedAt: minute(4),
    })
    await put(5, [result(id, [own])])
    expect(await list(id)).toMatchObject([{ status: 'error', openedAt: minute(5), closedAt: null }])
    expect(await histories(findingId(own))).toEqual([
      'opened passing error',
      'changed error warning',
      'closed warning passing',
      'opened passing error',
    ])
  })

  it('lets go of what a check found that is about the cluster no more', async () => {
    const id = await newCluster()
    const own = finding({ clusterId: id })
    await putCheckResults(store, { clusterId: id, results: [result(id, [own])], now: minute(1) })
    await putCheckResults(store, { clusterId: id, results: [], now: minute(2) })
    expect(await list(id)).toEqual([])
    expect(await listCheckResults(store, { scope: of({ clusters: [id] }), limit: 9 })).toEqual([])
    expect(await histories(findingId(own))).toEqual(['opened passing error', 'closed error passing'])
  })

  it('writes nothing of a cluster that nobody knows', async () => {
    const results = [result('nobody', [finding({ clusterId: 'nobody' })])]
    expect(await putCheckResults(store, { clusterId: 'nobody', results, now: minute(1) })).toBe(false)
    expect(await list('nobody')).toEqual([])
  })

  it('tells standing evidence as new as the last look, and dated evidence as it was', async () => {
    const id = await newCluster()
    const evidence: Finding['evidence'] = [
      { signal: 'cluster-object', says: 'so', at: minute(0), count: null, names: [] },
      { signal: 'audit-request', says: 'called', at: minute(0), count: 3, names: [] },
    ]
    const own = finding({ clusterId: id, evidence, lastSeenAt: minute(0) })
    for (const n of [1, 9]) {
      const looked = result(id, [own], { asOf: minute(n) })
      await putCheckResults(store, { clusterId: id, results: [looked], now: minute(n) })
    }
    expect((await list(id))[0]?.evidence.map(({ at }) => at)).toEqual([minute(9), minute(0)])
  })

  it('turns green once its last call has left the window, and says when that was', async () => {
    const id = await newCluster()
    const own = finding({ clusterId: id, lastSeenAt: minute(10) })
    await putCheckResults(store, { clusterId: id, results: [result(id, [own])], now: minute(11) })
    expect(await list(id, { seenSince: minute(10) })).toMatchObject([{ status: 'error' }])
    expect(await list(id, { seenSince: minute(11) })).toMatchObject([
      { status: 'passing', lastSeenAt: minute(10) },
    ])
    expect(await list(id, { seenSince: minute(11), statuses: ['error', 'warning'] })).toEqual([])
  })

  it('waives until a day; a waiver that is over or ended brings the finding back', async () => {
    const id = await newCluster()
    const own = finding({ clusterId: id })
    await putCheckResults(store, { clusterId: id, results: [result(id, [own])], now: minute(1) })
    const waiver = { findingId: findingId(own), reason: 'goes in March', author: 'ada', now: minute(2) }
    expect(await putWaiver(store, { ...waiver, id: `w1-${id}`, expiresAt: minute(30) })).toBe(true)
    const isWaived = async (n: number) => (await list(id, { now: minute(n) }))[0]?.isWaived
    expect([await isWaived(29), await isWaived(30), await isWaived(31)]).toEqual([true, false, false])
    expect(await list(id, { now: minute(10), isWaived: false })).toEqual([])
    expect(await list(id, { now: minute(30), isWaived: true })).toEqual([])

    expect(await putWaiver(store, { ...waiver, id: `w2-${id}`, now: minute(5), expiresAt: minute(50) })).toBe(
      true,
    )
    expect(await endWaiver(store, { id: `w1-${id}`, author: 'bob', now: minute(6) })).toBe(false)
    expect(await isWaived(31)).toBe(true)
    expect(await endWaiver(store, { id: `w2-${id}`, author: 'bob', now: minute(7) })).toBe(true)
    expect(await isWaived(8)).toBe(false)
    expect(await listWaivers(store, { findingIds: [findingId(own)], limit: 9 })).toMatchObject([
      { id: `w2-${id}`, endedBy: 'bob' },
      { id: `w1-${id}`, endedBy: 'ada', endedAt: minute(5) },
    ])
    const none = { ...waiver, id: 'w3', findingId: 'none', expiresAt: minute(9) }
    expect(await putWaiver(store, none)).toBe(false)
  })

  it('shows a reader of some namespaces only what lies in them', async () => {
    const id = await newCluster()
    const subjects = [
      { kind: 'Namespace', namespace: null, name: 'mine' },
      { kind: 'Namespace', namespace: null, name: 'theirs' },
      { kind: 'PodDisruptionBudget', namespace: 'mine', name: 'a' },
      { kind: 'PodDisruptionBudget', namespace: 'theirs', name: 'mine' },
      { kind: 'Cluster', namespace: null, name: 'mine' },
    ]
    const found = subjects.map((subject) => finding({ clusterId: id, subject }))
    await putCheckResults(store, { clusterId: id, results: [result(id, found)], now: minute(1) })
    const scope = of({ clusters: [id], namespaces: ['mine'] })
    const seen = await list(id, { scope })
    expect(seen.map(({ subjectKind, subjectName }) => `${subjectKind} ${subjectName}`).sort()).toEqual([
      'Namespace mine',
      'PodDisruptionBudget a',
    ])
    expect(await getFinding(store, { ...ask({ scope }), id: findingId(found[4] as Finding) })).toBeUndefined()
    const sums = await sumFindings(store, { ...ask({ scope }), byCluster: true, limit: 9 })
    expect(sums).toMatchObject([{ clusterId: id, findings: 2 }])
    expect(await list(id, { scope: of({ clusters: [] }) })).toEqual([])
  })

  it('pages and sums as a model does that remembers every look', async () => {
    const names = ['a', 'b', 'c', 'd']
    const checksMade = ['kubelet-skew', 'drain-safety']
    const found = fc.record({
      name: fc.constantFrom(...names),
      status: fc.constantFrom(...(['error', 'warning', 'unknown'] as const)),
      seen: fc.option(fc.integer({ min: 0, max: 50 })),
    })
    const looks = fc.array(
      fc.record({
        checkId: fc.constantFrom(...checksMade),
        found: fc.option(fc.uniqueArray(found, { selector: ({ name }) => name, maxLength: 4 })),
      }),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(
        looks,
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 3 }),
        async (script, since, limit) => {
          const byCluster = script.length % 2 === 0
          const id = await newCluster()
          const known = new Map<string, CheckResult>()
          const open = new Map<string, readonly Finding[]>()
          for (const [n, look] of script.entries()) {
            const { checkId } = look
            const own = (look.found ?? []).map(({ name, status, seen }) =>
              finding({
                ...{ clusterId: id, checkId, status, subject: { kind: 'Pod', namespace: 'x', name } },
                lastSeenAt: seen === null ? null : minute(seen),
              }),
            )
            known.set(checkId, look.found === null ? unread(id, checkId) : result(id, own, { checkId }))
            if (look.found !== null) open.set(checkId, own)
            // All checks speak at once, as they do: those not looked at anew say what they said.
            await putCheckResults(store, { clusterId: id, results: [...known.values()], now: minute(n) })
          }
          const shown = [...open.values()].flat().map((one) => ({
            ...one,
            status:
              one.lastSeenAt !== null && one.lastSeenAt < minute(since) ? ('passing' as const) : one.status,
          }))
          const question = ask({ scope: of({ clusters: [id] }), seenSince: minute(since) })
          const rows = []
          let after: Parameters<typeof listFindings>[1]['after'] = null
          for (;;) {
            const page: Awaited<ReturnType<typeof listFindings>> = await listFindings(store, {
              ...question,
              after,
              limit,
            })
            rows.push(...page)
            const last = page.at(-1)
            if (page.length < limit || last === undefined) break
            after = last
          }
          const text = (one: { checkId: string; status: string; name: string }) =>
            `${one.checkId} ${one.name} ${one.status}`
          expect(rows.map((row) => text({ ...row, name: row.subjectName })).sort()).toEqual(
            shown.map((one) => text({ ...one, name: one.subject.name })).sort(),
          )
          const ranks = rows.map(({ rank }) => rank)
          expect(ranks).toEqual([...ranks].sort())
          const sums = await sumFindings(store, { ...question, byCluster, limit: 100 })
          expect(sums.reduce((sum, { findings }) => sum + findings, 0)).toBe(shown.length)
          for (const { checkId, status, findings } of sums) {
            expect(findings).toBe(
              shown.filter((one) => one.checkId === checkId && one.status === status).length,
            )
          }
        },
      ),
      { seed, numRuns: 25 },
    )
  })

  it('is written once however many evaluate a cluster at the same time', async () => {
    const id = await newCluster()
    const own = finding({ clusterId: id })
    const put = () => putCheckResults(store, { clusterId: id, results: [result(id, [own])], now: minute(1) })
    await Promise.all([put(), put(), put()])
    expect(await histories(findingId(own))).toEqual(['opened passing error'])
    const evaluated = await lastEvaluations(store, { limit: 1_000 })
    expect(evaluated).toContainEqual({ clusterId: id, evaluatedAt: minute(1) })
  })
})
