// What the panels ask, as inputs of the procedures; the same on the server (prefetch) and in the browser.
import type { ScopeInput } from '../../../domain/model/scope.ts'
import type { TalkerDimension, TalkerFilter, TalkerRanking } from '../../../domain/model/talker.ts'
import { type Comparison, comparedWindow } from '../../../domain/model/talker-comparison.ts'

/** The part every traffic question shares. */
export interface Question {
  readonly scope?: ScopeInput
  readonly window: { readonly from: string; readonly to: string }
  readonly where?: TalkerFilter
}

interface TableParams {
  readonly by: readonly TalkerDimension[]
  readonly rank: TalkerRanking
  readonly page: number
}

export const rowsPerPage = 100
const seriesTop = 6
/** Most parts that are read to find out what each talker mostly does, and as whom. */
const partRows = 500

const once = (dimensions: readonly TalkerDimension[]) => [...new Set(dimensions)]

/** Cursors of talkers are offsets. */
export function talkersInput({ by, rank, page }: TableParams, question: Question) {
  const offset = (page - 1) * rowsPerPage
  return {
    ...question,
    groupBy: once(by),
    rankBy: rank,
    limit: rowsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
}

/** The rows of the table in another window as well; it is absolute, so a link keeps it with its own. */
export function comparisonInput(
  params: TableParams & { readonly compare: Comparison | null },
  question: Question,
) {
  const [from, to] = [new Date(question.window.from), new Date(question.window.to)]
  const against = comparedWindow({ from, to }, params.compare ?? 'before')
  return {
    ...talkersInput(params, question),
    against: { from: against.from.toISOString(), to: against.to.toISOString() },
  }
}

export function seriesInput(params: { split: TalkerDimension; rank: TalkerRanking }, question: Question) {
  return { ...question, groupBy: [params.split], rankBy: params.rank, top: seriesTop }
}

/** The rows split further: by verb and resource, where the first of a row is its most frequent call, and by who sent them. */
export function rowPartsInput({ by, rank }: Pick<TableParams, 'by' | 'rank'>, question: Question) {
  return {
    ...question,
    splits: [
      { by: once([...by, 'verb', 'resource']), rankBy: 'requests' as const },
      { by: once([...by, 'user']), rankBy: rank },
    ],
    limit: partRows,
  }
}
