// A line that runs on to its limit: solid as far as it was read, dashed beyond, in the band that it may lie in. The
// words beside it carry the instants.
export interface ForecastChartProps {
  /** What was read begins and ends here. */
  readonly from: Date
  readonly to: Date
  /** Where the line meets the limit, with the steepest and the flattest slope; null: too late to be drawn. */
  readonly at: Date
  readonly earliest: Date
  readonly latest: Date | null
  /** The line's value at `from` and at `to`. */
  readonly start: number
  readonly end: number
  readonly limit: number
  readonly words: { readonly limit: string; readonly now: string; readonly at: string }
  /** Its answer in words. */
  readonly label: string
}

const width = 400
const height = 120
/** The limit's line has room for its name above. */
const above = 20
/** What was read is never thinner than this, however far away the end is. */
const leastRead = 24

export function ForecastChart(props: ForecastChartProps) {
  const { from, to, at, earliest, latest, start, end, limit, words, label } = props
  const last = Math.max(
    at.getTime(),
    Math.min(latest?.getTime() ?? at.getTime(), 2 * at.getTime() - to.getTime()),
  )
  const readMs = to.getTime() - from.getTime()
  const aheadMs = Math.max(1, last - to.getTime())
  const readWidth = Math.max(leastRead, (width * readMs) / (readMs + aheadMs))
  const ahead = (instant: Date) =>
    Math.min(width, readWidth + ((width - readWidth) * (instant.getTime() - to.getTime())) / aheadMs)
  const y = (value: number) => height - ((height - above) * Math.max(0, value)) / limit
  const [turn, top] = [`${readWidth},${y(end)}`, y(limit)]
  const far = latest === null ? `${width},${y(end)}` : `${ahead(latest)},${top}`
  return (
    <div className="forecast" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="forecast-band" d={`M${turn} L${ahead(earliest)},${top} H${ahead(at)} L${far} Z`} />
        <path className="forecast-read" d={`M0,${y(start)} L${turn}`} />
        <path className="forecast-ahead" d={`M${turn} L${ahead(at)},${top}`} />
        <path className="forecast-limit" d={`M0,${top} H${width}`} />
      </svg>
      <div className="forecast-words" aria-hidden="true">
        <span className="forecast-quota">{words.limit}</span>
        <span className="row row-between note">
          <span>{words.now}</span>
          <span>{words.at}</span>
        </span>
      </div>
    </div>
  )
}
