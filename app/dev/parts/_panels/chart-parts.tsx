'use client'
// The colours of series, and time charts in their modes: whole, with a gap, as a table.
import { timeChartLabel } from '../../../../components/charts/chart-data.ts'
import { ChartTable } from '../../../../components/charts/chart-table.tsx'
import { Spark } from '../../../../components/charts/spark.tsx'
import { TimeChart } from '../../../../components/charts/time-chart.tsx'
import { rate } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { ShareBar, Swatch } from '../../../../components/ui/share-bar.tsx'
import { gaps, lines } from '../samples.ts'

const shared = { unit: 'req/s', format: rate } as const
const whole = { ...shared, data: lines, label: timeChartLabel('Sample lines', lines, rate) }
const broken = { ...shared, data: gaps, label: timeChartLabel('Sample gaps', gaps, rate) }

export function ChartParts() {
  return (
    <>
      <Card title="Series" sub="six, then Other">
        <div className="card-body">
          <div className="row row-between">
            {[1, 2, 3, 4, 5, 6, 0].map((fill) => (
              <span className="parts-swatch note" key={fill}>
                <Swatch fill={fill} />
                {fill === 0 ? 'Other' : fill}
              </span>
            ))}
          </div>
          {[1, 0.42, 0.004, 0].map((fraction) => (
            <ShareBar key={fraction} fraction={fraction} />
          ))}
        </div>
      </Card>
      <Card title="Line chart" sub="direct labels">
        <TimeChart {...whole} mode="lines" />
      </Card>
      <Card title="Stacked chart" sub="names on the bands">
        <TimeChart {...whole} label={`${whole.label} Stacked.`} mode="stacked" />
      </Card>
      <Card title="Gaps" sub="never drawn through" busy>
        <TimeChart {...broken} mode="lines" />
      </Card>
      <Card title="Spark" sub="limit, gap, unfinished">
        <div className="card-body">
          <Spark
            values={gaps.total}
            partialLast
            limit={{ value: 150, label: 'Limit 150' }}
            label="Sample spark with a limit and a gap"
          />
        </div>
      </Card>
      <Card title="Chart as a table">
        <div className="parts-table">
          <ChartTable {...broken} mode="lines" />
        </div>
      </Card>
    </>
  )
}
