// The past of objects is exact: whatever is created, changed, moved, deleted and made again under the same
// name, and whatever is carried, dropped, merged and cleaned meanwhile, every instant of retention is answered as
// a model in memory answers it that remembers every state.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectKind } from '../../domain/model/kube-object.ts'
import { knownObjects } from '../events/read/known-objects.ts'
import { objectChanges } from '../events/read/object-changes.ts'
import { objectCounts } from '../events/read/object-counts.ts'
import { objectPage } from '../events/read/objects.ts'
import { carryClusters, carryObjects, cleanObjects, clustersToCarry } from '../events/write/object-days.ts'
import { insertGone } from '../events/write/objects.ts'
import { dropBefore } from '../events/write/retention.ts'
import { everything } from './audit-events.ts'
import {
  aliveAt,
  fingerprintOf,
  sorted,
  store,
  type TestState,
  type ToldState,
  testState,
} from './objects.ts'
import { openTestStores, type TestStores } from './stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const dayMs = 86_400_000
const startMs = Date.parse('2026-11-10T03:00:00Z')
const clusters = ['east', 'west'] as const
const kinds: readonly ObjectKind[] = ['Node', 'Pod']

/** A place where an object stands or does not; who comes after another has its name, not its uid. */
interface Slot {
  readonly cluster: (typeof clusters)[number]
  readonly kind: ObjectKind
  readonly name: string
}
const slots: readonly Slot[] = clusters.flatMap((cluster) =>
  kinds.flatMap((kind) => ['a', 'b', 'c'].map((name) => ({ cluster, kind, name }))),
)

type Step = { readonly minutes: number; readonly pick: number } & (
  | { readonly do: 'put'; readonly ops: readonly { readonly slot: number; readonly op: string }[] }
  | { readonly do: 'gone'; readonly slots: readonly number[] }
  | { readonly do: 'carry'; readonly cluster: number }
  | { readonly do: 'drop'; readonly days: number }
  | { readonly do: 'merge' | 'clean' | 'repeat' }
)

const slotNumber = fc.integer({ min: 0, max: slots.length - 1 })
const ops = fc.array(
  fc.record({ slot: slotNumber, op: fc.constantFrom('create', 'create', 'change', 'move', 'delete') }),
  { minLength: 1, maxLength: 8 },
)
/** Spread evenly: fast-check prefers the ends of what it is asked for. */
const pick = fc.nat().map((n) => ((n * 2_654_435_761) % 2 ** 32) / 2 ** 32)
const when = { minutes: fc.integer({ min: 0, max: 900 }), pick }
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ ...when, do: fc.constant('put' as const), ops }) },
    {
      weight: 1,
      arbitrary: fc.record({ ...when, do: fc.constant('gone' as const), slots: fc.array(slotNumber) }),
    },
    { weight: 2, arbitrary: fc.record({ ...when, do: fc.constant('carry' as const), cluster: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ ...when, do: fc.constant('drop' as const), days: fc.nat(2) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        ...when,
        do: fc.constantFrom('merge' as const, 'clean' as const, 'repeat' as const),
      }),
    },
  ),
  { minLength: 8, maxLength: 18 },
)

/** The store under test and everything that was ever told it. */
class Script {
  readonly told: ToldState[] = []
  nowMs = startMs
  floorMs = startMs
  #uids = 0
  #count = 0n
  readonly #standing = new Map<Slot, TestState>()

  #tell(state: TestState): ToldState {
    this.#count += 1n
    const version = BigInt(state.observedAt.getTime()) * 4_096n + (this.#count % 4_096n)
    const told = { state, version, fingerprint: fingerprintOf(state) }
    this.told.push(told)
    return told
  }

