// The series of a control plane as a file: bucket by bucket the whole of each measure and its parts, in full. A
// stretch nobody read has no values and says so.
import type { CsvValue } from '../../../components/format/csv.ts'
import {
  type FileFormat,
  fileName,
  fileText,
  fileTypes,
  type TableFile,
} from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import type { ControlPlaneLine, ControlPlaneSeries } from '../../../domain/model/control-plane-series.ts'
import { hasReadings } from './control-plane-chart.ts'

interface Column {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly values: readonly (number | null)[]
}

function columnsOf({ measure, unit, total, parts }: ControlPlaneLine): Column[] {
  return [
    { id: measure, label: measure, unit, values: total },
    ...parts.map(({ name, values }, place) => ({
      id: `${measure}${place + 1}`,
      label: `${measure} ${name}`,
      unit,
      values,
    })),
  ]
}

export function seriesFile(answer: ControlPlaneSeries, link: string): TableFile {
  const read = answer.lines.filter(hasReadings)
  const columns = read.flatMap(columnsOf)
  const stateOf = (place: number): string | null => {
    if (read.every(({ total }) => (total[place] ?? null) === null)) return 'no data'
    return answer.lastBucketPartial && place === answer.buckets.length - 1 ? 'partial' : null
  }
  return {
    what: 'Control plane series',
    head: {
      source: 'API server metrics',
      link,
      window: answer.window,
      scope: { clusters: answer.clusterId === null ? 'several' : [answer.clusterId] },
      limits: read.flatMap(({ measure, limit }) => (limit === null ? [] : [{ measure, ...limit }])),
      serversHeard: answer.servers,
      freshness: answer.freshness,
    },
    columns: [
      { id: 'from', label: 'From', unit: 'UTC' },
      { id: 'state', label: 'State' },
      ...columns.map(({ id, label, unit }) => ({ id, label, unit })),
    ],
    rows: answer.buckets.map((bucket, place): CsvValue[] => [
      bucket,
      stateOf(place),
      ...columns.map(({ values }) => values[place] ?? null),
    ]),
    sums: [],
  }
}

export function exportSeries(answer: ControlPlaneSeries, format: FileFormat): void {
  const file = seriesFile(answer, window.location.href)
  const clusters = answer.clusterId === null ? [] : [answer.clusterId]
  downloadText(
    fileName(file.what, clusters, answer.window, format),
    fileTypes[format],
    fileText(file, format),
  )
}
