// Queries of Logs Insights over the audit logs of clusters: started, gone on with a little at a time while others are
// answered, and asked for their results. Answers follow from formulas where they can; how a query fares on its way is
// told by its status, as real ones are.

import { auditedClasses, writtenByCode } from '../../../world/audited-calls.ts'
import { hUuid } from '../../../world/hash.ts'
import type { ClusterState } from '../../../world/world.ts'
import { eventText } from '../../audit/event-text.ts'
import { eventsTogether, everyEvent, overTime } from './audit-events.ts'
import { isAlike } from './audit-rows.ts'
import { eventsOfHour, hourSummaryOf } from './hour-summary.ts'
import { firstHalf, noRows, type Packed, packed, packing } from './packed-rows.ts'
import { type Command, parseQuery } from './query-parser.ts'
import { isByClass, likenessOf, periodsOf, QueryRun } from './query-run.ts'
import type { Weighted } from './query-values.ts'

export type QueryStatus = 'Cancelled' | 'Complete' | 'Failed' | 'Running' | 'Scheduled' | 'Timeout'

export interface Statistics {
  readonly recordsMatched: number
  readonly recordsScanned: number
  readonly bytesScanned: number
}

export interface Results {
  readonly status: QueryStatus
  readonly rows: Packed
  readonly statistics: Statistics
}

/** What all queries together hold in memory. */
export interface Held {
  readonly queries: number
  /** Of the one that is worked out: 0 when none is. */
  readonly groups: number
  readonly rows: number
  /** Of these, as they are kept. */
  readonly bytes: number
}

export interface Question {
  readonly query: string
  readonly clusters: readonly ClusterState[]
  /** Half-open. */
  readonly fromMs: number
  readonly toMs: number
  readonly most: number
}

/** Whether the answer needs no event alone; otherwise all are gone through. */
type Plan = (state: ClusterState) => Iterable<Weighted>

interface Planned {
  readonly plan: Plan
  readonly commands: readonly Command[]
}

