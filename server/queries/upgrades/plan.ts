// The plan of upgrades to one version: families with go or no go, waves with dates, what blocks and whom to ask, days
// that are missed, and the money of staying. Made anew from what is known each time it is asked; stores nothing.
import { z } from 'zod'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { deadlineOf } from '../../../domain/insights/check.ts'
import type { ClusterProvider } from '../../../domain/model/cluster.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { billingHoursPerMonth } from '../../../domain/support/control-plane-fee.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { type Maintenance, maintenanceSchema } from '../../../domain/upgrade-plan/maintenance.ts'
import {
  type Plan,
  type PlannedMiss,
  planUpgrades,
  type Unplanned,
} from '../../../domain/upgrade-plan/plan.ts'
import { type TargetChoice, targetsOf, usualTarget } from '../../../domain/upgrade-plan/target.ts'
import type { PlannedMove, Wave } from '../../../domain/upgrade-plan/waves.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { readCells } from './cells.ts'
import { type FleetPlanCluster, planClusters } from './plan-clusters.ts'
import {
  countsOf,
  earliest,
  type FamilyView,
  familyView,
  pressing,
  titlesOf,
  type VerdictCounts,
} from './plan-families.ts'
import { type AcceptedFinding, type PlanFinding, planAccepted, planBlockers } from './plan-findings.ts'
import { seenSinceOf, upgradesInput } from './question.ts'

const usual: Maintenance = { days: ['mon', 'tue', 'wed', 'thu'], fromHour: 9, toHour: 16, clusters: 10 }

export const planInput = upgradesInput.extend({
  /** "1.35"; absent: the oldest version that stays in standard support for another quarter. */
  target: z
    .string()
    .regex(/^\d{1,2}\.\d{1,3}$/, 'a minor version is meant, as "1.35"')
    .optional(),
  /** First day; absent, or a day that has passed: now. */
  startsOn: z.iso.date().optional(),
  soakDays: z.int().min(0).max(90).default(3),
  mendDays: z.int().min(0).max(365).default(14),
  maintenance: maintenanceSchema.default(usual),
  /** Most families, findings and misses of the answer each; it counts all. */
  limit: z.int().min(1).max(5_000).default(100),
  /** With every move of every cluster: for documents. */
  moves: z.boolean().default(false),
})

export interface UpgradePlan {
  /** As used; null when no version is known to go to. */
  readonly params: Required<Pick<z.infer<typeof planInput>, 'soakDays' | 'mendDays' | 'maintenance'>> & {
    readonly target: string | null
    readonly startsAt: Date
  }
  readonly targets: readonly TargetChoice[]
  /** No go first, then by the day that presses. */
  readonly families: readonly FamilyView[]
  readonly byVerdict: VerdictCounts
  readonly waves: readonly (Omit<Wave, 'moves'> & {
    readonly clusters: number
    readonly familyIds: readonly string[]
  })[]
  /** Empty unless asked for. */
  readonly moves: readonly (PlannedMove & { readonly wave: number; readonly name: string })[]
  readonly blockers: readonly PlanFinding[]
  readonly accepted: readonly AcceptedFinding[]
  readonly misses: readonly PlannedMiss[]
  readonly missesInAll: number
  readonly clusters: number
  readonly done: number
  readonly unplanned: readonly Unplanned[]
  readonly unplannedInAll: number
  readonly deadline: Date | null
  readonly endsAt: Date | null
  readonly money: {
    /** Extended support of the clusters of the plan at today's fees, in a month of 730 hours. */
    readonly nowMicroUsdPerMonth: number
    readonly months: Plan<FleetPlanCluster>['money']
    readonly uncharged: number
  }
  /** Titles of the checks that gates name. */
  readonly titles: Readonly<Record<string, string>>
  readonly freshness: Freshness
  readonly now: Date
}

const versionsMost = 1_000

/** Of the provider most clusters in scope are of. */
function mostly(clusters: readonly FleetPlanCluster[]): ClusterProvider {
  const counts = new Map<ClusterProvider, number>()
  for (const { provider } of clusters) counts.set(provider, (counts.get(provider) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'eks'
}

/** Moves by wave, with what each cluster is called. */
function movesOf(waves: readonly Wave[], names: ReadonlyMap<string, string>): UpgradePlan['moves'] {
  return waves.flatMap(({ number, moves }) =>
    moves.map((move) => ({ ...move, wave: number, name: names.get(move.clusterId) ?? move.clusterId })),
  )
}

const later = (one: Date, other: Date): Date => (one > other ? one : other)

export async function upgradePlan(ctx: QueryContext, input: z.infer<typeof planInput>): Promise<UpgradePlan> {
  const { scope, now, rows, freshness } = await readFleet(ctx, input.scope)
  const seenSince = seenSinceOf(input, now)
  const [cells, told] = await Promise.all([
    readCells(ctx, { scope, now, seenSince }),
    listClusterVersions(ctx.relational, { limit: versionsMost }),
  ])
  const calendar = calendarWith(told)
  const clusters = planClusters(rows, cells, calendar)
  const targets = targetsOf(mostly(clusters), calendar, now)
  const target = input.target ?? usualTarget(targets, now)
  const { soakDays, mendDays, maintenance, limit } = input
  const startsAt = input.startsOn === undefined ? now : later(new Date(`${input.startsOn}T00:00:00Z`), now)
  const params = { target: target ?? '0.0', startsAt, soakDays, mendDays, maintenance }
  const plan = planUpgrades({ clusters, calendar, params, now })
  const members = plan.families.flatMap(({ id, family }) =>
    family.clusters.map(({ clusterId, row }) => [clusterId, { row, familyId: id }] as const),
  )
  const found = { scope, now, seenSince, clusters: new Map(members), limit }
  const [blockers, accepted] = await Promise.all([planBlockers(ctx, found), planAccepted(ctx, found)])
  const families = plan.families.map(familyView).sort(pressing)
  const names = new Map(members.map(([clusterId, { row }]) => [clusterId, row.name]))
  const extended = members.reduce((sum, [, { row }]) => sum + row.extendedMicroUsdPerHour, 0)
  return {
    params: { ...params, target },
    targets,
    families: families.slice(0, limit),
    byVerdict: countsOf(families),
    waves: plan.waves.map(({ moves, ...wave }) => ({
      ...wave,
      clusters: moves.length,
      familyIds: [...new Set(moves.map(({ familyId }) => familyId))].slice(0, limit),
    })),
    moves: input.moves ? movesOf(plan.waves, names) : [],
    ...{ blockers, accepted, freshness, now },
    misses: plan.misses.slice(0, limit),
    missesInAll: plan.misses.length,
    clusters: members.length,
    done: target === null ? 0 : plan.done,
    unplanned: plan.unplanned.slice(0, limit),
    unplannedInAll: plan.unplanned.length,
    deadline: earliest(members.map(([, { row }]) => deadlineOf(row.support))),
    endsAt: plan.endsAt,
    money: {
      nowMicroUsdPerMonth: extended * billingHoursPerMonth,
      months: plan.money,
      uncharged: plan.uncharged,
    },
    titles: titlesOf(families.slice(0, limit)),
  }
}
