// Said on screen whenever the server's clock is not the system's (tests and demos).
import { fullInstant } from '../format/time.ts'
import { Badge } from '../ui/status.tsx'

export function ClockBadge({ kind, now }: { kind: 'system' | 'fixed' | 'follow'; now: Date }) {
  if (kind === 'system') return null
  const text = kind === 'fixed' ? `Clock stands at ${fullInstant(now)}` : 'Clock follows another server'
  return (
    <Badge tone="info" title="Set by PERIPLUS_CLOCK. Every “now” of this page is that clock’s.">
      {text}
    </Badge>
  )
}
