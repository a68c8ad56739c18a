// Nodes of every cluster in scope, narrowed, counted and paged by the store. A cluster whose nodes nobody reads has
// none here, and is counted as not read. Bounded by the nodes in scope; a page never holds more than asked for.
import { z } from 'zod'
import { fleetNodes } from '../../../db/events/read/fleet-nodes.ts'
import type { FacetValue } from '../../../domain/model/facets.ts'
import { type FleetNodeFacet, type FleetNodeRow, fleetNodeFacets } from '../../../domain/model/fleet-node.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from './fleet-rows.ts'

const facetValues = z.array(z.string().max(500)).max(200)
const mostValues = 200

export const fleetNodesInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  where: z.partialRecord(z.enum(fleetNodeFacets), facetValues).default({}),
  /** Words that its name, or its cluster's name, account or owner must hold. */
  find: z.string().max(200).default(''),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,7}$/, 'not a cursor of this question')
    .optional(),
})

export interface FleetNodes {
  readonly rows: readonly FleetNodeRow[]
  /** Rows that match, on all pages. */
  readonly total: number
  /** Sums of those: allocatable. */
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly gpus: number
  readonly facets: Readonly<Record<FleetNodeFacet, readonly FacetValue[]>>
  readonly nextCursor: string | null
  /** Clusters in scope, and those of them whose nodes are read. */
  readonly clusters: { readonly inScope: number; readonly read: number }
  readonly freshness: Freshness
}

/** Clusters that a word speaks of, so that "payments" finds all nodes of theirs. */
function clustersOf(word: string, rows: readonly FleetRow[]): string[] {
  const text = word.toLowerCase()
  return rows
    .filter(({ clusterId, name, accountId, accountName, owner }) =>
      [clusterId, name, accountId, accountName, owner.name].some((told) =>
        told?.toLowerCase().includes(text),
      ),
    )
    .map(({ clusterId }) => clusterId)
}

/** Throws Invalid for scopes that cannot be honoured. */
export async function fleetNodePage(
  ctx: QueryContext,
  input: z.infer<typeof fleetNodesInput>,
): Promise<FleetNodes> {
  const fleet = await readFleet(ctx, input.scope)
  const read = fleet.rows.filter(({ nodes }) => nodes !== null)
  const clusters = new Map(read.map((row) => [row.clusterId, row]))
  const words = input.find.split(/\s+/).filter(Boolean).slice(0, 10)
  const offset = Number(input.cursor ?? 0)
  const found = await fleetNodes(ctx.events, {
    scope: fleet.scope,
    clusters: [...clusters.keys()],
    where: input.where,
    words: words.map((text) => ({ text, clusters: clustersOf(text, read) })),
    offset,
    limit: input.limit,
    mostValues,
  })
  const rows = found.rows.flatMap(
    ({ clusterId, name, phase, cpuMillicores, memoryBytes, gpus, createdAt, facts }): FleetNodeRow[] => {
      const cluster = clusters.get(clusterId)
      if (cluster === undefined) return []
      const { name: clusterName, version: clusterVersion, accountId, accountName, region, owner } = cluster
      const placed = { clusterId, clusterName, clusterVersion, accountId, accountName, region, owner }
      return [{ ...placed, name, phase, cpuMillicores, memoryBytes, gpus, createdAt, facts }]
    },
  )
  const next = offset + found.rows.length
  return {
    ...found,
    rows,
    nextCursor: found.rows.length > 0 && next < found.total ? String(next) : null,
    clusters: { inScope: fleet.rows.length, read: read.length },
    freshness: fleet.freshness,
  }
}
