// Objects on a real store: pages, counts and changes, as they stand and as they stood.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectKind } from '../../domain/model/kube-object.ts'
import type { Scope } from '../../domain/model/scope.ts'
import { knownObjects } from '../events/read/known-objects.ts'
import { type ChangeCursor, objectChanges } from '../events/read/object-changes.ts'
import { objectCounts } from '../events/read/object-counts.ts'
import { type ObjectFilter, type ObjectSort, objectPage } from '../events/read/objects.ts'
import { insertGone, newestVersion } from '../events/write/objects.ts'
import { everything } from './audit-events.ts'
import { store, type TestState, type ToldState, tell, testState } from './objects.ts'
import { openTestStores, type TestStores } from './stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const at = (minutes: number) => new Date(Date.parse('2026-11-20T10:00:00.000Z') + minutes * 60_000)
const hostile = `'; DROP TABLE objects; -- \\ "$1" \u{1f9ed}\n\t%_`

const put = async (states: readonly TestState[]): Promise<ToldState[]> => {
  const told = tell(states)
  await store(stores.events, told)
  return told
}

interface Ask {
  readonly cluster: string
  readonly kind: ObjectKind
  readonly where?: ObjectFilter
  readonly by?: ObjectSort
  readonly descending?: boolean
  readonly offset?: number
  readonly limit?: number
  readonly at?: Date
  readonly scope?: Scope
}
const page = (ask: Ask) =>
  objectPage(stores.events, {
    scope: ask.scope ?? everything,
    clusters: [ask.cluster],
    kind: ask.kind,
    where: ask.where ?? {},
    sort: { by: ask.by ?? 'name', descending: ask.descending ?? false },
    offset: ask.offset ?? 0,
    limit: ask.limit ?? 100,
    ...(ask.at && { at: ask.at }),
  })
const uids = async (ask: Ask) => (await page(ask)).rows.map(({ uid }) => uid)

describe('a state', () => {
  test('comes back as it went in, whatever a cluster holds', async () => {
    const pod = testState({
      clusterId: 'whole',
      kind: 'Pod',
      uid: hostile,
      observedAt: new Date(at(0).getTime() + 123),
      namespace: hostile,
      name: hostile,
      ownerKind: 'ReplicaSet',
      ownerName: hostile,
      labels: { [hostile]: hostile, empty: '' },
      nodeName: 'node-1',
      phase: 'Running',
      cpuMillicores: 250,
      memoryBytes: 9_007_199_254_740_991,
      gpus: 8,
      facts: { restarts: 3, serviceAccount: hostile },
    })
    await put([pod])
    expect((await page({ cluster: 'whole', kind: 'Pod' })).rows).toEqual([pod])
    expect((await page({ cluster: 'whole', kind: 'Pod', at: at(1) })).rows).toEqual([pod])
    const [known] = await knownObjects(stores.events, {
      clusterId: 'whole',
      kind: 'Pod',
      after: null,
      limit: 9,
    })
    expect(known).toMatchObject({ uid: hostile, namespace: hostile, name: hostile })
  })

  test('with half a character in it is stored with a mark in its place', async () => {
    await put([
      testState({
        clusterId: 'half',
        kind: 'Pod',
        uid: 'u',
        observedAt: at(0),
        labels: { a: 'x\ud83dy' },
        facts: { reason: '\udc00' },
      }),
    ])
    expect((await page({ cluster: 'half', kind: 'Pod' })).rows).toMatchObject([
      { labels: { a: 'x\ufffdy' }, facts: { reason: '\ufffd' } },
    ])
  })
})