  /** What the slot holds after an operation; undefined when that changes nothing. */
  #next(slot: Slot, op: string): TestState | undefined {
    const observedAt = new Date(this.nowMs)
    const standing = this.#standing.get(slot)
    if (standing === undefined) {
      if (op !== 'create') return undefined
      this.#uids += 1
      const { cluster: clusterId, kind, name } = slot
      const own =
        kind === 'Pod' ? { nodeName: 'n1', cpuMillicores: 100, memoryBytes: 7 } : { cpuMillicores: 4_000 }
      const uid = `uid-${this.#uids}`
      const phase = kind === 'Pod' ? 'Pending' : 'Ready'
      return testState({ clusterId, kind, name, uid, observedAt, createdAt: observedAt, phase, ...own })
    }
    const isPod = slot.kind === 'Pod'
    if (op === 'delete') return { ...standing, observedAt, isDeleted: true }
    if (op === 'move')
      return {
        ...standing,
        observedAt,
        nodeName: `${standing.nodeName}x`,
        labels: { moved: `${this.#count}` },
      }
    const phases = isPod ? ['Pending', 'Running', 'Succeeded', 'Failed'] : ['Ready', 'NotReady']
    return {
      ...standing,
      observedAt,
      phase: phases[Number(this.#count) % phases.length] ?? '',
      cpuMillicores: Number(this.#count),
    }
  }

  put(list: readonly { slot: number; op: string }[]): Promise<void> {
    const told = list.flatMap(({ slot: index, op }) => {
      const slot = slots[index] as Slot
      const state = this.#next(slot, op)
      if (state === undefined) return []
      if (state.isDeleted) this.#standing.delete(slot)
      else this.#standing.set(slot, state)
      return [this.#tell(state)]
    })
    return store(stores.events, told)
  }

  async gone(list: readonly number[]): Promise<void> {
    for (const index of list) {
      const slot = slots[index] as Slot
      const state = this.#standing.get(slot)
      if (state === undefined) continue
      this.#standing.delete(slot)
      const { version } = this.#tell({ ...state, observedAt: new Date(this.nowMs), isDeleted: true })
      await insertGone(stores.events, {
        clusterId: slot.cluster,
        kind: slot.kind,
        uids: [state.uid, 'never'],
        version,
      })
    }
  }

  /** What was stored is stored again, as after an answer that was lost. */
  repeat(): Promise<void> {
    return store(
      stores.events,
      this.told.filter(({ state }) => state.observedAt.getTime() >= this.nowMs - 3_600_000),
    )
  }

  async drop(days: number): Promise<void> {
    const today = Math.floor(this.nowMs / dayMs) * dayMs
    const floor = new Date(today - days * dayMs)
    if (floor.getTime() <= this.floorMs) return
    await carryObjects(stores.events, { day: floor })
    await dropBefore(stores.events, { raw: floor, rollUp: floor })
    this.floorMs = floor.getTime()
  }

  async do(step: Step): Promise<void> {
    this.nowMs += step.minutes * 60_000
    const { events } = stores
    if (step.do === 'put') await this.put(step.ops)
    if (step.do === 'gone') await this.gone(step.slots)
    if (step.do === 'repeat') await this.repeat()
    if (step.do === 'drop') await this.drop(step.days)
    if (step.do === 'clean') await cleanObjects(events, { atLeast: 1 })
    if (step.do === 'carry') {
      const day = new Date(Math.floor(this.nowMs / dayMs) * dayMs)
      await carryClusters(events, { day, clusters: [clusters[step.cluster] ?? 'east'] })
    }
    if (step.do === 'merge')
      for (const table of ['objects', 'object_states'])
        await events.command({ query: `OPTIMIZE TABLE ${table} FINAL` })
  }
}

function countsOf(states: readonly TestState[], cluster: string) {
  const own = states.filter(({ clusterId }) => clusterId === cluster)
  const nodes = own.filter(({ kind }) => kind === 'Node')
  const pods = own.filter(({ kind }) => kind === 'Pod')
  const running = pods.filter(
    ({ phase, nodeName }) => nodeName !== '' && !['Succeeded', 'Failed'].includes(phase),
  )
  return {
    nodes: nodes.length,
    nodesReady: nodes.filter(({ phase }) => phase === 'Ready').length,
    pods: pods.length,
    podsPending: pods.filter(({ phase }) => phase === 'Pending').length,
    podsFailed: pods.filter(({ phase }) => phase === 'Failed').length,
    podCapacity: nodes.length * 110,
    cpuAllocatableMillicores: nodes.reduce((sum, { cpuMillicores }) => sum + cpuMillicores, 0),
    cpuRequestedMillicores: running.reduce((sum, { cpuMillicores }) => sum + cpuMillicores, 0),
  }
}

async function pagesAt(at: Date | undefined) {
  const pages = kinds.map((kind) =>
    objectPage(stores.events, {
      scope: everything,
      kind,
      where: {},
      sort: { by: 'name', descending: false },
      offset: 0,
      limit: 100,
      ...(at && { at }),
    }),
  )
  return (await Promise.all(pages)).flatMap(({ rows, total }) => {
    expect(rows).toHaveLength(total)
    return rows
  })
}

async function expectInstant(script: Script, at: Date | undefined): Promise<void> {
  const expected = aliveAt(script.told, at ?? new Date(script.nowMs))
  expect(sorted(await pagesAt(at))).toEqual(sorted(expected))
  const counts = await objectCounts(stores.events, { scope: everything, limit: 10, ...(at && { at }) })
  for (const cluster of clusters) {
    const found = counts.find(({ clusterId }) => clusterId === cluster)
    const own = countsOf(expected, cluster)
    if (own.nodes + own.pods === 0) expect(found).toBeUndefined()
    else expect(found).toMatchObject(own)
  }
}

/** Some instants of retention: one anywhere, one at a state, the moment before it, and the edge. */
function instantsOf({ told, floorMs, nowMs }: Script, pick: number): Date[] {
  const kept = told.filter(({ state }) => state.observedAt.getTime() > floorMs)
  const atMs = kept[Math.floor(pick * (kept.length - 1))]?.state.observedAt.getTime() ?? nowMs
  return [floorMs + Math.floor(pick * (nowMs - floorMs)), atMs, Math.max(floorMs, atMs - 1), floorMs].map(
    (ms) => new Date(ms),
  )
}

const empty = async () => {
  for (const table of ['objects', 'object_states', 'object_keyframes'])
    await stores.events.command({ query: `TRUNCATE TABLE ${table}` })
}

describe('the past of objects', () => {
  test('is what a model says that remembers every state, at every instant of retention', async () => {
    const seed = Date.now() % 2 ** 31
    console.info(`seed ${seed}`)
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        await empty()
        const script = new Script()
        for (const step of list) {
          await script.do(step)
          for (const at of [undefined, ...instantsOf(script, step.pick)]) await expectInstant(script, at)
        }
        for (const clusterId of clusters) {
          const known = await knownObjects(stores.events, { clusterId, kind: 'Pod', after: null, limit: 100 })
          const alive = aliveAt(script.told, new Date(script.nowMs)).filter(
            (state) => state.clusterId === clusterId && state.kind === 'Pod',
          )
          expect(known.map(({ uid }) => uid).sort()).toEqual(alive.map(({ uid }) => uid).sort())
        }
        await expectChanges(script)
      }),
      { seed, numRuns: 6, endOnFailure: true },
    )
  }, 600_000)
})

