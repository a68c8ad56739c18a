// Requests over time: some talkers apart, and everything together.
// Key: roll-ups by (grain, cluster, bucket); bound: buckets of the window times the talkers asked for.
import { z } from 'zod'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'
import type { Events } from '../client.ts'
import type { TalkerSource } from './sealed-talkers.ts'
import { type PageRow, talkerPage } from './talker-page.ts'

export interface TalkerPoints {
  /** Requests by bucket start (Unix seconds) of one of the talkers asked for. */
  of(key: TalkerKey): ReadonlyMap<number, number>
  readonly totals: ReadonlyMap<number, number>
}

const pointRow = z.object({ bucket: z.coerce.number(), requests: z.coerce.number() })

export async function talkerPoints(
  events: Events,
  args: {
    source: TalkerSource
    groupBy: readonly TalkerDimension[]
    talkers: readonly PageRow[]
    /** Nothing but the talkers: the totals are theirs, and what others have is not read. */
    isOnly?: boolean
    signal?: AbortSignal | undefined
  },
): Promise<TalkerPoints> {
  const { source } = args
  const page = talkerPage(args.groupBy, args.talkers, source)
  // One statement for both, so that the parts never exceed the whole while rows keep arriving.
  const rows = await events.rows({
    query: `
      SELECT key_cluster, key_group, toUnixTimestamp(bucket_start) AS bucket, sum(counted) AS requests
      FROM (${page.of(source.countRows, args.isOnly ?? false)})
      GROUP BY key_cluster, key_group, bucket`,
    params: { ...source.params, ...page.params },
    row: pointRow.and(page.row),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const totals = new Map<number, number>()
  const points = new Map<string, Map<number, number>>()
  for (const row of rows) {
    totals.set(row.bucket, (totals.get(row.bucket) ?? 0) + row.requests)
    const name = page.nameOfRow(row)
    if (name === undefined) continue
    points.set(name, (points.get(name) ?? new Map<number, number>()).set(row.bucket, row.requests))
  }
  return { of: (key) => points.get(page.nameOf(key)) ?? new Map<number, number>(), totals }
}
