import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterHealths } from './cluster-health.ts'
import { type FleetFacet, fleetFacetNames, fleetFacets, narrowFleet } from './fleet-facets.ts'
import { fleetSorts, orderFleet } from './fleet-order.ts'
import { computeKinds, type FoundCluster } from './fleet-row.ts'

const some = <T>(values: readonly T[]) => fc.constantFrom(...values)
const unknowable = <T>(values: readonly T[]) => fc.option(some(values))

const row = fc.record({
  name: fc.string({ maxLength: 4 }),
  health: some(clusterHealths),
  supportBand: some(['standard', 'extended', 'forced'] as const),
  version: unknowable(['1.9', '1.10', '1.33']),
  provider: unknowable(['eks', 'gke']),
  compute: fc.subarray([...computeKinds]),
  tier: unknowable(['standard', 'tier-xl']),
  deletionProtection: unknowable([true, false]),
  endpointPublic: unknowable([true, false]),
  addOns: unknowable([
    { behind: 0, total: 3 },
    { behind: 2, total: 3 },
  ]),
  findings: unknowable([
    { error: 0, warning: 2 },
    { error: 1, warning: 0 },
  ]),
  accountId: unknowable(['1', '2']),
  accountName: unknowable(['one']),
  ouPath: unknowable(['a/b']),
  region: unknowable(['eu-west-1', 'us-east-1']),
  owner: some([
    { id: 'x', name: 'x', contact: null },
    { id: 'unowned', name: 'unowned', contact: null },
  ]),
  status: unknowable(['ACTIVE']),
  sources: fc.subarray(['audit-log', 'eks-api']),
  nodes: fc.option(fc.nat(3)),
  pods: fc.option(fc.nat(3)),
  asOf: fc.option(fc.nat(3).map((at) => new Date(at))),
  feeMicroUsdPerHour: fc.option(fc.nat(3)),
  logging: fc.option(fc.subarray(['api', 'audit'])),
  podIdentity: unknowable([true, false]),
  ownFindings: unknowable([{ error: 1, warning: 2, unknown: 0 }]),
  addOnList: unknowable([
    [],
    [{ name: 'coredns', version: 'v1', versionsBehind: 0 }],
    [
      { name: 'coredns', version: 'v0', versionsBehind: 2 },
      { name: 'vpc-cni', version: null, versionsBehind: null },
    ],
  ]),
  amiTypes: unknowable([{}, { AL2_x86_64: 2 }, { AL2_x86_64: 1, '': 3 }]),
  instanceTypes: unknowable([[], ['m6i.large'], ['m6i.large', 'c7g.large']]),
  checks: unknowable([
    [],
    [{ checkId: 'kubelet-skew', status: 'passing' }],
    [
      { checkId: 'kubelet-skew', status: 'error' },
      { checkId: 'drain-safety', status: 'unknown' },
    ],
  ]),
  tags: fc.dictionary(some(['team', 'env']), some(['a', 'b'])),
})
const fleet = fc
  .array(row, { maxLength: 30 })
  .map((rows) => rows.map((one, place) => ({ ...one, clusterId: `c${place}` }) as unknown as FoundCluster))
const selection = fc.dictionary(
  some(fleetFacetNames),
  fc.subarray(['', 'healthy', 'critical', '1.33', 'eks', 'on', 'off', 'karpenter', 'eu-west-1', 'x', '1']),
  { maxKeys: 3 },
)

/** The rule said anew: a row passes a facet when one of its values is chosen, "" standing for none. */
const passes = (of: FoundCluster, facet: FleetFacet, chosen: readonly string[] | undefined): boolean => {
  if (chosen === undefined || chosen.length === 0) return true
  const values: readonly string[] = fleetFacets[facet](of)
  return values.length === 0 ? chosen.includes('') : values.some((value) => chosen.includes(value))
}

describe('narrowing a fleet', () => {
  it('leaves what passes every facet, and counts what each value would leave', () => {
    fc.assert(
      fc.property(fleet, selection, (rows, chosen) => {
        const { rows: kept, facets } = narrowFleet(rows, chosen)
        expect(kept).toEqual(
          rows.filter((of) => fleetFacetNames.every((facet) => passes(of, facet, chosen[facet]))),
        )
        for (const facet of fleetFacetNames) {
          for (const { value, count, isChosen } of facets[facet]) {
            const instead = { ...chosen, [facet]: [value] }
            expect(count, `${facet}=${value}`).toBe(narrowFleet(rows, instead).rows.length)
            expect(isChosen).toBe(chosen[facet]?.includes(value) ?? false)
          }
        }
      }),
    )
  })

  it('keeps a chosen value in sight that nothing has', () => {
    expect(narrowFleet([], { version: ['1.20'] }).facets.version).toEqual([
      { value: '1.20', count: 0, isChosen: true },
    ])
  })
})

describe('the order of a fleet', () => {
  it('holds every row once, the same whatever order they came in', () => {
    fc.assert(
      fc.property(fleet, some(fleetSorts), fc.boolean(), (rows, sort, reverse) => {
        const sorted = orderFleet(rows, sort, reverse)
        expect(sorted).toHaveLength(rows.length)
        expect(new Set(sorted)).toEqual(new Set(rows))
        expect(orderFleet([...rows].reverse(), sort, reverse)).toEqual(sorted)
      }),
    )
  })

  it('knows 1.9 from 1.10, and puts what is not known last', () => {
    const of = (version: string | null): FoundCluster =>
      ({ version, nodes: 0, clusterId: String(version) }) as FoundCluster
    const sorted = orderFleet([of(null), of('1.10'), of('1.33'), of('1.9')], 'version', false)
    expect(sorted.map(({ version }) => version)).toEqual(['1.9', '1.10', '1.33', null])
  })
})
