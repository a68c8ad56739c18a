// One statement is asked again and again, of every hour of every cluster: who asked for what, with how long it took and
// when it began and ended. It is known by its form, and answered without the text of every event; a test holds this
// against going through them. Another form of it is answered too, only slower.
import type { ClusterState } from '../../../world/world.ts'
import { eventsTogether } from './audit-events.ts'
import { type EventRow, isAlike, type Members, type Over } from './audit-rows.ts'
import { type Command, parseQuery } from './query-parser.ts'
import { isByClass, likenessOf } from './query-run.ts'
import type { Value, Weighted } from './query-values.ts'

const hourText = /"(\d{4}-\d\d-\d\dT\d\d)"/
const hourMs = 3_600_000

/** How it begins; the hour stands in it twice. */
const headOf = (
  hour: string,
): string => String.raw`fields coalesce(objectRef.subresource, "") as part, coalesce(responseStatus.message, "") as said
| filter @logStream like "kube-apiserver-audit"
| filter stage in ["ResponseComplete", "Panic"] or (stage = "ResponseStarted" and responseStatus.code = 401)
| parse @message /"requestReceivedTimestamp":"(?<receivedIn>[^":]+):(?<receivedMinute>\d+):(?<receivedSecond>[0-9.]+)Z"/
| parse @message /"stageTimestamp":"(?<endedIn>[^":]+):(?<endedMinute>\d+):(?<endedSecond>[0-9.]+)Z"/
| filter ((verb in ["watch", "watchlist"] or part in ["exec", "attach", "log", "proxy", "portforward"]) and endedIn = "${hour}") or (not (verb in ["watch", "watchlist"] or part in ["exec", "attach", "log", "proxy", "portforward"]) and receivedIn = "${hour}")
| fields receivedMinute * 60 + receivedSecond as receivedAt, endedMinute * 60 + endedSecond as endedAt
| fields (endedAt - receivedAt + 3600) % 3600 as took, strcontains(said, "Connection closed early") as isAborted`

const asText = (commands: readonly Command[]): string =>
  JSON.stringify(commands, (_, value: unknown) => (value instanceof RegExp ? value.source : value))

/** What paths begin with, of as many names as tell a resource from another. */
const pathOf = String.raw`parse requestURI /^(?<path>\/[^\/?]*(?:\/[^\/?]*){0,2})/`
const [pathParse] = parseQuery(pathOf) as [Extract<Command, { do: 'parse' }>]

export interface HourSummary {
  /** Half-open. */
  readonly fromMs: number
  readonly toMs: number
  /** What is left to be done with the events of the hour. */
  readonly commands: readonly Command[]
}

/** Undefined: another statement. */
export function hourSummaryOf(query: string, commands: readonly Command[]): HourSummary | undefined {
  const [, hour] = hourText.exec(query) ?? []
  if (hour === undefined) return undefined
  const head = parseQuery(headOf(hour))
  if (asText(commands.slice(0, head.length)) !== asText(head)) return undefined
  const after = commands.slice(head.length)
  const rest = asText(after.slice(0, 1)) === asText([pathParse]) ? after.slice(1) : after
  if (!isByClass(rest, (field) => isAlike(field) || Object.hasOwn(made, field), isMeasure)) return undefined
  const fromMs = Date.parse(`${hour}:00:00Z`)
  return { fromMs, toMs: fromMs + hourMs, commands: rest }
}

const isMeasure = (what: string, field: string): boolean =>
  what === 'sum' ? field === 'took' : ['endedAt', 'receivedAt'].includes(field) && what !== 'avg'

const secondOf = (us: number): number => (us % 3_600_000_000) / 1_000_000

const receivedUs = ({ of }: EventRow, n: number): number => of.receivedUs(n) ?? 0
const endedUs = (row: EventRow, n: number): number => receivedUs(row, n) + row.of.outcome(n).tookUs

/** A server gives up by itself: whatever was received earlier has ended. */
const longestMs = 60_000

/** Of the first and last few of many, over any longer that a call may take. */
function extreme(row: EventRow, { at, count }: Members, what: 'least' | 'most', of: typeof endedUs): number {
  const { calls } = row.of
  const isLeast = what === 'least'
  let best = isLeast ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const take = (n: number): void => {
    const second = secondOf(of(row, n))
    best = isLeast ? Math.min(best, second) : Math.max(best, second)
  }
  // What ends after the hour counts from its beginning anew: the last are looked at for the least as well.
  const [firstMs, lastMs] = [calls.timeOf(at(0)) as number, calls.timeOf(at(count - 1)) as number]
  let i = 0
  for (; i < count && (calls.timeOf(at(i)) as number) <= firstMs + longestMs; i += 1) take(at(i))
  for (let j = count - 1; j >= i && (calls.timeOf(at(j)) as number) >= lastMs - longestMs; j -= 1) take(at(j))
  return best
}

/** Over all of many, each told as little as may be. */
const overHour: Over = (row, members, what, field) => {
  const { of } = row
  if (field === 'took' && what === 'sum') {
    let us = 0
    for (let i = 0; i < members.count; i += 1) us += of.outcome(members.at(i)).tookUs
    return us / 1_000_000
  }
  if (what === 'sum') return undefined
  if (field === 'receivedAt') return extreme(row, members, what, receivedUs)
  return field === 'endedAt' ? extreme(row, members, what, endedUs) : undefined
}

/** What the head of the statement makes of an event, and is the same for those that are told together. */
const made: Readonly<Record<string, (row: EventRow) => Value>> = {
  part: ({ of }) => of.subresource,
  path: ({ call }) => pathParse.pattern.exec(call.uri)?.[1],
  // None of those that are written was broken off.
  isAborted: () => 0,
}

const measured: Readonly<Record<string, (row: EventRow) => Value>> = {
  took: ({ outcome }) => outcome.tookUs / 1_000_000,
  receivedAt: ({ call }) => secondOf(call.receivedUs),
  endedAt: ({ call, outcome }) => secondOf(call.receivedUs + outcome.tookUs),
}

class HourRow implements Weighted {
  readonly #row: EventRow

  constructor(row: EventRow) {
    this.#row = row
  }

  get weight(): number {
    return this.#row.weight
  }

  over(what: 'least' | 'most' | 'sum', field: string): number | undefined {
    return this.#row.over(what, field)
  }

  get(name: string): Value {
    const field = made[name] ?? measured[name]
    return field === undefined ? this.#row.get(name) : field(this.#row)
  }
}

/** Events of the part of the hour that lies in the window. */
export function* eventsOfHour(
  state: ClusterState,
  { commands, ...hour }: HourSummary,
  fromMs: number,
  toMs: number,
): Generator<Weighted> {
  const likeness = likenessOf(commands)
  const window = { fromMs: Math.max(fromMs, hour.fromMs), toMs: Math.min(toMs, hour.toMs) }
  if (window.fromMs >= window.toMs) return
  const together = { ...window, over: overHour, likeness: (row: EventRow) => likeness(new HourRow(row)) }
  for (const row of eventsTogether(state, together)) yield new HourRow(row)
}
