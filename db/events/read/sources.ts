// What each cluster sends: newest event, events and rejects of a window, the last minutes, and by which
// ways it comes in. Keys: `audit_dirty` (grain, cluster, bucket), `audit_deliveries` (cluster, way, day),
// rejects by day; bounded by clusters in scope times buckets of the window, and by `limit`.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'

export interface SourceMeasures {
  readonly clusterId: ClusterId
  /** Newest event ever; null when there is none. */
  readonly newest: Date | null
  /** Valid events with a time in the window, repeats and stages that do not count included. */
  readonly events: number
  /** The same from `recentFrom` on. */
  readonly recentEvents: number
  /** Lines rejected in the window, by when they were heard. */
  readonly rejects: number
  /** The same from `lateFrom` on. */
  readonly recentRejects: number
}

export interface MeasureArgs {
  readonly scope: Scope
  readonly window: Window
  /** Where the window ends for lines rejected in it. */
  readonly heardUntil: Date
  /** Start of a minute. */
  readonly recentFrom: Date
  readonly lateFrom: Date
  readonly limit: number
}

const measuresRow = z
  .object({
    cluster_id: z.string(),
    newest_ms: z.coerce.number(),
    events: z.coerce.number(),
    recent_events: z.coerce.number(),
    rejects: z.coerce.number(),
    recent_rejects: z.coerce.number(),
  })
  .transform(
    (raw): SourceMeasures => ({
      clusterId: raw.cluster_id,
      newest: raw.newest_ms === 0 ? null : new Date(raw.newest_ms),
      events: raw.events,
      recentEvents: raw.recent_events,
      rejects: raw.rejects,
      recentRejects: raw.recent_rejects,
    }),
  )

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000)

/** By cluster id; a cluster that never sent anything has no row. */
export async function sourceMeasures(events: Events, args: MeasureArgs): Promise<SourceMeasures[]> {
  const scoped = clusterCondition(args.scope)
  return events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp64Milli(toDateTime64(max(newest), 3, 'UTC')) AS newest_ms,
        sum(e) AS events, sum(re) AS recent_events, sum(r) AS rejects, sum(rr) AS recent_rejects
      FROM (
        SELECT cluster_id, max(newest_at) AS newest, 0 AS e, 0 AS re, 0 AS r, 0 AS rr
        FROM audit_dirty WHERE grain = 'day'${scoped} GROUP BY cluster_id
        UNION ALL
        SELECT cluster_id, toDateTime64(0, 6, 'UTC'), sum(audit_dirty.events), 0, 0, 0
        FROM audit_dirty WHERE grain = {grain:String}
          AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')${scoped}
        GROUP BY cluster_id
        UNION ALL
        SELECT cluster_id, toDateTime64(0, 6, 'UTC'), 0, sum(audit_dirty.events), 0, 0
        FROM audit_dirty WHERE grain = 'minute' AND bucket >= toDateTime({recent:UInt32}, 'UTC')${scoped}
        GROUP BY cluster_id
        UNION ALL
        SELECT cluster_id, toDateTime64(0, 6, 'UTC'), 0, 0,
          countIf(rejected_at >= toDateTime({from:UInt32}, 'UTC') AND rejected_at < toDateTime({heard_until:UInt32}, 'UTC')),
          countIf(rejected_at >= toDateTime({late:UInt32}, 'UTC'))
        FROM audit_rejects WHERE rejected_at >= toDateTime({oldest:UInt32}, 'UTC')${scoped}
        GROUP BY cluster_id
      )
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(args.scope),
      ...windowParams(args.window),
      grain: args.window.grain,
      heard_until: seconds(args.heardUntil),
      recent: seconds(args.recentFrom),
      late: seconds(args.lateFrom),
      oldest: Math.min(seconds(args.window.from), seconds(args.lateFrom)),
      limit: args.limit,
    },
    row: measuresRow,
  })
}

export interface WayIn {
  readonly clusterId: ClusterId
  /** Name of the source that took the bodies. */
  readonly way: string
  readonly lastAt: Date
  readonly bodies: number
  readonly bytes: number
  /** Valid events made durable. */
  readonly accepted: number
  /** Events of bodies that had been taken before. */
  readonly duplicates: number
  readonly rejected: number
}

const wayRow = z
  .object({
    cluster_id: z.string(),
    way: z.string(),
    last_ms: z.coerce.number(),
    bodies: z.coerce.number(),
    bytes: z.coerce.number(),
    accepted: z.coerce.number(),
    duplicates: z.coerce.number(),
    rejected: z.coerce.number(),
  })
  .transform(
    (raw): WayIn => ({
      clusterId: raw.cluster_id,
      way: raw.way,
      lastAt: new Date(raw.last_ms),
      bodies: raw.bodies,
      bytes: raw.bytes,
      accepted: raw.accepted,
      duplicates: raw.duplicates,
      rejected: raw.rejected,
    }),
  )

/** Every way each cluster ever came in by, as far as roll-ups are kept; newest first in a cluster. */
export async function waysIn(events: Events, args: { scope: Scope; limit: number }): Promise<WayIn[]> {
  return events.rows({
    query: `
      SELECT cluster_id, way, toUnixTimestamp64Milli(max(last_at)) AS last_ms, sum(audit_deliveries.bodies) AS bodies,
        sum(audit_deliveries.bytes) AS bytes, sum(audit_deliveries.accepted) AS accepted,
        sum(audit_deliveries.duplicates) AS duplicates, sum(audit_deliveries.rejected) AS rejected
      FROM audit_deliveries WHERE 1${clusterCondition(args.scope)}
      GROUP BY cluster_id, way ORDER BY cluster_id, last_ms DESC LIMIT {limit:UInt32}`,
    params: { ...scopeParams(args.scope), limit: args.limit },
    row: wayRow,
  })
}