describe('a page of objects', () => {
  const pod = (n: number, over: Partial<TestState> = {}) =>
    testState({
      clusterId: 'paged',
      kind: 'Pod',
      uid: `u${String(n).padStart(2, '0')}`,
      observedAt: at(n),
      namespace: n % 2 === 0 ? 'even' : 'odd',
      name: `web-${String(99 - n).padStart(2, '0')}`,
      phase: n % 3 === 0 ? 'Pending' : 'Running',
      nodeName: `node-${n % 4}`,
      cpuMillicores: n * 10,
      ownerKind: 'ReplicaSet',
      ownerName: n < 10 ? 'front' : 'back',
      labels: n % 5 === 0 ? { team: 'a', tier: hostile } : { team: 'b' },
      ...over,
    })
  const pods = Array.from({ length: 20 }, (_, n) => pod(n))
  const named = (list: readonly TestState[]) =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ uid }) => uid)
  beforeAll(async () => {
    await put(pods)
  })

  test('is sorted, cut and counted by the store', async () => {
    const ask = { cluster: 'paged', kind: 'Pod' } as const
    expect(await uids(ask)).toEqual(named(pods))
    expect(await uids({ ...ask, offset: 5, limit: 3 })).toEqual(named(pods).slice(5, 8))
    expect(await page({ ...ask, offset: 18 })).toMatchObject({
      total: 20,
      rows: [{ uid: 'u01' }, { uid: 'u00' }],
    })
    expect(await page({ ...ask, offset: 50 })).toEqual({ total: 20, rows: [] })
    expect(await uids({ ...ask, by: 'cpu', descending: true, limit: 2 })).toEqual(['u19', 'u18'])
    expect(await uids({ ...ask, by: 'observedAt', limit: 2 })).toEqual(['u00', 'u01'])
    const tied = await uids({ ...ask, by: 'phase', limit: 7 })
    expect(tied, 'ties stand by namespace, then name').toEqual([
      'u18',
      'u12',
      'u06',
      'u00',
      'u15',
      'u09',
      'u03',
    ])
  })

  test.each<[string, ObjectFilter, (state: TestState) => boolean]>([
    ['namespaces', { namespaces: ['odd', hostile] }, ({ namespace }) => namespace === 'odd'],
    ['a part of the name', { namePart: 'EB-9' }, ({ name }) => name.includes('eb-9')],
    ['a part of the name that is no pattern', { namePart: '%' }, () => false],
    ['phases', { phases: ['Pending'] }, ({ phase }) => phase === 'Pending'],
    ['nodes', { nodeNames: ['node-1', 'node-2'] }, ({ nodeName }) => /[12]$/.test(nodeName)],
    ['its owner', { owner: { kind: 'ReplicaSet', name: 'back' } }, ({ ownerName }) => ownerName === 'back'],
    ['values of a label', { labels: { team: ['a', 'c'] } }, ({ labels }) => labels.team === 'a'],
    ['several labels', { labels: { team: ['a', 'b'], tier: [] } }, ({ labels }) => 'tier' in labels],
    [
      'a hostile value',
      { labels: { tier: [hostile] }, phases: ['Running'] },
      ({ labels, phase }) => 'tier' in labels && phase === 'Running',
    ],
    ['uids', { uids: ['u07', 'none'] }, ({ uid }) => uid === 'u07'],
    ['nothing', { phases: [] }, () => false],
  ])('is narrowed by %s, now and then', async (_name, where, holds) => {
    const expected = pods.filter(holds)
    for (const when of [undefined, at(60)]) {
      const ask = { cluster: 'paged', kind: 'Pod', where, ...(when && { at: when }) } as const
      expect(await uids(ask)).toEqual(named(expected))
      expect((await page(ask)).total).toBe(expected.length)
    }
  })

  test('holds what the reader may see', async () => {
    await put([
      testState({ clusterId: 'paged', kind: 'Node', uid: 'n', observedAt: at(0) }),
      testState({ clusterId: 'paged', kind: 'Namespace', uid: 'odd-ns', name: 'odd', observedAt: at(0) }),
      testState({ clusterId: 'paged', kind: 'Namespace', uid: 'even-ns', name: 'even', observedAt: at(0) }),
    ])
    const scoped = (clusters: unknown, namespaces: unknown) => ({ clusters, namespaces }) as unknown as Scope
    const of = (kind: ObjectKind, scope: Scope, when?: Date) =>
      uids({ cluster: 'paged', kind, scope, ...(when && { at: when }) })
    for (const when of [undefined, at(60)]) {
      expect(await of('Pod', scoped(['elsewhere'], 'all'), when)).toEqual([])
      expect(await of('Pod', scoped([], 'all'), when)).toEqual([])
      expect(await of('Pod', scoped('all', ['odd']), when)).toHaveLength(10)
      expect(await of('Namespace', scoped('all', ['odd']), when)).toEqual(['odd-ns'])
      expect(await of('Node', scoped('all', ['odd']), when)).toEqual([])
      expect(await of('Node', scoped(['paged'], 'all'), when)).toEqual(['n'])
    }
    const counts = await objectCounts(stores.events, { scope: scoped(['paged'], ['odd']), limit: 9 })
    expect(counts).toMatchObject([{ clusterId: 'paged', pods: 10, nodes: 0, namespaces: 1 }])
  })
})

