// Caller → service account → workload → owner over both stores. What is expected is worked out here from the list
// of objects itself, walking from each pod to what controls it.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { store, tell, testState } from '../../../db/store-tests/objects.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer, type Viewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { callers, callersInput } from './callers.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`callers.store.test.ts: seed ${seed}`)

const now = new Date('2026-11-24T12:00:00Z')
const before = new Date('2026-11-24T06:00:00Z')
const window = { from: '2026-11-24T11:00:00Z', to: '2026-11-24T12:00:00Z' }

let stores: TestStores
let ctx: QueryContext

interface Thing {
  readonly kind: ObjectKind
  readonly namespace: string
  readonly name: string
  readonly owner?: readonly [kind: string, name: string]
  readonly account?: string
  readonly labels?: Readonly<Record<string, string>>
}

async function put(clusterId: string, things: readonly Thing[], rest: { at?: Date; gone?: boolean } = {}) {
  const { at = before, gone = false } = rest
  const states = things.map(({ kind, namespace, name, owner = ['', ''], account, labels = {} }) =>
    testState({
      ...{ clusterId, kind, namespace, name, labels, uid: `${clusterId} ${kind} ${namespace} ${name}` },
      ...{ ownerKind: owner[0], ownerName: owner[1], isDeleted: gone, observedAt: at },
      facts: account === undefined ? {} : { serviceAccount: account },
    }),
  )
  await store(stores.events, tell(states))
}

