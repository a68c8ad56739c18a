// Lines the landing views and the receiver refused: of given bodies, for the answer to their sender, and
// newest first with their reason and redacted text, for a reader.
// Keys: (body, line) within the day they were heard; bounded by the window's days and `limit`.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams } from './event-bounds.ts'

export interface BodyReject {
  readonly body: number
  readonly line: number
  readonly reason: string
}

const bodyRow = z.object({ body: z.coerce.number(), line: z.coerce.number(), reason: z.string() })

/** Rejects of the given bodies, by body and line. `bodies` as spliced in (`_b`). */
export async function rejectsOfBodies(
  events: Events,
  args: { bodies: readonly number[] },
): Promise<BodyReject[]> {
  if (args.bodies.length === 0) return []
  return events.rows({
    query: `SELECT body_id AS body, line, reason FROM audit_rejects
      WHERE body_id IN {bodies:Array(UInt64)} ORDER BY body_id, line LIMIT 1000000`,
    params: { bodies: [...args.bodies] },
    row: bodyRow,
  })
}

/** Which rejected lines: heard in [from, to), of clusters in scope, for these reasons. */
export interface RejectQuestion {
  readonly scope: Scope
  readonly from: Date
  readonly to: Date
  readonly reasons: readonly string[] | undefined
}

/** Where a page ended. */
export interface RejectCursor {
  readonly heardMs: number
  readonly body: string
  readonly line: number
}

export interface RejectedLine {
  readonly clusterId: ClusterId
  readonly line: number
  readonly reason: string
  /** Redacted; empty for lines from before texts were kept. */
  readonly excerpt: string
  readonly heardAt: Date
  /** The body it came in, for telling lines apart. */
  readonly body: string
}

const lineRow = z
  .object({
    cluster_id: z.string(),
    body: z.string(),
    line: z.coerce.number(),
    reason: z.string(),
    excerpt: z.string(),
    heard_ms: z.coerce.number(),
  })
  .transform(
    (raw): RejectedLine => ({
      clusterId: raw.cluster_id,
      line: raw.line,
      reason: raw.reason,
      excerpt: raw.excerpt,
      heardAt: new Date(raw.heard_ms),
      body: raw.body,
    }),
  )

function condition({ scope, reasons }: RejectQuestion): string {
  const named = reasons === undefined ? '' : ' AND reason IN {reasons:Array(String)}'
  return `rejected_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND rejected_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')${clusterCondition(scope)}${named}`
}

function paramsOf({ scope, from, to, reasons }: RejectQuestion): Record<string, unknown> {
  return {
    ...scopeParams(scope),
    from_ms: from.getTime(),
    to_ms: to.getTime(),
    ...(reasons && { reasons: [...reasons] }),
  }
}

/** Newest first, lines of one body in their order; a line that was judged twice is told once. */
export async function rejectedLines(
  events: Events,
  args: RejectQuestion & { limit: number; after: RejectCursor | null },
): Promise<RejectedLine[]> {
  const { after } = args
  const further =
    after === null
      ? ''
      : ` AND (rejected_at < fromUnixTimestamp64Milli({heard:Int64}, 'UTC') OR (rejected_at = fromUnixTimestamp64Milli({heard:Int64}, 'UTC')
          AND (body_id, line) > (toUInt64({body:String}), {line:UInt32})))`
  return events.rows({
    query: `
      SELECT cluster_id, toString(body_id) AS body, line, reason, excerpt, toUnixTimestamp64Milli(rejected_at) AS heard_ms
      FROM audit_rejects WHERE ${condition(args)}${further}
      ORDER BY rejected_at DESC, body_id, line LIMIT 1 BY body_id, line LIMIT {limit:UInt32}`,
    params: {
      ...paramsOf(args),
      limit: args.limit,
      ...(after && { heard: after.heardMs, body: after.body, line: after.line }),
    },
    row: lineRow,
  })
}

export interface RejectReason {
  readonly reason: string
  readonly lines: number
  readonly clusters: number
  readonly lastAt: Date
}

const reasonRow = z
  .object({
    reason: z.string(),
    lines: z.coerce.number(),
    clusters: z.coerce.number(),
    last_ms: z.coerce.number(),
  })
  .transform(
    (raw): RejectReason => ({
      reason: raw.reason,
      lines: raw.lines,
      clusters: raw.clusters,
      lastAt: new Date(raw.last_ms),
    }),
  )

/** Lines by reason, most first; at most `limit` reasons. `reasons` of the question is not applied. */
export async function rejectReasons(
  events: Events,
  args: RejectQuestion & { limit: number },
): Promise<RejectReason[]> {
  const all = { ...args, reasons: undefined }
  return events.rows({
    query: `
      SELECT reason, count() AS lines, uniqExact(cluster_id) AS clusters, toUnixTimestamp64Milli(max(rejected_at)) AS last_ms
      FROM audit_rejects WHERE ${condition(all)}
      GROUP BY reason ORDER BY lines DESC, reason LIMIT {limit:UInt32}`,
    params: { ...paramsOf(all), limit: args.limit },
    row: reasonRow,
  })
}
