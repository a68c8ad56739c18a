// Writes what checks came to on a cluster: findings with what became of them, and how each check stands. One
// transaction a cluster, under its row, so that two evaluators of one cluster wait for each other and no step of a
// finding's life is skipped. A finding of which nothing changed but the time is not written again.
import { createHash } from 'node:crypto'
import { and, eq, inArray, isNull, notInArray, or, sql } from 'drizzle-orm'
import { isSameFact } from '../../../domain/model/cluster-change.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import {
  type CheckResult,
  type Finding,
  type FindingPlace,
  findingKey,
  isStanding,
} from '../../../domain/model/finding.ts'
import { type FindingEvent, type KnownFinding, nextFindings } from '../../../domain/model/finding-history.ts'
import type { Relational } from '../client.ts'
import { checkResults, findingEvents, findings } from '../schema/findings.ts'
import type { Transaction } from './cluster-changes.ts'
import { touchCluster } from './touch-cluster.ts'

type FindingRow = typeof findings.$inferSelect

const idOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)

/** The id a finding is stored under. */
export const findingId = (place: FindingPlace): string => idOf(findingKey(place))

const keyOf = (row: FindingRow): string =>
  findingKey({
    clusterId: row.clusterId,
    checkId: row.checkId,
    subject: { kind: row.subjectKind, namespace: row.subjectNamespace, name: row.subjectName },
    about: row.about,
  })

const knownOf = (row: FindingRow): KnownFinding => ({
  key: keyOf(row),
  status: row.status,
  summary: row.summary,
  isOpen: row.closedAt === null,
})

type Written = Pick<
  FindingRow,
  'status' | 'summary' | 'evidence' | 'recommendation' | 'ownerHint' | 'lastSeenAt' | 'deadline'
>

/** What is written of a finding, as JSON holds it, without the times that move by themselves. */
function contentOf({ evidence, ...rest }: Written): unknown {
  const { status, summary, recommendation, ownerHint, lastSeenAt, deadline } = rest
  const lasting = evidence.map((one) => (isStanding(one) ? { ...one, at: null } : one))
  const content = { status, summary, recommendation, ownerHint, lastSeenAt, deadline, evidence: lasting }
  return JSON.parse(JSON.stringify(content))
}

const isUnchanged = (row: FindingRow | undefined, finding: Finding): boolean =>
  row !== undefined && row.closedAt === null && isSameFact(contentOf(row), contentOf(finding))

const mostKnown = 100_000

/** Open findings of the cluster, and closed ones that are found again. */
async function knownFindings(tx: Transaction, clusterId: ClusterId, found: readonly Finding[]) {
  const ids = found.map(findingId)
  const again = ids.length === 0 ? [] : [inArray(findings.id, ids)]
  return tx
    .select()
    .from(findings)
    .where(and(eq(findings.clusterId, clusterId), or(isNull(findings.closedAt), ...again)))
    .limit(mostKnown)
}

interface Step {
  readonly result: CheckResult
  readonly events: readonly FindingEvent[]
  readonly found: readonly Finding[]
  readonly closed: readonly string[]
  /** Open ones that the check left as they were, because it could not look. */
  readonly left: readonly FindingRow[]
}

function stepsOf(
  clusterId: ClusterId,
  results: readonly CheckResult[],
  known: readonly FindingRow[],
): Step[] {
  const said = new Set(results.map(({ checkId }) => checkId))
  // A check that is about the cluster no more, or exists no more, has nothing to say: what it found is over.
  const silent = [...new Set(known.map(({ checkId }) => checkId))].filter((checkId) => !said.has(checkId))
  const over = silent.map(
    (checkId): CheckResult => ({
      ...{ checkId, clusterId, status: 'passing', findings: [], unreadBecause: null, asOf: null },
    }),
  )
  return [...results, ...over].map((result) => {
    const own = known.filter(({ checkId }) => checkId === result.checkId)
    const left = result.unreadBecause === null ? [] : own.filter(({ closedAt }) => closedAt === null)
    return { result, left, ...nextFindings(own.map(knownOf), result) }
  })
}

