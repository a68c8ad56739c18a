// How every check stands on every cluster in scope, as their reader counts it: findings by status, waived ones apart,
// and why a check could not look. Bounded by clusters times checks.
import { listCheckResults } from '../../../db/relational/read/check-results.ts'
import { type FindingSum, sumFindings } from '../../../db/relational/read/findings.ts'
import type { ProviderInsight } from '../../../domain/model/cluster-part.ts'
import { type FindingStatus, worstStatus } from '../../../domain/model/finding.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'

export interface MatrixCell {
  /** The worst open finding that nobody waived; "unknown" when the check could not look and knows of nothing worse. */
  readonly status: FindingStatus
  readonly findings: Readonly<Record<FindingStatus, number>>
  readonly waived: number
  /** Why it could not look; null when it did. */
  readonly unreadBecause: string | null
  /** The instant its last look is true for; null when it never could look. */
  readonly asOf: Date | null
  /** The provider's own check on the same thing; null when it has none or told none. */
  readonly provider: { readonly status: ProviderInsight['status']; readonly at: Date | null } | null
}

export const mostCells = 1_000_000
export const none = (): Record<FindingStatus, number> => ({ error: 0, warning: 0, unknown: 0, passing: 0 })

type Results = Awaited<ReturnType<typeof listCheckResults>>
export type Cells = Record<string, MatrixCell>

function cellOf({ unreadBecause, asOf }: Results[number], sums: readonly FindingSum[]): MatrixCell {
  const findings = none()
  let waived = 0
  for (const one of sums) {
    if (one.isWaived) waived += one.findings
    else findings[one.status] += one.findings
  }
  const open = (['error', 'warning', 'unknown'] as const).filter((status) => findings[status] > 0)
  const status = worstStatus(unreadBecause === null ? open : [...open, 'unknown'])
  return { status, findings, waived, unreadBecause, asOf, provider: null }
}

function cellsByCluster(results: Results, sums: readonly FindingSum[]): Map<string, Cells> {
  const key = (clusterId: string, checkId: string) => `${checkId} ${clusterId}`
  const own = new Map<string, FindingSum[]>()
  for (const sum of sums) {
    const name = key(sum.clusterId, sum.checkId)
    own.set(name, [...(own.get(name) ?? []), sum])
  }
  const cells = new Map<string, Cells>()
  for (const result of results) {
    const { clusterId, checkId } = result
    const row = cells.get(clusterId) ?? {}
    row[checkId] = cellOf(result, own.get(key(clusterId, checkId)) ?? [])
    cells.set(clusterId, row)
  }
  return cells
}

/** By cluster; one that no check has looked at is absent. */
export async function readCells(
  { relational }: Pick<QueryContext, 'relational'>,
  { scope, now, seenSince }: { readonly scope: Scope; readonly now: Date; readonly seenSince: Date },
): Promise<Map<string, Cells>> {
  const [results, sums] = await Promise.all([
    listCheckResults(relational, { scope, limit: mostCells }),
    sumFindings(relational, { scope, now, seenSince, byCluster: true, limit: mostCells }),
  ])
  return cellsByCluster(results, sums)
}
