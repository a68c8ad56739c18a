// CloudWatch Logs, as far as an audit log is asked there: its groups, and queries of Logs Insights over them. An
// account sees its own groups in the region that it asks; a cluster whose audit log is off has none.
import { dayMs, hourMs } from '../../../world/clock.ts'
import type { Cluster } from '../../../world/fleet.ts'
import type { ClusterState } from '../../../world/world.ts'
import { logGroupOf } from '../../audit/log-group.ts'
import type { Json } from '../eks-common.ts'
import { AwsRefusal, type Paging, pageOf } from '../refusal.ts'
import { type Insights, scanned, TooManyQueries } from './insights.ts'
import { rowsInPiece, textOf } from './packed-rows.ts'
import { MalformedQuery } from './query-words.ts'

export interface LogsQuestion {
  readonly operation: string
  readonly body: Json
  /** Of the caller's account and region. */
  readonly clusters: readonly Cluster[]
  /** Whose queries. */
  readonly owner: string
  readonly insights: Insights
  stateOf(cluster: Cluster): ClusterState
  readonly nowMs: number
}

const mostGroups = 50
const mostCharacters = 10_000
const defaultLimit = 10_000
const mostLimit = 100_000

const invalid = (message: string): AwsRefusal => new AwsRefusal(400, 'InvalidParameterException', message)
const missing = (message: string): AwsRefusal => new AwsRefusal(400, 'ResourceNotFoundException', message)

const paging: Paging = {
  most: 50,
  badSize: (given) => invalid(`limit is from 1 to 50, not ${given}`),
  badToken: () => invalid('The specified nextToken is invalid.'),
}

const arnOf = (cluster: Cluster): string =>
  `arn:aws:logs:${cluster.region.code}:${cluster.account.id}:log-group:${logGroupOf(cluster)}`

const keptDays = 14

/** As much as a day that goes like the last hour, for each day that is kept. */
function storedBytes(state: ClusterState, nowMs: number): number {
  const { bytesScanned } = scanned([state], nowMs - hourMs, nowMs)
  return 24 * Math.min(keptDays, (nowMs - state.cluster.createdMs) / dayMs) * bytesScanned
}

function described(cluster: Cluster, { stateOf, nowMs }: LogsQuestion): Json {
  return {
    arn: `${arnOf(cluster)}:*`,
    creationTime: cluster.createdMs,
    logGroupArn: arnOf(cluster),
    logGroupClass: 'STANDARD',
    logGroupName: logGroupOf(cluster),
    metricFilterCount: 0,
    retentionInDays: keptDays,
    storedBytes: Math.round(storedBytes(stateOf(cluster), nowMs)),
  }
}

function groupsOf(question: LogsQuestion): Json {
  const { body, clusters } = question
  const { logGroupNamePrefix: prefix = '', limit, nextToken } = body
  if (typeof prefix !== 'string') throw invalid('logGroupNamePrefix is a text')
  const found = clusters
    .filter((cluster) => cluster.hasAudit && logGroupOf(cluster).startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const page = pageOf(found, limit, nextToken, paging)
  return {
    logGroups: page.members.map((cluster) => described(cluster, question)),
    ...(page.nextToken === null ? {} : { nextToken: page.nextToken }),
  }
}

/** As the caller names them: by name, or by ARN. */
function namedGroups({ body }: LogsQuestion): readonly string[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = body
  const given = [logGroupName, logGroupNames, logGroupIdentifiers].filter((one) => one !== undefined)
  const names = given.flat()
  if (given.length !== 1 || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw invalid('exactly one of logGroupName, logGroupNames and logGroupIdentifiers is given')
  }
  if (names.length > mostGroups) throw invalid(`a query has at most ${mostGroups} log groups`)
  return names.map((name) => String(name).replace(/^arn:aws:logs:[^:]*:\d{12}:log-group:/, ''))
}

function clustersAsked(question: LogsQuestion): readonly ClusterState[] {
  return namedGroups(question).map((name) => {
    const cluster = question.clusters.find((known) => known.hasAudit && logGroupOf(known) === name)
    if (cluster === undefined) throw missing(`Log group '${name}' does not exist for account ID`)
    return question.stateOf(cluster)
  })
}

function secondsOf(body: Json, name: 'endTime' | 'startTime'): number {
  const value = body[name]
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`${name} is a number of seconds`)
  return value as number
}

