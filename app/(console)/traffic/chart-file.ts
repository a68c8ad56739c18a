// The chart as a file: its table, bucket by bucket, with the values it draws in full. A stretch nobody
// watched has no values and says so; the unfinished bucket says that.

import { type ChartData, type ChartMode, drawnValue } from '../../../components/charts/chart-data.ts'
import type { CsvValue } from '../../../components/format/csv.ts'
import type { TableFile } from '../../../components/format/table-file.ts'
import type { TalkerDimension, TalkerRanking, TalkerSeries } from '../../../domain/model/talker.ts'
import type { Question } from './question-inputs.ts'

export interface ChartFileInput {
  readonly answer: TalkerSeries
  /** What is drawn from the answer. */
  readonly data: ChartData
  readonly mode: ChartMode
  readonly question: Question
  readonly split: TalkerDimension
  readonly rankBy: TalkerRanking
  readonly link: string
  readonly readAt: Date | null
}

function stateOf({ total, partialLast, buckets }: ChartData, index: number): string | null {
  if ((total[index] ?? null) === null) return 'no data'
  return partialLast && index === buckets.length - 1 ? 'partial' : null
}

export function chartFile(input: ChartFileInput): TableFile {
  const { answer, data, mode, question, split, rankBy, link, readAt } = input
  const unit = mode === 'share' ? 'of all requests, 0 to 1' : 'req/s'
  return {
    what: 'Requests over time',
    head: {
      source: 'Audit log',
      link,
      window: answer.window,
      scope: { clusters: 'all', ...question.scope },
      filters: question.where ?? {},
      splitBy: split,
      rankBy,
      drawnAs: mode,
      freshness: answer.freshness,
      readAt,
      // In the order of the columns; Other has none.
      bands: answer.series.map(({ key }) => key),
    },
    columns: [
      { id: 'from', label: 'From', unit: 'UTC' },
      { id: 'state', label: 'State' },
      { id: 'total', label: 'Total', unit: 'req/s' },
      ...data.bands.map((band, place) => ({ id: `band${place + 1}`, label: band.label, unit })),
    ],
    rows: data.buckets.map((bucket, index): CsvValue[] => [
      bucket,
      stateOf(data, index),
      data.total[index] ?? null,
      ...data.bands.map((band) => drawnValue(data, band, index, mode)),
    ]),
    sums: [],
  }
}
