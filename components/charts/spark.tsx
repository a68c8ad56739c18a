// A small picture of one series over the time of the page: area and line, gaps hatched, the limit dashed with
// its name. The numbers beside it carry the meaning.
import { sparkLine, sparkRuns, sparkTop } from './spark-path.ts'

export interface SparkProps {
  /** One a bucket; null where nobody watched. */
  readonly values: readonly (number | null)[]
  readonly partialLast: boolean
  readonly limit?: { readonly value: number; readonly label: string } | null
  /** Its answer in words. */
  readonly label: string
}

export function Spark({ values, partialLast, limit = null, label }: SparkProps) {
  const top = sparkTop(values, limit?.value ?? null)
  const runs = sparkRuns(values, partialLast)
  const width = Math.max(1, values.length)
  return (
    <div className="spark" role="img" aria-label={label}>
      {runs
        .filter(({ isGap }) => isGap)
        .map(({ from, to }) => (
          <span
            key={from}
            className="spark-gap"
            style={{ left: `${(from / width) * 100}%`, width: `${((to - from) / width) * 100}%` }}
          />
        ))}
      <svg viewBox={`0 0 ${width} 100`} preserveAspectRatio="none" aria-hidden="true">
        {runs
          .filter(({ isGap }) => !isGap)
          .map((run) => {
            const line = sparkLine(values, run, top)
            return (
              <g key={run.from} className={run.isPartial ? 'spark-partial' : undefined}>
                <path className="spark-area" d={`${line}V100H${run.from}Z`} />
                <path className="spark-line" d={line} />
              </g>
            )
          })}
      </svg>
      {limit !== null && (
        <span className="spark-limit" style={{ top: `${100 - (limit.value / top) * 100}%` }}>
          {limit.label}
        </span>
      )}
    </div>
  )
}