beforeAll(async () => {
  stores = await openTestStores()
  ctx = {
    viewer: openViewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    signal: undefined,
    collecting: { sources: () => [] },
    owners: ownerRules([
      { on: 'workload-label', key: 'team' },
      { on: 'namespace-label', key: 'team' },
      { on: 'cluster-tag', key: 'team' },
    ]),
  } as unknown as QueryContext
  for (const id of ['hand', 'past', 'wide-a', 'wide-b']) {
    await registerCluster(stores.relational, { id, region: null, accountId: null, now })
    const facts = { tags: { team: `owner of ${id}` } }
    await tellClusterFacts(stores.relational, { clusterId: id, sourceId: `test:${id}`, rank: 1, facts, now })
  }
  await put('hand', [
    { kind: 'Namespace', namespace: '', name: 'shop', labels: { team: 'shop' } },
    { kind: 'Namespace', namespace: '', name: 'bare' },
    { kind: 'Deployment', namespace: 'shop', name: 'cart', labels: { team: 'cart' } },
    { kind: 'ReplicaSet', namespace: 'shop', name: 'cart-1', owner: ['Deployment', 'cart'] },
    { kind: 'ReplicaSet', namespace: 'shop', name: 'cart-2', owner: ['Deployment', 'cart'] },
    { kind: 'Pod', namespace: 'shop', name: 'cart-1-a', owner: ['ReplicaSet', 'cart-1'], account: 'api' },
    { kind: 'Pod', namespace: 'shop', name: 'cart-2-a', owner: ['ReplicaSet', 'cart-2'], account: 'api' },
    { kind: 'Pod', namespace: 'shop', name: 'cart-2-b', owner: ['ReplicaSet', 'cart-2'], account: 'api' },
    { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
    { kind: 'Job', namespace: 'shop', name: 'nightly-1', owner: ['CronJob', 'nightly'] },
    { kind: 'Pod', namespace: 'shop', name: 'nightly-1-x', owner: ['Job', 'nightly-1'], account: 'api' },
    // Nobody watches Rollouts; its name is known from what it owns.
    { kind: 'ReplicaSet', namespace: 'shop', name: 'canary-9', owner: ['Rollout', 'canary'] },
    {
      kind: 'Pod',
      namespace: 'shop',
      name: 'canary-9-x',
      owner: ['ReplicaSet', 'canary-9'],
      account: 'canary',
    },
    { kind: 'Pod', namespace: 'bare', name: 'debug', account: 'api' },
    { kind: 'Pod', namespace: 'shop', name: 'other', account: 'someone-else' },
  ])
})
afterAll(() => stores.close())

const user = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`
const ask = (input: object, viewer: Partial<Viewer> = {}) =>
  callers({ ...ctx, viewer: { ...openViewer, ...viewer } }, callersInput.parse({ window, ...input }))
const short = ({ rows }: Awaited<ReturnType<typeof ask>>) =>
  rows.map(({ workloads }) =>
    workloads.map(
      ({ kind, namespace, name, pods, owner }) => `${kind} ${namespace}/${name} ${pods} ${owner.id}`,
    ),
  )

test('from the user to the workloads people know, with owners by the nearest rule', async () => {
  const users = [user('shop', 'api'), user('shop', 'canary'), user('bare', 'api'), user('shop', 'nobody')]
  const answer = await ask({ scope: { clusters: ['hand'] }, users: [...users, 'system:node:n1'] })
  expect(short(answer)).toEqual([
    ['Deployment shop/cart 3 cart', 'CronJob shop/nightly 1 shop'],
    ['Rollout shop/canary 1 shop'],
    ['Pod bare/debug 1 owner of hand'],
    [],
    [],
  ])
  expect(answer.rows.map(({ serviceAccount }) => serviceAccount?.name ?? null)).toEqual([
    ...['api', 'canary', 'api', 'nobody'],
    null,
  ])
  // Its objects are stored, but nobody has counted them: no source is known to read it.
  expect(answer).toMatchObject({ at: now, clustersRead: 0 })
})

test('the few named are those with most pods, and all are counted', async () => {
  const answer = await ask({ scope: { clusters: ['hand'] }, users: [user('shop', 'api')], limit: 1 })
  expect(short(answer)).toEqual([['Deployment shop/cart 3 cart']])
  expect(answer.rows[0]?.workloadsTotal).toBe(2)
})

test('what a viewer may not see is not named', async () => {
  const users = [user('shop', 'api'), user('bare', 'api')]
  expect(short(await ask({ users }, { clusters: ['past'] }))).toEqual([[], []])
  expect(short(await ask({ scope: { clusters: ['hand'] }, users }, { namespaces: ['bare'] }))).toEqual([
    [],
    ['Pod bare/debug 1 owner of hand'],
  ])
})

test('a window of the past is answered as its objects stood then', async () => {
  const pod = { kind: 'Pod', namespace: 'jobs', name: 'old', account: 'runner' } as const
  await put('past', [pod])
  await put('past', [pod], { at: new Date('2026-11-24T09:00:00Z'), gone: true })
  const asked = { scope: { clusters: ['past'] }, users: [user('jobs', 'runner')] }
  expect(short(await ask(asked))).toEqual([[]])
  const then = { from: '2026-11-24T07:00:00Z', to: '2026-11-24T08:00:00Z' }
  const answer = await ask({ ...asked, window: then })
  expect(short(answer)).toEqual([['Pod jobs/old 1 owner of past']])
  expect(answer.at).toEqual(new Date(then.to))
})

const few = fc.constantFrom('a', 'b')
const pods = fc.array(
  fc.record({
    cluster: fc.constantFrom('wide-a', 'wide-b'),
    namespace: few,
    account: few,
    set: few,
    isBare: fc.boolean(),
  }),
  { maxLength: 14 },
)

let runs = 0
test('whatever runs where: every pod is counted once, under what controls it', async () => {
  await fc.assert(
    fc.asyncProperty(pods, async (drawn) => {
      runs += 1
      const place = (namespace: string) => `${namespace}${runs}`
      const expected = new Map<string, number>()
      for (const [at, { cluster, namespace, account, set, isBare }] of drawn.entries()) {
        const owner = ['ReplicaSet', `set-${set}`] as const
        const pod = { kind: 'Pod' as const, namespace: place(namespace), name: `pod-${at}`, account }
        await put(cluster, [isBare ? pod : { ...pod, owner }])
        // Sets of "a" belong to a Deployment, those of "b" to nothing.
        const top = isBare ? `Pod/pod-${at}` : set === 'a' ? 'Deployment/web' : 'ReplicaSet/set-b'
        const name = `${user(place(namespace), account)} ${cluster} ${top}`
        expected.set(name, (expected.get(name) ?? 0) + 1)
      }
      for (const cluster of ['wide-a', 'wide-b']) {
        for (const namespace of ['a', 'b'].map(place)) {
          await put(cluster, [
            { kind: 'ReplicaSet', namespace, name: 'set-a', owner: ['Deployment', 'web'] },
            { kind: 'ReplicaSet', namespace, name: 'set-b' },
          ])
        }
      }
      const users = ['a', 'b'].flatMap((namespace) => ['a', 'b'].map((name) => user(place(namespace), name)))
      const { rows } = await ask({ users, limit: 100 })
      const found = rows.flatMap(({ user: of, workloads }) =>
        workloads.map(({ clusterId, kind, name, pods: count }) => [
          `${of} ${clusterId} ${kind}/${name}`,
          count,
        ]),
      )
      expect(found.sort()).toEqual([...expected].sort())
    }),
    { seed, numRuns: 12 },
  )
})