describe('known objects', () => {
  test('are those alive, page after page in the order API servers list them, each page full', async () => {
    const pods = Array.from({ length: 300 }, (_, n) =>
      testState({
        clusterId: 'known',
        kind: 'Pod',
        uid: `u${n}`,
        namespace: `ns-${n % 7}`,
        name: `p${(n * 7_919) % 300}`,
        observedAt: at(0),
      }),
    )
    await put(pods)
    // Each again, so that rows of one object lie in several parts; some of them deleted.
    await put(
      pods.map((state, n) => ({ ...state, observedAt: at(1), phase: 'Running', isDeleted: n % 3 === 0 })),
    )
    const seen: string[] = []
    let after = null
    for (;;) {
      const rows = await knownObjects(stores.events, { clusterId: 'known', kind: 'Pod', after, limit: 17 })
      seen.push(...rows.map(({ namespace, name }) => `${namespace}/${name}`))
      if (rows.length < 17) break
      after = rows.at(-1) ?? null
    }
    const alive = pods.filter((_, n) => n % 3 !== 0).map(({ namespace, name }) => `${namespace}/${name}`)
    expect(seen).toEqual(alive.sort())
  })

  test('that are told gone are deleted as they last stood; others are left alone', async () => {
    const pod = testState({
      clusterId: 'gone',
      kind: 'Pod',
      uid: 'a',
      observedAt: at(0),
      labels: { team: 'a' },
    })
    const [told] = await put([pod, { ...pod, uid: 'b' }])
    const version = (told as ToldState).version + 4_096n * 60_000n * 5n
    const gone = (uids: string[], of = version) =>
      insertGone(stores.events, { clusterId: 'gone', kind: 'Pod', uids, version: of })
    await gone(['a', 'a', 'never', hostile])
    await gone([])
    await gone(['a'], version + 99n)
    expect(await uids({ cluster: 'gone', kind: 'Pod' })).toEqual(['b'])
    expect(await uids({ cluster: 'gone', kind: 'Pod', at: at(4) })).toEqual(['a', 'b'])
    expect(await newestVersion(stores.events, { clusterId: 'gone' })).toBe(version)
    expect(await newestVersion(stores.events, { clusterId: 'nobody' })).toBe(0n)
    const { changes } = await objectChanges(stores.events, {
      scope: everything,
      clusterId: 'gone',
      kinds: ['Pod'],
      from: at(-1),
      to: at(60),
      after: null,
      limit: 10,
    })
    expect(changes).toMatchObject([
      { what: 'deleted', at: at(5), state: { uid: 'a', labels: { team: 'a' } } },
    ])
  })
})

describe('changes of objects', () => {
  const node = (minutes: number, over: Partial<TestState> = {}) =>
    testState({
      clusterId: 'changed',
      kind: 'Node',
      uid: 'n1',
      observedAt: at(minutes),
      phase: 'Ready',
      ...over,
    })
  const pod = (uid: string, minutes: number, over: Partial<TestState> = {}) =>
    testState({
      clusterId: 'changed',
      kind: 'Pod',
      uid,
      name: 'web',
      createdAt: at(minutes),
      observedAt: at(minutes),
      phase: 'Pending',
      ...over,
    })
  const ask = (from: number, to: number, over: object = {}) =>
    objectChanges(stores.events, {
      scope: everything,
      clusterId: 'changed',
      kinds: ['Node', 'Pod'],
      from: at(from),
      to: at(to),
      after: null,
      limit: 100,
      ...over,
    })
  const brief = ({ changes }: Awaited<ReturnType<typeof ask>>) =>
    changes.map(({ what, at: when, state, fields }) => [
      (when.getTime() - at(0).getTime()) / 60_000,
      what,
      state.uid,
      ...fields.map(
        ({ field, before, after }) => `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
      ),
    ])
  beforeAll(async () => {
    await put([node(0), pod('old', 1, { createdAt: at(-100) })])
    await put([node(10, { phase: 'NotReady', facts: { isUnschedulable: true } })])
    await put([pod('w1', 20), pod('w1', 21, { phase: 'Running', nodeName: 'n1', createdAt: at(20) })])
    // Told twice: by another worker that did not know.
    await put([node(30, { phase: 'NotReady', facts: { isUnschedulable: true } })])
    await put([pod('w1', 40, { isDeleted: true, createdAt: at(20) }), pod('w2', 41, { labels: { a: '1' } })])
    await put([pod('w2', 42, { nodeName: 'n2', createdAt: at(41), labels: { a: '2' } })])
  })

  test('are created, changed and deleted, with what differs; what was there at first is no change', async () => {
    expect(brief(await ask(-200, 60))).toEqual([
      [42, 'changed', 'w2', 'nodeName: "" → "n2"', 'labels: {"a":"1"} → {"a":"2"}'],
      [41, 'created', 'w2'],
      [40, 'deleted', 'w1'],
      [21, 'changed', 'w1', 'phase: "Pending" → "Running"', 'nodeName: "" → "n1"'],
      [20, 'created', 'w1'],
      [10, 'changed', 'n1', 'phase: "Ready" → "NotReady"', 'isUnschedulable: false → true'],
    ])
  })

  test('are those of the window, the kind and the object asked for', async () => {
    expect(brief(await ask(10, 20))).toHaveLength(1)
    expect(brief(await ask(21, 41))).toEqual([
      [40, 'deleted', 'w1'],
      [21, 'changed', 'w1', 'phase: "Pending" → "Running"', 'nodeName: "" → "n1"'],
    ])
    expect(brief(await ask(-9, 99, { kinds: ['Node'] }))).toHaveLength(1)
    expect(brief(await ask(-9, 99, { uid: 'w2' }))).toHaveLength(2)
    expect(brief(await ask(-9, 99, { namePart: 'WE', namespaces: ['shop'] }))).toHaveLength(5)
    expect(brief(await ask(-9, 99, { scope: { clusters: ['x'], namespaces: 'all' } }))).toEqual([])
  })

  test('are paged without loss', async () => {
    const seen: unknown[] = []
    let after: ChangeCursor | null = null
    for (;;) {
      const answer: Awaited<ReturnType<typeof ask>> = await ask(-200, 60, { limit: 2, after })
      seen.push(...brief(answer))
      after = answer.next
      if (after === null) break
    }
    expect(seen).toEqual(brief(await ask(-200, 60)))
  })
})
