// The choices of a scope on real stores: names, what is gone, and namespaces from API servers and from audit logs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { createSealer } from '../../../db/events/write/seals.ts'
import { landingLine } from '../../../db/store-tests/audit-events.ts'
import { store, tell, testState } from '../../../db/store-tests/objects.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { openViewer, type Viewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { scopeChoices, scopeChoicesInput } from './scope-choices.ts'

const now = new Date('2026-11-24T12:00:00Z')
let stores: TestStores

const ask = (input: object, viewer: Partial<Viewer> = {}) =>
  scopeChoices(
    {
      ...stores,
      viewer: { ...openViewer, ...viewer },
      clock: { now: () => now },
      owners: ownerRules([
        { on: 'cluster-tag', key: 'team', values: ['shop'], owner: { id: 'shop', name: 'The Shop' } },
      ]),
    } as unknown as QueryContext,
    scopeChoicesInput.parse(input),
  )

beforeAll(async () => {
  stores = await openTestStores()
  const { pool } = stores.relational
  await pool.query(
    `INSERT INTO clusters (id, name, account_id, region, tags, first_seen_at, gone_at) VALUES
      ('a', 'a', '1', 'eu-west-1', '{"team":"shop"}', now(), NULL),
      ('b', 'b', '1', 'us-east-1', '{"team":"pay"}', now(), NULL),
      ('c', 'c', '2', 'us-east-1', '{}', now(), NULL),
      ('gone', 'gone', '3', 'eu-west-1', '{"team":"shop"}', now(), now())`,
  )
  await pool.query(
    `INSERT INTO accounts (account_id, name, observed_at) VALUES ('1', 'main', now()), ('9', 'x', now())`,
  )
  const namespaces = [
    ['a', 'web'],
    ['a', 'kube-system'],
    ['b', 'kube-system'],
  ].map(([clusterId = '', name = '']) =>
    testState({ clusterId, kind: 'Namespace', uid: `${clusterId}-${name}`, name, observedAt: now }),
  )
  await store(stores.events, tell(namespaces))
  const receivedMs = now.getTime() - 3_600_000
  const event = {
    cluster: 'c',
    auditID: 'x',
    stage: 'ResponseComplete',
    verb: 'list',
    user: 'u',
    code: 200,
  } as const
  await insertAudit(stores.events, Buffer.from(landingLine({ ...event, receivedMs, tookMs: 5 }, 1)))
  const sealer = createSealer(stores.events, async () => undefined)
  for (const grain of ['minute', 'hour', 'day'] as const) {
    await sealer.sealDue(grain, { quietSeconds: 0, limit: 100 })
  }
})
afterAll(() => stores.close())

describe('the choices of a scope', () => {
  it('are those of clusters that are there today, with the names people know', async () => {
    const { total, inScope, facets, namespaces } = await ask({})
    expect({ total, inScope, namespaces }).toEqual({
      total: { clusters: 3, accounts: 2, regions: 2 },
      inScope: 3,
      namespaces: null,
    })
    expect(facets.accounts.choices).toEqual([
      { value: '1', name: 'main', clusters: 2, isChosen: false },
      { value: '2', name: null, clusters: 1, isChosen: false },
    ])
    expect(facets.owners.choices.map(({ value, name, clusters }) => [value, name, clusters])).toEqual([
      ['unowned', null, 2],
      ['shop', 'The Shop', 1],
    ])
  })

  it('are found by words, listed up to a limit, and the rest is counted', async () => {
    const { facets } = await ask({ find: 'US east', limit: 5 })
    expect(facets.regions.choices.map(({ value }) => value)).toEqual(['us-east-1'])
    expect(facets.accounts.choices).toEqual([])
    const { facets: short } = await ask({ limit: 1, scope: { clusters: ['c'] } })
    expect(short.clusters.choices.map(({ value }) => value)).toEqual(['c', 'a'])
    expect(short.clusters.more).toBe(1)
  })

  it('tell nobody more than may be seen', async () => {
    const answer = await ask({ scope: { accounts: ['9', '1'] }, namespaces: true }, { clusters: ['c'] })
    expect(answer.total.clusters).toBe(1)
    expect(JSON.stringify(answer)).not.toMatch(/main|"x"|web|kube-system/)
    const narrow = await ask({ namespaces: true }, { namespaces: ['web', 'shop'] })
    expect(narrow.namespaces?.choices.map(({ value }) => value).sort()).toEqual(['shop', 'web'])
  })

  it('hold namespaces that API servers list and those that audit logs name', async () => {
    const { namespaces } = await ask({ namespaces: true, scope: { namespaces: ['none'] } })
    expect(namespaces).toEqual({
      choices: [
        { value: 'none', name: null, clusters: 0, isChosen: true },
        { value: 'kube-system', name: null, clusters: 2, isChosen: false },
        { value: 'shop', name: null, clusters: 1, isChosen: false },
        { value: 'web', name: null, clusters: 1, isChosen: false },
      ],
      more: 0,
    })
    const inEurope = await ask({ namespaces: true, scope: { regions: ['eu-west-1'] }, limit: 1 })
    expect(inEurope.namespaces?.choices.map(({ value }) => value)).toEqual(['kube-system'])
    expect(inEurope.namespaces?.more).toBe(1)
  })
})
