// Every limit of the control planes that are open, one a column: used, of what, who says so, how it stands; then what
// would help, and at what price.

import { count, rate } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { capacityAxes } from '../../../../domain/capacity/axis.ts'
import type { DatabaseLoad } from '../../../../domain/capacity/database-load.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import type { ControlPlane } from '../capacity-view.ts'
import { adviceBesideLoad } from '../database-words.ts'
import { axisNames, forecastDetail, forecastText, priceText, tierName } from '../words.ts'
import { DatabaseLoadRow } from './database-load-row.tsx'
import { Limit } from './limit.tsx'

interface LimitsTableProps {
  readonly rows: readonly ControlPlane[]
  /** What each of their databases made of its load. */
  readonly loads: readonly (DatabaseLoad | undefined)[]
}

export function LimitsTable({ rows, loads }: LimitsTableProps) {
  return (
    <div className="table-scroll limits-scroll">
      <table className="table limits-table">
        <thead>
          <tr>
            <th scope="col">Limit</th>
            {rows.map((row) => (
              <th scope="col" key={row.clusterId}>
                <PageLink href={`/cluster?cluster=${encodeURIComponent(row.clusterId)}`} prefetch={false}>
                  {row.name}
                </PageLink>{' '}
                <span className="note">
                  {tierName(row.tier, row.provider)}
                  {row.version !== null && `, ${row.version}`}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {capacityAxes.map((axis) => (
            <tr key={axis}>
              <th scope="row">{axisNames[axis]}</th>
              {rows.map((row) => (
                <td key={row.clusterId}>
                  <Limit state={row.axes.find((one) => one.axis === axis)} />
                </td>
              ))}
            </tr>
          ))}
          <DatabaseLoadRow rows={rows} loads={loads} />
          <Line name="Pods waiting" rows={rows} say={pendingText} />
          <Line name="Rejected, 429" rows={rows} say={rejectedText} />
          <Line
            name="Database is full"
            rows={rows}
            say={({ forecast }) => forecastText(forecast)}
            more={({ forecast }) => forecastDetail(forecast)}
          />
          <Line name="Tier" rows={rows} say={tierText} />
          <Line
            name="Suggestion"
            rows={rows}
            say={(row, place) => adviceBesideLoad(row, loads[place]).text}
            more={(row, place) => adviceBesideLoad(row, loads[place]).detail}
          />
        </tbody>
      </table>
    </div>
  )
}

interface LineProps {
  readonly name: string
  readonly rows: readonly ControlPlane[]
  readonly say: (row: ControlPlane, place: number) => string
  readonly more?: (row: ControlPlane, place: number) => string
}

function Line({ name, rows, say, more }: LineProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {rows.map((row, place) => (
        <td key={row.clusterId}>
          <span className="medium">{say(row, place)}</span>
          {more !== undefined && <span className="note limit-more">{more(row, place)}</span>}
        </td>
      ))}
    </tr>
  )
}

function pendingText({ pendingPods }: ControlPlane): string {
  if (pendingPods === null) return 'not read'
  const { latest, peak, peakAt } = pendingPods
  return peak === 0 ? 'none' : `${count(latest)} now, at most ${count(peak)} at ${dayTime(peakAt)}`
}

function rejectedText({ rejected }: ControlPlane): string {
  if (rejected === null) return 'none told'
  const { latest, peak, peakAt } = rejected
  return peak === 0 ? 'none' : `${rate(latest)}/s now, at most ${rate(peak)}/s at ${dayTime(peakAt)}`
}

function tierText({ tier, provider, tierMicroUsdPerHour }: ControlPlane): string {
  const name = tierName(tier, provider)
  if (provider !== 'eks') return 'no tiers'
  if (tierMicroUsdPerHour === 0) return `${name}: nothing on top of the cluster’s fee`
  return `${name}: ${priceText(tierMicroUsdPerHour)} on top of the cluster’s fee`
}
