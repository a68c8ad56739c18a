// Cells that rows of talkers and the sums below them share: the share bar and the measures. They draw
// what they are given; which measures there are is talker-columns.ts.
import { percent } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import type { TalkerMeasures, TopTalkers } from '../../../../domain/model/talker.ts'
import { type MeasureColumn, rankedMeasure } from '../talker-columns.ts'
import type { TrafficView } from '../traffic-view.ts'

/** Part of the ranked measure's total, 0 to 1. */
export function rankShare(
  measures: TalkerMeasures,
  { answer, view }: { readonly answer: TopTalkers; readonly view: TrafficView },
): number {
  const of = rankedMeasure[view.params.rank]
  const all = of(answer.total)
  return all === 0 ? 0 : of(measures) / all
}

export function Share({ fraction, fill }: { fraction: number; fill: number }) {
  return (
    <span className="share">
      <ShareBar fraction={fraction} fill={fill} />
      <span className="num share-text">{percent(fraction)}</span>
    </span>
  )
}

interface MeasureProps {
  readonly column: MeasureColumn
  readonly text: string
  readonly measures: TalkerMeasures
}

export function Measure({ column, text, measures }: MeasureProps) {
  const tone = column.tone?.(measures)
  const strong = column.id === 'requests' ? ' medium' : ''
  return <td className={`num${strong}${tone === undefined ? '' : ` tone-${tone}`}`}>{text}</td>
}
