// A fleet as a cross table of two facets. What is counted follows from the facets: clusters, unless one of them is
// of node groups or add-ons, of which each then counts once. Where one thing still counts under several values, the
// table says so, and its cells add up to more than the total.
import { countsSeveral, type FleetFacet, fleetFacets, without } from './fleet-facets.ts'
import type { FoundCluster } from './fleet-row.ts'

export type Counted = 'clusters' | 'node groups' | 'add-ons'

export interface Distribution {
  readonly counted: Counted
  /** Things counted; what a cluster has none of is counted as one that is "without". */
  readonly total: number
  /** A thing may stand in several rows, or in several columns. */
  readonly isSeveral: { readonly rows: boolean; readonly columns: boolean }
  /** The largest first; "" is not known. At most `mostValues`. */
  readonly rows: readonly DistributionValue[]
  readonly columns: readonly DistributionValue[]
  /** By row, then by column. */
  readonly cells: readonly (readonly number[])[]
  /** Values that no longer fit, added up in the last row or column; null when all fit. */
  readonly restRows: { readonly values: number } | null
  readonly restColumns: { readonly values: number } | null
}

export interface DistributionValue {
  /** Null for the rest. */
  readonly value: string | null
  /** Things counted under it. */
  readonly count: number
}

export const mostValues = 60

const unitOf: Partial<Record<FleetFacet, Exclude<Counted, 'clusters'>>> = {
  amiType: 'node groups',
  addOn: 'add-ons',
  addOnVersion: 'add-ons',
}

export function countedBy(rows: FleetFacet, columns: FleetFacet): Counted {
  const [one, other] = [unitOf[rows], unitOf[columns]]
  // Node groups and add-ons have nothing to do with each other: then it is clusters that have both.
  if (one !== undefined && other !== undefined && one !== other) return 'clusters'
  return one ?? other ?? 'clusters'
}

/** Things of a cluster, each as the values it stands under, with how many of them are alike. */
interface Thing {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly count: number
}

const valuesOf = (cluster: FoundCluster, facet: FleetFacet): readonly string[] => {
  const values: readonly string[] = fleetFacets[facet](cluster)
  return values.length === 0 ? [''] : values
}

function thingsOf(
  cluster: FoundCluster,
  counted: Counted,
  facets: readonly [FleetFacet, FleetFacet],
): Thing[] {
  const [rows, columns] = facets.map((facet) => valuesOf(cluster, facet)) as [string[], string[]]
  if (counted === 'clusters') return [{ rows, columns, count: 1 }]
  const [ofRows, ofColumns] = facets.map((facet) => unitOf[facet] === counted) as [boolean, boolean]
  const places = (ofRows ? rows : columns).length
  return Array.from({ length: places }, (_, place) => ({
    // The n-th value of each facet of one unit is of the n-th thing.
    rows: ofRows ? [rows[place] ?? ''] : rows,
    columns: ofColumns ? [columns[place] ?? ''] : columns,
    count: countAt(cluster, counted, ofRows ? (rows[place] ?? '') : (columns[place] ?? '')),
  }))
}

/** Node groups of one AMI type come as one thing. */
function countAt({ amiTypes }: FoundCluster, counted: Counted, value: string): number {
  if (counted !== 'node groups' || value === without || amiTypes === null) return 1
  return amiTypes[value] ?? 1
}

class Axis {
  readonly #counts = new Map<string, number>()
  add(value: string, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count)
  }
  /** Places of values; those beyond the last share it. */
  placed(): { values: DistributionValue[]; rest: { values: number } | null; placeOf: Map<string, number> } {
    const all = [...this.#counts].sort(
      ([left, some], [right, others]) => others - some || left.localeCompare(right, 'en', { numeric: true }),
    )
    const fits = all.length <= mostValues ? all : all.slice(0, mostValues - 1)
    const over = all.slice(fits.length)
    const placeOf = new Map(all.map(([value], place) => [value, Math.min(place, fits.length)]))
    const values: DistributionValue[] = fits.map(([value, count]) => ({ value, count }))
    if (over.length === 0) return { values, rest: null, placeOf }
    const count = over.reduce((sum, [, more]) => sum + more, 0)
    return { values: [...values, { value: null, count }], rest: { values: over.length }, placeOf }
  }
}

export function distributeFleet(
  clusters: readonly FoundCluster[],
  rows: FleetFacet,
  columns: FleetFacet,
): Distribution {
  const counted = countedBy(rows, columns)
  const things = clusters.flatMap((cluster) => thingsOf(cluster, counted, [rows, columns]))
  const [down, across] = [new Axis(), new Axis()]
  for (const thing of things) {
    for (const value of thing.rows) down.add(value, thing.count)
    for (const value of thing.columns) across.add(value, thing.count)
  }
  const [placedRows, placedColumns] = [down.placed(), across.placed()]
  const cells = placedRows.values.map(() => placedColumns.values.map(() => 0))
  for (const thing of things) {
    for (const row of thing.rows) {
      const line = cells[placedRows.placeOf.get(row) ?? 0]
      for (const column of thing.columns) {
        const place = placedColumns.placeOf.get(column) ?? 0
        if (line !== undefined) line[place] = (line[place] ?? 0) + thing.count
      }
    }
  }
  const isSeveral = (facet: FleetFacet) =>
    countsSeveral(facet) && (counted === 'clusters' || unitOf[facet] !== counted)
  return {
    counted,
    total: things.reduce((sum, { count }) => sum + count, 0),
    isSeveral: { rows: isSeveral(rows), columns: isSeveral(columns) },
    rows: placedRows.values,
    columns: placedColumns.values,
    cells,
    restRows: placedRows.rest,
    restColumns: placedColumns.rest,
  }
}
