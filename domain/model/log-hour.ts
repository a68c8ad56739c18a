// An hour of a cluster's audit log as CloudWatch Logs Insights added it up: the busiest talkers by name, and the
// rest by what their requests came to. Rows are all requests of the hour, each once.
import type { ClusterId } from './cluster-id.ts'

/** One search of an hour, whatever came of it. */
export interface LogReading {
  readonly clusterId: ClusterId
  /** Its start. */
  readonly hour: Date
  readonly sourceId: string
  readonly readAt: Date
  readonly bytesScanned: number
}

export interface LogTalkerKey {
  readonly userAgent: string
  readonly user: string
  readonly impersonatedUser: string
  readonly verb: string
  readonly apiGroup: string
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly code: number
}

export interface LogTalkerRow {
  readonly key: LogTalkerKey
  /** False for what the answer had no room to name: its verb, subresource and code are known, no more. */
  readonly isNamed: boolean
  readonly requests: number
  readonly throttled: number
  readonly disruptionBlocked: number
  readonly errors: number
  readonly aborted: number
  readonly longRunning: number
  readonly latencyUs: number
  /** Seats times latency, less the latency itself; waits in a queue are not told. */
  readonly seatMoreUs: number
  /** Seconds from the start of the hour to its first request, and from there to its last. */
  readonly firstAfter: number
  readonly lastAfter: number
}

export interface LogHour extends LogReading {
  readonly rows: readonly LogTalkerRow[]
}

/** How far an answer rests on hours that Logs Insights added up, and what that means for it. */
export interface ByLogsInsights {
  /** Hours of clusters that were counted so. */
  readonly hours: number
  /** Requests of these that are in the total and in no talker: Logs Insights names 10,000 rows an hour. */
  readonly unnamed: number
  /** Hours of clusters that are known in no finer grain and therefore left out of this answer. */
  readonly leftOut: number
}

/**
 * Stands for what is not known of a request that was only counted. No request can say this of itself: neither HTTP
 * nor Kubernetes takes a control character in a name.
 */
export const unnamed = '\u007f(not named)'

export const unnamedKey: Omit<LogTalkerKey, 'verb' | 'subresource' | 'code'> = {
  userAgent: unnamed,
  user: unnamed,
  impersonatedUser: unnamed,
  apiGroup: unnamed,
  apiVersion: unnamed,
  resource: unnamed,
  namespace: unnamed,
}
