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
  /** bucket_start, counted and the columns asked for: requests alone, not yet added up, no key looked up. */
  countRows(asked?: KeyColumns): string
  /**
   * seen_first, seen_last, latency_from, latency_run and the columns asked for, not yet added up, of the
   * rows that pass a condition: what the others have of these is never read.
   */
  detailRows(asked: KeyColumns): string
  readonly params: Record<string, unknown>
}

/** What is told of a row besides, as SQL over cluster_id and the column that holds its key id. */
export interface KeyColumns {
  columns(keyId: string): string
  /** `AND …`; empty for all rows. */
  condition(keyId: string): string
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

const openRow = z.object({ cluster_id: z.string(), start: z.coerce.number() })

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
      SELECT cluster_id, toUnixTimestamp(bucket) AS start FROM (
        SELECT cluster_id, bucket, touches AS touched, toUInt64(0) AS sealed FROM audit_dirty WHERE ${where}
        UNION ALL
        SELECT cluster_id, bucket, toUInt64(0), touches FROM seals WHERE ${where})
      GROUP BY cluster_id, bucket HAVING sum(touched) > max(sealed)
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
  return { clusters: rows.map((row) => row.cluster_id), buckets: rows.map((row) => row.start) }
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

/** FROM and WHERE of the roll-up rows of current seals at one grain, called talker_rows. */
function sealedRows(branch: Branch, keyCondition: string): string {
  const bounds = boundsOf(branch)
  return `
    FROM talkers AS talker_rows
    WHERE ${bounds}${keyCondition} AND seal_id IN (
      SELECT argMax(seal_id, (touches, seal_id)) FROM seals WHERE ${bounds} GROUP BY cluster_id, bucket)`
}

/** The start of the bucket that the window's grain puts a finer one in. */
const startOf = (branch: Branch): string =>
  branch.grain === branch.window.grain ? 'bucket' : startAt(branch.window.grain, 'bucket')

const reachesRaw = (branch: Branch): boolean => branch.grain === 'minute' && branch.hasOpen
const openMinutes = '{open_minute_buckets:Array(UInt32)}'
const openRaw = rawAsTalkers(`(cluster_id, minute) IN ${pairs('open_minute')}`, {
  clusters: '{open_minute_clusters:Array(String)}',
  from: `arrayMin(${openMinutes})`,
  to: `arrayMax(${openMinutes})`,
})

/** The filter on what a key is about, and the same as a condition on the key ids of roll-up rows. */
function keyFilter({ scope, where }: SourceQuestion): { named: string; byId: string } {
  const named = `${namespaceCondition(scope)}${filterCondition(where)}`
  const byId = named === '' ? '' : ` AND key IN (SELECT key_id FROM talker_keys WHERE 1${named})`
  return { named, byId }
}

/** Sealed rows are added up by key before their key is looked up; rows of open minutes carry theirs. */
function measureRows(source: SourceQuestion, branches: readonly Branch[], byCluster: boolean): string {
  const { named, byId } = keyFilter(source)
  const cluster = byCluster ? 'cluster_id, ' : ''
  const summed = branches.map(
    (branch) =>
      `SELECT ${cluster}CAST(key, 'UInt64') AS key_id, ${talkerMeasureSums} ${sealedRows(branch, byId)} GROUP BY ${cluster}key_id`,
  )
  const columns = [`${cluster}key_id`, ...talkerKeyColumns, ...talkerMeasureColumns].join(', ')
  // Every key is there, perhaps twice until a merge. A few clusters use a few of all keys ever seen; finding
  // those first is cheaper than joining them all.
  const isNarrow = clusterCondition(source.scope, source.where) !== ''
  const used = branches.map((branch) => `key_id IN (SELECT key FROM talkers WHERE ${boundsOf(branch)})`)
  const keys = `SELECT key_id, ${talkerKeyColumns.join(', ')} FROM talker_keys${isNarrow ? ` WHERE ${used.join(' OR ')}` : ''}`
  const sealed = `
    SELECT ${columns} FROM (${summed.join(' UNION ALL ')}) AS summed
    ANY LEFT JOIN (${keys}) AS key_rows USING (key_id)`
  if (!branches.some(reachesRaw)) return sealed
  return `${sealed} UNION ALL SELECT ${columns} FROM (${openRaw}) WHERE 1${named}`
}

const noColumns: KeyColumns = { columns: () => '', condition: () => '' }

function countRows(source: SourceQuestion, branches: readonly Branch[], asked: KeyColumns): string {
  const { named, byId } = keyFilter(source)
  const select = (keyId: string) => `SELECT ${asked.columns(keyId)}requests AS counted,`
  const sealed = branches.map(
    (branch) =>
      `${select('key')} ${startOf(branch)} AS bucket_start ${sealedRows(branch, `${byId}${asked.condition('key')}`)}`,
  )
  const start = `${startAt(source.window.grain, 'bucket')} AS bucket_start`
  const raw = `${select('key_id')} ${start} FROM (${openRaw}) WHERE 1${named}${asked.condition('key_id')}`
  return [...sealed, ...(branches.some(reachesRaw) ? [raw] : [])].join(' UNION ALL ')
}

function detailRows(branches: readonly Branch[], asked: KeyColumns): string {
  const sealed = branches.map(
    (branch) => `
      SELECT ${asked.columns('key')}bucket + first_after AS seen_first, seen_first + last_after AS seen_last, latency_from, latency_run
      ${sealedRows(branch, asked.condition('key'))}`,
  )
  const raw = `
      SELECT ${asked.columns('key_id')}seen_at, seen_at, latency_class, if(is_timed, [toUInt32(1)], [])
      FROM (${openRaw}) WHERE 1${asked.condition('key_id')}`
  return [...sealed, ...(branches.some(reachesRaw) ? [raw] : [])].join(' UNION ALL ')
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
    countRows: (asked = noColumns) => countRows(args, branches, asked),
    detailRows: (asked) => detailRows(branches, asked),
    params,
  }
}
