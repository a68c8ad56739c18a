// How a fleet spreads over two facets at once: version × support, AMI type × version, add-on × drift. Counted over
// everything that is narrowed to, never over a page.
import { z } from 'zod'
import { type Distribution, distributeFleet } from '../../../domain/model/fleet-distribution.ts'
import { narrowFleet } from '../../../domain/model/fleet-facets.ts'
import type { QueryProblem } from '../../../domain/model/fleet-query.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { QueryContext } from '../../context.ts'
import { type FleetClusters, fleetFacetSchema, fleetNarrowing, namesOf, readFound } from './clusters.ts'

export const fleetDistributionInput = z
  .strictObject({ ...fleetNarrowing, rows: fleetFacetSchema, columns: fleetFacetSchema })
  .refine(({ rows, columns }) => rows !== columns, 'rows and columns are two different facets')

export interface FleetDistribution extends Distribution {
  /** Clusters that match, whatever is counted. */
  readonly clusters: number
  readonly names: FleetClusters['names']
  readonly queryProblem: QueryProblem | null
  readonly freshness: Freshness
  readonly now: Date
}

export async function fleetDistribution(
  ctx: QueryContext,
  input: z.infer<typeof fleetDistributionInput>,
): Promise<FleetDistribution> {
  const { found, queryProblem, freshness, now } = await readFound(ctx, input)
  const { rows } = narrowFleet(found, input.where)
  return {
    ...distributeFleet(rows, input.rows, input.columns),
    clusters: rows.length,
    names: namesOf(rows),
    queryProblem,
    freshness,
    now,
  }
}
