// The two lines below the ranking: what is not shown, and everything. With the rows above they add up.
// A measure whose sum means nothing (a quantile, an instant) stays blank.
import { count, plural } from '../../../../components/format/number.ts'
import type { TalkerMeasures, TopTalkers } from '../../../../domain/model/talker.ts'
import { leadingColumns, type MeasureColumn, trailingColumns } from '../talker-columns.ts'
import type { TrafficView } from '../traffic-view.ts'
import { nounOf } from './noun.ts'
import { Measure, rankShare, Share } from './talker-cells.tsx'

interface SumProps {
  readonly answer: TopTalkers
  readonly view: TrafficView
}

export function RestRow({ rest, answer, view }: SumProps & { rest: TalkerMeasures & { keys: number } }) {
  return (
    <SumRow
      name="Other"
      note={`${plural(rest.keys, ...nounOf(view))} not shown`}
      measures={rest}
      {...{ answer, view }}
    />
  )
}

export function TotalRow({ answer, view }: SumProps) {
  return (
    <SumRow
      name="Total"
      note={`${count(answer.total.keys)} in all`}
      measures={answer.total}
      {...{ answer, view }}
    />
  )
}

function SumRow(props: SumProps & { name: string; note: string; measures: TalkerMeasures }) {
  const { answer, view, name, note, measures } = props
  const sums = (columns: readonly MeasureColumn[]) =>
    columns.map((column) => (
      <Measure
        key={column.id}
        column={column}
        text={column.sum(measures, answer.window)}
        measures={measures}
      />
    ))
  return (
    <tr>
      <td className="pin" />
      <th scope="row" className="pin pin-name">
        <span className="medium">{name}</span> <span className="note">{note}</span>
      </th>
      {view.groupBy.slice(1).map((dimension) => (
        <td key={dimension} />
      ))}
      <td>
        <Share fraction={rankShare(measures, props)} fill={0} />
      </td>
      {sums(leadingColumns)}
      {view.params.compare !== null && <td />}
      <td />
      <td />
      {sums(trailingColumns)}
    </tr>
  )
}
