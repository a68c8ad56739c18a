// Node groups and add-ons of every cluster in scope, narrowed and paged, with the counts of every facet.
// Bounded by the parts of an installation; a page never holds more than asked for. A cluster whose provider
// lists no parts has none here, and is counted as not read.
import { z } from 'zod'
import { listParts, type PartRow } from '../../../db/relational/read/cluster-parts.ts'
import { type Facets, type FacetValue, narrow, type Selection } from '../../../domain/model/facets.ts'
import {
  type AddOnFacet,
  type AddOnRow,
  addOnFacets,
  type NodeGroupFacet,
  type NodeGroupRow,
  nodeGroupFacets,
  orderAddOns,
  orderNodeGroups,
} from '../../../domain/model/fleet-parts.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { nodeSkew } from '../../../domain/support/skew.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from './fleet-rows.ts'

const facetValues = z.array(z.string().max(500)).max(200)
const common = {
  scope: scopeInputSchema.optional(),
  /** Words that its name, cluster and account must all hold. */
  find: z.string().max(200).default(''),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, 'not a cursor of this question')
    .optional(),
}
const where = <Name extends string>(facets: Readonly<Record<Name, unknown>>) =>
  z.partialRecord(z.enum(Object.keys(facets) as [Name, ...Name[]]), facetValues).default({})

export const fleetNodeGroupsInput = z.strictObject({ ...common, where: where(nodeGroupFacets) })
export const fleetAddOnsInput = z.strictObject({ ...common, where: where(addOnFacets) })

export interface FleetParts<Row, Facet extends string> {
  readonly rows: readonly Row[]
  /** Rows that match, on all pages. */
  readonly total: number
  /** Nodes that the matching node groups want; of add-ons null. */
  readonly nodes: number | null
  readonly facets: Readonly<Record<Facet, readonly FacetValue[]>>
  readonly nextCursor: string | null
  /** Clusters in scope, and those of them whose provider lists such parts. */
  readonly clusters: { readonly inScope: number; readonly read: number }
  readonly freshness: Freshness
}

const partLimit = 100_000

interface Read<Kind extends 'add-on' | 'node-group'> {
  readonly parts: readonly { readonly part: PartRow<Kind>; readonly cluster: FleetRow }[]
  readonly inScope: number
  readonly freshness: Freshness
}

async function readParts<Kind extends 'add-on' | 'node-group'>(
  ctx: QueryContext,
  kind: Kind,
  scope: z.infer<typeof scopeInputSchema> | undefined,
): Promise<Read<Kind>> {
  const fleet = await readFleet(ctx, scope)
  const clusters = new Map(fleet.rows.map((row) => [row.clusterId as string, row]))
  const among = fleet.scope.clusters === 'all' ? 'all' : [...clusters.keys()]
  const parts = await listParts(ctx.relational, { among, kind, after: null, limit: partLimit })
  const known = parts.flatMap((part) => {
    // The compiler looks no further than the kinds of a part while the kind is open.
    const cluster = clusters.get((part as { clusterId: string }).clusterId)
    return cluster === undefined ? [] : [{ part, cluster }]
  })
  return { parts: known, inScope: clusters.size, freshness: fleet.freshness }
}

const placeOf = ({ clusterId, name, version, accountId, accountName, region }: FleetRow) => ({
  clusterId,
  clusterName: name,
  clusterVersion: version,
  accountId,
  accountName,
  region,
})

interface Asked<Facet extends string> {
  readonly find: string
  readonly where: Selection<Facet>
  readonly limit: number
  readonly cursor?: string | undefined
}

type AnyRow = NodeGroupRow | AddOnRow

function holds(row: AnyRow, words: readonly string[]): boolean {
  const text = [row.name, row.clusterName, row.clusterId, row.accountId, row.accountName, row.owner.name]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

function pageOf<Row extends AnyRow, Facet extends string>(
  all: readonly Row[],
  facets: Facets<Row, Facet>,
  order: (rows: readonly Row[]) => Row[],
  asked: Asked<Facet>,
) {
  const words = asked.find.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10)
  const found = words.length === 0 ? all : all.filter((row) => holds(row, words))
  const { rows: kept, facets: counted } = narrow(found, facets, asked.where)
  const offset = Number(asked.cursor ?? 0)
  const rows = order(kept).slice(offset, offset + asked.limit)
  const next = offset + rows.length
  return {
    kept,
    rows,
    total: kept.length,
    facets: counted,
    nextCursor: next < kept.length ? String(next) : null,
  }
}

const readClusters = (rows: readonly AnyRow[]): number => new Set(rows.map(({ clusterId }) => clusterId)).size

/** Throws Invalid for scopes that cannot be honoured. */
export async function fleetNodeGroups(
  ctx: QueryContext,
  input: z.infer<typeof fleetNodeGroupsInput>,
): Promise<FleetParts<NodeGroupRow, NodeGroupFacet>> {
  const { parts, inScope, freshness } = await readParts(ctx, 'node-group', input.scope)
  const all = parts.map(
    ({ part: { name, facts }, cluster }): NodeGroupRow => ({
      ...placeOf(cluster),
      name,
      facts,
      owner: ctx.owners.ownerOf({
        nodeGroupTags: facts.tags,
        clusterTags: cluster.tags,
        accountId: cluster.accountId,
      }),
      skew: nodeSkew(cluster.version ?? '', facts.version ?? ''),
    }),
  )
  const { kept, ...page } = pageOf(all, nodeGroupFacets, orderNodeGroups, input)
  const nodes = kept.reduce((sum, { facts }) => sum + (facts.desiredSize ?? 0), 0)
  return { ...page, nodes, clusters: { inScope, read: readClusters(all) }, freshness }
}

/** Throws Invalid for scopes that cannot be honoured. */
export async function fleetAddOns(
  ctx: QueryContext,
  input: z.infer<typeof fleetAddOnsInput>,
): Promise<FleetParts<AddOnRow, AddOnFacet>> {
  const { parts, inScope, freshness } = await readParts(ctx, 'add-on', input.scope)
  const all = parts.map(
    ({ part: { name, facts }, cluster }): AddOnRow => ({
      ...placeOf(cluster),
      name,
      facts,
      owner: cluster.owner,
    }),
  )
  const { kept: _, ...page } = pageOf(all, addOnFacets, orderAddOns, input)
  return { ...page, nodes: null, clusters: { inScope, read: readClusters(all) }, freshness }
}
