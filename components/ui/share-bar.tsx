// A part of a whole as a bar; the number beside it carries the meaning, the bar is for the eye.
export function ShareBar({ fraction, fill = 1 }: { fraction: number; fill?: number }) {
  const width = `${Math.max(fraction > 0 ? 1 : 0, Math.min(1, fraction) * 100)}%`
  return (
    <span className="share-bar" aria-hidden="true">
      <span className={`fill-${fill}`} style={{ width }} />
    </span>
  )
}

export function Swatch({ fill }: { fill: number }) {
  return <span className={`swatch fill-${fill}`} aria-hidden="true" />
}
