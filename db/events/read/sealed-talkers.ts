// Where the counts of a window stand right now: buckets of the asked grain whose seal is current are
// read from the roll-up, the open ones from the next finer grain, open minutes from raw rows. Each
// request is in exactly one of these (docs/adr/0001). It only finds and names the rows; it adds nothing.
import { z } from 'zod'
import { unavailable } from '../../../domain/errors.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { Grain, Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { rawAsTalkers, talkerKeyColumns, talkerMeasureColumns, talkerMeasureSums } from '../talker-rows.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

interface OpenBuckets {
  readonly clusters: readonly string[]
  readonly buckets: readonly number[]
}

/** SELECTs over roll-up rows of a window; the values they bind are in `params`. */
export interface TalkerSource {
  /** Measures by key, with what the key is about; clusters apart where asked. */
  rows(byCluster: boolean): string
  /** (cluster_id, bucket_start, key_id, counted): requests alone, not yet added up, no key looked up. */
  countRows(): string
  /**
   * (cluster_id, key_id, latency_class, latency_count), not yet added up, of the rows that pass a
   * condition on cluster_id and key_id: histograms of the others are never unfolded.
   */
  latencyRows(condition: string): string
  readonly params: Record<string, unknown>
}

/** Most open buckets a read joins; beyond it the store is still sealing, and the reader is told so. */
const openLimit = 100_000
const grainOrder: readonly Grain[] = ['day', 'hour', 'minute']
const startOfBucket: Record<Grain, string> = {
  minute: 'toStartOfMinute',
  hour: 'toStartOfHour',
  day: 'toStartOfDay',
}

/** `AND …` of a scope, for tables with these columns; the values are in `scopeParams`. */
export function clusterCondition(scope: Scope, where: TalkerFilter = {}): string {
  const scoped = scope.clusters === 'all' ? '' : ' AND cluster_id IN {scope_clusters:Array(String)}'
  return where.cluster === undefined ? scoped : `${scoped} AND cluster_id IN {where_cluster:Array(String)}`
}

export function namespaceCondition(scope: Scope): string {
  return scope.namespaces === 'all' ? '' : ' AND namespace IN {scope_namespaces:Array(String)}'
}

export function scopeParams(scope: Scope): Record<string, unknown> {
  return {
    ...(scope.clusters === 'all' ? {} : { scope_clusters: [...scope.clusters] }),
    ...(scope.namespaces === 'all' ? {} : { scope_namespaces: [...scope.namespaces] }),
  }
}

export function windowParams(window: Pick<Window, 'from' | 'to'>): Record<string, unknown> {
  return { from: window.from.getTime() / 1_000, to: window.to.getTime() / 1_000 }
}

const inWindow = `bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')`

const openRow = z.object({ cluster_id: z.string(), bucket: z.coerce.number() })

/** Pairs named by two parallel parameter arrays, as a subquery of (cluster_id, bucket). */
function pairs(name: string): string {
  return `(SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (
    SELECT arrayJoin(arrayZip({${name}_clusters:Array(String)}, {${name}_buckets:Array(UInt32)})) AS pair))`
}