/** Changes since the floor, told by the model: each state that differs from the one before it. */
async function expectChanges({ told, floorMs, nowMs }: Script): Promise<void> {
  for (const clusterId of clusters) {
    const { changes } = await objectChanges(stores.events, {
      scope: everything,
      clusterId,
      kinds,
      from: new Date(floorMs),
      to: new Date(nowMs + 1),
      after: null,
      limit: 1_000,
    })
    const expected = told
      .filter(({ state }) => state.clusterId === clusterId && state.observedAt.getTime() >= floorMs)
      .sort((a, b) => (a.version < b.version ? 1 : -1))
      .map(({ state, version }) => {
        const before = told.findLast((one) => one.state.uid === state.uid && one.version < version)
        return [state.uid, state.isDeleted ? 'deleted' : before === undefined ? 'created' : 'changed']
      })
    expect(changes.map(({ state, what }) => [state.uid, what])).toEqual(expected)
  }
}

describe('a day that stands on its own', () => {
  test('is made of clusters whose past is long, and needs nothing older', async () => {
    await empty()
    const script = new Script()
    for (let turn = 0; turn < 12; turn += 1) {
      script.nowMs += 6 * 3_600_000
      await script.put([
        { slot: 3, op: 'create' },
        { slot: 3, op: 'change' },
        ...(turn === 0 ? [{ slot: 9, op: 'create' }] : []),
      ])
    }
    const day = new Date(Math.floor(script.nowMs / dayMs) * dayMs)
    expect(await clustersToCarry(stores.events, { day, states: 2, times: 3 })).toEqual(['east'])
    expect(await clustersToCarry(stores.events, { day, states: 1, times: 1 })).toEqual(['east', 'west'])
    expect(await clustersToCarry(stores.events, { day, states: 1_000, times: 1 })).toEqual([])
    await carryClusters(stores.events, { day, clusters: ['east', 'west'] })
    expect(await clustersToCarry(stores.events, { day, states: 1, times: 1 })).toEqual([])
    await dropBefore(stores.events, { raw: day, rollUp: day })
    script.floorMs = day.getTime()
    for (const at of instantsOf(script, 0.5)) await expectInstant(script, at)
    expect(await carryObjects(stores.events, { day })).toBe(0)
  })
})
