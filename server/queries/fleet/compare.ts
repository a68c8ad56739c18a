// Two to four clusters side by side, with what is known to differ marked. A cluster that is gone is shown as it was
// last known; one that is not known, or not for this viewer, is named as missing.
import { z } from 'zod'
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import { findingsByCluster } from '../../../db/relational/read/check-results.ts'
import { toldOfCluster } from '../../../db/relational/read/cluster-facts.ts'
import { listParts } from '../../../db/relational/read/cluster-parts.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { type FleetClusterRow, fleetClusters } from '../../../db/relational/read/fleet.ts'
import { listSourceHealth } from '../../../db/relational/read/source-health.ts'
import { mergeClusterFacts } from '../../../domain/model/cluster.ts'
import {
  type ComparedCluster,
  type ComparedPart,
  compareFacts,
} from '../../../domain/model/cluster-comparison.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'
import { fleetFreshness, heardByCluster, simulatedSources, unheard } from './freshness.ts'
import { judgeCluster, supportOn } from './judged-cluster.ts'

export const fleetCompareInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  clusters: z
    .array(clusterIdSchema)
    .min(2, 'two to four clusters are compared')
    .max(4, 'two to four clusters are compared')
    .refine((ids) => new Set(ids).size === ids.length, 'each cluster once'),
})

export interface FleetComparison {
  /** As they were asked for. */
  readonly clusters: readonly {
    readonly clusterId: string
    /** Null for one that is missing. */
    readonly name: string | null
    /** "gone": no source finds it any more. "missing": not known here, or not in scope. */
    readonly state: 'here' | 'gone' | 'missing'
    readonly goneAt: Date | null
    readonly asOf: Date | null
    readonly isStale: boolean
  }[]
  readonly sections: readonly ComparedPart[]
  readonly freshness: Freshness
  readonly now: Date
}

const mostParts = 2_000

async function readParts({ relational }: QueryContext, among: readonly string[]) {
  const page = { among, after: null, limit: mostParts }
  const [addOns, nodeGroups] = await Promise.all([
    listParts(relational, { ...page, kind: 'add-on' }),
    listParts(relational, { ...page, kind: 'node-group' }),
  ])
  return { addOns, nodeGroups }
}

async function readTold(ctx: QueryContext, among: readonly string[]) {
  const lists = await Promise.all(
    among.map((clusterId) => toldOfCluster(ctx.relational, { clusterId, limit: 100 })),
  )
  const told = lists.flat()
  const sourceIds = [...new Set(told.map(({ sourceId }) => sourceId))]
  return { told, health: await listSourceHealth(ctx.relational, { limit: 1_000, sourceIds }) }
}

/** What is known of those of `ids` that the viewer may see, by id. */
async function readCompared(
  ctx: QueryContext,
  input: z.infer<typeof fleetCompareInput>,
  now: Date,
): Promise<Map<string, ComparedCluster>> {
  const { relational, events } = ctx
  const asked = { ...input.scope, clusters: input.clusters }
  const narrowed = grantScope(ctx.viewer, input.scope, input.scope ? await placedClusters(ctx) : [])
  const scope = grantScope({ ...ctx.viewer, clusters: narrowed.clusters }, { clusters: asked.clusters }, [])
  const ids = scope.clusters === 'all' ? input.clusters : scope.clusters
  const one = { among: ids, limit: ids.length + 1 }
  const [rows, findings, versions, newest, parts, { told, health }] = await Promise.all([
    fleetClusters(relational, { ...one, goneAfter: new Date(0) }),
    findingsByCluster(relational, { ...one, now }),
    listClusterVersions(relational, { limit: 1_000 }),
    newestByCluster(events, { scope, limit: 10 }),
    readParts(ctx, ids),
    readTold(ctx, ids),
  ])
  const here = told.filter(({ goneAt }) => goneAt === null)
  const heard = heardByCluster(here, health, newest, now, simulatedSources(ctx.collecting))
  const judging = { supportFor: supportOn(calendarWith(versions), now), now, ownerOf: ctx.owners.ownerOf }
  const compared = (row: FleetClusterRow): ComparedCluster => {
    const own = <Of extends { clusterId: string }>(all: readonly Of[]) =>
      all.filter(({ clusterId }) => clusterId === row.clusterId)
    const found = own(findings)[0]
    const tellers = own(here).length > 0 ? own(here) : own(told)
    return {
      row: judgeCluster(row, heard.get(row.clusterId) ?? unheard, found, judging),
      facts: mergeClusterFacts(tellers),
      addOns: row.partSums['add-on'] === undefined ? null : own(parts.addOns),
      nodeGroups: row.partSums['node-group'] === undefined ? null : own(parts.nodeGroups),
    }
  }
  const seen = rows.filter(({ clusterId }) => ids.includes(clusterId))
  return new Map(seen.map((row) => [row.clusterId, compared(row)]))
}

/** Throws Invalid for scopes that cannot be honoured. */
export async function compareClusters(
  ctx: QueryContext,
  input: z.infer<typeof fleetCompareInput>,
): Promise<FleetComparison> {
  const now = ctx.clock.now()
  const known = await readCompared(ctx, input, now)
  const rows = [...known.values()].map(({ row }) => row)
  return {
    clusters: input.clusters.map((clusterId) => {
      const row = known.get(clusterId)?.row
      const state = row === undefined ? 'missing' : row.goneAt === null ? 'here' : 'gone'
      const { name = null, goneAt = null, asOf = null, isStale = false } = row ?? {}
      return { clusterId, name, state, goneAt, asOf, isStale }
    }),
    sections: compareFacts(input.clusters.map((clusterId) => known.get(clusterId) ?? null)),
    freshness: fleetFreshness(rows),
    now,
  }
}
