// A trend in 44 by 16 pixels beside its number, which carries the meaning.
import { trendShape } from './trend-path.ts'

const width = 44
const height = 16

export function Trend({ values, tone }: { values: readonly (number | null)[]; tone: 'plain' | 'warn' }) {
  const shape = trendShape(values, width, height)
  if (shape === null) return null
  return (
    <svg className={`trend trend-${tone}`} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={shape.path} />
      <circle cx={shape.last.x} cy={shape.last.y} r="1.75" />
    </svg>
  )
}
