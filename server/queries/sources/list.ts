// Which clusters feed this installation, how fresh each is, and what a newcomer needs to know to feed
// it: the page's clock, where the bootstrap token lies, how long things are kept. Asked with `rows`, it
// also measures and judges each of them, a page at a time.
import path from 'node:path'
import { z } from 'zod'
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import { type Freshness, freshnessOf, pushStaleAfterMs } from '../../../domain/model/freshness.ts'
import { grantScope } from '../../auth/scope.ts'
import type { ClockKind } from '../../clock.ts'
import type { QueryContext } from '../../context.ts'
import { newestAudit } from '../audit-freshness.ts'
import { fleetFreshness, readHeard, unheard } from '../fleet/freshness.ts'
import { placedClusters, type RegisteredCluster } from '../placed-clusters.ts'
import { type SourceRows, sourceRows, sourceRowsInput } from './rows.ts'

/** Most clusters of one installation that this reads. */
const clusterLimit = 20_000
const defaultLimit = 1_000

export const sourcesListInput = z
  .strictObject({
    /** Most of `clusters`. */
    limit: z.int().min(1).max(5_000).default(defaultLimit),
    rows: sourceRowsInput.optional(),
  })
  .optional()
export type SourcesListInput = z.infer<typeof sourcesListInput>

export interface SourceCluster {
  readonly clusterId: string
  readonly accountId: string | null
  readonly region: string | null
  /** Newest event of the audit source; null when the cluster is known and has sent none yet. */
  readonly newest: Date | null
  readonly stale: boolean
}

export interface SourcesList {
  readonly clusters: readonly SourceCluster[]
  readonly total: number
  /** What is there today of all that may be seen: a cluster that no source finds any more is not. */
  readonly fleet: { readonly clusters: number; readonly accounts: number; readonly regions: number }
  /** Null unless asked for. */
  readonly page: SourceRows | null
  /** Of audit logs alone. */
  readonly freshness: Freshness
  /** Of whatever speaks of a cluster. */
  readonly anyFreshness: Freshness
  readonly now: Date
  readonly clockKind: ClockKind
  /** Why no events are taken in at the moment, in words; null when they are, or by another process. */
  readonly intakePaused: string | null
  /** Path of the bootstrap token's file as a person would type it; null when a setting holds it. */
  readonly tokenPath: string | null
  readonly retentionRawDays: number
  readonly retentionRollupDays: number
}

/** Relative to the folder the server was started in when it lies below it. */
function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') ? file : relative
}

function fleetSize(visible: readonly RegisteredCluster[]): SourcesList['fleet'] {
  const here = visible.filter(({ isGone }) => !isGone)
  const distinct = (of: (cluster: RegisteredCluster) => string | null): number =>
    new Set(here.map(of).filter((value) => value !== null)).size
  return {
    clusters: here.length,
    accounts: distinct(({ accountId }) => accountId),
    regions: distinct(({ region }) => region),
  }
}

export async function listSources(ctx: QueryContext, input: SourcesListInput): Promise<SourcesList> {
  const registry = await placedClusters(ctx)
  const scope = grantScope(ctx.viewer, undefined, registry)
  const newest = await newestByCluster(ctx.events, { scope, limit: clusterLimit })
  const heard = await readHeard(ctx, newest)
  const newestOf = new Map(newest.map((row) => [row.clusterId, row.newest]))
  const now = ctx.clock.now()
  const simulated = new Set(
    [...heard].flatMap(([clusterId, { isSimulated }]) => (isSimulated ? [clusterId] : [])),
  )
  const seen = scope.clusters === 'all' ? null : new Set(scope.clusters)
  const visible = registry.filter(({ clusterId }) => seen === null || seen.has(clusterId))
  const clusters = visible.map(({ clusterId, accountId, region }) => {
    const at = newestOf.get(clusterId) ?? null
    const stale = at !== null && now.getTime() - at.getTime() > pushStaleAfterMs
    return { clusterId, accountId, region, newest: at, stale }
  })
  return {
    clusters: clusters.slice(0, input?.limit ?? defaultLimit),
    total: clusters.length,
    fleet: fleetSize(visible),
    page: input?.rows === undefined ? null : await sourceRows(ctx, input.rows, registry),
    anyFreshness: fleetFreshness(
      clusters.map(({ clusterId }) => ({ clusterId, ...(heard.get(clusterId) ?? unheard) })),
    ),
    freshness: freshnessOf(await newestAudit(ctx.events, { scope, limit: clusterLimit }), {
      now,
      staleAfterMs: pushStaleAfterMs,
      simulated,
    }),
    now,
    clockKind: ctx.clockKind,
    intakePaused: ctx.intake()?.pausedBecause ?? null,
    tokenPath: ctx.tokenFile === null ? null : shownPath(ctx.tokenFile),
    retentionRawDays: ctx.settings.retentionRawDays,
    retentionRollupDays: ctx.settings.retentionRollupDays,
  }
}
