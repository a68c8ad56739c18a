// The plan of upgrades over stored clusters: who may go, in which waves, and what it says of waivers and money.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { findingId, putCheckResults } from '../../../db/relational/write/findings.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { CheckResult, Finding } from '../../../domain/model/finding.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { planInput, upgradePlan } from './plan.ts'
import { waiveFinding, waiveInput } from './waive.ts'

const now = new Date('2026-11-26T12:00:00Z')
let stores: TestStores
const context = (clusters: 'all' | readonly string[] = 'all'): QueryContext =>
  ({
    viewer: { ...openViewer, clusters },
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    collecting: { sources: () => [] },
    signal: undefined,
    owners: ownerRules([{ on: 'cluster-tag', key: 'team' }]),
  }) as unknown as QueryContext

const versions = {
  'pay-dev-1': '1.33',
  'pay-prod-1': '1.33',
  'pay-prod-2': '1.34',
  'web-prod': '1.34',
  new: '1.36',
}
const broken = (clusterId: string): Finding => ({
  ...{ checkId: 'kubelet-skew', clusterId, about: '', status: 'error', summary: 'core lags' },
  ...{ recommendation: 'mend it', ownerHint: {}, lastSeenAt: null, deadline: null },
  subject: { kind: 'NodeGroup', namespace: null, name: 'core' },
  evidence: [{ signal: 'cluster-object', says: 'so', at: now, count: 1, names: [] }],
})
const findings: Record<string, Finding> = {
  'pay-prod-2': broken('pay-prod-2'),
  'web-prod': broken('web-prod'),
}

function resultsOf(clusterId: string): CheckResult[] {
  return checks.map(({ id: checkId }) => {
    const finding = checkId === 'kubelet-skew' ? findings[clusterId] : undefined
    const status = finding?.status ?? 'passing'
    return { checkId, clusterId, status, findings: finding ? [finding] : [], unreadBecause: null, asOf: now }
  })
}

beforeAll(async () => {
  stores = await openTestStores()
  const { relational } = stores
  for (const [id, version] of Object.entries(versions)) {
    await registerCluster(relational, { id, region: null, accountId: null, now })
    const facts = { provider: 'eks', version, tags: { team: id.split('-')[0] ?? '' } } as const
    await tellClusterFacts(relational, { clusterId: id, sourceId: `eks-api:${id}`, rank: 0, facts, now })
    await putCheckResults(relational, { clusterId: id, results: resultsOf(id), now })
  }
})
afterAll(() => stores.close())

const plan = (input: object = {}, ctx = context()) => upgradePlan(ctx, planInput.parse(input))

