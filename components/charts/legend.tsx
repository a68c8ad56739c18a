// Names of the bands that found no room on the chart, in drawing order. Its line is kept also without any, so
// that nothing below moves when the chart's width is known.
import { Swatch } from '../ui/share-bar.tsx'
import type { ChartBand } from './chart-data.ts'

export interface LegendProps {
  readonly bands: readonly ChartBand[]
  readonly onChoose?: (bandId: string) => void
}

export function Legend({ bands, onChoose }: LegendProps) {
  return (
    <figcaption className="legend">
      {bands.map((band) =>
        onChoose && band.fill !== 0 ? (
          <button
            type="button"
            className="legend-item"
            key={band.id}
            title={band.label}
            onClick={() => onChoose(band.id)}
          >
            <Swatch fill={band.fill} />
            <span className="ellipsis">{band.label}</span>
          </button>
        ) : (
          <span className="legend-item" key={band.id} title={band.label}>
            <Swatch fill={band.fill} />
            <span className="ellipsis">{band.label}</span>
          </span>
        ),
      )}
    </figcaption>
  )
}
