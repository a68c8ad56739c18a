// What the head of a control-plane chart on this page says: the peak of the window, and how near the limit it
// came. Pure.
import { clockTime, day, dayTime } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { headroomOf } from '../../../domain/support/headroom.ts'
import { formatOf, limitShare } from '../_frame/control-plane-chart.ts'

interface Span {
  readonly from: Date
  readonly to: Date
}

const tones = { room: 'ok', tight: 'warn', full: 'crit' } as const

/** "99.2% at 02:31", "1,124/s at 02:31", "none"; null where nothing was read. */
export function peakSaid(line: ControlPlaneLine, window: Span): { tone?: Tone; text: string } | null {
  const { peak, fullest, unit, measure } = line
  if (peak === null) return null
  const isOneDay = day(window.from) === day(new Date(window.to.getTime() - 1))
  const when = (at: Date) => (isOneDay ? clockTime(at) : dayTime(at))
  const room = headroomOf(fullest?.share ?? null, 1)
  if (room !== null && fullest !== null) {
    return { tone: tones[room], text: `${limitShare(fullest.share, 1)} at ${when(fullest.at)}` }
  }
  if (measure === 'rejected' && peak.value === 0) return { tone: 'ok', text: 'none' }
  const value = `${formatOf(unit)(peak.value)}${unit === 'requests/s' ? '/s' : ''}`
  return { ...(measure === 'rejected' && { tone: 'crit' as const }), text: `${value} at ${when(peak.at)}` }
}
