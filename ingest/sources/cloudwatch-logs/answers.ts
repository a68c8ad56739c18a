// What Logs Insights answered, as rows of an hour: the talkers it named, and what it only counted, by outcome. Holds
// both answers against each other; what does not add up is no hour. Pure.
import { type LogTalkerKey, type LogTalkerRow, unnamedKey } from '../../../domain/model/log-hour.ts'
import { longParts, longVerbs } from './query.ts'

/** A row of an answer, by field; a field that the events did not have is absent. */
export type AnswerRow = Readonly<Record<string, string>>

/** The two answers do not speak of the same requests. */
export class NotWhole extends Error {
  override readonly name = 'NotWhole'
}

interface Sums {
  requests: number
  aborted: number
  latencyUs: number
}

interface Outcome extends Sums {
  readonly verb: string
  readonly part: string
  readonly code: number
  /** The server said "Failure" itself: on an eviction, a PodDisruptionBudget. */
  readonly isFailure: boolean
  readonly firstAt: number
  readonly lastAt: number
}

const clip = (text: string | undefined, most: number): string => [...(text ?? '')].slice(0, most).join('')

function numberOf(row: AnswerRow, field: string): number {
  const text = row[field] ?? ''
  const value = text === '' ? 0 : Number(text)
  if (!Number.isFinite(value)) throw new NotWhole(`${field} is “${clip(text, 40)}”, which is no number`)
  return value
}

function countOf(row: AnswerRow, field: string): number {
  const value = numberOf(row, field)
  if (!Number.isSafeInteger(value) || value < 0) throw new NotWhole(`${field} is ${value}, which is no count`)
  return value
}

const isLong = (verb: string, part: string): boolean =>
  (longVerbs as readonly string[]).includes(verb) || (longParts as readonly string[]).includes(part)

/** A panic is an answer of 500 at least, whatever it says. */
function codeOf(row: AnswerRow): number {
  const said = numberOf(row, 'responseStatus.code')
  const code = Number.isInteger(said) && said >= 0 && said <= 999 ? said : 0
  return row.stage === 'Panic' && code < 500 ? 500 : code
}

const lastSecond = 3_599
const secondOf = (value: number): number => Math.min(lastSecond, Math.max(0, Math.floor(value)))

function outcomeOf(row: AnswerRow): Outcome {
  const [verb, part] = [clip(row.verb, 32), clip(row.part, 64)]
  const counts = isLong(verb, part) ? 'ended' : 'received'
  const seconds = isLong(verb, part) ? 0 : numberOf(row, 'seconds')
  if (seconds < 0) throw new NotWhole('a latency is below zero')
  return {
    ...{ verb, part, code: codeOf(row), isFailure: row['responseStatus.status'] === 'Failure' },
    requests: countOf(row, 'requests'),
    aborted: countOf(row, 'aborted'),
    latencyUs: Math.round(seconds * 1e6),
    firstAt: secondOf(numberOf(row, `${counts}First`)),
    lastAt: secondOf(numberOf(row, `${counts}Last`)),
  }
}

/** As raw requests are judged: nothing but the code says of a 429 whose it is, and on an eviction the status. */
function measuresOf(outcome: Outcome): Omit<LogTalkerRow, 'key' | 'isNamed'> {
  const { verb, part, code, isFailure, requests, aborted, latencyUs, firstAt, lastAt } = outcome
  const isBudget = code === 429 && isFailure && part === 'eviction'
  return {
    ...{ requests, aborted, latencyUs },
    throttled: code === 429 && !isBudget ? requests : 0,
    disruptionBlocked: isBudget ? requests : 0,
    errors: code >= 400 && code !== 429 ? requests : 0,
    longRunning: isLong(verb, part) ? requests : 0,
    // One seat each, for all the time it took: what of it was a wait in a queue is not asked. What was throttled took none.
    seatMoreUs: code === 429 ? 0 - latencyUs : 0,
    firstAfter: firstAt,
    lastAfter: Math.max(0, lastAt - firstAt),
  }
}

/** Requests for no resource stand under their path; those refused or unknown together, as everywhere. */
function resourceOf(row: AnswerRow, code: number): string {
  const resource = clip(row['objectRef.resource'], 128)
  if (resource !== '') return resource
  return [401, 403, 404].includes(code) ? '(non-resource)' : clip(row.path, 512)
}

