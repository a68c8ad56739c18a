// Families of a plan as they are told: whose, which clusters, go or no go and why. Pure.
import type { Owner } from '../../../domain/model/owner.ts'
import { upgradeVerdicts } from '../../../domain/support/upgrade-verdict.ts'
import type { Environment } from '../../../domain/upgrade-plan/environment.ts'
import type { Gate } from '../../../domain/upgrade-plan/gate.ts'
import type { Plan } from '../../../domain/upgrade-plan/plan.ts'
import type { HeldBy } from '../../../domain/upgrade-plan/waves.ts'
import type { FleetPlanCluster } from './plan-clusters.ts'
import { titleOf } from './question.ts'

export interface FamilyView {
  readonly id: string
  readonly owner: Owner
  readonly environment: Environment
  readonly pattern: string
  readonly clusters: number
  /** The first of them. */
  readonly names: readonly string[]
  readonly versions: readonly string[]
  readonly gate: Gate
  readonly heldBy: HeldBy
  readonly deadline: Date | null
  readonly endsAt: Date
}

export type VerdictCounts = Readonly<Record<Gate['verdict'], { families: number; clusters: number }>>

const namesMost = 50

export const earliest = (days: readonly (Date | null)[]): Date | null => {
  const known = days.flatMap((day) => day?.getTime() ?? [])
  return known.length === 0 ? null : new Date(Math.min(...known))
}

export function familyView({
  id,
  family,
  gate,
  heldBy,
  endsAt,
}: Plan<FleetPlanCluster>['families'][number]): FamilyView {
  const { environment, pattern, clusters } = family
  const owner = clusters[0]?.row.owner as Owner
  return {
    ...{ id, owner, environment, pattern, gate, heldBy, endsAt, clusters: clusters.length },
    names: clusters.slice(0, namesMost).map(({ name }) => name),
    versions: [...new Set(clusters.flatMap(({ version }) => version ?? []))].sort(),
    deadline: earliest(clusters.map(({ deadline }) => deadline)),
  }
}

/** No go first, then by the day that presses. */
export function pressing(one: FamilyView, other: FamilyView): number {
  const rank = ({ gate }: FamilyView) => upgradeVerdicts.indexOf(gate.verdict)
  const day = ({ deadline }: FamilyView) => deadline?.getTime() ?? Number.MAX_SAFE_INTEGER
  return rank(one) - rank(other) || day(one) - day(other) || (one.id < other.id ? -1 : 1)
}

export function countsOf(families: readonly FamilyView[]): VerdictCounts {
  const counted = upgradeVerdicts.map((verdict) => {
    const own = families.filter(({ gate }) => gate.verdict === verdict)
    return [verdict, { families: own.length, clusters: own.reduce((sum, one) => sum + one.clusters, 0) }]
  })
  return Object.fromEntries(counted) as VerdictCounts
}

export function titlesOf(families: readonly FamilyView[]): Record<string, string> {
  const named = families.flatMap(({ gate }) =>
    [gate.blockers, gate.missing, gate.warnings, gate.accepted].flat(),
  )
  return Object.fromEntries(named.map(({ checkId }) => [checkId, titleOf(checkId)]))
}
