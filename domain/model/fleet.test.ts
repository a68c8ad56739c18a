import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterHealths } from './cluster-health.ts'
import { shortenFacets } from './facets.ts'
import { countedBy, distributeFleet, mostValues } from './fleet-distribution.ts'
import { countsSeveral, type FleetFacet, fleetFacetNames, fleetFacets, narrowFleet } from './fleet-facets.ts'
import { groupFacets, groupFleet } from './fleet-groups.ts'
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
  backup: some([
    { isProtected: null, lastBackupAt: null, knownAt: null, unknownWhy: 'refused' },
    { isProtected: false, lastBackupAt: null, knownAt: new Date(3), unknownWhy: null },
    { isProtected: true, lastBackupAt: new Date(2), knownAt: new Date(3), unknownWhy: null },
  ]),
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

const seeded = <Args>(property: fc.IProperty<Args>): void => {
  const seed = Date.now() % 2 ** 31
  console.info(`seed ${seed}`)
  fc.assert(property, { seed })
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

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

  it('counts every cluster once by any facet that has one value a cluster, and chosen facets commute', () => {
    seeded(
      fc.property(fleet, selection, (rows, chosen) => {
        const { rows: kept, facets } = narrowFleet(rows, {})
        for (const facet of fleetFacetNames) {
          const counted = sum(facets[facet].map(({ count }) => count))
          if (countsSeveral(facet)) expect(counted, facet).toBeGreaterThanOrEqual(kept.length)
          else expect(counted, facet).toBe(kept.length)
        }
        const one = Object.entries(chosen).map(([facet, values]) => ({ [facet]: values }))
        const left = (order: readonly object[]) =>
          order.reduce<FoundCluster[]>((rest, each) => narrowFleet(rest, each).rows, [...rows])
        expect(left(one)).toEqual(narrowFleet(rows, chosen).rows)
        expect(left([...one].reverse())).toEqual(left(one))
      }),
    )
  })

  it('leaves out of an answer what it counts beside it, never what is chosen', () => {
    seeded(
      fc.property(fleet, selection, fc.nat(3), (rows, chosen, most) => {
        const { facets } = narrowFleet(rows, chosen)
        const shortened = shortenFacets(facets, most)
        for (const facet of fleetFacetNames) {
          const rest = shortened.rest[facet] ?? { values: 0, count: 0 }
          const shown = shortened.facets[facet]
          expect(shown.length + rest.values).toBe(facets[facet].length)
          expect(sum(shown.map(({ count }) => count)) + rest.count).toBe(
            sum(facets[facet].map(({ count }) => count)),
          )
          expect(shown.filter(({ isChosen }) => isChosen)).toEqual(
            facets[facet].filter(({ isChosen }) => isChosen),
          )
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

describe('a fleet in groups', () => {
  it('holds every row once, group after group, and sums what is known', () => {
    seeded(
      fc.property(fleet, some(groupFacets), (rows, facet) => {
        const { groups, rows: grouped } = groupFleet(rows, facet)
        expect(new Set(grouped)).toEqual(new Set(rows))
        expect(grouped).toHaveLength(rows.length)
        let from = 0
        for (const { value, clusters, errors, nodes, feeMicroUsdPerHour } of groups) {
          const own = grouped.slice(from, from + clusters)
          from += clusters
          for (const of of own) expect(fleetFacets[facet](of)[0] ?? '').toBe(value)
          // Within a group they stay as they came.
          expect(own).toEqual(rows.filter((row) => own.includes(row)))
          const total = (values: (number | null)[]) =>
            values.every((one) => one === null) ? null : sum(values.map((one) => one ?? 0))
          expect(nodes).toBe(total(own.map((row) => row.nodes)))
          expect(errors).toBe(total(own.map(({ ownFindings }) => ownFindings?.error ?? null)))
          expect(feeMicroUsdPerHour).toBe(total(own.map((row) => row.feeMicroUsdPerHour)))
        }
        expect(from).toBe(rows.length)
      }),
    )
  })
})

describe('a fleet spread over two facets', () => {
  /** Things of a cluster, counted another way: from the lists it holds. */
  const thingsOf = (row: FoundCluster, counted: string): number => {
    if (counted === 'clusters') return 1
    if (counted === 'add-ons') return Math.max(1, row.addOnList?.length ?? 0)
    return Math.max(1, sum(Object.values(row.amiTypes ?? {})))
  }

  it('counts every thing once where nothing counts several times, and never less', () => {
    seeded(
      fc.property(fleet, some(fleetFacetNames), some(fleetFacetNames), (rows, down, across) => {
        fc.pre(down !== across)
        const table = distributeFleet(rows, down, across)
        expect(table.counted).toBe(countedBy(down, across))
        expect(table.total).toBe(sum(rows.map((row) => thingsOf(row, table.counted))))
        const cells = sum(table.cells.flat())
        const isSeveral = table.isSeveral.rows || table.isSeveral.columns
        if (isSeveral) expect(cells).toBeGreaterThanOrEqual(table.total)
        else expect(cells).toBe(table.total)
        if (!table.isSeveral.columns) {
          expect(table.cells.map(sum)).toEqual(table.rows.map(({ count }) => count))
        }
        const turned = distributeFleet(rows, across, down)
        const at = (of: typeof table, row: string | null, column: string | null) =>
          of.cells[of.rows.findIndex(({ value }) => value === row)]?.[
            of.columns.findIndex(({ value }) => value === column)
          ]
        for (const { value: row } of table.rows) {
          for (const { value: column } of table.columns)
            expect(at(turned, column, row)).toBe(at(table, row, column))
        }
      }),
    )
  })

  it('adds up what no longer fits', () => {
    const many = Array.from({ length: mostValues + 9 }, (_, place) => {
      return { version: `1.${place}`, supportBand: 'standard', clusterId: `c${place}` } as FoundCluster
    })
    const table = distributeFleet(many, 'version', 'support')
    expect(table.rows).toHaveLength(mostValues)
    expect(table.rows.at(-1)).toEqual({ value: null, count: 10 })
    expect(table.restRows).toEqual({ values: 10 })
    expect(sum(table.cells.flat())).toBe(mostValues + 9)
  })
})
