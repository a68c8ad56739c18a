// Tests one cluster's audit log as far as a pushed source can be tested: what was heard of it, which
// calls for it were refused, and in words what to do. Changes nothing and calls nobody.
import { z } from 'zod'
import { sourceMeasures, type WayIn, waysIn } from '../../../db/events/read/sources.ts'
import { listClusters } from '../../../db/relational/read/clusters.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import type { FollowedFile } from '../../../domain/model/followed-file.ts'
import type { Skipped } from '../../../domain/model/intake.ts'
import type { RefusedCalls } from '../../../domain/model/refused-calls.ts'
import { lateMs, type SourceHealth, sourceAdvice, sourceHealth } from '../../../domain/model/source.ts'
import { resolveWindow } from '../../../domain/units/window.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { intakeWithin } from './intake.ts'

export const testSourceInput = z.strictObject({ clusterId: clusterIdSchema })

export interface SourceTest {
  readonly clusterId: string
  /** False for a cluster that never sent anything with a token of its. */
  readonly known: boolean
  readonly health: SourceHealth
  readonly says: string
  readonly steps: readonly string[]
  readonly newest: Date | null
  readonly lastHeardAt: Date | null
  readonly ways: readonly WayIn[]
  /** Events with a time within the last 15 minutes. */
  readonly recentEvents: number
  readonly recentRejects: number
  readonly refused: readonly RefusedCalls[]
  readonly followed: readonly FollowedFile[]
  /** Of all clusters, since the server started. */
  readonly skipped: readonly Skipped[]
  readonly now: Date
}

const clusterLimit = 20_000
const refusedListed = 10

export async function testSource(
  ctx: QueryContext,
  { clusterId }: z.infer<typeof testSourceInput>,
): Promise<SourceTest> {
  const registry = (await listClusters(ctx.relational, { limit: clusterLimit })).map(
    ({ id, accountId, region }) => ({ clusterId: id, accountId, region }),
  )
  const scope = grantScope(ctx.viewer, { clusters: [clusterId] }, registry)
  const now = ctx.clock.now()
  const lateFrom = new Date(now.getTime() - lateMs)
  const window = resolveWindow({ from: lateFrom.toISOString(), to: now.toISOString() })
  const [[measures], ways] = await Promise.all([
    sourceMeasures(ctx.events, {
      scope,
      window,
      heardUntil: window.to,
      recentFrom: window.from,
      lateFrom,
      limit: 1,
    }),
    waysIn(ctx.events, { scope, limit: 100 }),
  ])
  const intake = intakeWithin(ctx, scope)
  const refused = (intake?.refusedCalls ?? []).slice(0, refusedListed)
  const followed = intake?.followedFiles ?? []
  const newest = measures?.newest ?? null
  const lastHeardAt = ways[0]?.lastAt ?? null
  const recentRejects = measures?.recentRejects ?? 0
  const facts = { now, clusterId, newest, lastHeardAt, recentRejects, refused, followed }
  const known =
    registry.some((cluster) => cluster.clusterId === clusterId) &&
    (scope.clusters === 'all' || scope.clusters.includes(clusterId))
  return {
    ...facts,
    known,
    health: sourceHealth(facts),
    ...sourceAdvice(facts),
    ways,
    skipped: intake?.skipped ?? [],
    recentEvents: measures?.recentEvents ?? 0,
  }
}
