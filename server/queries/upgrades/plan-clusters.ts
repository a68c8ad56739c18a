// Clusters of the fleet as a plan of upgrades reads them: whose they are, how they stand with their checks, and which
// days press. Pure.
import { deadlineOf } from '../../../domain/insights/check.ts'
import { checks } from '../../../domain/insights/registry.ts'
import { clusterProviders } from '../../../domain/model/cluster.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import { supportOf } from '../../../domain/support/support-status.ts'
import type { GateCheck } from '../../../domain/upgrade-plan/gate.ts'
import type { PlanCluster } from '../../../domain/upgrade-plan/plan.ts'
import type { Cells } from './cells.ts'

export interface FleetPlanCluster extends PlanCluster {
  readonly row: FleetRow
}

const blocking = new Set(checks.filter(({ blocksUpgrade }) => blocksUpgrade).map(({ id }) => id))

const gateChecks = (cells: Cells): GateCheck[] =>
  Object.entries(cells).map(([checkId, { status, findings, waived, unreadBecause }]) => ({
    ...{ checkId, blocks: blocking.has(checkId), status, findings: findings[status], waived, unreadBecause },
  }))

/** Whoever asked for it is upgraded at the end of standard support, and on no other day. */
function supportTypeOf({ provider, version, support }: FleetRow, calendar: readonly ClusterVersion[]) {
  if (provider !== 'eks' || support.forcedUpgradeAt === null) return 'EXTENDED'
  const asked = { provider, version, supportType: 'STANDARD' } as const
  const standard = supportOf(asked, calendar, support.forcedUpgradeAt).forcedUpgradeAt
  return standard?.getTime() === support.forcedUpgradeAt.getTime() ? 'STANDARD' : 'EXTENDED'
}

export function planClusters(
  rows: readonly FleetRow[],
  cells: ReadonlyMap<string, Cells>,
  calendar: readonly ClusterVersion[],
): FleetPlanCluster[] {
  return rows.map((row) => {
    const { clusterId, name, region, tags, owner, version, support, feeMicroUsdPerHour } = row
    const provider = clusterProviders.find((one) => one === row.provider) ?? 'kubernetes'
    return {
      ...{ row, clusterId, name, region, tags, provider, version },
      ownerId: owner.id,
      deadline: deadlineOf(support),
      supportType: supportTypeOf(row, calendar),
      // What waits for its forced upgrade has no price of its own and will have one again.
      isCharged: provider === 'eks' && (feeMicroUsdPerHour !== null || support.status === 'unsupported'),
      checks: gateChecks(cells.get(clusterId) ?? {}),
    }
  })
}
