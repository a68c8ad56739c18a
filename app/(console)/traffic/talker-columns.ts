// The measured columns of the talker table: what each shows for a row, and for the sums below. A column
// that is a ranking can be sorted by; the server sorts.
import { count, milliseconds, rate, seconds } from '../../../components/format/number.ts'
import { clockTimeSeconds, day, dayTime } from '../../../components/format/time.ts'
import type { TalkerMeasures, TalkerRanking, TalkerRow } from '../../../domain/model/talker.ts'
import type { Window } from '../../../domain/units/window.ts'

export interface MeasureColumn {
  readonly id: string
  readonly label: string
  /** Explains the header. */
  readonly title?: string
  readonly rank?: TalkerRanking
  readonly row: (row: TalkerRow, window: Window) => string
  /** For Other and Total; blank where a sum has no meaning. */
  readonly sum: (measures: TalkerMeasures, window: Window) => string
  /** The full value, for files; null where nothing is to say. */
  readonly value: (row: TalkerRow, window: Window) => number | Date | null
  /** The full value of a sum; null where a sum has no meaning. */
  readonly sumValue: (measures: TalkerMeasures, window: Window) => number | null
  /** Of the full value; absent for counts. */
  readonly unit?: string
  readonly tone?: (measures: TalkerMeasures) => 'crit' | undefined
}

const windowSeconds = ({ from, to }: Window) => (to.getTime() - from.getTime()) / 1_000

const perSecond = ({ requests }: TalkerMeasures, window: Window) => requests / windowSeconds(window)
const meanSeats = ({ seatSecondsEstimated }: TalkerMeasures, window: Window) =>
  seatSecondsEstimated / windowSeconds(window)

/** Within a day the clock is enough. */
const seen = (at: Date, { from, to }: Window) =>
  day(from) === day(new Date(to.getTime() - 1)) ? clockTimeSeconds(at) : dayTime(at).slice(4)

/** A measure that adds up: rows and sums are shown and written alike. */
function adding(of: (measures: TalkerMeasures, window: Window) => number, show: (value: number) => string) {
  const shown = (measures: TalkerMeasures, window: Window) => show(of(measures, window))
  return { row: shown, sum: shown, value: of, sumValue: of }
}

/** One of which a sum means nothing. */
const alone = { sum: () => '', sumValue: () => null }

export const measureColumns: readonly MeasureColumn[] = [
  { id: 'requests', label: 'Requests', rank: 'requests', ...adding(({ requests }) => requests, count) },
  {
    id: 'rate',
    label: 'Req/s',
    title: 'Requests per second, mean of the window',
    unit: 'per second',
    ...adding(perSecond, rate),
  },
  {
    id: 'errors',
    label: 'Errors',
    title: 'Answers 4xx and 5xx except 429',
    rank: 'errors',
    ...adding(({ errors }) => errors, count),
    tone: ({ errors, requests }) => (errors > 0 && errors >= requests * 0.05 ? 'crit' : undefined),
  },
  {
    id: 'throttled',
    label: '429',
    title: 'Throttled by the API server',
    rank: 'throttled',
    ...adding(({ throttled }) => throttled, count),
    tone: ({ throttled }) => (throttled > 0 ? 'crit' : undefined),
  },
  {
    id: 'p50',
    label: 'p50',
    title: 'Median latency',
    unit: 'ms',
    ...alone,
    row: ({ latencyMsP50 }) => milliseconds(latencyMsP50),
    value: ({ latencyMsP50 }) => latencyMsP50,
  },
  {
    id: 'p99',
    label: 'p99',
    title: 'Latency of the slowest hundredth',
    unit: 'ms',
    ...alone,
    row: ({ latencyMsP99 }) => milliseconds(latencyMsP99),
    value: ({ latencyMsP99 }) => latencyMsP99,
  },
  {
    id: 'latency',
    label: 'Time sum',
    title: 'Sum of latencies: time spent in the API server, without watches',
    rank: 'latency',
    unit: 's',
    ...adding(({ latencySecondsSum }) => latencySecondsSum, seconds),
  },
  {
    id: 'seats',
    label: 'Seats est.',
    title:
      'Mean priority-and-fairness seats held; an estimate from verb, query and stored objects, a lower bound where their number is not known; waits in a queue hold none, where the audit log tells them (over 500 ms, since 1.31)',
    rank: 'seatSeconds',
    unit: 'mean seats',
    ...adding(meanSeats, seats),
  },
  {
    id: 'first',
    label: 'First seen',
    unit: 'UTC',
    ...alone,
    row: ({ firstSeenAt }, window) => seen(firstSeenAt, window),
    value: ({ firstSeenAt }) => firstSeenAt,
  },
  {
    id: 'last',
    label: 'Last seen',
    unit: 'UTC',
    ...alone,
    row: ({ lastSeenAt }, window) => seen(lastSeenAt, window),
    value: ({ lastSeenAt }) => lastSeenAt,
  },
]

/** Mean seats: seat-seconds by the seconds of the window. */
export function seats(mean: number): string {
  if (mean === 0) return '0'
  if (mean < 0.001) return '<0.001'
  return mean < 10 ? String(Number(mean.toPrecision(2))) : count(mean)
}

/** Requests and rate stand before what a talker mostly does, the rest after it. */
export const leadingColumns = measureColumns.slice(0, 2)
export const trailingColumns = measureColumns.slice(2)

export const rankLabels: Record<TalkerRanking, string> = {
  requests: 'Requests',
  latency: 'Time sum',
  seatSeconds: 'Seats est.',
  throttled: '429',
  errors: 'Errors',
}

/** The measure a ranking sorts by, for its share bar. */
export const rankedMeasure: Record<TalkerRanking, (measures: TalkerMeasures) => number> = {
  requests: ({ requests }) => requests,
  latency: ({ latencySecondsSum }) => latencySecondsSum,
  seatSeconds: ({ seatSecondsEstimated }) => seatSecondsEstimated,
  throttled: ({ throttled }) => throttled,
  errors: ({ errors }) => errors,
}
