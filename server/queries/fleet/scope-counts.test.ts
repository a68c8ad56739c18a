import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { readLabel } from '../../../domain/model/scope-label.ts'
import { grantScope, type PlacedCluster } from '../../auth/scope.ts'
import { openViewer } from '../../auth/viewer.ts'
import { clusterFacets, countScope } from './scope-counts.ts'

const word = (...words: string[]) => fc.constantFrom(...words)
const places: fc.Arbitrary<Omit<PlacedCluster, 'clusterId'>> = fc.record({
  accountId: fc.option(word('1', '2', '3')),
  region: fc.option(word('eu', 'us')),
  tags: fc.dictionary(word('team', 'env', 'a=b'), word('x', 'y', '')),
  ownerId: word('shop', 'pay', 'unowned'),
})
const fleets = fc
  .array(places, { maxLength: 12 })
  .map((all) => all.map((place, index) => ({ ...place, clusterId: `c${index}` })))
const some = (...words: string[]) => fc.array(word(...words), { maxLength: 2 })
const scopes: fc.Arbitrary<ScopeInput> = fc.record(
  {
    accounts: some('1', '2', '9'),
    regions: some('eu', 'us'),
    clusters: some('c0', 'c1', 'c2'),
    labels: fc.dictionary(word('team', 'env', 'a=b'), some('x', 'y', '')),
    owners: some('shop', 'pay'),
  },
  { requiredKeys: [] },
)

/** What would be granted if this were the facet's only choice. */
function withOnly(scope: ScopeInput, facet: (typeof clusterFacets)[number], value: string): ScopeInput {
  if (facet !== 'labels') return { ...scope, [facet]: [value] }
  const label = readLabel(value)
  if (label === null) throw new Error(`"${value}" is no label`)
  return { ...scope, labels: { ...scope.labels, [label.key]: label.value === null ? [] : [label.value] } }
}

describe('counts of a scope’s choices', () => {
  it('are what the scope would grant, for every value of every facet', () => {
    fc.assert(
      fc.property(fleets, scopes, (clusters, scope) => {
        const granted = (input: ScopeInput): number => {
          const { clusters: ids } = grantScope(openViewer, input, clusters)
          return clusters.filter(({ clusterId }) => ids === 'all' || ids.includes(clusterId)).length
        }
        const { inScope, counts } = countScope(clusters, scope)
        expect(inScope).toBe(granted(scope))
        for (const facet of clusterFacets) {
          for (const [value, count] of counts[facet]) {
            expect([facet, value, count]).toEqual([facet, value, granted(withOnly(scope, facet, value))])
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('are there for every value of the fleet, also for one that would leave nothing', () => {
    const cluster = { clusterId: 'a', accountId: '1', region: 'eu', tags: { team: 'x' }, ownerId: 'shop' }
    const { counts } = countScope([cluster], { regions: ['us'] })
    expect([...counts.regions]).toEqual([['eu', 1]])
    expect([...counts.accounts]).toEqual([['1', 0]])
    expect([...counts.labels]).toEqual([['team=x', 0]])
  })
})
