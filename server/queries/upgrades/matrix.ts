// Cluster × check: which clusters cannot move to their next version, and why, by the day that presses. Each cell is
// what our check comes to, and beside it what the provider's own says. Sums over the clusters of an installation.
import { z } from 'zod'
import { listParts } from '../../../db/relational/read/cluster-parts.ts'
import { deadlineOf } from '../../../domain/insights/check.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { ProviderInsight } from '../../../domain/model/cluster-part.ts'
import type { FindingStatus } from '../../../domain/model/finding.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { afterUpgrades, minorVersionOf } from '../../../domain/support/minor-version.ts'
import { type UpgradeVerdict, upgradeVerdicts, verdictOf } from '../../../domain/support/upgrade-verdict.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { type Cells, type MatrixCell, mostCells, none, readCells } from './cells.ts'
import { seenSinceOf, upgradesInput } from './question.ts'

export const matrixInput = upgradesInput.extend({
  verdicts: z.array(z.enum(upgradeVerdicts)).max(upgradeVerdicts.length).default([]),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, 'not a cursor of this question')
    .optional(),
})

export interface MatrixRow
  extends Pick<
    FleetRow,
    'accountId' | 'clusterId' | 'name' | 'owner' | 'provider' | 'region' | 'support' | 'version'
  > {
  /** The next minor; null when its own is not known. */
  readonly target: string | null
  /** When it must have moved; null when no day is known. */
  readonly deadline: Date | null
  readonly verdict: UpgradeVerdict
  /** By check; checks that are not about the cluster, and those that have not looked yet, are absent. */
  readonly cells: Readonly<Record<string, MatrixCell>>
}

export interface UpgradeMatrix {
  readonly rows: readonly MatrixRow[]
  readonly total: number
  /** Of all in scope. */
  readonly byVerdict: Readonly<Record<UpgradeVerdict, number>>
  /** Clusters by what each check comes to, of all in scope. */
  readonly checks: readonly {
    readonly checkId: string
    readonly title: string
    /** An error of it stands in the way of the next version. */
    readonly blocksUpgrade: boolean
    readonly clusters: Readonly<Record<FindingStatus, number>>
  }[]
  readonly nextCursor: string | null
  readonly seenSince: Date
  readonly freshness: Freshness
  readonly now: Date
}

const blocking = new Set(checks.filter(({ blocksUpgrade }) => blocksUpgrade).map(({ id }) => id))

function rowOf(cluster: FleetRow, cells: Cells): MatrixRow {
  const { accountId, clusterId, name, owner, provider, region, support, version } = cluster
  const minor = minorVersionOf(version ?? '')
  const judged = Object.entries(cells).map(([id, { status }]) => ({ status, blocks: blocking.has(id) }))
  return {
    ...{ accountId, clusterId, name, owner, provider, region, support, version, cells },
    target: minor === null ? null : afterUpgrades(minor, 1),
    deadline: deadlineOf(support),
    verdict: verdictOf(judged),
  }
}

/** What presses first comes first; where no day is known, the worst. */
function inOrder(left: MatrixRow, right: MatrixRow): number {
  const day = ({ deadline }: MatrixRow) => deadline?.getTime() ?? Number.MAX_SAFE_INTEGER
  const rank = ({ verdict }: MatrixRow) => upgradeVerdicts.indexOf(verdict)
  return day(left) - day(right) || rank(left) - rank(right) || (left.clusterId < right.clusterId ? -1 : 1)
}

/** The newest where there are several, as for each version that removes APIs. */
async function withProvider(ctx: QueryContext, rows: readonly MatrixRow[]): Promise<MatrixRow[]> {
  const among = rows.map(({ clusterId }) => clusterId)
  const parts = await listParts(ctx.relational, { among, kind: 'insight', after: null, limit: mostCells })
  const worst: readonly ProviderInsight['status'][] = ['ERROR', 'WARNING', 'UNKNOWN', 'PASSING']
  return rows.map((row) => {
    const own = parts.filter(({ clusterId }) => clusterId === row.clusterId)
    const cells = Object.entries(row.cells).map(([id, cell]) => {
      const title = checks.find((check) => check.id === id)?.providerTitle
      const [told] = own
        .filter(({ facts }) => title?.test(facts.title))
        .sort((one, other) => worst.indexOf(one.facts.status) - worst.indexOf(other.facts.status))
      if (told === undefined) return [id, cell] as const
      const { status, lastRefreshAt } = told.facts
      const at = lastRefreshAt === null ? null : new Date(lastRefreshAt)
      return [id, { ...cell, provider: { status, at } }] as const
    })
    return { ...row, cells: Object.fromEntries(cells) }
  })
}

export async function upgradeMatrix(
  ctx: QueryContext,
  input: z.infer<typeof matrixInput>,
): Promise<UpgradeMatrix> {
  const { scope, now, rows: clusters, freshness } = await readFleet(ctx, input.scope)
  const seenSince = seenSinceOf(input, now)
  const cells = await readCells(ctx, { scope, now, seenSince })
  const all = clusters.map((cluster) => rowOf(cluster, cells.get(cluster.clusterId) ?? {})).sort(inOrder)
  const byVerdict = Object.fromEntries(
    upgradeVerdicts.map((verdict) => [verdict, all.filter((row) => row.verdict === verdict).length]),
  ) as Record<UpgradeVerdict, number>
  const kept = all.filter(({ verdict }) => input.verdicts.length === 0 || input.verdicts.includes(verdict))
  const offset = Number(input.cursor ?? 0)
  const rows = kept.slice(offset, offset + input.limit)
  return {
    rows: await withProvider(ctx, rows),
    total: kept.length,
    byVerdict,
    checks: checks.map(({ id, title, blocksUpgrade }) => {
      const found = none()
      for (const row of all) {
        const cell = row.cells[id]
        if (cell !== undefined) found[cell.status] += 1
      }
      return { checkId: id, title, blocksUpgrade, clusters: found }
    }),
    nextCursor: offset + rows.length < kept.length ? String(offset + rows.length) : null,
    seenSince,
    freshness,
    now,
  }
}
