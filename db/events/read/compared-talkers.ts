// Talkers of a window beside what they did in another one: a page of the ranking, each row with its place and measures
// in both, and the largest of those that are gone. One statement over both windows, so no row is of one time and its
// other half of another. Bound: the keys of both windows; rows by `limit` and `goneLimit`.
import { z } from 'zod'
import type { ComparedTalker, TalkerComparison } from '../../../domain/model/talker-comparison.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { talkerMeasureColumns } from '../talker-rows.ts'
import { talkerSource } from './sealed-talkers.ts'
import {
  keyColumns,
  keyNames,
  keyOf,
  keyRow,
  type OnlyCounted,
  onlyCounted,
  rankColumn,
} from './talker-dimensions.ts'
import { measureRow, measuresOf, type TalkerQuestion } from './talkers.ts'

interface CompareQuestion extends TalkerQuestion {
  readonly against: Window
  readonly limit: number
  readonly offset: number
  readonly goneLimit: number
}

const count = z.coerce.number()
const prefixed = (prefix: string) =>
  z.object(Object.fromEntries(talkerMeasureColumns.map((column) => [`${prefix}_${column}`, count])))
const comparedRow = z
  .object({
    place_now: count,
    place_before: count,
    all_now: count,
    all_before: count,
    all_new: count,
    all_gone: count,
  })
  .and(prefixed('now'))
  .and(prefixed('before'))

const measuresIn = (row: Record<string, unknown>, prefix: string) =>
  measuresOf(
    measureRow.parse(
      Object.fromEntries(talkerMeasureColumns.map((column) => [column, row[`${prefix}_${column}`]])),
    ),
  )

/** The statement's other half binds values of the same names: they get names of their own. */
const ofBefore = (sql: string) => sql.replaceAll(/\{(\w+):/g, '{before_$1:')

function comparedSql(
  args: CompareQuestion,
  now: string,
  before: string,
  counted: OnlyCounted | null,
): string {
  const names = keyNames(args.groupBy)
  const measures = talkerMeasureColumns.join(', ')
  const half = (rows: string, isNow: number) =>
    `SELECT ${keyColumns(args.groupBy)}, ${isNow} AS is_now, ${counted?.sql ?? '0'} AS only_counted, ${measures} FROM (${rows})`
  const sums = talkerMeasureColumns.flatMap((column) => [
    `sumIf(halves.${column}, is_now = 1) AS now_${column}`,
    `sumIf(halves.${column}, is_now = 0) AS before_${column}`,
  ])
  const order = (prefix: string) =>
    `${rankColumn[args.rankBy].replaceAll(/\w+/g, `${prefix}_$&`)} DESC, ${prefix}_requests DESC, ${names}`
  return `
    SELECT * FROM (
      SELECT *, row_number() OVER (ORDER BY only_counted, ${order('now')}) AS place_now,
        row_number() OVER (ORDER BY only_counted, ${order('before')}) AS place_before,
        row_number() OVER (PARTITION BY now_requests = 0 ORDER BY only_counted, ${order('before')}) AS place_gone,
        sum(now_requests) OVER () AS all_now, sum(before_requests) OVER () AS all_before,
        countIf(before_requests = 0 AND NOT only_counted) OVER () AS all_new,
        countIf(now_requests = 0 AND NOT only_counted) OVER () AS all_gone
      FROM (
        SELECT ${names}, only_counted, ${sums.join(', ')}
        FROM (${half(now, 1)} UNION ALL ${half(before, 0)}) AS halves GROUP BY ${names}, only_counted))
    WHERE NOT only_counted AND if(now_requests = 0, place_gone <= {gone_limit:UInt32},
      place_now > {offset:UInt32} AND place_now <= {offset:UInt32} + {limit:UInt32})
    ORDER BY now_requests = 0, if(now_requests = 0, place_gone, place_now)`
}

/** `rows` are those of the page, `gone` the largest of those that only the other window has. */
export async function comparedTalkers(
  events: Events,
  args: CompareQuestion,
): Promise<Pick<TalkerComparison, 'rows' | 'gone' | 'requests' | 'newKeys' | 'goneKeys'>> {
  const [now, before] = await Promise.all([
    talkerSource(events, args),
    talkerSource(events, { ...args, window: args.against }),
  ])
  const asked = { byCluster: args.groupBy.includes('cluster'), hasSeats: true }
  const unnamed = [now, before].some(({ byLogs }) => (byLogs?.unnamed ?? 0) > 0)
  const counted = onlyCounted(args.groupBy, unnamed)
  const rows = await events.rows({
    query: comparedSql(args, now.rows(asked), ofBefore(before.rows(asked)), counted),
    params: {
      ...now.params,
      ...counted?.params,
      ...Object.fromEntries(Object.entries(before.params).map(([name, value]) => [`before_${name}`, value])),
      ...{ limit: args.limit, offset: args.offset, gone_limit: args.goneLimit },
    },
    row: comparedRow.and(keyRow(args.groupBy)),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const compared = rows.map((row): ComparedTalker => {
    const both = { now: measuresIn(row, 'now'), before: measuresIn(row, 'before') }
    return {
      ...{ key: keyOf(args.groupBy, row), ...both },
      place: both.now.requests === 0 ? null : row.place_now,
      placeBefore: both.before.requests === 0 ? null : row.place_before,
    }
  })
  const [first] = rows
  return {
    rows: compared.filter(({ place }) => place !== null),
    gone: compared.filter(({ place }) => place === null),
    requests: { now: first?.all_now ?? 0, before: first?.all_before ?? 0 },
    newKeys: first?.all_new ?? 0,
    goneKeys: first?.all_gone ?? 0,
  }
}
