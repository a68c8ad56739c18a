// One search of Logs Insights, from its start to all of its answer. One that does not end in time is stopped; an
// answer that is not complete is none. What was looked through is told either way: it is paid for.
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { AnswerRow } from './answers.ts'
import { logGroupOf, rangeOf, rowLimit } from './query.ts'
import type { LogsTuning } from './tuning.ts'

export interface Searching {
  readonly place: Place<'logs'>
  readonly time: ProcessTime
  readonly tuning: Pick<LogsTuning, 'pollMs' | 'searchWithinMs'>
  readonly signal: AbortSignal
}

export interface SearchEnd {
  readonly bytes: number
  /** Log events that were looked at. */
  readonly scanned: number
  readonly rows: readonly AnswerRow[]
}

/** It ended without a complete answer. */
export class SearchFailure extends Error {
  override readonly name = 'SearchFailure'
  readonly bytes: number

  constructor(says: string, bytes: number) {
    super(says)
    this.bytes = bytes
  }
}

type Answer = Awaited<ReturnType<typeof resultsOf>>

const resultsOf = (place: Place<'logs'>, queryId: string, nextToken?: string) =>
  place.ask('GetQueryResults', { queryId, ...(nextToken === undefined ? {} : { nextToken }) })

const bytesOf = ({ statistics }: Answer): number => Math.round(statistics?.bytesScanned ?? 0)

/** Throws SearchFailure, and AwsFailure for a call that failed. */
export async function search(
  searching: Searching,
  ask: { readonly clusterName: string; readonly hour: Date; readonly statement: string },
): Promise<SearchEnd> {
  const { place, time, tuning, signal } = searching
  const { queryId } = await place.ask('StartQuery', {
    logGroupName: logGroupOf(ask.clusterName),
    queryString: ask.statement,
    ...rangeOf(ask.hour),
  })
  if (queryId === undefined) throw new SearchFailure('Logs Insights gave its search no id', 0)
  const endMs = time.nowMs() + tuning.searchWithinMs
  let bytes = 0
  while (time.nowMs() < endMs) {
    await time.sleep(tuning.pollMs, signal)
    const answer = await resultsOf(place, queryId)
    bytes = Math.max(bytes, bytesOf(answer))
    if (answer.status === 'Complete') return await wholeOf(searching, queryId, answer)
    if (answer.status !== 'Running' && answer.status !== 'Scheduled')
      throw new SearchFailure(`Logs Insights ended its search as “${answer.status ?? 'of no status'}”`, bytes)
  }
  await stopped(place, queryId)
  const seconds = Math.round(tuning.searchWithinMs / 1_000)
  throw new SearchFailure(`its search had no answer after ${seconds} s and was stopped`, bytes)
}

/** All pages. */
async function wholeOf({ place }: Searching, queryId: string, first: Answer): Promise<SearchEnd> {
  const rows: AnswerRow[] = []
  for (let answer = first; ; ) {
    for (const fields of answer.results ?? []) {
      rows.push(
        Object.fromEntries(
          fields.flatMap(({ field, value }) =>
            field === undefined || value === undefined ? [] : [[field, value]],
          ),
        ),
      )
    }
    if (rows.length > rowLimit)
      throw new SearchFailure(`its answer has more than the ${rowLimit} rows asked for`, bytesOf(first))
    if (!answer.nextToken) break
    answer = await resultsOf(place, queryId, answer.nextToken)
  }
  return { bytes: bytesOf(first), scanned: Math.round(first.statistics?.recordsScanned ?? 0), rows }
}

/** One that ended meanwhile cannot be stopped, which is as good. */
async function stopped(place: Place<'logs'>, queryId: string): Promise<void> {
  try {
    await place.ask('StopQuery', { queryId })
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
  }
}
