// Makes the table and the chart into files and hands them to the reader, of exactly what the address shows: the
// table with all its pages, the chart as it is drawn. Read by export-files.ts when somebody asks for one.
import { count, plural } from '../../../components/format/number.ts'
import {
  type FileFormat,
  fileName,
  fileText,
  fileTypes,
  type TableFile,
} from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import type { TalkerSeries, TopTalkers } from '../../../domain/model/talker.ts'
import type { TalkerComparison } from '../../../domain/model/talker-comparison.ts'
import { frozenLink } from '../_frame/frozen-link.ts'
import { type AllTalkers, readAllTalkers, rowsPerRead } from './all-talkers.ts'
import { chartFile } from './chart-file.ts'
import { chartData } from './chart-series.ts'
import type { Mostly } from './mostly.ts'
import type { OwnerOf } from './owners.ts'
import { comparisonInput, talkersInput } from './question-inputs.ts'
import { talkerFile } from './talker-file.ts'
import { dimensionNouns } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

function hand(file: TableFile, format: FileFormat, view: TrafficView, window: TopTalkers['window']): void {
  const name = fileName(file.what, view.view.clusters, window, format)
  downloadText(name, fileTypes[format], fileText(file, format))
}

const linkOf = ({ view }: TrafficView) => frozenLink(window.location.href, view.window)

/** "230 clients in the file", or how much of them, and why. */
function heldWords({ answer, changed }: AllTalkers, view: TrafficView, listed: number): string {
  const [dimension = 'userAgent', second] = view.groupBy
  const [one, many] = second === undefined ? dimensionNouns[dimension] : ['talker', 'talkers']
  const found = view.params.find.trim() === '' ? '' : ` that match “${view.params.find.trim()}”`
  const read = answer.rows.length
  const cut =
    read < answer.total.keys
      ? `, of the first ${count(read)} of ${count(answer.total.keys)}; the rest is in Other`
      : ''
  const moved = changed ? '; events arrived meanwhile' : ''
  return `File with ${plural(listed, one, many)}${found}${cut}${moved}`
}

type TalkersQuestion = ReturnType<typeof talkersInput>

export interface TalkerFileOrder {
  readonly view: TrafficView
  readonly mostly: Mostly
  readonly owner: OwnerOf
  readonly format: FileFormat
  /** Asks for one page; throws what it throws, also when it was stopped. */
  readonly read: (input: TalkersQuestion) => Promise<TopTalkers>
  /** Asks for one page of both windows. */
  readonly readOther: (input: ComparedQuestion) => Promise<TalkerComparison>
  readonly onRows: (rows: number, of: number) => void
}

type ComparedQuestion = ReturnType<typeof comparisonInput>

/** The other window of as many rows as the file has, page by page. */
async function readCompared(
  { view, readOther }: Pick<TalkerFileOrder, 'view' | 'readOther'>,
  input: TalkersQuestion,
  rows: number,
): Promise<TalkerComparison | null> {
  const { params, question } = view
  if (params.compare === null || question === null) return null
  const asked = { ...input, against: comparisonInput(params, question).against }
  const first = await readOther(asked)
  const all = [...first.rows]
  for (let at = rowsPerRead; at < rows; at += rowsPerRead) {
    all.push(...(await readOther({ ...asked, cursor: String(at) })).rows)
  }
  return { ...first, rows: all }
}

/** Answers what the file holds, and what it does not, in words. */
export async function exportTalkers(order: TalkerFileOrder) {
  const { view, mostly, owner, format, read, onRows } = order
  const { question, params, groupBy, now } = view
  if (question === null) throw new Error('nothing is asked yet, so there is nothing to put in a file')
  const input = { ...talkersInput({ ...params, by: groupBy, page: 1 }, question), limit: rowsPerRead }
  const all = await readAllTalkers((cursor) => read({ ...input, ...(cursor && { cursor }) }), onRows)
  const compared = await readCompared(order, input, all.answer.rows.length)
  const file = talkerFile({
    ...all,
    question,
    groupBy,
    rankBy: params.rank,
    find: params.find,
    mostly,
    owner,
    compared,
    link: linkOf(view),
    readAt: now,
  })
  hand(file, format, view, all.answer.window)
  return heldWords(all, view, file.rows.length)
}

export function exportChart(view: TrafficView, answer: TalkerSeries, format: FileFormat): void {
  const { question, params, now } = view
  if (question === null) return
  const mode = params.chart === 'table' ? 'stacked' : params.chart
  const data = chartData(answer, now ?? answer.window.to)
  const { split, rank } = params
  const file = chartFile({
    answer,
    data,
    mode,
    question,
    split,
    rankBy: rank,
    link: linkOf(view),
    readAt: now,
  })
  hand(file, format, view, answer.window)
}
