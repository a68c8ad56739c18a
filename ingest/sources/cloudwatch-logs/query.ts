// The two statements an hour of a cluster's audit log is asked with, in the language of Logs Insights: who asked for
// what, the busiest first, and all that was asked, by outcome alone. Both count by the product's rule; what the first
// leaves out is the difference. They use what AWS documents of the language, and nothing else.

/** Of one statement; what does not fit stays in the total. */
export const rowLimit = 10_000
/** After the end of an hour: requests of it that ended later (60 s at most), and log events stamped late. */
export const lateSeconds = 300
export const hourSeconds = 3_600

export const auditStream = 'kube-apiserver-audit'
export const logGroupOf = (clusterName: string): string => `/aws/eks/${clusterName}/cluster`

/** Counts at its end and has a length instead of a latency. */
export const longVerbs = ['watch', 'watchlist'] as const
export const longParts = ['exec', 'attach', 'log', 'proxy', 'portforward'] as const

const list = (words: readonly string[]): string => `[${words.map((word) => `"${word}"`).join(', ')}]`

const isLong = `(verb in ${list(longVerbs)} or part in ${list(longParts)})`

/**
 * Times are taken from the text: CloudWatch finds the fields of an event in their order, and no more than so many,
 * and an event that holds a large object names its times behind it.
 */
const head = (hourText: string): string[] => [
  'fields coalesce(objectRef.subresource, "") as part, coalesce(responseStatus.message, "") as said',
  `filter @logStream like "${auditStream}"`,
  'filter stage in ["ResponseComplete", "Panic"] or (stage = "ResponseStarted" and responseStatus.code = 401)',
  String.raw`parse @message /"requestReceivedTimestamp":"(?<receivedIn>[^":]+):(?<receivedMinute>\d+):(?<receivedSecond>[0-9.]+)Z"/`,
  String.raw`parse @message /"stageTimestamp":"(?<endedIn>[^":]+):(?<endedMinute>\d+):(?<endedSecond>[0-9.]+)Z"/`,
  `filter (${isLong} and endedIn = "${hourText}") or (not ${isLong} and receivedIn = "${hourText}")`,
  'fields receivedMinute * 60 + receivedSecond as receivedAt, endedMinute * 60 + endedSecond as endedAt',
  // No request that has a latency takes an hour: API servers end it after a minute.
  'fields (endedAt - receivedAt + 3600) % 3600 as took, strcontains(said, "Connection closed early") as isAborted',
]

const measures =
  'count(*) as requests, sum(isAborted) as aborted, sum(took) as seconds, ' +
  'min(receivedAt) as receivedFirst, max(receivedAt) as receivedLast, min(endedAt) as endedFirst, max(endedAt) as endedLast'

/** What a request came to: known of every request, those no row names too. */
export const outcomeFields = [
  'verb',
  'part',
  'stage',
  'responseStatus.code',
  'responseStatus.status',
] as const

export const talkerFields = [
  'user.username',
  'impersonatedUser.username',
  'userAgent',
  'objectRef.apiGroup',
  'objectRef.apiVersion',
  'objectRef.resource',
  'objectRef.namespace',
  'path',
  ...outcomeFields,
] as const

/** "2026-11-26T10", as the timestamps of the hour begin. */
const hourText = (hour: Date): string => hour.toISOString().slice(0, 13)

const statement = (lines: readonly string[]): string => lines.join('\n| ')

/** Who asked for what in the hour that begins at `hour`, the busiest first. */
export function talkerStatement(hour: Date): string {
  return statement([
    ...head(hourText(hour)),
    // Requests for no resource go by their path: three segments, as all counting has it.
    String.raw`parse requestURI /^(?<path>\/[^\/?]*(?:\/[^\/?]*){0,2})/`,
    `stats ${measures} by ${talkerFields.join(', ')}`,
    'sort requests desc',
    `limit ${rowLimit}`,
  ])
}

/** All requests of the hour by what they came to. */
export function totalStatement(hour: Date): string {
  return statement([
    ...head(hourText(hour)),
    `stats ${measures} by ${outcomeFields.join(', ')}`,
    'sort requests desc',
    `limit ${rowLimit}`,
  ])
}

/** What both look through, in Unix seconds; both ends belong to it. */
export function rangeOf(hour: Date): { readonly startTime: number; readonly endTime: number } {
  const startTime = hour.getTime() / 1_000
  return { startTime, endTime: startTime + hourSeconds + lateSeconds - 1 }
}
