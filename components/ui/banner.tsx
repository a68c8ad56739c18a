// One sentence across the page about the page: stale, partial, offline, simulated. Offers at most one step.
import type { ReactNode } from 'react'
import { type Tone, ToneIcon } from './status.tsx'

export interface BannerProps {
  readonly tone: Tone
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export function Banner({ tone, title, children, action }: BannerProps) {
  const name = tone === 'stale' ? 'warn' : tone
  return (
    <div className={`banner banner-${name}`} role="status">
      <ToneIcon tone={tone} size={16} colour={name} />
      <span className="grow">
        <strong>{title}</strong> {children}
      </span>
      {action}
    </div>
  )
}
