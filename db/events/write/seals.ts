// Seals: turns de-duplicated raw requests into roll-ups, once per bucket and again whenever rows came
// in after it. Exact at any moment, because a bucket's seal counts only while it covers every touch
// that `audit_dirty` knows (docs/adr/0001). It reads no clock but the store's own, whose steps it notices
// by process time, and never deletes.
import { z } from 'zod'
import type { Grain } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import {
  rawAsTalkers,
  rawKeys,
  talkerKeyColumns,
  talkerMeasureColumns,
  talkerMeasureSums,
} from '../talker-rows.ts'
import { type OpenBucket, openBuckets } from './open-buckets.ts'

export interface SealOptions {
  /** A bucket is due when nothing touched it for this long, or when its touch lies as far ahead. */
  readonly quietSeconds: number
  /** Most buckets sealed by one call, those first that were quiet longest. */
  readonly limit: number
}

export interface SealOutcome {
  readonly sealed: number
  /** Buckets known to be open afterwards (quiet or not). */
  readonly open: number
  /** Age in seconds of the oldest touch that no seal covers yet; 0 when there is none. */
  readonly lagSeconds: number
}

export interface Sealer {
  /** Seals what is due at a grain: minutes from raw rows, hours from minutes, days from hours. */
  sealDue(grain: Grain, options: SealOptions): Promise<SealOutcome>
  /**
   * Seals every open minute before an instant, quiet or not: the last chance before raw rows are
   * dropped. The caller must have closed the door to events of that time first.
   */
  sealMinutesBefore(before: Date): Promise<number>
}

function planParams(due: readonly OpenBucket[]): Record<string, unknown> {
  return {
    clusters: due.map((bucket) => bucket.clusterId),
    buckets: due.map((bucket) => bucket.bucket),
    ids: due.map((bucket) => bucket.sealId),
  }
}

const plan = `(SELECT pair.1 AS cluster_id, toDateTime(pair.2, 'UTC') AS bucket, toUInt64(pair.3) AS seal_id
  FROM (SELECT arrayJoin(arrayZip({clusters:Array(String)}, {buckets:Array(UInt32)}, {ids:Array(String)})) AS pair))`

const talkerColumns = `grain, cluster_id, bucket, seal_id, key, ${talkerMeasureColumns.join(', ')},
  latency_from, latency_run, first_after, last_after`

/** First class and counts of raw requests. */
const rawHistogram = `
  arrayMin(groupArrayIf(talker_rows.latency_class, talker_rows.is_timed) AS classes) AS lowest,
  arrayMap(class -> toUInt32(countEqual(classes, class)),
    range(toUInt16(lowest), toUInt16(if(empty(classes), 0, arrayMax(classes) + 1))))`

/** First class and counts of roll-up rows added up, each of which begins at a class of its own. */
const finerHistogram = `
  (greatest(1, arrayFirstIndex(requests -> requests > 0,
    sumForEach(arrayConcat(arrayWithConstant(talker_rows.latency_from, toUInt32(0)), talker_rows.latency_run)) AS dense)) AS first_class) - 1,
  arraySlice(dense, first_class)`

/** Of the counts of objects that seats are estimated by. */
const countBounds = {
  clusters: '{clusters:Array(String)}',
  from: 'arrayMin({buckets:Array(UInt32)})',
  to: 'arrayMax({buckets:Array(UInt32)})',
}

async function rollUpRaw(events: Events, due: readonly OpenBucket[]): Promise<void> {
  const condition = `(cluster_id, minute) IN (SELECT cluster_id, bucket FROM ${plan})`
  const params = planParams(due)
  // Keys first: a reader that finds a roll-up row always finds what it is about.
  await events.command({
    query: `
      INSERT INTO talker_keys (key_id, ${talkerKeyColumns.join(', ')})
      SELECT key_id, ${talkerKeyColumns.map((column) => `any(talker_rows.${column})`).join(', ')}
      FROM (${rawKeys(condition)}) AS talker_rows
      WHERE key_id NOT IN (SELECT key_id FROM talker_keys)
      GROUP BY key_id`,
    params,
  })
  await events.command({
    query: `
      INSERT INTO talkers (${talkerColumns})
      SELECT 'minute', cluster_id, bucket, seal_id, key_id, ${talkerMeasureSums}, ${rawHistogram},
        min(talker_rows.seen_at) - bucket, max(talker_rows.seen_at) - min(talker_rows.seen_at)
      FROM (${rawAsTalkers(condition, countBounds)}) AS talker_rows
      INNER JOIN ${plan} AS plan USING (cluster_id, bucket)
      GROUP BY cluster_id, bucket, seal_id, key_id`,
    params,
  })
}

const startOf = { hour: 'toStartOfHour', day: 'toStartOfDay' } as const
const finer = { hour: 'minute', day: 'hour' } as const
const bucketSeconds = { hour: 3_600, day: 86_400 } as const

const childRow = z.object({
  cluster_id: z.string(),
  parent: z.coerce.number(),
  touches: z.coerce.number(),
  sealed: z.coerce.number(),
  seal_id: z.string(),
})

