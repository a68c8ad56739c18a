'use client'
// The time of pages that count what is now: nothing to choose, but it is said, and a link to them shows what is then.
import { Clock } from 'lucide-react'
import { clockTime, day } from '../../../components/format/time.ts'
import { CopyLink } from './copy-link.tsx'
import { timelessLink } from './frozen-link.ts'
import { useServerNow } from './sources.tsx'

export function NowStamp() {
  const now = useServerNow()
  return (
    <>
      {now !== null && (
        <span className="stamp">
          <Clock size={14} strokeWidth={1.8} aria-hidden="true" />
          <span className="medium">Now</span>
          <time className="muted" dateTime={now.toISOString()}>
            UTC · {clockTime(now)}, {day(now)}
          </time>
        </span>
      )}
      <CopyLink freeze={timelessLink} words="it shows the fleet as it is when it is opened" />
    </>
  )
}
