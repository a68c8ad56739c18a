// Node groups and add-ons of a fleet: what each is found under, and that what is in trouble comes first, the
// same whatever order they came in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeSkew } from '../support/skew.ts'
import { narrow } from './facets.ts'
import {
  type AddOnRow,
  addOnFacets,
  type NodeGroupRow,
  nodeGroupFacets,
  orderAddOns,
  orderNodeGroups,
} from './fleet-parts.ts'

const issue = { code: 'AsgInstanceLaunchFailures', message: 'no capacity', resourceIds: [] }

const groupOf = (given: Partial<NodeGroupRow['facts']>, rest: Partial<NodeGroupRow> = {}): NodeGroupRow =>
  ({
    ...{ clusterId: 'c', clusterName: 'c', clusterVersion: '1.33', accountId: null, accountName: null },
    ...{ region: null, owner: { id: 'unowned', name: 'unowned', contact: null }, name: 'g' },
    skew: nodeSkew('1.33', given.version ?? ''),
    ...rest,
    facts: {
      ...{ version: null, status: null, capacityType: null, amiType: null, instanceTypes: [], taints: [] },
      ...{ nodeRepair: null, desiredSize: null, health: [] },
      ...given,
    },
  }) as unknown as NodeGroupRow

describe('a node group', () => {
  it('is found under its image, every instance type, its skew, its taints and what ails it', () => {
    const facets = (row: NodeGroupRow) =>
      Object.fromEntries(Object.entries(nodeGroupFacets).map(([name, of]) => [name, of(row)]))
    const taint = { key: 'nvidia.com/gpu', value: null, effect: 'NoSchedule' }
    const told = groupOf({
      ...{ version: '1.31', amiType: 'AL2_x86_64', instanceTypes: ['m6i.large', 'm6a.large'] },
      ...{ taints: [taint, taint], nodeRepair: true, health: [issue as never, issue as never] },
    })
    expect(facets(told)).toMatchObject({
      ...{ image: ['AL2_x86_64'], instanceType: ['m6i.large', 'm6a.large'], version: ['1.31'], skew: ['2'] },
      ...{ taint: ['nvidia.com/gpu'], repair: ['on'], issue: ['AsgInstanceLaunchFailures'], capacity: [] },
    })
    expect(facets(groupOf({}))).toMatchObject({ skew: [], taint: ['none'], repair: [], issue: ['none'] })
  })

  it('is counted under every instance type, and kept once', () => {
    const rows = [groupOf({ instanceTypes: ['a', 'b'] }), groupOf({ instanceTypes: ['b'] })]
    const { rows: kept, facets } = narrow(rows, nodeGroupFacets, { instanceType: ['a', 'b'] })
    expect(kept).toHaveLength(2)
    expect(facets.instanceType.map(({ value, count }) => [value, count])).toEqual([
      ['b', 2],
      ['a', 1],
    ])
  })
})

const group = fc
  .record({
    clusterName: fc.constantFrom('a', 'b'),
    clusterId: fc.constantFrom('1', '2'),
    desiredSize: fc.option(fc.nat(2)),
    version: fc.option(fc.constantFrom('1.31', '1.33')),
    issues: fc.nat(2),
  })
  .map(({ clusterName, clusterId, issues, ...facts }) => ({ clusterName, clusterId, issues, facts }))

it('lists node groups with what is in trouble first, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 12 }), (given) => {
      const rows = given.map(({ clusterName, clusterId, issues, facts }, place) =>
        groupOf(
          { ...facts, health: Array.from({ length: issues }, () => issue as never) },
          { clusterName, clusterId, name: `g${place}` },
        ),
      )
      const sorted = orderNodeGroups(rows)
      expect(orderNodeGroups([...rows].reverse())).toEqual(sorted)
      const troubles = sorted.map(({ facts }) => facts.health.length)
      expect(troubles).toEqual([...troubles].sort((left, right) => right - left))
    }),
    { verbose: 1 },
  )
})

describe('an add-on', () => {
  const addOn = (name: string, versionsBehind: number | null): AddOnRow =>
    ({ ...groupOf({}), name, facts: { version: 'v1', versionsBehind, health: [] } }) as unknown as AddOnRow

  it('drifts when the catalogue lists a newer version; not known while it was not read', () => {
    expect([addOn('a', 0), addOn('a', 3), addOn('a', null)].map(addOnFacets.drift)).toEqual([
      ['newest'],
      ['behind'],
      [],
    ])
  })

  it('is listed furthest behind first, then by name', () => {
    const names = orderAddOns([addOn('b', 0), addOn('a', 0), addOn('c', 2), addOn('d', null)])
    expect(names.map(({ name }) => name)).toEqual(['c', 'a', 'b', 'd'])
  })
})
