// Something a check found out about a cluster: on which subject, how bad, how it is known, what to do about it,
// whom to ask. And what a check as a whole came to on a cluster. Judges nothing; checks do (domain/insights).
import { z } from 'zod'
import type { ClusterId } from './cluster-id.ts'

/**
 * Worst first. "error": the next upgrade, or the cluster itself, breaks on it. "warning": the one after that, or
 * something that only hurts on a bad day. "unknown": it could not be determined, and the finding says why.
 */
export const findingStatuses = ['error', 'warning', 'unknown', 'passing'] as const
export type FindingStatus = (typeof findingStatuses)[number]

/** Where evidence comes from. */
export const evidenceSignals = [
  /** The API server marked the call as deprecated in its audit log. */
  'audit-annotation',
  /** A counted request, held against the table of removals. */
  'audit-request',
  /** A reading of the API server's own metrics. */
  'api-server-metric',
  /** A version calendar. */
  'calendar',
  /** Objects of the cluster as they stand. */
  'cluster-object',
  /** What the provider's own API says of the cluster or its parts. */
  'provider',
  /** What the provider's own check came to. */
  'provider-insight',
] as const
export type EvidenceSignal = (typeof evidenceSignals)[number]

/** Signals of what stands as it is, so that their evidence is as new as the last look; the others date events. */
const standing: ReadonlySet<EvidenceSignal> = new Set([
  'api-server-metric',
  'calendar',
  'cluster-object',
  'provider',
])
export const isStanding = ({ signal }: Pick<Evidence, 'signal'>): boolean => standing.has(signal)

const text = z.string().min(1).max(2_048)

export const evidenceSchema = z.strictObject({
  signal: z.enum(evidenceSignals),
  says: text,
  /** When it was so, or was last so. */
  at: z.coerce.date(),
  /** Requests, nodes, workloads: what `says` counts; null when it counts nothing. */
  count: z.int().nonnegative().nullable(),
  /** The first of what was counted, by name. */
  names: z.array(z.string().max(512)).max(20),
})
export type Evidence = z.infer<typeof evidenceSchema>

export const subjectSchema = z.strictObject({
  /** As Kubernetes or the provider calls it: "NodeGroup", "PodDisruptionBudget", "ServiceAccount", "Cluster". */
  kind: z.string().min(1).max(100),
  /** Null for what lies in none. */
  namespace: z.string().max(512).nullable(),
  name: z.string().min(1).max(1_024),
})

/** What owner rules may ask of the subject, as it was when it was looked at; the cluster's own tags join later. */
export const ownerHintSchema = z.partialRecord(
  z.enum(['workloadLabels', 'namespaceLabels', 'nodeGroupTags']),
  z.record(z.string(), z.string()),
)
export type OwnerHint = z.infer<typeof ownerHintSchema>

export const findingSchema = z.strictObject({
  checkId: z.string().regex(/^[a-z][a-z0-9-]{2,60}$/),
  clusterId: z.string().min(1).max(100),
  subject: subjectSchema,
  /** Which of several things wrong with the subject: the API it calls, the code of an issue; "" when one can be. */
  about: z.string().max(512),
  status: z.enum(['error', 'warning', 'unknown']),
  /** One sentence: what is wrong. */
  summary: text,
  evidence: z.array(evidenceSchema).min(1).max(50),
  recommendation: text,
  ownerHint: ownerHintSchema,
  /** When what is wrong last happened, where it happens now and then (calls); null for what simply stands so. */
  lastSeenAt: z.coerce.date().nullable(),
  /** By when it must be mended; null when no date presses. */
  deadline: z.coerce.date().nullable(),
})
export type Finding = z.infer<typeof findingSchema>

/** What makes a finding the same one the next time. */
export const findingKey = ({ checkId, clusterId, subject, about }: FindingPlace): string =>
  JSON.stringify([clusterId, checkId, subject.kind, subject.namespace, subject.name, about])
export type FindingPlace = Pick<Finding, 'checkId' | 'clusterId' | 'subject' | 'about'>

/** A check on a cluster, as a whole. */
export interface CheckResult {
  readonly checkId: string
  readonly clusterId: ClusterId
  /** The worst of its findings; "passing" when it looked and there is none. */
  readonly status: FindingStatus
  /** Empty when it could not look: what was found before still stands then. */
  readonly findings: readonly Finding[]
  /** Why it could not look; null when it did. */
  readonly unreadBecause: string | null
  /** The instant all it looked at is true for; null when it could not look. */
  readonly asOf: Date | null
}

/** The worst of some; passing when there is none. */
export const worstStatus = (statuses: Iterable<FindingStatus>): FindingStatus => {
  const found = new Set(statuses)
  return findingStatuses.find((status) => found.has(status)) ?? 'passing'
}
