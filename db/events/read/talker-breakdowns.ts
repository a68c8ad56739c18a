// Requests split several ways at once, each by a few dimensions: the largest parts of every split with its total, out of
// one reading of the roll-ups. Key: as in talkers.ts; bounded by `limit` parts a split.
import { z } from 'zod'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import type { TalkerDimension, TalkerKey, TalkerRanking } from '../../../domain/model/talker.ts'
import type { Events } from '../client.ts'
import { type TalkerSource, talkerSource } from './sealed-talkers.ts'
import { keyColumns, keyNames, keyOf, onlyCounted, rankColumn } from './talker-dimensions.ts'
import type { SourceQuestion } from './talker-sql.ts'

export interface CountedSplit {
  readonly rows: readonly { readonly key: TalkerKey; readonly requests: number }[]
  readonly total: { readonly requests: number; readonly keys: number }
}

/** Parts by these dimensions, the largest by this measure first. */
export interface TalkerSplit {
  readonly by: readonly TalkerDimension[]
  readonly rankBy: TalkerRanking
}

export interface BreakdownsQuestion extends SourceQuestion {
  readonly splits: readonly TalkerSplit[]
  /** Most parts of a split that are named. */
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

const count = z.coerce.number()
const partRow = z.object({
  split: count,
  part: z.array(z.string()),
  sent: count,
  all_keys: count,
  all_sent: count,
})

/** Every talker by all dimensions of all splits, with a line for each split that it is a part of. */
function partsOf(source: TalkerSource, splits: readonly TalkerSplit[]) {
  const dimensions = [...new Set(splits.flatMap(({ by }) => by))]
  const rankings = [...new Set(splits.map(({ rankBy }) => rankBy))]
  const hasUnnamed = (source.byLogs?.unnamed ?? 0) > 0
  const counted = onlyCounted(dimensions, hasUnnamed)
  const ranks = rankings.map((rankBy) => `sum(toInt64(${rankColumn[rankBy]})) AS by_${rankBy}`)
  const rows = source.rows({
    byCluster: dimensions.includes('cluster'),
    hasSeats: rankings.includes('seatSeconds'),
  })
  const lines = splits.map(({ by, rankBy }, at) => {
    const names = by.map((dimension) => `k${dimensions.indexOf(dimension)}`)
    return `(${at}, [${names.join(', ')}], ${onlyCounted(by, hasUnnamed) ? 'only_counted' : '0'}, by_${rankBy})`
  })
  return {
    sql: `
      SELECT of_key, one.1 AS split, one.2 AS part, one.3 AS nameless, one.4 AS by_rank FROM (
        SELECT ${keyColumns(dimensions)}, toUInt8(${counted?.sql ?? '0'}) AS only_counted,
          sum(talker_rows.requests) AS of_key, ${ranks.join(', ')}
        FROM (${rows}) AS talker_rows GROUP BY ${keyNames(dimensions)}, only_counted)
      ARRAY JOIN [${lines.join(', ')}] AS one`,
    params: { ...source.params, ...counted?.params },
  }
}

/**
 * In the order of `splits`; ties by requests, then by key. Requests that Logs Insights only counted are in a total, and
 * in no part that needs their name.
 */
export async function talkerBreakdowns(
  events: Events,
  { splits, limit, signal, ...asked }: BreakdownsQuestion,
): Promise<{ readonly splits: readonly CountedSplit[]; readonly byLogs: ByLogsInsights | null }> {
  const source = await talkerSource(events, asked)
  const parts = partsOf(source, splits)
  const rows = await events.rows({
    query: `
      SELECT *, countIf(NOT nameless) OVER (PARTITION BY split) AS all_keys, sum(sent) OVER (PARTITION BY split) AS all_sent
      FROM (
        SELECT split, part, nameless, sum(of_key) AS sent, sum(by_rank) AS ranked FROM (${parts.sql})
        GROUP BY split, part, nameless)
      QUALIFY NOT nameless
      ORDER BY split, ranked DESC, sent DESC, part
      LIMIT {limit:UInt32} BY split`,
    params: { ...parts.params, limit },
    row: partRow,
    ...(signal ? { signal } : {}),
  })
  const ofSplit = (at: number) => rows.filter(({ split }) => split === at)
  return { splits: splits.map(({ by }, at) => splitOf(by, ofSplit(at))), byLogs: source.byLogs }
}

function splitOf(by: readonly TalkerDimension[], rows: readonly z.infer<typeof partRow>[]): CountedSplit {
  return {
    rows: rows.map(({ part, sent }) => ({
      key: keyOf(by, Object.fromEntries(part.map((name, at) => [`k${at}`, name]))),
      requests: sent,
    })),
    total: { requests: rows[0]?.all_sent ?? 0, keys: rows[0]?.all_keys ?? 0 },
  }
}
