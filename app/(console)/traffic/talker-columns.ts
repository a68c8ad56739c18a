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
  readonly tone?: (measures: TalkerMeasures) => 'crit' | undefined
}

const windowSeconds = ({ from, to }: Window) => (to.getTime() - from.getTime()) / 1_000

const perSecond = ({ requests }: TalkerMeasures, window: Window) => rate(requests / windowSeconds(window))

/** Within a day the clock is enough. */
const seen = (at: Date, { from, to }: Window) =>
  day(from) === day(new Date(to.getTime() - 1)) ? clockTimeSeconds(at) : dayTime(at).slice(4)

const both = (show: (measures: TalkerMeasures, window: Window) => string) => ({ row: show, sum: show })

export const measureColumns: readonly MeasureColumn[] = [
  { id: 'requests', label: 'Requests', rank: 'requests', ...both(({ requests }) => count(requests)) },
  { id: 'rate', label: 'Req/s', title: 'Requests per second, mean of the window', ...both(perSecond) },
  {
    id: 'errors',
    label: 'Errors',
    title: 'Answers 4xx and 5xx except 429',
    rank: 'errors',
    ...both(({ errors }) => count(errors)),
    tone: ({ errors, requests }) => (errors > 0 && errors >= requests * 0.05 ? 'crit' : undefined),
  },
  {
    id: 'throttled',
    label: '429',
    title: 'Throttled by the API server',
    rank: 'throttled',
    ...both(({ throttled }) => count(throttled)),
    tone: ({ throttled }) => (throttled > 0 ? 'crit' : undefined),
  },
  {
    id: 'p50',
    label: 'p50',
    title: 'Median latency',
    row: ({ latencyMsP50 }) => milliseconds(latencyMsP50),
    sum: () => '',
  },
  {
    id: 'p99',
    label: 'p99',
    title: 'Latency of the slowest hundredth',
    row: ({ latencyMsP99 }) => milliseconds(latencyMsP99),
    sum: () => '',
  },
  {
    id: 'latency',
    label: 'Time sum',
    title: 'Sum of latencies: time spent in the API server, without watches',
    rank: 'latency',
    ...both(({ latencySecondsSum }) => seconds(latencySecondsSum)),
  },
  {
    id: 'seats',
    label: 'Seats est.',
    title: 'Mean priority-and-fairness seats held; an estimate from verb and query, a lower bound',
    rank: 'seatSeconds',
    ...both(({ seatSecondsEstimated }, window) => seats(seatSecondsEstimated / windowSeconds(window))),
  },
  {
    id: 'first',
    label: 'First seen',
    row: ({ firstSeenAt }, window) => seen(firstSeenAt, window),
    sum: () => '',
  },
  {
    id: 'last',
    label: 'Last seen',
    row: ({ lastSeenAt }, window) => seen(lastSeenAt, window),
    sum: () => '',
  },
]

/** Mean seats: seat-seconds by the seconds of the window. */
export function seats(mean: number): string {
  if (mean === 0) return '0'
  if (mean < 0.001) return '<0.001'
  return mean < 10 ? String(Number(mean.toPrecision(2))) : count(mean)
}

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
