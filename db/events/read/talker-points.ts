// Requests over time: some keys apart, and everything together.
// Key: roll-ups by (grain, cluster, bucket); bound: buckets of the window times the keys asked for.
import { z } from 'zod'
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerDimension, TalkerFilter, TalkerKey } from '../../../domain/model/talker.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { talkerSource } from './sealed-talkers.ts'
import { keyColumns, keyOf, keyRow, keysSql } from './talker-dimensions.ts'

export interface TalkerPoint {
  readonly key: TalkerKey
  /** Bucket start, Unix seconds. */
  readonly bucket: number
  readonly requests: number
}

const pointRow = z.object({
  wanted: z.coerce.number(),
  bucket: z.coerce.number(),
  requests: z.coerce.number(),
})

export async function talkerPoints(
  events: Events,
  args: {
    scope: Scope
    window: Window
    groupBy: readonly TalkerDimension[]
    where: TalkerFilter
    keys: readonly TalkerKey[]
    signal?: AbortSignal | undefined
  },
): Promise<{ points: readonly TalkerPoint[]; totals: ReadonlyMap<number, number> }> {
  const source = await talkerSource(events, args)
  const wanted = keysSql(args.groupBy, args.keys)
  const shape = { byCluster: args.groupBy.includes('cluster'), byBucket: true }
  const names = args.groupBy.map((_dimension, index) => `if(wanted, k${index}, '') AS k${index}`).join(', ')
  // One statement for both, so that the parts never exceed the whole while rows keep arriving.
  const rows = await events.rows({
    query: `
      SELECT ${names}, wanted, bucket, sum(counted) AS requests FROM (
        SELECT ${keyColumns(args.groupBy)}, ${wanted.condition} AS wanted, toUnixTimestamp(bucket_start) AS bucket, requests AS counted
        FROM (${source.rows(shape)}))
      GROUP BY ALL`,
    params: { ...source.params, ...wanted.params },
    row: pointRow.and(keyRow(args.groupBy)),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const totals = new Map<number, number>()
  for (const row of rows) totals.set(row.bucket, (totals.get(row.bucket) ?? 0) + row.requests)
  const points = rows
    .filter((row) => row.wanted === 1)
    .map((row) => ({ key: keyOf(args.groupBy, row), bucket: row.bucket, requests: row.requests }))
  return { points, totals }
}