interface SealedParent {
  readonly due: OpenBucket
  readonly touches: number
  readonly childIds: readonly string[]
}

/** Parents whose every child bucket is covered by a seal, with exactly those seals. */
async function sealableParents(
  events: Events,
  grain: 'hour' | 'day',
  due: readonly OpenBucket[],
): Promise<SealedParent[]> {
  const starts = due.map((bucket) => bucket.bucket)
  const children = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(${startOf[grain]}(bucket)) AS parent, dirty.touches AS touches, sealed, toString(seal) AS seal_id
      FROM (
        SELECT cluster_id, bucket, sum(touches) AS touches FROM audit_dirty
        WHERE grain = {child:String} AND cluster_id IN {clusters:Array(String)}
          AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')
          AND (cluster_id, ${startOf[grain]}(bucket)) IN (SELECT cluster_id, bucket FROM ${plan})
        GROUP BY cluster_id, bucket
      ) AS dirty
      LEFT JOIN (
        SELECT cluster_id, bucket, max(seals.touches) AS sealed, argMax(seal_id, (seals.touches, seal_id)) AS seal FROM seals
        WHERE grain = {child:String} AND cluster_id IN {clusters:Array(String)}
          AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')
        GROUP BY cluster_id, bucket
      ) AS done USING (cluster_id, bucket)`,
    params: {
      ...planParams(due),
      child: finer[grain],
      from: Math.min(...starts),
      to: Math.max(...starts) + bucketSeconds[grain],
    },
    row: childRow,
  })
  const byParent = new Map<string, (typeof children)[number][]>()
  for (const child of children) {
    const key = `${child.cluster_id} ${child.parent}`
    byParent.set(key, [...(byParent.get(key) ?? []), child])
  }
  return due.flatMap((parent) => {
    const own = byParent.get(`${parent.clusterId} ${parent.bucket}`) ?? []
    const touches = own.reduce((sum, child) => sum + child.sealed, 0)
    const covered = own.length > 0 && own.every((child) => child.sealed >= child.touches)
    return covered ? [{ due: parent, touches, childIds: own.map((child) => child.seal_id) }] : []
  })
}

async function rollUpFiner(
  events: Events,
  grain: 'hour' | 'day',
  parents: readonly SealedParent[],
): Promise<void> {
  const due = parents.map((parent) => parent.due)
  const starts = due.map((bucket) => bucket.bucket)
  await events.command({
    query: `
      INSERT INTO talkers (${talkerColumns})
      SELECT {grain:String}, cluster_id, bucket, plan.seal_id AS seal_id, key_id, ${talkerMeasureSums}, ${finerHistogram},
        min(talker_rows.seen_first) - bucket, max(talker_rows.seen_last) - min(talker_rows.seen_first)
      FROM (
        SELECT cluster_id, ${startOf[grain]}(talkers.bucket) AS bucket, CAST(talkers.key, 'UInt64') AS key_id,
          ${talkerMeasureColumns.join(', ')}, latency_from, latency_run,
          talkers.bucket + first_after AS seen_first, seen_first + last_after AS seen_last
        FROM talkers
        WHERE grain = {child:String} AND cluster_id IN {clusters:Array(String)}
          AND talkers.bucket >= toDateTime({from:UInt32}, 'UTC') AND talkers.bucket < toDateTime({to:UInt32}, 'UTC')
          AND talkers.seal_id IN (SELECT toUInt64(arrayJoin({children:Array(String)})))
      ) AS talker_rows
      INNER JOIN ${plan} AS plan USING (cluster_id, bucket)
      GROUP BY cluster_id, bucket, seal_id, key_id`,
    params: {
      ...planParams(due),
      grain,
      child: finer[grain],
      from: Math.min(...starts),
      to: Math.max(...starts) + bucketSeconds[grain],
      children: parents.flatMap((parent) => parent.childIds),
    },
  })
}

async function recordSeals(
  events: Events,
  grain: Grain,
  done: readonly { due: OpenBucket; touches: number }[],
): Promise<void> {
  await events.insertRows(
    'seals',
    done.map(({ due, touches }) => ({
      grain,
      cluster_id: due.clusterId,
      bucket: due.bucket,
      seal_id: due.sealId,
      touches,
    })),
  )
}

async function sealMinutes(events: Events, due: readonly OpenBucket[]): Promise<void> {
  await rollUpRaw(events, due)
  await recordSeals(
    events,
    'minute',
    due.map((bucket) => ({ due: bucket, touches: bucket.touches })),
  )
}

async function sealParents(
  events: Events,
  grain: 'hour' | 'day',
  due: readonly OpenBucket[],
): Promise<readonly OpenBucket[]> {
  const parents = await sealableParents(events, grain, due)
  if (parents.length === 0) return []
  await rollUpFiner(events, grain, parents)
  await recordSeals(events, grain, parents)
  return parents.map((parent) => parent.due)
}

/** Events whose rows one statement reads; more would take memory that others need. */
const eventsAtOnce = 2_000_000
/** Hours and days name all their minutes and hours in the statement. */
const bucketsAtOnce: Record<Grain, number> = { minute: 10_000, hour: 1_000, day: 1_000 }

/** The buckets in their order, cut where a statement has enough to do. */
function* portions(grain: Grain, due: readonly OpenBucket[]): Generator<readonly OpenBucket[]> {
  let [from, events] = [0, 0]
  for (const [at, bucket] of due.entries()) {
    if (at - from === bucketsAtOnce[grain] || (at > from && events + bucket.events > eventsAtOnce)) {
      yield due.slice(from, at)
      from = at
      events = 0
    }
    events += bucket.events
  }
  if (from < due.length) yield due.slice(from)
}

async function seal(
  events: Events,
  grain: Grain,
  due: readonly OpenBucket[],
  barrier: () => Promise<void>,
): Promise<ReadonlySet<OpenBucket>> {
  const sealed = new Set<OpenBucket>()
  // Touches may become visible before the rows of the same insert do: wait those inserts out.
  if (grain === 'minute' && due.length > 0) await barrier()
  for (const portion of portions(grain, due)) {
    if (grain === 'minute') await sealMinutes(events, portion)
    const done = grain === 'minute' ? portion : await sealParents(events, grain, portion)
    for (const bucket of done) sealed.add(bucket)
  }
  return sealed
}

const nowRow = z.object({ now_ms: z.coerce.number() })

async function storeNowMs(events: Events): Promise<number> {
  const rows = await events.rows({
    query: `SELECT toUnixTimestamp64Milli(now64(3, 'UTC')) AS now_ms`,
    row: nowRow,
  })
  return rows[0]?.now_ms ?? 0
}

// How long an insert may take between stamping its touches and showing them.
const insertMarginMs = 600_000
/** The store's clock was set when it and process time part by more than this between two looks. */
const stepMs = 60_000

/**
 * Asked with the store's now, answers since when inserts that are under way may have been stamped. When the
 * store's clock was set meanwhile, some of them still bear the time from before.
 */
function stampsSince(): (storeMs: number) => number {
  let ahead: number | undefined
  let before = Number.POSITIVE_INFINITY
  let until = 0
  return (storeMs) => {
    const at = performance.now()
    if (at >= until) before = Number.POSITIVE_INFINITY
    if (ahead !== undefined && Math.abs(storeMs - at - ahead) > stepMs) {
      before = Math.min(before, at + ahead)
      until = at + insertMarginMs
    }
    ahead = storeMs - at
    return Math.max(0, Math.floor(Math.min(storeMs, before)) - insertMarginMs)
  }
}

/**
 * Touches of a time that is not yet come were stamped by a clock that has been set back since. Nobody
 * waits for it to come again: a seal is exact whenever it is made.
 */
const isDue = ({ quietMs }: OpenBucket, quietSeconds: number): boolean =>
  Math.abs(quietMs) >= quietSeconds * 1_000

/**
 * `barrier` resolves when every insert that was under way at the call has finished (the pipeline's own);
 * it makes the recorded touches a promise: whatever they count was readable when the seal read.
 * One sealer per set of clusters; calls of one sealer must not overlap.
 */
export function createSealer(events: Events, barrier: () => Promise<void>): Sealer {
  // Where the search for touched buckets starts, in the store's own time: everything after a start,
  // later the oldest touch that was left open.
  const sinceMs: Record<Grain, number> = { minute: 0, hour: 0, day: 0 }
  const stampedSince = stampsSince()
  return {
    async sealDue(grain, { quietSeconds, limit }) {
      const nowMs = await storeNowMs(events)
      const stampedMs = stampedSince(nowMs)
      // One more than will be sealed: the search goes on from the oldest that is left.
      const open = await openBuckets(events, {
        grain,
        sinceMs: Math.min(sinceMs[grain], stampedMs),
        limit: limit + 1,
      })
      const due = open.buckets.filter((bucket) => isDue(bucket, quietSeconds)).slice(0, limit)
      const sealed = await seal(events, grain, due, barrier)
      const left = open.buckets.filter((bucket) => !sealed.has(bucket))
      // What was not fetched lies no further from now, on either side, than the last of these.
      const oldest = left.reduce((min, { quietMs }) => Math.min(min, nowMs - Math.abs(quietMs)), nowMs)
      sinceMs[grain] = Math.min(oldest, stampedMs)
      const lagMs = left.reduce((max, bucket) => Math.max(max, bucket.quietMs), 0)
      return { sealed: sealed.size, open: open.count - sealed.size, lagSeconds: lagMs / 1_000 }
    },
    async sealMinutesBefore(before) {
      const stampedMs = stampedSince(await storeNowMs(events))
      let total = 0
      for (;;) {
        const open = await openBuckets(events, {
          grain: 'minute',
          sinceMs: Math.min(sinceMs.minute, stampedMs),
          limit: 10_000,
          before,
        })
        if (open.count === 0) return total
        total += (await seal(events, 'minute', open.buckets, barrier)).size
      }
    },
  }
}
