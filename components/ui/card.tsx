// The panel: a hairline, a head that names what is drawn, a foot that says how much of the fleet
// answered. `busy` draws a line while newer values are on their way; the old ones stay.
import type { ReactNode } from 'react'

export interface CardProps {
  readonly title: string
  readonly sub?: ReactNode
  readonly actions?: ReactNode
  readonly foot?: ReactNode
  readonly busy?: boolean
  /** What an address may lead to. */
  readonly id?: string
  readonly children: ReactNode
}

export function Card({ title, sub, actions, foot, busy = false, id, children }: CardProps) {
  return (
    <section className="card" id={id} aria-label={title} aria-busy={busy}>
      <div className="card-head">
        <h2>{title}</h2>
        {sub !== undefined && <span className="card-sub">{sub}</span>}
        {actions !== undefined && (
          <>
            <span className="grow" />
            {actions}
          </>
        )}
        {busy && <BusyLine />}
      </div>
      {children}
      {foot !== undefined && <div className="card-foot">{foot}</div>}
    </section>
  )
}

export function BusyLine() {
  return (
    <span className="busy-line" aria-hidden="true">
      <span />
    </span>
  )
}
