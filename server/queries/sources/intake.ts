// What a viewer may know of who sends: refused calls and followed files of granted clusters. What names
// no cluster (a delivery refused before it was opened) is told to those who may see all of them.
import type { Intake } from '../../../domain/model/intake.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'

export const sees = (scope: Scope, clusterId: string | null): boolean =>
  scope.clusters === 'all' || (clusterId !== null && scope.clusters.includes(clusterId))

/** Null when this process takes nothing in and so knows of nobody. */
export function intakeWithin(ctx: QueryContext, scope: Scope): Intake | null {
  const intake = ctx.intake()
  if (intake === null) return null
  return {
    pausedBecause: intake.pausedBecause,
    refusedCalls: intake.refusedCalls.filter(({ clusterId }) => sees(scope, clusterId)),
    followedFiles: intake.followedFiles.filter(({ clusterId }) => sees(scope, clusterId)),
    skipped: intake.skipped,
  }
}

export function byCluster<T extends { readonly clusterId: string | null }>(
  rows: readonly T[],
): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    if (row.clusterId === null) continue
    found.set(row.clusterId, [...(found.get(row.clusterId) ?? []), row])
  }
  return found
}