/** Touched buckets of the window that no seal covers, inside `parents` when given. */
async function openBuckets(
  events: Events,
  args: SourceQuestion & { grain: Grain; parents: { grain: Grain; open: OpenBuckets } | null },
): Promise<OpenBuckets> {
  const within = args.parents
    ? ` AND (cluster_id, ${startOfBucket[args.parents.grain]}(bucket)) IN ${pairs('parent')}`
    : ''
  const where = `grain = {grain:String} AND ${inWindow}${clusterCondition(args.scope, args.where)}${within}`
  const rows = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(bucket) AS bucket
      FROM (SELECT cluster_id, bucket, sum(touches) AS touched FROM audit_dirty WHERE ${where} GROUP BY cluster_id, bucket) AS dirty
      LEFT JOIN (SELECT cluster_id, bucket, max(touches) AS sealed FROM seals WHERE ${where} GROUP BY cluster_id, bucket) AS done
      USING (cluster_id, bucket)
      WHERE touched > sealed
      LIMIT ${openLimit}`,
    params: {
      grain: args.grain,
      ...windowParams(args.window),
      ...scopeParams(args.scope),
      ...filterParams(args.where),
      ...(args.parents
        ? { parent_clusters: args.parents.open.clusters, parent_buckets: args.parents.open.buckets }
        : {}),
    },
    row: openRow,
  })
  if (rows.length === openLimit)
    throw unavailable(
      `more than ${openLimit} ${args.grain}s of this window are still being counted; ask again in a minute, or for a shorter window or fewer clusters`,
      30,
    )
  return { clusters: rows.map((row) => row.cluster_id), buckets: rows.map((row) => row.bucket) }
}

function startAt(grain: Grain, column: string): string {
  return `${startOfBucket[grain]}(${column})`
}

interface Branch extends SourceQuestion {
  readonly grain: Grain
  readonly parent: Grain | null
  readonly hasOpen: boolean
}

/** Which roll-up rows and seals a branch is about; both tables have these columns. */
function boundsOf({ grain, scope, where, parent, hasOpen }: Branch): string {
  const within = parent ? ` AND (cluster_id, ${startAt(parent, 'bucket')}) IN ${pairs(`open_${parent}`)}` : ''
  const notOpen = hasOpen ? ` AND (cluster_id, bucket) NOT IN ${pairs(`open_${grain}`)}` : ''
  return `grain = '${grain}' AND ${inWindow}${clusterCondition(scope, where)}${within}${notOpen}`
}

/** Roll-up rows of current seals at one grain, as (cluster_id, bucket_start, key_id, …). */
function sealedRows(branch: Branch, keyCondition: string): string {
  const { grain, window } = branch
  const bounds = boundsOf(branch)
  return `
    SELECT *, ${grain === window.grain ? 'bucket' : startAt(window.grain, 'bucket')} AS bucket_start FROM talkers
    WHERE ${bounds}${keyCondition} AND seal_id IN (
      SELECT argMax(seal_id, (touches, seal_id)) FROM seals WHERE ${bounds} GROUP BY cluster_id, bucket)`
}

const measureColumns = [...talkerMeasureColumns, 'first_at', 'last_at']

const reachesRaw = (branch: Branch): boolean => branch.grain === 'minute' && branch.hasOpen
const openRaw = rawAsTalkers(`(cluster_id, minute) IN ${pairs('open_minute')}`)

/** The filter on what a key is about, and the same as a condition on key ids. */
function keyFilter({ scope, where }: SourceQuestion): { named: string; byId: string } {
  const named = `${namespaceCondition(scope)}${filterCondition(where)}`
  const byId = named === '' ? '' : ` AND key_id IN (SELECT key_id FROM talker_keys WHERE 1${named})`
  return { named, byId }
}

/** Sealed rows are added up by key before their key is looked up; rows of open minutes carry theirs. */
function measureRows(source: SourceQuestion, branches: readonly Branch[], byCluster: boolean): string {
  const { named, byId } = keyFilter(source)
  const rows = branches.map((branch) => sealedRows(branch, byId)).join(' UNION ALL ')
  const grouped = byCluster ? 'cluster_id, key_id' : 'key_id'
  const columns = [grouped, ...talkerKeyColumns, ...measureColumns].join(', ')
  // A few clusters use a few of all keys ever seen; finding those first is cheaper than joining them all.
  const isNarrow = clusterCondition(source.scope, source.where) !== ''
  const used = branches.map((branch) => `key_id IN (SELECT key_id FROM talkers WHERE ${boundsOf(branch)})`)
  const sealed = `
    SELECT ${columns}
    FROM (
      SELECT ${grouped}, ${talkerMeasureSums}, min(talker_rows.first_at) AS first_at, max(talker_rows.last_at) AS last_at
      FROM (${rows}) AS talker_rows GROUP BY ${grouped}) AS summed
    INNER JOIN (SELECT key_id, ${talkerKeyColumns.join(', ')} FROM talker_keys${isNarrow ? ` WHERE ${used.join(' OR ')}` : ''} LIMIT 1 BY key_id) AS key_rows USING (key_id)`
  if (!branches.some(reachesRaw)) return sealed
  return `${sealed} UNION ALL SELECT ${columns} FROM (${openRaw}) WHERE 1${named}`
}

function countRows(source: SourceQuestion, branches: readonly Branch[]): string {
  const { named, byId } = keyFilter(source)
  const sealed = branches.map(
    (branch) =>
      `SELECT cluster_id, bucket_start, key_id, requests AS counted FROM (${sealedRows(branch, byId)})`,
  )
  const start = `${startAt(source.window.grain, 'bucket')} AS bucket_start`
  const raw = `SELECT cluster_id, ${start}, key_id, requests AS counted FROM (${openRaw}) WHERE 1${named}`
  return [...sealed, ...(branches.some(reachesRaw) ? [raw] : [])].join(' UNION ALL ')
}

function latencyRows(branches: readonly Branch[], condition: string): string {
  const sealed = branches.map((branch) => sealedRows(branch, condition))
  const raw = branches.some(reachesRaw) ? [`SELECT * FROM (${openRaw}) WHERE 1${condition}`] : []
  return [...sealed, ...raw]
    .map(
      (rows) => `
      SELECT cluster_id, key_id, latency_class, latency_count
      FROM (${rows}) ARRAY JOIN latency_classes AS latency_class, latency_counts AS latency_count`,
    )
    .join(' UNION ALL ')
}

export interface SourceQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly where: TalkerFilter
}

/**
 * Finds what is open now. The list is passed along with every query made of it, so that a seal
 * completing meanwhile neither doubles nor hides a bucket. Bound: buckets of the window times the
 * keys a bucket has.
 */
export async function talkerSource(events: Events, args: SourceQuestion): Promise<TalkerSource> {
  const { scope, window, where } = args
  const branches: Branch[] = []
  const params: Record<string, unknown> = {
    ...windowParams(window),
    ...scopeParams(scope),
    ...filterParams(where),
  }
  let parents: { grain: Grain; open: OpenBuckets } | null = null
  for (const grain of grainOrder.slice(grainOrder.indexOf(window.grain))) {
    const open: OpenBuckets = await openBuckets(events, { scope, window, where, grain, parents })
    const hasOpen = open.clusters.length > 0
    branches.push({ scope, window, where, grain, parent: parents?.grain ?? null, hasOpen })
    if (!hasOpen) break
    params[`open_${grain}_clusters`] = open.clusters
    params[`open_${grain}_buckets`] = open.buckets
    parents = { grain, open }
  }
  return {
    rows: (byCluster) => measureRows(args, branches, byCluster),
    countRows: () => countRows(args, branches),
    latencyRows: (condition) => latencyRows(branches, condition),
    params,
  }
}
