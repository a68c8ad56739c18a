// Nodes of many clusters on a real store, against an oracle that counts the same made-up nodes one by one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FleetNodeFacet, fleetNodeFacets } from '../../domain/model/fleet-node.ts'
import { type FleetNodesQuestion, fleetNodes } from '../events/read/fleet-nodes.ts'
import { everything } from './audit-events.ts'
import { store, type TestState, tell, testState } from './objects.ts'
import { openTestStores, type TestStores } from './stores.ts'

const seed = Number(process.env.PERIPLUS_TEST_SEED ?? Date.now() % 1_000_000)
const at = new Date('2026-11-20T10:00:00.000Z')
const clusters = ['east', 'north', 'west']

/** Small numbers in an order that the seed decides. */
function dice(start: number): (sides: number) => number {
  let state = start
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

function madeNodes(): TestState[] {
  const roll = dice(seed)
  const pick = <Of>(all: readonly Of[]): Of => all[roll(all.length)] as Of
  return Array.from({ length: 240 }, (_, place) =>
    testState({
      clusterId: pick(clusters),
      kind: 'Node',
      uid: `node-${place}`,
      name: `ip-10-0-${place}.${pick(['ec2', 'lan'])}`,
      observedAt: at,
      phase: pick(['Ready', 'Ready', 'Ready', 'NotReady', 'Unknown']),
      cpuMillicores: 1_000 * (1 + roll(8)),
      memoryBytes: 1_000_000 * (1 + roll(64)),
      gpus: roll(3),
      facts: {
        kubeletVersion: pick(['v1.33.4-eks-abc', 'v1.32.9', null]),
        osImage: pick(['Bottlerocket OS 1.40', 'Amazon Linux 2', 'it\'s "odd" \\ %']),
        instanceType: pick(['m7i.large', 'c7g.xlarge', null]),
        zone: pick(['a', 'b']),
        isUnschedulable: roll(6) === 0,
        taints: Array.from({ length: roll(3) }, () => ({
          key: pick(['gpu', 'spot', 'team']),
          value: null,
          effect: pick(['NoSchedule', 'NoExecute']),
        })),
        problems: roll(5) === 0 ? [{ type: 'DiskPressure', reason: null, since: null }] : [],
      },
    }),
  )
}

interface Facts {
  readonly kubeletVersion: string | null
  readonly osImage: string | null
  readonly instanceType: string | null
  readonly zone: string | null
  readonly isUnschedulable: boolean
  readonly taints: readonly { readonly key: string }[]
  readonly problems: readonly { readonly type: string }[]
}

function valuesOf(node: TestState, facet: FleetNodeFacet): string[] {
  const facts = node.facts as unknown as Facts
  const one = (value: string | null): string[] => [value ?? '']
  switch (facet) {
    case 'condition':
      return [
        node.phase,
        ...(facts.isUnschedulable ? ['Cordoned'] : []),
        ...facts.problems.map(({ type }) => type),
      ]
    case 'version':
      return one(facts.kubeletVersion)
    case 'osImage':
      return one(facts.osImage)
    case 'instanceType':
      return one(facts.instanceType)
    case 'zone':
      return one(facts.zone)
    case 'taint':
      return facts.taints.length === 0 ? ['none'] : [...new Set(facts.taints.map(({ key }) => key))]
    default:
      return ['']
  }
}

const nodes = madeNodes()
type Where = FleetNodesQuestion['where']
const fits = (node: TestState, where: Where, but?: FleetNodeFacet): boolean =>
  fleetNodeFacets.every((facet) => {
    const chosen = where[facet] ?? []
    return (
      facet === but || chosen.length === 0 || valuesOf(node, facet).some((value) => chosen.includes(value))
    )
  })

function countsOf(all: readonly TestState[], facet: FleetNodeFacet): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const node of all) for (const value of valuesOf(node, facet)) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
  await store(stores.events, tell(nodes))
})
afterAll(() => stores.close())

const ask = (over: Partial<FleetNodesQuestion> = {}) =>
  fleetNodes(stores.events, {
    scope: everything,
    clusters,
    where: {},
    words: [],
    offset: 0,
    limit: 500,
    mostValues: 200,
    ...over,
  })

describe(`nodes of many clusters (seed ${seed})`, () => {
  const choices: readonly Where[] = [
    {},
    { version: ['v1.32.9'] },
    { version: [''], zone: ['a'] },
    { condition: ['NotReady', 'DiskPressure'], taint: ['none', 'gpu'] },
    { osImage: ['it\'s "odd" \\ %'], instanceType: ['m7i.large', ''] },
    { zone: ['nowhere'] },
  ]
  for (const where of choices) {
    test(`are those that ${JSON.stringify(where)} leaves, with the counts of every facet`, async () => {
      const kept = nodes.filter((node) => fits(node, where))
      const found = await ask({ where })
      expect(found.total).toBe(kept.length)
      expect(found.rows.map(({ uid }) => uid).sort()).toEqual(kept.map(({ uid }) => uid).sort())
      const sum = (of: (node: TestState) => number) => kept.reduce((all, node) => all + of(node), 0)
      expect([found.cpuMillicores, found.memoryBytes, found.gpus]).toEqual([
        sum(({ cpuMillicores }) => cpuMillicores),
        sum(({ memoryBytes }) => memoryBytes),
        sum(({ gpus }) => gpus),
      ])
      for (const facet of fleetNodeFacets) {
        const told = Object.fromEntries(found.facets[facet].map(({ value, count }) => [value, count]))
        const beside = nodes.filter((node) => fits(node, where, facet))
        const none = Object.fromEntries((where[facet] ?? []).map((value) => [value, 0]))
        expect(told, facet).toEqual({ ...none, ...countsOf(beside, facet) })
      }
    })
  }

  test('are paged without a gap, those in trouble first', async () => {
    const whole = (await ask()).rows
    const pages = await Promise.all([0, 90, 180].map((offset) => ask({ offset, limit: 90 })))
    expect(pages.flatMap(({ rows }) => rows.map(({ uid }) => uid))).toEqual(whole.map(({ uid }) => uid))
    const firstReady = whole.findIndex(({ phase }) => phase === 'Ready')
    expect(whole.slice(firstReady).every(({ phase }) => phase === 'Ready')).toBe(true)
    expect(firstReady).toBe(nodes.filter(({ phase }) => phase !== 'Ready').length)
  })

  test('are found by words of their names and by clusters that a word speaks of', async () => {
    const words = [
      { text: 'LAN', clusters: [] },
      { text: 'north', clusters: ['north'] },
    ]
    const wanted = nodes.filter(({ name, clusterId }) => name.endsWith('.lan') && clusterId === 'north')
    expect((await ask({ words })).rows.map(({ uid }) => uid).sort()).toEqual(
      wanted.map(({ uid }) => uid).sort(),
    )
  })

  test('of clusters that were not asked for, or may not be seen, are not told', async () => {
    const east = nodes.filter(({ clusterId }) => clusterId === 'east').length
    expect((await ask({ clusters: ['east'] })).total).toBe(east)
    expect((await ask({ scope: { ...everything, clusters: ['east'] } })).total).toBe(east)
  })
})