describe('the plan of upgrades', () => {
  test('goes to what lasts, holds what is blocked and says by what', async () => {
    const answer = await plan({ moves: true })
    // 1.34 leaves standard support on 2 December, 1.35 on 27 March (user guide; endoflife.date).
    expect(answer.params.target).toBe('1.35')
    expect(answer).toMatchObject({ clusters: 4, done: 1, unplannedInAll: 0 })
    expect(
      answer.families.map(({ id, gate, heldBy, clusters }) => [id, gate.verdict, heldBy, clusters]),
    ).toEqual([
      ['pay/prod/pay-prod-*', 'blocked', 'itself', 2],
      ['web/prod/web-prod', 'blocked', 'itself', 1],
      ['pay/dev/pay-dev-*', 'ready', null, 1],
    ])
    expect(answer.byVerdict).toMatchObject({ blocked: { families: 2, clusters: 3 } })
    expect(answer.families[0]?.gate.blockers).toEqual([{ checkId: 'kubelet-skew', clusters: 1, findings: 1 }])
    expect(answer.titles['kubelet-skew']).toBe('Kubelet version skew')
    expect(answer.blockers.map(({ clusterId, owner, familyId }) => [clusterId, owner.id, familyId])).toEqual([
      ['pay-prod-2', 'pay', 'pay/prod/pay-prod-*'],
      ['web-prod', 'web', 'web/prod/web-prod'],
    ])
    // Thursday noon is past this day's window; the next one is on Monday. Three days later is Thursday, after 9:00.
    expect(
      answer.waves.map(({ to, environment, track, clusters, startsAt }) => [
        to,
        environment,
        track,
        clusters,
        startsAt,
      ]),
    ).toEqual([
      ['1.34', 'dev', 'clear', 1, new Date('2026-11-30T09:00:00Z')],
      ['1.35', 'dev', 'clear', 1, new Date('2026-12-07T09:00:00Z')],
      ['1.34', 'prod', 'held', 1, new Date('2026-12-14T09:00:00Z')],
      ['1.35', 'prod', 'held', 3, new Date('2026-12-21T09:00:00Z')],
    ])
    expect(answer.moves.map(({ wave, name }) => `${wave} ${name}`)).toEqual([
      // What presses first comes first: 1.34 leaves standard support, 1.33 has left it.
      ...['1 pay-dev-1', '2 pay-dev-1', '3 pay-prod-1', '4 pay-prod-2', '4 web-prod', '4 pay-prod-1'],
    ])
    // 1.33 pays already; 1.34 from 2 December on.
    expect(answer.money.nowMicroUsdPerMonth).toBe(2 * 500_000 * 730)
    // pay-prod-1 pays all the way: no day of its changes that.
    expect(answer.misses.map(({ clusterId, kind }) => [clusterId, kind])).toEqual([
      ...['pay-dev-1', 'pay-prod-2', 'web-prod'].map((id) => [id, 'extended']),
    ])
  })

  test('takes its parameters from the question, and is narrowed by scope and viewer', async () => {
    const asked = { target: '1.34', startsOn: '2026-12-05', soakDays: 0, mendDays: 0 }
    const maintenance = { days: ['sat'], fromHour: 0, toHour: 4, clusters: 1 }
    const answer = await plan({ ...asked, maintenance })
    expect(answer).toMatchObject({ clusters: 2, done: 3 })
    expect(answer.waves.map(({ startsAt }) => startsAt)).toEqual([
      new Date('2026-12-05T00:00:00Z'),
      new Date('2026-12-12T00:00:00Z'),
    ])
    expect((await plan({ scope: { owners: ['web'] } })).families.map(({ id }) => id)).toEqual([
      'web/prod/web-prod',
    ])
    const seen = await plan({}, context(['pay-dev-1']))
    expect([seen.clusters, seen.done, seen.blockers]).toEqual([1, 0, []])
    const unknown = await plan({ target: '1.99' })
    expect(unknown).toMatchObject({ clusters: 0, waves: [], unplannedInAll: 5, endsAt: null })
    expect(unknown.unplanned[0]?.because).toBe('its provider (eks) has not released 1.99')
  })

  test('goes on where a blocker was accepted, and says who accepted it', async () => {
    const expiresAt = '2026-12-24T00:00:00Z'
    const input = {
      findingId: findingId(findings['web-prod'] as Finding),
      reason: 'drained by hand',
      expiresAt,
    }
    await waiveFinding(context(), waiveInput.parse(input))
    const web = await plan({ scope: { clusters: ['web-prod'] } })
    expect(web.families[0]).toMatchObject({
      heldBy: null,
      gate: { verdict: 'ready', accepted: [{ checkId: 'kubelet-skew', clusters: 1, findings: 1 }] },
    })
    expect(web.accepted).toMatchObject([
      { clusterId: 'web-prod', reason: 'drained by hand', author: 'local', until: new Date(expiresAt) },
    ])
  })

  test('refuses what is no window and no version', () => {
    const maintenance = { days: [], fromHour: 9, toHour: 9, clusters: 0 }
    for (const input of [{ target: 'newest' }, { maintenance }, { soakDays: -1 }, { startsOn: 'soon' }]) {
      expect(planInput.safeParse(input).success).toBe(false)
    }
  })
})