function keyOf(row: AnswerRow, { verb, part, code }: Outcome): LogTalkerKey {
  return {
    userAgent: clip(row.userAgent, 256),
    user: clip(row['user.username'], 256),
    impersonatedUser: clip(row['impersonatedUser.username'], 256),
    verb,
    apiGroup: clip(row['objectRef.apiGroup'], 128),
    apiVersion: clip(row['objectRef.apiVersion'], 64),
    resource: resourceOf(row, code),
    subresource: part,
    namespace: clip(row['objectRef.namespace'], 128),
    code,
  }
}

function added(left: LogTalkerRow, right: LogTalkerRow): LogTalkerRow {
  const firstAfter = Math.min(left.firstAfter, right.firstAfter)
  const lastAt = Math.max(left.firstAfter + left.lastAfter, right.firstAfter + right.lastAfter)
  return {
    ...left,
    requests: left.requests + right.requests,
    throttled: left.throttled + right.throttled,
    disruptionBlocked: left.disruptionBlocked + right.disruptionBlocked,
    errors: left.errors + right.errors,
    aborted: left.aborted + right.aborted,
    longRunning: left.longRunning + right.longRunning,
    latencyUs: left.latencyUs + right.latencyUs,
    seatMoreUs: left.seatMoreUs + right.seatMoreUs,
    firstAfter,
    lastAfter: lastAt - firstAfter,
  }
}

const nameOf = ({ verb, part, code, isFailure }: Outcome): string =>
  JSON.stringify([verb, part, code, isFailure])

function byOutcome(outcomes: readonly Outcome[]): Map<string, Outcome> {
  const found = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const known = found.get(nameOf(outcome))
    found.set(nameOf(outcome), {
      ...outcome,
      requests: outcome.requests + (known?.requests ?? 0),
      aborted: outcome.aborted + (known?.aborted ?? 0),
      latencyUs: outcome.latencyUs + (known?.latencyUs ?? 0),
      firstAt: Math.min(outcome.firstAt, known?.firstAt ?? lastSecond),
      lastAt: Math.max(outcome.lastAt, known?.lastAt ?? 0),
    })
  }
  return found
}

/** Sums of rounded figures may differ by a microsecond a row. */
const roundingUs = 20_000

/** What of an outcome no talker was named for. Throws NotWhole. */
function leftOf(all: Outcome, named: Outcome | undefined): Outcome {
  const left = {
    ...all,
    requests: all.requests - (named?.requests ?? 0),
    aborted: all.aborted - (named?.aborted ?? 0),
    latencyUs: all.latencyUs - (named?.latencyUs ?? 0),
  }
  if (left.requests < 0 || left.aborted < 0 || left.latencyUs < -roundingUs)
    throw new NotWhole('the hour’s total is less than what its talkers add up to')
  return { ...left, latencyUs: left.requests === 0 ? 0 : Math.max(0, left.latencyUs) }
}

export const requestsIn = (total: readonly AnswerRow[]): number =>
  total.reduce((sum, row) => sum + countOf(row, 'requests'), 0)

/** All requests of an hour. Throws NotWhole where the answers contradict each other. */
export function hourRows(talkers: readonly AnswerRow[], total: readonly AnswerRow[]): LogTalkerRow[] {
  const rows = new Map<string, LogTalkerRow>()
  const named: Outcome[] = []
  for (const row of talkers) {
    const outcome = outcomeOf(row)
    if (outcome.requests === 0) continue
    named.push(outcome)
    const key = keyOf(row, outcome)
    // Names that were cut may have become the same.
    const name = JSON.stringify(Object.values(key))
    const one = { key, isNamed: true, ...measuresOf(outcome) }
    const known = rows.get(name)
    rows.set(name, known === undefined ? one : added(known, one))
  }
  const all = byOutcome(total.map(outcomeOf))
  const namedOf = byOutcome(named)
  for (const name of namedOf.keys())
    if (!all.has(name)) throw new NotWhole('a talker came to what the hour’s total does not know')
  const unnamed = [...all].flatMap(([name, outcome]): LogTalkerRow[] => {
    const left = leftOf(outcome, namedOf.get(name))
    if (left.requests === 0) return []
    const { verb, part: subresource, code } = left
    return [{ key: { ...unnamedKey, verb, subresource, code }, isNamed: false, ...measuresOf(left) }]
  })
  return [...rows.values(), ...unnamed]
}
