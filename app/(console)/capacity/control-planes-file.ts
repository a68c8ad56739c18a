// Control planes as a file: exactly the rows that match what the address asks for, every axis in full. Makes tables;
// reads and downloads nothing.
import type { CsvValue } from '../../../components/format/csv.ts'
import type { TableFile } from '../../../components/format/table-file.ts'
import { capacityAxes } from '../../../domain/capacity/axis.ts'
import type { ControlPlane, ControlPlanes } from './capacity-view.ts'
import { adviceText, axisNames } from './words.ts'

const units = {
  seats: 'seats',
  scheduling: 'pods/s',
  database: 'bytes',
  pods: 'pods',
  nodes: 'nodes',
} as const

interface Column {
  readonly id: string
  readonly label: string
  readonly unit?: string
  readonly value: (row: ControlPlane) => CsvValue
}

const usd = (microUsd: number | null | undefined): number | null => (microUsd == null ? null : microUsd / 1e6)

const axisColumns: readonly Column[] = capacityAxes.flatMap((axis): Column[] => {
  const stateOf = (row: ControlPlane) => row.axes.find((state) => state.axis === axis)
  const [name, unit] = [axisNames[axis], units[axis]]
  return [
    { id: `${axis}Used`, label: `${name} used`, unit, value: (row) => stateOf(row)?.used?.value ?? null },
    {
      id: `${axis}UsedAt`,
      label: `${name} used at`,
      unit: 'UTC',
      value: (row) => stateOf(row)?.used?.at ?? null,
    },
    { id: `${axis}Held`, label: `${name} for ten minutes`, unit, value: (row) => stateOf(row)?.held ?? null },
    { id: `${axis}Limit`, label: `${name} limit`, unit, value: (row) => stateOf(row)?.limit?.value ?? null },
    { id: `${axis}LimitBy`, label: `${name} limit by`, value: (row) => stateOf(row)?.limit?.source ?? null },
    {
      id: `${axis}Share`,
      label: `${name} share`,
      unit: '0 to 1',
      value: (row) => stateOf(row)?.share ?? null,
    },
  ]
})

const columns: readonly Column[] = [
  { id: 'cluster', label: 'Cluster', value: ({ name }) => name },
  { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }) => clusterId },
  { id: 'owner', label: 'Owner', value: ({ owner }) => owner.name },
  { id: 'version', label: 'Version', value: ({ version }) => version },
  { id: 'tier', label: 'Tier', value: ({ tier }) => tier },
  { id: 'tierUsdPerHour', label: 'Tier price', unit: 'USD/h', value: (row) => usd(row.tierMicroUsdPerHour) },
  { id: 'standing', label: 'Standing', value: ({ standing }) => standing },
  { id: 'worst', label: 'Used most', value: ({ worst }) => worst },
  ...axisColumns,
  {
    id: 'pendingPods',
    label: 'Pods waiting at most',
    unit: 'pods',
    value: (row) => row.pendingPods?.peak ?? null,
  },
  { id: 'rejected', label: 'Rejected at most', unit: 'req/s', value: (row) => row.rejected?.peak ?? null },
  { id: 'forecast', label: 'Forecast', value: ({ forecast }) => forecast.kind },
  {
    id: 'fullAt',
    label: 'Full at',
    unit: 'UTC',
    value: ({ forecast }) => (forecast.kind === 'reaches' ? forecast.at : null),
  },
  {
    id: 'fullEarliest',
    label: 'Full at the earliest',
    unit: 'UTC',
    value: ({ forecast }) => (forecast.kind === 'reaches' ? forecast.earliest : null),
  },
  {
    id: 'fullLatest',
    label: 'Full at the latest',
    unit: 'UTC',
    value: ({ forecast }) => (forecast.kind === 'reaches' ? forecast.latest : null),
  },
  { id: 'suggestion', label: 'Suggestion', value: adviceText },
  { id: 'otherTier', label: 'Other tier', value: ({ advice }) => advice.other?.tier ?? null },
  {
    id: 'otherHelps',
    label: 'Has more of it',
    value: ({ advice }) => (advice.other === null ? null : String(advice.other.isHigher)),
  },
  {
    id: 'otherUsdPerHour',
    label: 'Other tier costs more',
    unit: 'USD/h',
    value: ({ advice }) => usd(advice.other?.extraMicroUsdPerHour),
  },
  { id: 'readAt', label: 'Read at', unit: 'UTC', value: ({ asOf }) => asOf },
]

export function controlPlanesFile(
  rows: readonly ControlPlane[],
  page: ControlPlanes,
  asked: { readonly link: string; readonly filters: Readonly<Record<string, unknown>> },
): TableFile {
  return {
    what: 'Control planes',
    head: {
      ...{ source: 'API server metrics', ...asked, window: page.window, freshness: page.freshness },
      ...{ readAt: page.now, rowsListed: rows.length, rowsInAll: page.total },
    },
    columns: columns.map(({ id, label, unit }) => ({ id, label, ...(unit && { unit }) })),
    rows: rows.map((row) => columns.map(({ value }) => value(row))),
    sums: [],
  }
}
