// Until when each version is supported: a strip of months a version, standard support plain and extended hatched,
// today as a line, and in words what happens on the next day that matters. Words, not colours, carry it.
import type { ReactNode } from 'react'
import {
  type CalendarSpan,
  calendarSpan,
  calendarTicks,
  isWithin,
  placeOf,
  type SupportEnds,
  supportStretches,
} from './calendar-line.ts'

export interface CalendarVersion extends SupportEnds {
  readonly id: string
  readonly label: ReactNode
  /** How many clusters, as a link to them. */
  readonly clusters: ReactNode
  /** "23 Mar: extended, +$9,490/mo if they stay" */
  readonly words: string
  readonly tone: 'crit' | 'ext' | 'ok' | 'unk'
  /** The day of the words; null where none is known. */
  readonly at: Date | null
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const share = (place: number): string => `${(place * 100).toFixed(2)}%`

export function SupportCalendar({ rows, today }: { rows: readonly CalendarVersion[]; today: Date }) {
  const span = calendarSpan(today)
  return (
    <div className="calendar">
      <div className="calendar-grid">
        <div className="calendar-months" aria-hidden="true">
          {calendarTicks(span).map(({ at, place }) => (
            <span key={place} className="calendar-tick" style={{ left: share(place) }}>
              <span>{monthWord(at, today)}</span>
            </span>
          ))}
          <span className="calendar-today" style={{ left: share(placeOf(today, span)) }} />
        </div>
        <ul className="calendar-list">
          {rows.map((row) => (
            <VersionRow key={row.id} row={row} span={span} />
          ))}
        </ul>
      </div>
    </div>
  )
}

function monthWord(at: Date, today: Date): string {
  const month = months[at.getUTCMonth()] ?? ''
  return at.getUTCFullYear() === today.getUTCFullYear()
    ? month
    : `${month} ${String(at.getUTCFullYear() % 100).padStart(2, '0')}`
}

function VersionRow({ row, span }: { row: CalendarVersion; span: CalendarSpan }) {
  const { label, clusters, words, tone, at, standardEndsAt, extendedEndsAt } = row
  return (
    <li className="calendar-row">
      <span className="calendar-version">{label}</span>
      <span className="num muted">{clusters}</span>
      <span className="calendar-track">
        {supportStretches(row, span).map(({ phase, from, to }) => (
          <span
            key={phase}
            className={`calendar-span is-${phase}`}
            style={{ left: share(from), width: share(to - from) }}
            aria-hidden="true"
          />
        ))}
        {isWithin(standardEndsAt, span) && <Mark at={standardEndsAt} span={span} isEnd={false} />}
        {isWithin(extendedEndsAt, span) && <Mark at={extendedEndsAt} span={span} isEnd />}
        <span className={`calendar-says tone-${tone}`} style={besideOf(at, span, words)}>
          {words}
        </span>
      </span>
    </li>
  )
}

function Mark({ at, span, isEnd }: { at: Date; span: CalendarSpan; isEnd: boolean }) {
  return (
    <span
      className={isEnd ? 'calendar-mark is-end' : 'calendar-mark'}
      style={{ left: share(placeOf(at, span)) }}
      aria-hidden="true"
    />
  )
}

/** Of a letter of the words, a little more than most have. */
const letterPx = 5.8

/** Right of its day, or left of it where the strip soon ends; never over what stands beside the strip. */
function besideOf(at: Date | null, span: CalendarSpan, words: string): { left?: string; right?: string } {
  const place = at === null ? 0 : placeOf(at, span)
  const within = (gap: number) =>
    `clamp(0px, calc(${share(gap)} + 4px), calc(100% - ${Math.ceil(words.length * letterPx)}px))`
  return place <= 0.55 ? { left: within(place) } : { right: within(1 - place) }
}