/** Throws AwsRefusal. */
function start(question: LogsQuestion): Json {
  const { body, insights, owner, nowMs } = question
  const { queryString, queryLanguage = 'CWLI', limit = defaultLimit } = body
  if (queryLanguage !== 'CWLI') throw invalid(`the language ${queryLanguage} is not spoken here, CWLI is`)
  if (typeof queryString !== 'string' || queryString.length > mostCharacters) {
    throw invalid(`queryString has at most ${mostCharacters} characters`)
  }
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > mostLimit) {
    throw invalid(`limit is from 1 to ${mostLimit}`)
  }
  const [startTime, endTime] = [secondsOf(body, 'startTime'), secondsOf(body, 'endTime')]
  if (endTime < startTime) throw invalid('Query start time must be before its end time')
  const clusters = clustersAsked(question)
  // Both ends belong to it, the last second whole; what is yet to come is in no log.
  const fromMs = startTime * 1_000
  const toMs = Math.max(fromMs, Math.min(endTime * 1_000 + 1_000, nowMs))
  try {
    const asked = { query: queryString, clusters, fromMs, toMs, most: limit as number }
    return { queryId: insights.start(owner, asked) }
  } catch (error) {
    throw refusalOf(error)
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof TooManyQueries) {
    return new AwsRefusal(400, 'LimitExceededException', 'Account maximum query concurrency limit reached')
  }
  if (!(error instanceof MalformedQuery)) return error
  const { message, start, end } = error
  const queryCompileError = { location: { startCharOffset: start, endCharOffset: end }, message }
  return new AwsRefusal(400, 'MalformedQueryException', message, { queryCompileError })
}

function idOf({ queryId }: Json): string {
  if (typeof queryId !== 'string') throw invalid('queryId is a text')
  return queryId
}

/** Of one answer, 10,000 rows; the rest follows. */
const pagePieces = 10_000 / rowsInPiece

/** `results` comes last, since it is long: a piece after the other, none of them held for longer than it is written. */
function* textOfResults(answer: Json, pieces: readonly Buffer[]): Generator<Buffer> {
  yield Buffer.from(`${JSON.stringify(answer).slice(0, -1)},"results":[`)
  for (const [n, piece] of pieces.entries()) {
    if (n > 0) yield Buffer.from(',')
    yield textOf(piece)
  }
  yield Buffer.from(']}')
}

function resultsOf({ body, insights, owner }: LogsQuestion): Iterable<Buffer> {
  const found = insights.results(owner, idOf(body))
  if (found === undefined) throw missing(`The specified query does not exist.`)
  const { rows, status, statistics } = found
  const page = pageOf(rows.pieces, pagePieces, body.nextToken, { ...paging, most: pagePieces })
  const answer = {
    queryLanguage: 'CWLI',
    statistics: {
      ...{ estimatedRecordsSkipped: 0, estimatedBytesSkipped: 0, logGroupsScanned: 1 },
      ...statistics,
    },
    status,
    ...(page.nextToken === null ? {} : { nextToken: page.nextToken }),
  }
  return textOfResults(answer, page.members)
}

function stop({ body, insights, owner }: LogsQuestion): Json {
  if (insights.results(owner, idOf(body)) === undefined) throw missing('The specified query does not exist.')
  if (!insights.stop(owner, idOf(body))) {
    throw invalid('Query is not in a state in which it can be cancelled')
  }
  return { success: true }
}

const whole =
  (answer: (question: LogsQuestion) => Json) =>
  (question: LogsQuestion): Iterable<Buffer> => [Buffer.from(JSON.stringify(answer(question)))]

const operations: Readonly<Record<string, (question: LogsQuestion) => Iterable<Buffer>>> = {
  DescribeLogGroups: whole(groupsOf),
  GetQueryResults: resultsOf,
  StartQuery: whole(start),
  StopQuery: whole(stop),
}

/** The text of the answer, chunk by chunk. Throws AwsRefusal, before there is any. */
export function answerLogs(question: LogsQuestion): Iterable<Buffer> {
  const answer = operations[question.operation]
  if (answer === undefined) {
    throw new AwsRefusal(400, 'UnknownOperationException', `there is no ${question.operation || 'operation'}`)
  }
  return answer(question)
}