async function putFindings(tx: Transaction, steps: readonly Step[], known: readonly FindingRow[], now: Date) {
  const rows = new Map(known.map((row) => [keyOf(row), row]))
  const opened = new Set(
    steps.flatMap(({ events }) => events.flatMap(({ kind, key }) => (kind === 'opened' ? key : []))),
  )
  const fresh = steps
    .flatMap(({ found }) => found)
    .filter((finding) => !isUnchanged(rows.get(findingKey(finding)), finding))
    .map((finding) => {
      const key = findingKey(finding)
      const openedAt = opened.has(key) ? now : (rows.get(key)?.openedAt ?? now)
      return { ...finding, id: idOf(key), openedAt }
    })
  if (fresh.length === 0) return
  await tx.execute(sql`
    INSERT INTO ${findings} (id, cluster_id, check_id, subject_kind, subject_namespace, subject_name, about, status,
      summary, evidence, recommendation, owner_hint, last_seen_at, deadline, opened_at, written_at, closed_at)
    SELECT told.id, told."clusterId", told."checkId", told.subject ->> 'kind', told.subject ->> 'namespace',
      told.subject ->> 'name', told.about, told.status, told.summary, told.evidence, told.recommendation,
      told."ownerHint", told."lastSeenAt", told.deadline, told."openedAt", ${now.toISOString()}::timestamptz, NULL
    FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) AS told(id text, "clusterId" text, "checkId" text,
      subject jsonb, about text, status text, summary text, evidence jsonb, recommendation text, "ownerHint" jsonb,
      "lastSeenAt" timestamptz, deadline timestamptz, "openedAt" timestamptz)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, summary = excluded.summary,
      evidence = excluded.evidence, recommendation = excluded.recommendation, owner_hint = excluded.owner_hint,
      last_seen_at = excluded.last_seen_at, deadline = excluded.deadline, opened_at = excluded.opened_at,
      written_at = excluded.written_at, closed_at = NULL`)
}

async function putEvents(tx: Transaction, clusterId: ClusterId, steps: readonly Step[], now: Date) {
  const closed = steps.flatMap((step) => step.closed).map(idOf)
  if (closed.length > 0) {
    await tx.update(findings).set({ closedAt: now, writtenAt: now }).where(inArray(findings.id, closed))
  }
  const events = steps
    .flatMap((step) => step.events)
    .map(({ key, ...event }) => ({ ...event, id: idOf(key) }))
  if (events.length === 0) return
  await tx.execute(sql`
    INSERT INTO ${findingEvents} (finding_id, cluster_id, at, kind, before, after, summary)
    SELECT event ->> 'id', ${clusterId}::text, ${now.toISOString()}::timestamptz, event ->> 'kind',
      event ->> 'before', event ->> 'after', event ->> 'summary'
    FROM jsonb_array_elements(${JSON.stringify(events)}::jsonb) WITH ORDINALITY AS told(event, place)
    ORDER BY place`)
}

const countOf = (rows: readonly { readonly status: string }[], status: string): number =>
  rows.filter((row) => row.status === status).length

async function putResults(tx: Transaction, clusterId: ClusterId, steps: readonly Step[], now: Date) {
  const rows = steps.map(({ result, left }) => {
    const { checkId, status, unreadBecause, asOf } = result
    const open = unreadBecause === null ? result.findings : left
    const counts = { errors: countOf(open, 'error'), warnings: countOf(open, 'warning') }
    return { checkId, status, unreadBecause, asOf, ...counts, unknowns: countOf(open, 'unknown') }
  })
  await tx.execute(sql`
    INSERT INTO ${checkResults} (cluster_id, check_id, status, errors, warnings, unknowns, unread_because, since,
      as_of, evaluated_at)
    SELECT ${clusterId}::text, told."checkId", told.status, told.errors, told.warnings, told.unknowns,
      told."unreadBecause", ${now.toISOString()}::timestamptz, told."asOf", ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told("checkId" text, status text, errors int,
      warnings int, unknowns int, "unreadBecause" text, "asOf" timestamptz)
    ON CONFLICT (cluster_id, check_id) DO UPDATE SET status = excluded.status, errors = excluded.errors,
      warnings = excluded.warnings, unknowns = excluded.unknowns, unread_because = excluded.unread_because,
      since = CASE WHEN check_results.status = excluded.status THEN check_results.since ELSE excluded.since END,
      as_of = coalesce(excluded.as_of, check_results.as_of), evaluated_at = excluded.evaluated_at`)
}

/**
 * `results` are all that any check has to say of the cluster at `now`. Answers what became of its findings; false
 * when no such cluster is known any more.
 */
export async function putCheckResults(
  relational: Relational,
  args: { clusterId: ClusterId; results: readonly CheckResult[]; now: Date },
): Promise<readonly FindingEvent[] | false> {
  const { clusterId, results, now } = args
  return relational.db.transaction(async (tx) => {
    if (!(await touchCluster(tx, clusterId))) return false
    const found = results.flatMap((result) => result.findings)
    const known = await knownFindings(tx, clusterId, found)
    const steps = stepsOf(clusterId, results, known)
    await putFindings(tx, steps, known, now)
    await putEvents(tx, clusterId, steps, now)
    const said = results.map(({ checkId }) => checkId)
    await tx
      .delete(checkResults)
      .where(
        and(
          eq(checkResults.clusterId, clusterId),
          ...(said.length === 0 ? [] : [notInArray(checkResults.checkId, said)]),
        ),
      )
    const own = steps.filter(({ result }) => said.includes(result.checkId))
    if (own.length > 0) await putResults(tx, clusterId, own, now)
    return steps.flatMap(({ events }) => events)
  })
}
