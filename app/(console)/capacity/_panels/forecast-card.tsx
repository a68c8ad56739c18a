// When the database reaches its quota: the line, its band, and what both follow from.
import { ForecastChart } from '../../../../components/charts/forecast-chart.tsx'
import { bytes } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import type { ControlPlaneSeries } from '../../../../domain/model/control-plane-series.ts'
import type { ControlPlane } from '../capacity-view.ts'
import { topGrowing } from '../top-growing.ts'
import { amountText, forecastDetail, forecastText } from '../words.ts'

interface ForecastCardProps {
  readonly row: ControlPlane
  readonly answer: ControlPlaneSeries
  /** Ends its title, where two are beside each other. */
  readonly beside: string
}

export function ForecastCard({ row, answer, beside }: ForecastCardProps) {
  const growing = topGrowing(answer)
  const { forecast, axes } = row
  const database = axes.find(({ axis }) => axis === 'database')
  const limit = database?.limit?.value ?? null
  return (
    <Card title={`Database until its quota${beside}`} sub={forecastText(forecast)}>
      {forecast.kind === 'reaches' && limit !== null && (
        <ForecastChart
          {...{ from: forecast.from, to: forecast.to, at: forecast.at, limit }}
          earliest={forecast.earliest}
          latest={forecast.latest}
          start={
            forecast.lineAtEnd -
            (forecast.perMinute * (forecast.to.getTime() - forecast.from.getTime())) / 60_000
          }
          end={forecast.lineAtEnd}
          words={{
            limit: `quota ${amountText('database', limit)}`,
            now: `${bytes(forecast.lineAtEnd)}, ${dayTime(forecast.to)}`,
            at: dayTime(forecast.at),
          }}
          label={`Database of ${row.name}: ${forecastText(forecast)}. ${forecastDetail(forecast)}`}
        />
      )}
      <p className="note card-body">
        {forecastDetail(forecast)} {growing !== null && `What grew most in this time: ${growing}.`}
      </p>
    </Card>
  )
}
