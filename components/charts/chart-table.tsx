// The chart as a table: the same buckets and the same numbers, for those who read rather than look.
import type { TimeChartProps } from './chart-data.ts'
import { bucketText } from './chart-tooltip.tsx'

export function ChartTable({ data, label, unit, format }: TimeChartProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll chart-table" tabIndex={0} aria-label={label}>
      <table className="table">
        <caption className="visually-hidden">
          {label} In {unit}.
        </caption>
        <thead>
          <tr>
            <th scope="col">From (UTC)</th>
            <th scope="col" className="num">
              Total
            </th>
            {data.bands.map((band) => (
              <th scope="col" className="num" key={band.id}>
                {band.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.buckets.map((bucket, index) => (
            <tr key={bucket.getTime()}>
              <th scope="row">
                <time dateTime={bucket.toISOString()}>{bucketText(data, index)}</time>
                {data.partialLast && index === data.buckets.length - 1 && (
                  <span className="note"> partial</span>
                )}
              </th>
              {(data.total[index] ?? null) === null ? (
                <td className="muted" colSpan={data.bands.length + 1}>
                  no data
                </td>
              ) : (
                <>
                  <td className="num medium">{format(data.total[index] ?? null)}</td>
                  {data.bands.map((band) => (
                    <td className="num" key={band.id}>
                      {format(band.values[index] ?? null)}
                    </td>
                  ))}
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
