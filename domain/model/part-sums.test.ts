// What lists are told of parts without reading them.
import { describe, expect, it } from 'vitest'
import type { ClusterPart } from './cluster-part.ts'
import { sumParts } from './part-sums.ts'

const part = (kind: string, name: string, facts: object): ClusterPart =>
  ({ kind, name, facts: { status: 'ACTIVE', health: [], ...facts } }) as unknown as ClusterPart

describe('sums of parts', () => {
  it('list add-ons with version and drift, and say that none are when there are none', () => {
    const parts = [
      part('add-on', 'coredns', { version: 'v1', versionsBehind: 2 }),
      part('add-on', 'home-made', { version: null, versionsBehind: null }),
    ]
    expect(sumParts('add-on', parts)).toMatchObject({
      ...{ total: 2, behind: 1 },
      addOns: [
        { name: 'coredns', version: 'v1', versionsBehind: 2 },
        { name: 'home-made', version: null, versionsBehind: null },
      ],
    })
    expect(sumParts('add-on', [])).toMatchObject({ total: 0, behind: null, addOns: [] })
  })

  it('count node groups by AMI type and name their instance types once', () => {
    const group = (name: string, amiType: string | null, instanceTypes: string[]) =>
      part('node-group', name, { amiType, instanceTypes })
    const parts = [
      group('a', 'AL2_x86_64', ['m6i.large', 'c7i.large']),
      group('b', 'AL2_x86_64', ['m6i.large']),
      group('c', null, []),
    ]
    expect(sumParts('node-group', parts)).toMatchObject({
      ...{ total: 3, amiTypes: { AL2_x86_64: 2, '': 1 }, instanceTypes: ['c7i.large', 'm6i.large'] },
    })
    expect(sumParts('insight', [])).not.toHaveProperty('amiTypes')
  })
})
