// The table of talkers as a file: the columns of the screen in its order, every row that matches, Other and
// Total below. Names and measures in full; nothing here reads or downloads.
import type { CsvValue } from '../../../components/format/csv.ts'
import type { FileColumn, TableFile } from '../../../components/format/table-file.ts'
import type {
  TalkerDimension,
  TalkerKey,
  TalkerMeasures,
  TalkerRanking,
  TopTalkers,
} from '../../../domain/model/talker.ts'
import type { TalkerComparison } from '../../../domain/model/talker-comparison.ts'
import { changeOf } from './comparison-words.ts'
import type { Question } from './question-inputs.ts'
import { shownRows } from './table-rows.ts'
import { leadingColumns, type MeasureColumn, rankedMeasure, trailingColumns } from './talker-columns.ts'
import { dimensionLabels, keyId } from './talker-name.ts'

export interface TalkerFileInput {
  /** Rows of all pages that were read; `total` is of everything. */
  readonly answer: TopTalkers
  readonly question: Question
  readonly groupBy: readonly TalkerDimension[]
  readonly rankBy: TalkerRanking
  readonly find: string
  /** What a talker mostly does, as its row says. */
  readonly mostly: (key: TalkerKey) => string | null
  /** Whose it is, as its row says. */
  readonly owner: (key: TalkerKey) => string | null
  /** The same rows in another window; null when none is compared with. */
  readonly compared: TalkerComparison | null
  /** The address that shows the same. */
  readonly link: string
  readonly readAt: Date | null
  /** Totals changed between the first page read and the last. */
  readonly changed: boolean
}

const columnOf = ({ id, label, unit }: MeasureColumn): FileColumn => ({ id, label, ...(unit && { unit }) })

const comparedColumns = ({ compared }: TalkerFileInput): FileColumn[] =>
  compared === null
    ? []
    : [
        { id: 'before', label: 'Before', unit: 'of the ranked measure' },
        { id: 'change', label: 'Change', unit: 'of before' },
        { id: 'placeBefore', label: 'Place before' },
      ]

/** Of a row in the other window: blank where it was not there, or is not known. */
function comparedCells({ compared, rankBy }: TalkerFileInput): (key: TalkerKey) => CsvValue[] {
  if (compared === null) return () => []
  const isWatched = compared.watched.before.buckets > 0
  const found = new Map(compared.rows.map((row) => [keyId(row.key), row]))
  return (key) => {
    const row = isWatched ? found.get(keyId(key)) : undefined
    if (row === undefined) return [null, null, null]
    return [rankedMeasure[rankBy](row.before), changeOf(row, rankBy), row.placeBefore]
  }
}

function columnsOf(input: TalkerFileInput): FileColumn[] {
  const { groupBy, rankBy } = input
  return [
    { id: 'place', label: '#' },
    ...groupBy.map((dimension) => ({ id: dimension, label: dimensionLabels[dimension] })),
    { id: 'share', label: 'Share', unit: `of ${rankBy}, 0 to 1` },
    ...leadingColumns.map(columnOf),
    ...comparedColumns(input),
    { id: 'mostly', label: 'Mostly' },
    { id: 'owner', label: 'Owner' },
    ...trailingColumns.map(columnOf),
  ]
}

function headOf(input: TalkerFileInput, listed: number): Record<string, unknown> {
  const { answer, question, groupBy, rankBy, find, link, readAt, changed, compared } = input
  const cut = answer.rows.length < answer.total.keys
  return {
    source: 'Audit log',
    link,
    window: answer.window,
    scope: { clusters: 'all', ...question.scope },
    filters: question.where ?? {},
    groupBy,
    rankBy,
    find: find.trim(),
    freshness: answer.freshness,
    readAt,
    rowsListed: listed,
    rowsInAll: answer.total.keys,
    cut: cut ? { rowsRead: answer.rows.length, of: answer.total.keys } : null,
    changedWhileReading: changed,
    estimated: ['seats'],
    comparedWith: compared === null ? null : { ...compared, rows: undefined },
  }
}

export function talkerFile(input: TalkerFileInput): TableFile {
  const { answer, groupBy, rankBy, find, mostly, owner } = input
  const { window, total } = answer
  const { rows, rest } = shownRows(answer, find, 0)
  const ranked = rankedMeasure[rankBy]
  const share = (measures: TalkerMeasures) => (ranked(total) === 0 ? 0 : ranked(measures) / ranked(total))
  const cells = comparedCells(input)
  const sum = (name: string, measures: TalkerMeasures): CsvValue[] => [
    null,
    name,
    ...groupBy.slice(1).map(() => null),
    share(measures),
    ...leadingColumns.map((column) => column.sumValue(measures, window)),
    ...comparedColumns(input).map(() => null),
    null,
    null,
    ...trailingColumns.map((column) => column.sumValue(measures, window)),
  ]
  return {
    what: 'Top talkers',
    head: headOf(input, rows.length),
    columns: columnsOf(input),
    rows: rows.map(({ row, place }) => [
      place,
      ...groupBy.map((dimension) => row.key[dimension] ?? ''),
      share(row),
      ...leadingColumns.map((column) => column.value(row, window)),
      ...cells(row.key),
      mostly(row.key),
      owner(row.key),
      ...trailingColumns.map((column) => column.value(row, window)),
    ]),
    sums: [...(rest.keys > 0 ? [sum('Other', rest)] : []), sum('Total', total)],
  }
}
