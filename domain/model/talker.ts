// A talker is whoever sends requests to an API server, seen along the dimensions an audit event has.
// Counting rules: one request counts once (ADR 0001). Rows + other = total in every answer.
import type { Window } from '../units/window.ts'
import type { ClusterId } from './cluster-id.ts'
import type { Freshness } from './freshness.ts'
import type { ByLogsInsights } from './log-hour.ts'
import type { Owner } from './owner.ts'

export const talkerDimensions = [
  'user',
  'impersonatedUser',
  'userAgent',
  'agent',
  'agentVersion',
  'verb',
  'resource',
  'namespace',
  'code',
  'cluster',
] as const
export type TalkerDimension = (typeof talkerDimensions)[number]

export const talkerRankings = ['requests', 'latency', 'seatSeconds', 'throttled', 'errors'] as const
export type TalkerRanking = (typeof talkerRankings)[number]

/** Values of the dimensions asked for; "" is a real value (no user agent sent, no namespace). */
export type TalkerKey = Partial<Record<TalkerDimension, string>>

/** Keep only requests whose dimension has one of these values. */
export type TalkerFilter = Partial<Record<TalkerDimension, string[]>>

export interface TalkerMeasures {
  readonly requests: number
  /** Answered 429 by the server's own throttling (not by a PodDisruptionBudget). */
  readonly throttled: number
  /** Evictions refused with 429 by a PodDisruptionBudget. */
  readonly disruptionBlocked: number
  /** 4xx and 5xx answers except 429, and panics. */
  readonly errors: number
  /** Connection closed before an answer. */
  readonly aborted: number
  /** Watches, execs, log streams and the like that ended in the window; they have no latency. */
  readonly longRunning: number
  /** Seconds, over the requests that have a latency. */
  readonly latencySecondsSum: number
  /**
   * Estimated API Priority and Fairness seat-seconds; an estimate, always to be marked as one. Waits in a queue are not in
   * it, as far as the audit log tells them.
   */
  readonly seatSecondsEstimated: number
}

export const talkerMeasures = [
  'requests',
  'throttled',
  'disruptionBlocked',
  'errors',
  'aborted',
  'longRunning',
  'latencySecondsSum',
  'seatSecondsEstimated',
] as const satisfies readonly (keyof TalkerMeasures)[]

export interface TalkerRow extends TalkerMeasures {
  readonly key: TalkerKey
  /** Part of all requests in the answer's total, 0 to 1. */
  readonly share: number
  /** Milliseconds; null when no request of the row has a latency. */
  readonly latencyMsP50: number | null
  readonly latencyMsP99: number | null
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly owner: Owner
}

export interface TopTalkers {
  readonly window: Window
  readonly freshness: Freshness
  /** How far it rests on hours that Logs Insights added up; absent or null: not at all. */
  readonly byLogsInsights?: ByLogsInsights | null
  readonly rows: readonly TalkerRow[]
  /** Everything that is not in `rows`. */
  readonly other: TalkerMeasures & { readonly keys: number }
  readonly total: TalkerMeasures & { readonly keys: number }
  /** Pass back as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null
}

/** One way to split requests: rows + other = total. */
export interface TalkerBreakdown {
  /** Largest first; `share` of all requests in the total, 0 to 1. */
  readonly rows: readonly { readonly key: TalkerKey; readonly requests: number; readonly share: number }[]
  readonly other: { readonly requests: number; readonly keys: number; readonly share: number }
  readonly total: { readonly requests: number; readonly keys: number }
}

export interface TalkerBreakdowns {
  readonly window: Window
  readonly freshness: Freshness
  /** How far it rests on hours that Logs Insights added up; null: not at all. */
  readonly byLogsInsights: ByLogsInsights | null
  /** In the order they were asked for. */
  readonly splits: readonly TalkerBreakdown[]
}

/** One program over all clusters asked about. */
export interface AgentVersions {
  readonly agent: string
  readonly clusters: number
  /** Most widespread first; `versionsTotal` counts those that are not listed, too. */
  readonly versions: readonly {
    readonly version: string
    readonly clusters: number
    readonly requests: number
  }[]
  readonly versionsTotal: number
}

export interface AgentsByVersion {
  readonly window: Window
  readonly freshness: Freshness
  readonly rows: readonly AgentVersions[]
}

export interface TalkerSeries {
  readonly window: Window
  readonly freshness: Freshness
  /** How far it rests on hours that Logs Insights added up; absent or null: not at all. */
  readonly byLogsInsights?: ByLogsInsights | null
  /** Bucket starts, oldest first. */
  readonly buckets: readonly Date[]
  /** Clusters that had data in each bucket; 0 means a gap: nobody watched. */
  readonly covered: readonly number[]
  /** Counts per bucket, null in a gap. Largest total first. */
  readonly series: readonly { readonly key: TalkerKey; readonly values: readonly (number | null)[] }[]
  readonly other: readonly (number | null)[]
  readonly total: readonly (number | null)[]
  /** True when the last bucket has not ended yet. */
  readonly lastBucketPartial: boolean
}

/** One API request, as its audit event told it. Bodies are never kept. */
export interface ApiRequest {
  readonly clusterId: ClusterId
  readonly auditId: string
  /** The instant it counts at: received, or ended for long-running requests. */
  readonly at: Date
  readonly receivedAt: Date
  readonly stage: string
  readonly verb: string
  readonly uri: string
  readonly apiGroup: string
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly code: number
  readonly user: string
  readonly impersonatedUser: string
  readonly userAgent: string
  readonly sourceIp: string
  /** Milliseconds; null for long-running requests. */
  readonly latencyMs: number | null
  /** Milliseconds of it that it waited in a queue of API Priority and Fairness; null where the audit log tells of none. */
  readonly queueWaitMs: number | null
  /** Milliseconds a long-running request lasted; null for the others. */
  readonly lengthMs: number | null
  readonly aborted: boolean
  readonly throttled: boolean
  readonly disruptionBlocked: boolean
  readonly seatsEstimated: number
  /** Release that stops serving the called API; "" when not said. */
  readonly removedRelease: string
  readonly deprecated: boolean
  readonly decision: string
}

export interface ApiRequests {
  readonly window: Window
  readonly freshness: Freshness
  /** Newest first. */
  readonly rows: readonly ApiRequest[]
  readonly nextCursor: string | null
  /** Start of what raw retention still holds; older requests are only counted, not listed. */
  readonly rawFrom: Date
}
