// What stands in the way of a plan, finding by finding with whose it is, and what was accepted, by whom until when.
// Bounded by `limit`; what a plan counts does not come from here.
import { listFindings } from '../../../db/relational/read/findings.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Owner } from '../../../domain/model/owner.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'
import { findingView } from './question.ts'
import { standingWaivers } from './standing-waivers.ts'

export interface PlanFinding {
  readonly id: string
  readonly checkId: string
  readonly title: string
  readonly clusterId: string
  readonly clusterName: string
  readonly familyId: string
  readonly summary: string
  readonly recommendation: string
  readonly owner: Owner
  readonly deadline: Date | null
}

export interface AcceptedFinding extends PlanFinding {
  readonly reason: string
  readonly author: string
  readonly until: Date
}

export interface PlanFindingsQuestion {
  readonly scope: Scope
  readonly now: Date
  readonly seenSince: Date
  /** Of the plan, with the family each is of. */
  readonly clusters: ReadonlyMap<string, { readonly row: FleetRow; readonly familyId: string }>
  readonly limit: number
}

/** Clusters that are not in the plan have findings too. */
const mostRead = 5_000
const blocking = checks.filter(({ blocksUpgrade }) => blocksUpgrade).map(({ id }) => id)

type Read = Parameters<typeof listFindings>[1]

async function findingsOf(ctx: QueryContext, question: PlanFindingsQuestion, narrowed: Partial<Read>) {
  const { scope, now, seenSince, clusters, limit } = question
  const asked = { scope, now, seenSince, ...narrowed, after: null, limit: mostRead }
  const rows = await listFindings(ctx.relational, asked)
  return rows
    .flatMap((row): PlanFinding[] => {
      const cluster = clusters.get(row.clusterId)
      if (cluster === undefined) return []
      const view = findingView(ctx, row, cluster.row, undefined)
      const { id, checkId, title, clusterId, clusterName, summary, recommendation, owner, deadline } = view
      const told = { id, checkId, title, clusterId, clusterName, summary, recommendation, owner, deadline }
      return [{ ...told, familyId: cluster.familyId }]
    })
    .sort((one, other) => Number(one.deadline ?? Infinity) - Number(other.deadline ?? Infinity) || 0)
    .slice(0, limit)
}

/** Errors against the next version that nobody waived; what presses first comes first. */
export const planBlockers = (ctx: QueryContext, question: PlanFindingsQuestion): Promise<PlanFinding[]> =>
  findingsOf(ctx, question, { checkIds: blocking, statuses: ['error'], isWaived: false })

export async function planAccepted(
  ctx: QueryContext,
  question: PlanFindingsQuestion,
): Promise<AcceptedFinding[]> {
  const waived = await findingsOf(ctx, question, { statuses: ['error', 'warning'], isWaived: true })
  const accepted = waived.map(({ id }) => ({ id, isWaived: true }))
  const waivers = await standingWaivers(ctx, accepted, question.now)
  return waived.flatMap((finding) => {
    const own = waivers.get(finding.id)
    return own === undefined
      ? []
      : [{ ...finding, reason: own.reason, author: own.author, until: own.expiresAt }]
  })
}
