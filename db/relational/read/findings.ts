// Findings as their reader may see them: under a scope, waivers and the age of evidence taken into account.
// Keys: (cluster, check); (check, status). A page reads the open findings of the clusters in scope and is bounded by
// `limit`; sums are bounded by clusters times checks.
import { and, asc, count, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import {
  type Evidence,
  evidenceSchema,
  type FindingStatus,
  isStanding,
  type OwnerHint,
} from '../../../domain/model/finding.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Relational } from '../client.ts'
import { checkResults, findings, findingWaivers } from '../schema/findings.ts'

export interface FindingQuestion {
  readonly scope: Scope
  readonly now: Date
  /** What last happened before is past: a finding of nothing newer counts as passing. */
  readonly seenSince: Date
  readonly checkIds?: readonly string[]
  readonly statuses?: readonly FindingStatus[]
  /** Absent: both. */
  readonly isWaived?: boolean
  /** A part of the summary or of the subject's name, in any case. */
  readonly find?: string
}

const instantOf = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`

const waived = (now: Date): SQL<boolean> => sql<boolean>`EXISTS (
  SELECT 1 FROM ${findingWaivers} WHERE ${findingWaivers.findingId} = ${findings.id}
    AND ${findingWaivers.endedAt} IS NULL AND ${findingWaivers.expiresAt} > ${instantOf(now)})`

/** As the reader counts it: closed, or last seen before the window, is passing. */
const statusFor = (seenSince: Date): SQL<FindingStatus> => sql<FindingStatus>`CASE
  WHEN ${findings.closedAt} IS NOT NULL OR ${findings.lastSeenAt} < ${instantOf(seenSince)} THEN 'passing'
  ELSE ${findings.status} END`

const rankOf = (seenSince: Date): SQL<number> =>
  sql<number>`array_position(ARRAY['error', 'warning', 'unknown', 'passing'], ${statusFor(seenSince)})`

/** What lies in no namespace is not for a reader of some. */
function ofScope(
  { clusters, namespaces }: Scope,
  clusterId: SQL | typeof findings.clusterId,
): (SQL | undefined)[] {
  return [
    clusters === 'all' ? undefined : sql`${clusterId} = ANY(${sql.param([...clusters])}::text[])`,
    namespaces === 'all'
      ? undefined
      : sql`CASE WHEN ${findings.subjectKind} = 'Namespace' THEN ${findings.subjectName}
          ELSE ${findings.subjectNamespace} END = ANY(${sql.param([...namespaces])}::text[])`,
  ]
}

function conditionOf(question: FindingQuestion): SQL | undefined {
  const { scope, now, seenSince, checkIds, statuses, isWaived, find } = question
  const asked = sql`strpos(lower(${findings.summary} || ' ' || ${findings.subjectName}), ${find?.toLowerCase() ?? ''}) > 0`
  return and(
    isNull(findings.closedAt),
    ...ofScope(scope, findings.clusterId),
    checkIds === undefined ? undefined : inArray(findings.checkId, [...checkIds]),
    statuses === undefined
      ? undefined
      : sql`${statusFor(seenSince)} = ANY(${sql.param([...statuses])}::text[])`,
    isWaived === undefined ? undefined : isWaived ? waived(now) : sql`NOT ${waived(now)}`,
    find ? asked : undefined,
  )
}

const columnsFor = (now: Date, seenSince: Date) => ({
  id: findings.id,
  clusterId: findings.clusterId,
  checkId: findings.checkId,
  subjectKind: findings.subjectKind,
  subjectNamespace: findings.subjectNamespace,
  subjectName: findings.subjectName,
  about: findings.about,
  status: statusFor(seenSince),
  summary: findings.summary,
  evidence: findings.evidence,
  recommendation: findings.recommendation,
  ownerHint: findings.ownerHint,
  lastSeenAt: findings.lastSeenAt,
  deadline: findings.deadline,
  openedAt: findings.openedAt,
  closedAt: findings.closedAt,
  isWaived: waived(now),
  /** The instant the last look of its check is true for. */
  asOf: checkResults.asOf,
  rank: rankOf(seenSince),
})

/** Standing evidence of an open finding is as new as the last look; JSON holds instants as text. */
function evidenceOf(row: {
  evidence: readonly Evidence[]
  asOf: Date | null
  closedAt: Date | null
}): Evidence[] {
  return row.evidence.flatMap((stored) => {
    const one = evidenceSchema.safeParse(stored).data
    if (one === undefined) return []
    const { asOf, closedAt } = row
    return isStanding(one) && closedAt === null && asOf !== null && asOf > one.at ? { ...one, at: asOf } : one
  })
}

const ofCheck = and(
  eq(checkResults.clusterId, findings.clusterId),
  eq(checkResults.checkId, findings.checkId),
)

/** Where a page ended. */
export interface FindingCursor {
  readonly rank: number
  readonly clusterId: string
  readonly checkId: string
  readonly id: string
}

/** Open findings, worst first, then by cluster and check. */
export async function listFindings(
  relational: Relational,
  question: FindingQuestion & { readonly after: FindingCursor | null; readonly limit: number },
) {
  const { now, seenSince, after, limit } = question
  const rank = rankOf(seenSince)
  const behind =
    after === null
      ? undefined
      : sql`(${rank}, ${findings.clusterId}, ${findings.checkId}, ${findings.id})
          > (${after.rank}::int, ${after.clusterId}::text, ${after.checkId}::text, ${after.id}::text)`
  const rows = await relational.db
    .select(columnsFor(now, seenSince))
    .from(findings)
    .leftJoin(checkResults, ofCheck)
    .where(and(conditionOf(question), behind))
    .orderBy(rank, asc(findings.clusterId), asc(findings.checkId), asc(findings.id))
    .limit(limit)
  return rows.map((row) => ({ ...row, evidence: evidenceOf(row) }))
}
export type FindingRow = Awaited<ReturnType<typeof listFindings>>[number]

export interface BriefFinding {
  readonly id: string
  readonly checkId: string
  readonly subjectKind: string
  readonly subjectNamespace: string | null
  readonly subjectName: string
  readonly status: FindingStatus
  readonly ownerHint: OwnerHint
  /** "2026-12-02". */
  readonly deadline: string | null
  readonly isWaived: boolean
}

/** Open findings by cluster, without their evidence, worst first; put together in the store: a fleet has many. */
export async function listBriefFindings(
  relational: Relational,
  { limit, ...question }: FindingQuestion & { readonly limit: number },
): Promise<{ clusterId: string; findings: readonly BriefFinding[] }[]> {
  const { now, seenSince } = question
  const brief = sql`jsonb_build_object('id', ${findings.id}, 'checkId', ${findings.checkId},
    'subjectKind', ${findings.subjectKind}, 'subjectNamespace', ${findings.subjectNamespace},
    'subjectName', ${findings.subjectName}, 'status', ${statusFor(seenSince)}, 'ownerHint', ${findings.ownerHint},
    'deadline', to_char(${findings.deadline} AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'isWaived', ${waived(now)})`
  const inOrder = sql`${rankOf(seenSince)}, ${findings.checkId}, ${findings.id}`
  return relational.db
    .select({
      clusterId: findings.clusterId,
      findings: sql<readonly BriefFinding[]>`jsonb_agg(${brief} ORDER BY ${inOrder})`,
    })
    .from(findings)
    .where(conditionOf(question))
    .groupBy(findings.clusterId)
    .orderBy(asc(findings.clusterId))
    .limit(limit)
}

/** One finding, closed or not; undefined when it is not there or not in scope. */
export async function getFinding(
  relational: Relational,
  args: Pick<FindingQuestion, 'scope' | 'now' | 'seenSince'> & { readonly id: string },
): Promise<FindingRow | undefined> {
  const { scope, now, seenSince, id } = args
  const [row] = await relational.db
    .select(columnsFor(now, seenSince))
    .from(findings)
    .leftJoin(checkResults, ofCheck)
    .where(and(eq(findings.id, id), ...ofScope(scope, findings.clusterId)))
    .limit(1)
  return row && { ...row, evidence: evidenceOf(row) }
}

export interface FindingSum {
  /** "" when clusters are added up. */
  readonly clusterId: string
  readonly checkId: string
  readonly status: FindingStatus
  readonly isWaived: boolean
  readonly findings: number
}

/** Open findings by check, status and waiver, clusters apart or added up; statuses and waivers asked for do not count. */
export async function sumFindings(
  relational: Relational,
  { limit, byCluster, ...asked }: FindingQuestion & { readonly byCluster: boolean; readonly limit: number },
): Promise<FindingSum[]> {
  const { scope, now, seenSince, checkIds, find } = asked
  const question = { scope, now, seenSince, ...(checkIds && { checkIds }), ...(find && { find }) }
  const counted = relational.db
    .select({
      clusterId: sql<string>`${byCluster ? findings.clusterId : sql`''`}`.as('of_cluster'),
      checkId: findings.checkId,
      status: sql<FindingStatus>`${statusFor(seenSince)}`.as('shown_status'),
      isWaived: sql<boolean>`${waived(now)}`.as('is_waived'),
    })
    .from(findings)
    .where(conditionOf(question))
    .as('counted')
  return relational.db
    .select({
      clusterId: counted.clusterId,
      checkId: counted.checkId,
      status: counted.status,
      isWaived: counted.isWaived,
      findings: count(),
    })
    .from(counted)
    .groupBy(counted.clusterId, counted.checkId, counted.status, counted.isWaived)
    .orderBy(asc(counted.clusterId), asc(counted.checkId))
    .limit(limit)
}
