// What the headroom cards of a cluster say: status, share, the peak, and why there is nothing to show. Pure.
import { bytes } from '../../../components/format/number.ts'
import { clockTime, day, dayTime } from '../../../components/format/time.ts'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { formatOf, limitShare, limitText } from '../_frame/control-plane-chart.ts'
import { roomSaid, type Said } from '../_frame/headroom-words.ts'
import type { WholeCluster } from './cluster-view.ts'

/** A reading speaks for five minutes; then the page says how old it is. */
const speaksForMs = 5 * 60_000

interface Span {
  readonly from: Date
  readonly to: Date
}

const dayMs = 86_400_000
const isOneDay = ({ from, to }: Span) => day(from) === day(new Date(to.getTime() - 1))
/** A clock time names one instant of it. */
const isShort = ({ from, to }: Span) => to.getTime() - from.getTime() <= dayMs + 3_600_000

/** "02:34", in a window of several days "Mon 02:34". */
export const within = (at: Date, window: Span): string =>
  isShort(window) ? clockTime(at) : `${day(at).slice(0, 3)} ${clockTime(at)}`

/** What stands below the ends of a course: the first names its day, or both do. */
export function endsText(window: Span): readonly [string, string] {
  const { from, to } = window
  if (isOneDay(window)) return [clockTime(from), clockTime(to)]
  if (isShort(window)) return [dayTime(from).slice(0, 3).concat(' ', clockTime(from)), clockTime(to)]
  return [day(from).slice(4), day(new Date(to.getTime() - 1)).slice(4)]
}

/** How a line stands at the end of the window; `end` is that or now, whichever is earlier. */
export function lineSaid(line: ControlPlaneLine, end: Date, window: Span): Said | null {
  const { latest, peak, limit, measure } = line
  if (latest === null) return { tone: 'unk', text: 'No data' }
  if (end.getTime() - latest.at.getTime() > speaksForMs) {
    return { tone: 'stale', text: `Read until ${within(latest.at, window)}` }
  }
  if (measure !== 'rejected') return roomSaid(latest.value, limit?.value ?? null)
  if (latest.value > 0) return { tone: 'crit', text: 'Rejecting' }
  return peak !== null && peak.value > 0 ? { tone: 'warn', text: 'Earlier' } : { tone: 'ok', text: 'None' }
}

/** "of 3,400 (38%)", "of 638 nominal (30%)". */
export function ofLimitText({ latest, limit, unit }: ControlPlaneLine): string {
  if (limit === null || latest === null) return ''
  const kind = limit.kind === 'nominal' ? ' nominal' : ''
  return `of ${limitText(limit.value, unit)}${kind} (${limitShare(latest.value, limit.value)})`
}

export function peakText({ peak, unit }: ControlPlaneLine, window: Span): string {
  if (peak === null) return 'no data'
  return peak.value === 0
    ? 'none'
    : `peak ${formatOf(unit)(peak.value)}${isShort(window) ? ' at' : ','} ${isShort(window) ? clockTime(peak.at) : day(peak.at).slice(4)}`
}

/** "+172 MB", "−1.20 GB": from the first reading of the window to the last. */
export function growthText({ total, latest }: ControlPlaneLine): string {
  const first = total.find((value) => value !== null)
  if (first === undefined || first === null || latest === null) return 'no data'
  const grown = latest.value - first
  if (grown === 0) return 'unchanged'
  return `${grown > 0 ? '+' : '−'}${bytes(Math.abs(grown))}`
}

export interface NoMetrics {
  readonly says: string
  readonly step: string
  /** The source on the Sources page; null: none reads this API server. */
  readonly sourceId: string | null
}

/** Why a cluster has no metrics, by what its sources say. */
export function whyNoMetrics({ told }: Pick<WholeCluster, 'told'>): NoMetrics {
  const source = told.find(({ sourceId, goneAt }) => goneAt === null && sourceId.startsWith('kube-api:'))
  if (source === undefined) {
    return {
      says: 'No source reads its API server; an audit log or the EKS API does not tell of its seats, 429s or database.',
      step: 'Read the cluster on the Sources page.',
      sourceId: null,
    }
  }
  const trouble = source.troubles.find(({ subject }) => subject === '/metrics' || subject === '')
  return {
    says: trouble?.says ?? `${source.sourceId} reads its API server, but told no metrics in this time.`,
    step: trouble?.steps[0] ?? 'Choose a later time, or test the source on the Sources page.',
    sourceId: source.sourceId,
  }
}
