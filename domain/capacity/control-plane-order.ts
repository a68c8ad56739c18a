// The order in which control planes are listed. Whatever is sorted by, what is not known stands last, and equal ones
// by name and id, so that pages never overlap.
import type { ControlPlaneRow, ControlPlaneSort } from '../model/control-plane-rows.ts'
import type { CapacityAxis } from './axis.ts'

type Place = (row: ControlPlaneRow) => number | null

const ofAxis =
  (axis: CapacityAxis): Place =>
  ({ axes }) =>
    axes.find((state) => state.axis === axis)?.share ?? null

const fullAt: Place = ({ forecast }) => {
  if (forecast.kind === 'reached') return 0
  return forecast.kind === 'reaches' ? -forecast.at.getTime() : null
}

/** Higher comes first. */
const places: Record<Exclude<ControlPlaneSort, 'name'>, Place> = {
  // What is near comes before what is not, also where only a forecast says so.
  near: ({ share, isNear }) => (isNear ? 1_000_000 + (share ?? 0) : share),
  seats: ofAxis('seats'),
  scheduling: ofAxis('scheduling'),
  database: ofAxis('database'),
  pods: ofAxis('pods'),
  nodes: ofAxis('nodes'),
  forecast: fullAt,
  price: ({ tierMicroUsdPerHour }) => tierMicroUsdPerHour,
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

export function orderControlPlanes(
  rows: readonly ControlPlaneRow[],
  sort: ControlPlaneSort,
  reverse: boolean,
): ControlPlaneRow[] {
  const way = reverse ? -1 : 1
  const byName = (left: ControlPlaneRow, right: ControlPlaneRow) =>
    byText(left.name, right.name) || byText(left.clusterId, right.clusterId)
  if (sort === 'name') return [...rows].sort((left, right) => way * byName(left, right))
  const place = places[sort]
  return rows
    .map((row) => ({ row, at: place(row) }))
    .sort((left, right) => {
      if (left.at === null || right.at === null) {
        return Number(left.at === null) - Number(right.at === null) || byName(left.row, right.row)
      }
      return way * (right.at - left.at) || byName(left.row, right.row)
    })
    .map(({ row }) => row)
}
