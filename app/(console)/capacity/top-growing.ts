// Which kind of object grew most in the database over the time of the page, by count. Pure.
import { count } from '../../../components/format/number.ts'
import type { ControlPlaneSeries } from '../../../domain/model/control-plane-series.ts'

/** "policyreports.wgpolicyk8s.io, 360,000 more"; null where no kind is told, or none grew. */
export function topGrowing({ lines }: Pick<ControlPlaneSeries, 'lines'>): string | null {
  const parts = lines.find(({ measure }) => measure === 'storedObjects')?.parts ?? []
  const grown = parts.flatMap(({ name, values, latest }) => {
    const first = values.find((value) => value !== null)
    return first == null || latest === null || latest <= first ? [] : [{ name, more: latest - first }]
  })
  const [top] = grown.sort((left, right) => right.more - left.more)
  return top === undefined ? null : `${top.name}, ${count(Math.round(top.more))} more`
}
