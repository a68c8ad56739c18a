// The sentence at the head of the page: who loads the API servers, with what, and is it healthy. Built
// from the same answers the panels draw, so it can say nothing they do not prove. Every number in it
// names the evidence a click opens.
import { isolated } from '../../../components/format/name.ts'
import { count, percent, plural, rate } from '../../../components/format/number.ts'
import { clockTime, day } from '../../../components/format/time.ts'
import type {
  TalkerKey,
  TalkerRanking,
  TalkerRow,
  TalkerSeries,
  TopTalkers,
} from '../../../domain/model/talker.ts'
import type { TalkerOnset } from '../../../domain/model/talker-onset.ts'
import { grainSeconds } from '../../../domain/units/window.ts'
import { causeText, keyOfOnset, onsetName, onsetText } from './onset-words.ts'
import { keyName } from './talker-name.ts'

export type Evidence =
  | { readonly kind: 'talker'; readonly key: TalkerKey }
  | { readonly kind: 'rank'; readonly by: TalkerRanking }
  | { readonly kind: 'window'; readonly from: Date; readonly to: Date }

export interface AnswerPart {
  readonly text: string
  readonly strong?: boolean
  readonly evidence?: Evidence
}

export interface AnswerInput {
  readonly talkers: TopTalkers
  readonly series: TalkerSeries | null
  readonly rankBy: TalkerRanking
  /** What rows are: ["client", "clients"]. */
  readonly noun: readonly [one: string, many: string]
  /** Scope or filters leave something out, so nothing here may be something elsewhere. */
  readonly narrowed: boolean
  /** The call the first row makes most, "LIST pods"; null when not known. */
  readonly mostly: string | null
  /** The largest one of the window; null when there is none, or none is known yet. */
  readonly onset?: TalkerOnset | null
}

/** Which program started or jumped, and after which change. */
function culprit({ onset, talkers }: AnswerInput): AnswerPart[] {
  if (onset === undefined || onset === null) return []
  const key = keyOfOnset(Object.keys(talkers.rows[0]?.key ?? {}), onset)
  const [change] = onset.changes
  return [
    { text: ' ' },
    { text: isolated(onsetName(onset)), evidence: { kind: 'talker', key } },
    { text: ` ${onsetText(onset)}${change === undefined ? '' : `, ${causeText(onset, change)}`}.` },
  ]
}

/** What the first row has most of, and its part of it. */
const claims: Record<
  TalkerRanking,
  { of: (row: Pick<TalkerRow, Measure>) => number; verb: string; what: string }
> = {
  requests: { of: (row) => row.requests, verb: 'sent', what: 'requests' },
  latency: { of: (row) => row.latencySecondsSum, verb: 'took', what: 'request time' },
  seatSeconds: { of: (row) => row.seatSecondsEstimated, verb: 'held', what: 'estimated seat-seconds' },
  throttled: { of: (row) => row.throttled, verb: 'got', what: 'throttled requests (429)' },
  errors: { of: (row) => row.errors, verb: 'got', what: 'errors' },
}
type Measure = 'requests' | 'latencySecondsSum' | 'seatSecondsEstimated' | 'throttled' | 'errors'

function claim({ talkers, rankBy, mostly }: AnswerInput): AnswerPart[] {
  const first = talkers.rows[0]
  const { of, verb, what } = claims[rankBy]
  if (first === undefined || of(talkers.total) === 0)
    return [{ text: `No ${what} in this window.`, strong: true }]
  const all = of(talkers.total)
  const counted =
    rankBy === 'latency' || rankBy === 'seatSeconds' ? '' : `${count(of(first))} of ${count(all)} `
  const share = percent(of(first) / all)
  const amount = counted === '' ? `${share} of all ${what}` : `${counted}${what}, ${share}`
  return [
    { text: isolated(keyName(first.key).name), strong: true, evidence: { kind: 'talker', key: first.key } },
    { text: ` ${verb} ${amount}${mostly === null ? '' : `, mostly ${isolated(mostly)}`}.`, strong: true },
  ]
}

function busiest(series: TalkerSeries): AnswerPart[] {
  const stepSeconds = grainSeconds[series.window.grain]
  let best = -1
  series.total.forEach((value, index) => {
    const unfinished = series.lastBucketPartial && index === series.total.length - 1
    if (value !== null && !unfinished && value > (series.total[best] ?? 0)) best = index
  })
  const at = series.buckets[best]
  if (at === undefined) return []
  const { grain } = series.window
  const when = grain === 'day' ? day(at) : `${day(at)} ${clockTime(at)}`
  return [
    { text: ` The busiest ${grain} began ` },
    { text: when, evidence: { kind: 'window', from: at, to: new Date(at.getTime() + stepSeconds * 1_000) } },
    { text: ` at ${rate((series.total[best] ?? 0) / stepSeconds)} req/s.` },
  ]
}

function health({ total }: TopTalkers): AnswerPart[] {
  const throttled: AnswerPart =
    total.throttled === 0
      ? { text: 'none was throttled' }
      : { text: `${count(total.throttled)} were throttled`, evidence: { kind: 'rank', by: 'throttled' } }
  const failed: AnswerPart =
    total.errors === 0
      ? { text: 'none failed' }
      : {
          text: `${count(total.errors)} failed (${percent(total.errors / total.requests)})`,
          evidence: { kind: 'rank', by: 'errors' },
        }
  return [{ text: ' Of these, ' }, throttled, { text: ' and ' }, failed, { text: '.' }]
}

/** What is counted by the hour alone, and what of it is missing here. */
function hourly({ byLogsInsights, window }: TopTalkers): AnswerPart[] {
  if (!byLogsInsights) return []
  const { hours, unnamed, leftOut } = byLogsInsights
  const hoursOf = (of: number) => plural(of, 'hour of a cluster', 'hours of clusters')
  if (leftOut > 0 && window.grain === 'minute')
    return [
      { text: ` ${hoursOf(leftOut)}, known hourly by Logs Insights, are left out: choose more than 6 h.` },
    ]
  if (hours === 0) return []
  const rest = unnamed === 0 ? '' : `; ${plural(unnamed, 'request')} of these have no name`
  return [{ text: ` ${hoursOf(hours)} counted hourly, by Logs Insights${rest}.` }]
}

export function trafficAnswer(input: AnswerInput): AnswerPart[] {
  const { talkers, series, noun } = input
  const { total } = talkers
  if (total.requests === 0) {
    const text = input.narrowed ? 'No API requests match in this window.' : 'No API requests in this window.'
    return [{ text, strong: true }]
  }
  return [
    ...claim(input),
    ...culprit(input),
    ...hourly(talkers),
    { text: ` ${plural(total.keys, ...noun)} sent ${plural(total.requests, 'request')}.` },
    ...health(talkers),
    ...(series === null ? [] : busiest(series)),
  ]
}

export const answerText = (parts: readonly AnswerPart[]): string => parts.map((part) => part.text).join('')
