// Status is icon, word and colour; any one can be removed and the meaning stays.
import { CircleCheck, CircleDashed, ClockAlert, Info, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'ok' | 'warn' | 'crit' | 'unk' | 'info' | 'stale'

const icons = {
  ok: CircleCheck,
  warn: TriangleAlert,
  crit: OctagonX,
  unk: CircleDashed,
  info: Info,
  stale: ClockAlert,
} as const

/** What is old is not known; only where it is the page's own concern does it ask to be looked at. */
const colourOf = (tone: Tone) => (tone === 'stale' ? 'unk' : tone)

interface ToneIconProps {
  readonly tone: Tone
  readonly size?: number
  /** The colour of another tone. */
  readonly colour?: Tone
}

export function ToneIcon({ tone, size = 14, colour = tone }: ToneIconProps) {
  const Icon = icons[tone]
  return <Icon size={size} strokeWidth={2} aria-hidden="true" className={`tone-${colourOf(colour)}`} />
}

export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status tone-${colourOf(tone)}`}>
      <ToneIcon tone={tone} />
      {children}
    </span>
  )
}

/** Without a tone it is a quiet outlined tag. */
export function Badge({ tone, title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  const name = tone === undefined ? 'badge-line' : `badge-${colourOf(tone)}`
  return (
    <span className={`badge ${name}`} title={title}>
      {tone !== undefined && <ToneIcon tone={tone} size={12} />}
      {children}
    </span>
  )
}
