// What checks found: how each check stands on each cluster, its findings with what became of them, and what
// somebody decided to live with for a while.
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { Evidence, FindingStatus, OwnerHint } from '../../../domain/model/finding.ts'
import type { FindingEventKind } from '../../../domain/model/finding-history.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** One row a cluster and a check that is about it. */
export const checkResults = pgTable(
  'check_results',
  {
    clusterId: text('cluster_id').notNull(),
    checkId: text('check_id').notNull(),
    /** The worst of its findings; "unknown" when it could not look. */
    status: text('status').$type<FindingStatus>().notNull(),
    /** Open findings by status, those of before included while it cannot look. */
    errors: integer('errors').notNull(),
    warnings: integer('warnings').notNull(),
    unknowns: integer('unknowns').notNull(),
    /** Why it could not look; null when it did. */
    unreadBecause: text('unread_because'),
    /** Since when it has this status. */
    since: instant('since').notNull(),
    /** The instant its last look is true for: what it looked at was read then. Null when it never could look. */
    asOf: instant('as_of'),
    evaluatedAt: instant('evaluated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.clusterId, table.checkId] }),
    index('check_results_check').on(table.checkId),
  ],
)

export const findings = pgTable(
  'findings',
  {
    /** Of what makes it the same finding the next time: a hash. */
    id: text('id').primaryKey(),
    clusterId: text('cluster_id').notNull(),
    checkId: text('check_id').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectNamespace: text('subject_namespace'),
    subjectName: text('subject_name').notNull(),
    about: text('about').notNull(),
    status: text('status').$type<Exclude<FindingStatus, 'passing'>>().notNull(),
    summary: text('summary').notNull(),
    evidence: jsonb('evidence').$type<readonly Evidence[]>().notNull(),
    recommendation: text('recommendation').notNull(),
    ownerHint: jsonb('owner_hint').$type<OwnerHint>().notNull(),
    lastSeenAt: instant('last_seen_at'),
    deadline: instant('deadline'),
    /** When it was last opened; it may have been before. */
    openedAt: instant('opened_at').notNull(),
    /** When anything of it but the time of its evidence was last written. */
    writtenAt: instant('written_at').notNull(),
    /** Null while it is open. */
    closedAt: instant('closed_at'),
  },
  (table) => [
    index('findings_cluster').on(table.clusterId, table.checkId),
    index('findings_check').on(table.checkId, table.status),
    index('findings_closed').on(table.closedAt),
  ],
)

/** What became of a finding, in order. */
export const findingEvents = pgTable(
  'finding_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    findingId: text('finding_id').notNull(),
    clusterId: text('cluster_id').notNull(),
    at: instant('at').notNull(),
    kind: text('kind').$type<FindingEventKind>().notNull(),
    before: text('before').$type<FindingStatus>().notNull(),
    after: text('after').$type<FindingStatus>().notNull(),
    /** What it said then. */
    summary: text('summary').notNull(),
  },
  (table) => [
    index('finding_events_finding').on(table.findingId, table.id),
    index('finding_events_at').on(table.at),
  ],
)

/** A finding that somebody lives with until a day; it is over when that day comes or somebody ends it. */
export const findingWaivers = pgTable(
  'finding_waivers',
  {
    id: text('id').primaryKey(),
    findingId: text('finding_id').notNull(),
    clusterId: text('cluster_id').notNull(),
    reason: text('reason').notNull(),
    author: text('author').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [index('finding_waivers_finding').on(table.findingId)],
)