function byClass(commands: readonly Command[], { fromMs, toMs }: Question): Plan {
  const periodMs = periodsOf(commands).reduce(greatestCommonDivisor, 0)
  const likeness = likenessOf(commands)
  return function* (state) {
    for (let beginMs = fromMs; beginMs < toMs; ) {
      const nextMs = periodMs === 0 ? toMs : (Math.floor(beginMs / periodMs) + 1) * periodMs
      const endMs = Math.min(toMs, nextMs)
      yield* eventsTogether(state, { fromMs: beginMs, toMs: endMs, over: overTime, likeness })
      beginMs = endMs
    }
  }
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

/** How the question is answered soonest. Throws MalformedQuery. */
export function planOf(question: Question): Planned {
  const { query, fromMs, toMs } = question
  const commands = parseQuery(query)
  const summary = hourSummaryOf(query, commands)
  if (summary !== undefined) {
    return { commands: summary.commands, plan: (state) => eventsOfHour(state, summary, fromMs, toMs) }
  }
  if (isByClass(commands, isAlike)) return { commands, plan: byClass(commands, question) }
  return everyOne(question)
}

/** Each event alone: what the other ways come to as well. Throws MalformedQuery. */
export function everyOne({ query, fromMs, toMs }: Question): Planned {
  return { commands: parseQuery(query), plan: (state) => everyEvent(state, fromMs, toMs) }
}

/** What lies in the window, whatever is asked of it. Events of a class are about as long as any one of them. */
export function scanned(
  clusters: readonly ClusterState[],
  fromMs: number,
  toMs: number,
): Omit<Statistics, 'recordsMatched'> {
  let [recordsScanned, bytesScanned] = [0, 0]
  for (const state of clusters) {
    for (const of of auditedClasses(state)) {
      const count = [...writtenByCode(of, fromMs, toMs).values()].reduce((a, b) => a + b, 0)
      if (count === 0) continue
      const n = of.calls.before(toMs) - 1
      const call = of.call(n)
      recordsScanned += count
      bytesScanned += count * (call === undefined ? 0 : eventText(of, n, call, of.outcome(n)).length)
    }
  }
  return { recordsScanned, bytesScanned }
}

/** Goes through the rows of a plan, stopping now and then. */
export function* run({ commands, plan }: Planned, { clusters, most }: Question): Generator<QueryRun> {
  const made = new QueryRun(commands, most)
  yield made
  let left = eventsAtOnce
  for (const state of clusters) {
    for (const row of plan(state)) {
      made.add(row)
      left -= row.weight + rowCosts
      if (left > 0) continue
      left = eventsAtOnce
      yield made
    }
    yield made
  }
}

/** Between two turns of everybody else: so many events, and a row takes as long as some of them. */
const eventsAtOnce = 20_000
const rowCosts = 100
/** At once, of one account in one region. */
const mostRunning = 100
/** Of the last that have ended the answer is kept, not what it was worked out of. */
const mostKept = 24

interface Kept {
  readonly owner: string
  status: QueryStatus
  /** While it is worked out. */
  run: QueryRun | undefined
  rows: Packed
  statistics: Statistics
}

/** Turn by turn, to its end. */
function* workOut(kept: Kept, planned: Planned, question: Question): Generator<void> {
  const { clusters, fromMs, toMs } = question
  for (const made of run(planned, question)) {
    kept.run = made
    yield
  }
  const made = kept.run as QueryRun
  let rows = noRows
  for (const so of packing(made.results())) {
    rows = so
    yield
  }
  const statistics = { recordsMatched: made.matched, ...scanned(clusters, fromMs, toMs) }
  Object.assign(kept, { rows, statistics, run: undefined, status: 'Complete' } satisfies Partial<Kept>)
}

/** Its answer is what it has come to. */
function breakOff(kept: Kept, status: QueryStatus): void {
  const { run: made, statistics } = kept
  kept.status = status
  if (made === undefined) return
  kept.rows = packed(made.results())
  kept.statistics = { ...statistics, recordsMatched: made.matched }
  kept.run = undefined
}

export class TooManyQueries extends Error {}

export class Insights {
  readonly #kept = new Map<string, Kept>()
  readonly #seed: number
  /** One is worked out at a time: what they find on the way is all held in memory. */
  readonly #waiting: (() => void)[] = []
  #isBusy = false
  #started = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  get held(): Held {
    const all = [...this.#kept.values()]
    return {
      queries: all.length,
      groups: all.reduce((sum, { run: made }) => sum + (made?.held.groups ?? 0), 0),
      rows: all.reduce((sum, { rows }) => sum + rows.count, 0),
      bytes: all.flatMap(({ rows }) => rows.pieces).reduce((sum, piece) => sum + piece.length, 0),
    }
  }

  /** Returns the id of the query. Throws MalformedQuery and TooManyQueries. */
  start(owner: string, question: Question): string {
    const planned = planOf(question)
    const running = [...this.#kept.values()].filter((one) => one.owner === owner && isOpen(one.status))
    if (running.length >= mostRunning) throw new TooManyQueries()
    this.#started += 1
    const id = hUuid(this.#seed, this.#started, 0x71)
    const statistics = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 }
    const kept: Kept = { owner, status: 'Scheduled', run: undefined, rows: noRows, statistics }
    this.#kept.set(id, kept)
    this.#forget()
    this.#waiting.push(() => this.#goOn(kept, workOut(kept, planned, question)))
    if (!this.#isBusy) this.#takeNext()
    return id
  }

  /** The oldest of those that have ended, beyond so many. */
  #forget(): void {
    const ended = [...this.#kept].filter(([, { status }]) => !isOpen(status))
    for (const [id] of ended.slice(0, Math.max(0, ended.length - mostKept))) this.#kept.delete(id)
  }

  #takeNext(): void {
    const next = this.#waiting.shift()
    this.#isBusy = next !== undefined
    if (next !== undefined) setImmediate(next)
  }

  #goOn(kept: Kept, turns: Generator<void>): void {
    if (!isOpen(kept.status)) {
      this.#takeNext()
      return
    }
    kept.status = 'Running'
    if (turns.next().done === true) this.#takeNext()
    else setImmediate(() => this.#goOn(kept, turns))
  }

  /** Undefined: there is no such query of theirs. Nothing is told of one that goes on. */
  results(owner: string, id: string): Results | undefined {
    const kept = this.#kept.get(id)
    return kept?.owner === owner ? kept : undefined
  }

  /** False: it has ended, or there is none. */
  stop(owner: string, id: string): boolean {
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.owner !== owner || !isOpen(kept.status)) return false
    breakOff(kept, 'Cancelled')
    return true
  }

  /** Takes too long from now on; a part of what it found so far is told. */
  timeOut(owner: string, id: string): void {
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.owner !== owner) return
    breakOff(kept, 'Timeout')
    kept.rows = firstHalf(kept.rows)
  }
}

const isOpen = (status: QueryStatus): boolean => status === 'Running' || status === 'Scheduled'
