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

const colourOf = (tone: Tone) => (tone === 'stale' ? 'warn' : tone)

export function ToneIcon({ tone, size = 14 }: { tone: Tone; size?: number }) {
  const Icon = icons[tone]
  return <Icon size={size} strokeWidth={2} aria-hidden="true" className={`tone-${colourOf(tone)}`} />
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
