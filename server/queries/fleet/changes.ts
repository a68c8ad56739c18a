// What was seen to change in clusters and their parts between two instants, newest first, a page at a time.
// Objects have a history of their own.
import { z } from 'zod'
import { listClusterChanges } from '../../../db/relational/read/cluster-changes.ts'
import { invalid } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'

export const fleetChangesInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  window: windowInputSchema,
  limit: z.int().min(1).max(500).default(100),
  cursor: z.string().max(60).optional(),
})

export interface FleetChange {
  readonly clusterId: string
  readonly at: Date
  /** "cluster", or the kind of a part: "node-group". */
  readonly subjectKind: string
  readonly subjectName: string
  /** "" when the subject appeared or went. */
  readonly field: string
  /** Null: was not there. */
  readonly before: unknown
  /** Null: is not there any more. */
  readonly after: unknown
  readonly sourceId: string
}

export interface FleetChanges {
  readonly rows: readonly FleetChange[]
  readonly nextCursor: string | null
}

function decode(text: string): { at: Date; id: number } {
  const [, ms, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  if (ms === undefined) throw invalid('cursor: not a cursor of this question; ask again without one')
  return { at: new Date(Number(ms)), id: Number(id) }
}

export async function fleetChanges(
  ctx: QueryContext,
  input: z.infer<typeof fleetChangesInput>,
): Promise<FleetChanges> {
  const scope = grantScope(ctx.viewer, input.scope, await placedClusters(ctx))
  if (scope.clusters !== 'all' && scope.clusters.length === 0) return { rows: [], nextCursor: null }
  const found = await listClusterChanges(ctx.relational, {
    among: scope.clusters,
    from: new Date(input.window.from),
    to: new Date(input.window.to),
    after: input.cursor === undefined ? null : decode(input.cursor),
    limit: input.limit + 1,
  })
  const rows = found.slice(0, input.limit)
  const last = found.length > rows.length ? rows.at(-1) : undefined
  return {
    rows: rows.map(({ id: _, ...change }) => change),
    nextCursor: last === undefined ? null : `${last.at.getTime()}.${last.id}`,
  }
}
