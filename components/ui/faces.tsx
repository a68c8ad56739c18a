'use client'
// The faces of a panel that has no data to show: shape first while it loads (and after 0.4 s what is
// being read, for how long, and a way to stop), why it is empty with one step, or what failed with a
// retry while the rest of the page stays.
import { Copy, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { ToneIcon } from './status.tsx'
import { useToast } from './toast.tsx'

const sayAfterMs = 400
const tickMs = 100

/** Seconds since this face appeared, in process time: it measures waiting, not the product's clock. */
function useWaitedMs(): number {
  const [waited, setWaited] = useState(0)
  useEffect(() => {
    const started = performance.now()
    const timer = setInterval(() => setWaited(performance.now() - started), tickMs)
    return () => clearInterval(timer)
  }, [])
  return waited
}

export function LoadingFace(props: { what: string; onStop?: () => void; shape?: ReactNode }) {
  const waited = useWaitedMs()
  return (
    <div className="card-body" role="status" aria-label={`Reading ${props.what}`}>
      <div className="reading">
        {waited >= sayAfterMs && (
          <>
            <span className="grow">Reading {props.what}</span>
            <span className="muted" aria-hidden="true">
              {(waited / 1_000).toFixed(1)} s
            </span>
            {props.onStop && (
              <Button size="tiny" onClick={props.onStop}>
                Stop
              </Button>
            )}
          </>
        )}
      </div>
      <div className="progress" hidden={waited < sayAfterMs} aria-hidden="true">
        <span />
      </div>
      {props.shape ?? <SkeletonRows rows={3} />}
    </div>
  )
}

const widths = ['42%', '36%', '46%', '39%', '44%', '33%', '41%'] as const

export function SkeletonRows({ rows }: { rows: number }) {
  return (
    <div aria-hidden="true" style={{ display: 'grid', gap: 20, paddingTop: 12 }}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity but their place
        <div className="row row-between" key={row}>
          <span className="skeleton" style={{ width: widths[row % widths.length] }} />
          <span className="skeleton" style={{ width: '16%' }} />
          <span className="skeleton" style={{ width: '12%' }} />
        </div>
      ))}
    </div>
  )
}

/** A layer whose script is on its way. */
export function WaitingLayer() {
  return (
    <div className="popover-section" role="status" aria-label="Loading">
      <SkeletonRows rows={3} />
    </div>
  )
}

export function EmptyFace({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="face">
      <CoastMark />
      <div>
        <strong>{title}</strong>
        <p className="note">{children}</p>
        {action && <div className="row row-wrap">{action}</div>}
      </div>
    </div>
  )
}

function CoastMark() {
  return (
    <svg width="64" height="40" viewBox="0 0 64 40" aria-hidden="true">
      <path
        d="M2 30c8-6 12 2 20-2s10-10 18-6 12 4 22-2"
        fill="none"
        stroke="var(--line-2)"
        strokeWidth="1.5"
      />
      <circle cx="22" cy="28" r="4" fill="var(--surface)" stroke="var(--ink-3)" />
      <circle cx="44" cy="23" r="4" fill="var(--surface)" stroke="var(--ink-3)" strokeDasharray="2 2" />
    </svg>
  )
}

export interface ErrorFaceProps {
  readonly title: string
  readonly reason: string
  /** What to hand to whoever runs the server: code, request id. */
  readonly details: string
  readonly onRetry: () => void
}

export function ErrorFace({ title, reason, details, onRetry }: ErrorFaceProps) {
  const toast = useToast()
  return (
    <div className="face" role="alert">
      <ToneIcon tone="crit" size={16} />
      <div className="grow">
        <strong>{title}</strong>
        <p className="note">{reason}</p>
        <div className="row row-wrap">
          <Button size="tiny" onClick={onRetry}>
            <RotateCw size={12} aria-hidden="true" />
            Try again
          </Button>
          <Button size="tiny" kind="ghost" onClick={() => toast.copy(details, 'Details copied')}>
            <Copy size={12} aria-hidden="true" />
            Copy details
          </Button>
        </div>
      </div>
    </div>
  )
}
