// Priority levels where they stood last: seats in use of those they have, what waits, what was turned away.
import { count, missing, percent, rate } from '../../../components/format/number.ts'
import { Card } from '../../../components/ui/card.tsx'
import { Status } from '../../../components/ui/status.tsx'
import type { ControlPlaneMeasure, ControlPlaneSeries } from '../../../domain/model/control-plane-series.ts'
import { formatOf, hasReadings } from './control-plane-chart.ts'
import { roomSaid } from './headroom-words.ts'

const latestOf = (answer: ControlPlaneSeries, measure: ControlPlaneMeasure, name: string): number | null =>
  answer.lines.find((line) => line.measure === measure)?.parts.find((part) => part.name === name)?.latest ??
  null

/** Levels are full one by one: the whole may have room while one of them turns requests away. */
export function LevelCard({ answer, beside = '' }: { answer: ControlPlaneSeries; beside?: string }) {
  const levels = answer.lines.find(({ measure }) => measure === 'nominalSeats')?.parts ?? []
  if (levels.length === 0) return null
  return (
    <Card title={`Priority levels${beside}`} sub="where they stood last in this time">
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Priority level</th>
              {['Seats in use', 'Nominal seats', 'In use', 'Queued', '429/s'].map((label) => (
                <th scope="col" className="num" key={label}>
                  {label}
                </th>
              ))}
              <th scope="col">Room</th>
            </tr>
          </thead>
          <tbody>
            {levels.map(({ name, latest: nominal }) => (
              <LevelRow key={name} name={name} nominal={nominal} answer={answer} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function LevelRow({
  name,
  nominal,
  answer,
}: {
  name: string
  nominal: number | null
  answer: ControlPlaneSeries
}) {
  const seats = latestOf(answer, 'seats', name)
  const rejected = latestOf(answer, 'rejectedByLevel', name)
  const said = roomSaid(seats, nominal)
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="num medium">{formatOf('seats')(seats)}</td>
      <td className="num">{count(nominal)}</td>
      <td className="num secondary">{seats === null || !nominal ? missing : percent(seats / nominal)}</td>
      <td className="num">{count(latestOf(answer, 'queued', name))}</td>
      <td className={`num${rejected ? ' tone-crit' : ''}`}>
        {rate(rejected ?? (isCounted(answer) ? 0 : null))}
      </td>
      <td>{said === null ? missing : <Status tone={said.tone}>{said.text}</Status>}</td>
    </tr>
  )
}

/** A level that is not among the rejections has none, as long as they are counted at all. */
const isCounted = ({ lines }: ControlPlaneSeries): boolean =>
  lines.some((line) => line.measure === 'rejectedByLevel' && hasReadings(line))
