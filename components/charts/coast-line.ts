// The line of the coast: a gentle shore drawn from sines, the same at every visit. Geometry only.

/** Height of the strip above the words, in CSS pixels. */
export const coastHeight = 44

const swells = [
  { height: 5.6, waves: 3.1, phase: 2.2 },
  { height: 2.4, waves: 7.3, phase: 0.4 },
  { height: 0.9, waves: 23.7, phase: 1.9 },
  { height: 0.5, waves: 61.1, phase: 4.1 },
] as const

/** Where the shore lies at a part (0 to 1) of the strip's width, in pixels from its top. */
export function shoreAt(part: number): number {
  const rise = swells.reduce(
    (sum, { height, waves, phase }) => sum + height * Math.sin(part * waves * Math.PI + phase),
    0,
  )
  return 22 + rise
}

const steps = 240

/** The shore as an SVG path over `width` units; `closed` fills the sky above it. */
export function shorePath(width: number, closed: boolean): string {
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const part = step / steps
    return `${(part * width).toFixed(1)} ${shoreAt(part).toFixed(1)}`
  })
  return `M${points.join('L')}${closed ? `L${width} 0L0 0Z` : ''}`
}

/** Radius of a region's mark: its area follows the count of clusters, within what can be seen and hit. */
export function markRadius(clusters: number): number {
  return Math.min(10, Math.max(4, 3.6 + Math.sqrt(clusters) * 0.77))
}
