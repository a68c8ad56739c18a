// How far each axis of a control plane is used, judged. Of what comes and goes (seats, scheduling) the peak of the
// window counts, and how long it was held; of what stays (database, pods, nodes) where it stands. Pure.
import type { ControlPlaneLimit } from '../model/control-plane-series.ts'
import { type Headroom, headroomOf } from '../support/headroom.ts'
import { type CapacityAxis, capacityAxes } from './axis.ts'

export interface Reading {
  readonly value: number
  readonly at: Date | null
}

export interface AxisReadings {
  /** Where it stood last. */
  readonly latest: Reading | null
  readonly peak: Reading | null
  /** What it stood at or above for ten minutes together; null where readings speak of less. */
  readonly held: number | null
}

export const notRead: AxisReadings = { latest: null, peak: null, held: null }

/** A peak that stood shorter than this is a burst: look at who made it before buying room for it. */
export const heldSeconds = 600

export interface AxisState extends AxisReadings {
  readonly axis: CapacityAxis
  readonly limit: ControlPlaneLimit | null
  /** The reading that is held against the limit. */
  readonly used: Reading | null
  readonly share: number | null
  readonly headroom: Headroom | null
  /** It was tight for ten minutes together, or stays. False for bursts. */
  readonly isSustained: boolean
}

const comesAndGoes: ReadonlySet<CapacityAxis> = new Set(['seats', 'scheduling'])

export function axisState(
  axis: CapacityAxis,
  readings: AxisReadings,
  limit: ControlPlaneLimit | null,
): AxisState {
  const isRate = comesAndGoes.has(axis)
  const used = isRate ? readings.peak : readings.latest
  const room = headroomOf(used?.value ?? null, limit?.value ?? null)
  const lasting = isRate ? headroomOf(readings.held, limit?.value ?? null) : room
  return {
    axis,
    ...readings,
    limit,
    used,
    share: used === null || limit === null || limit.value <= 0 ? null : used.value / limit.value,
    headroom: room,
    isSustained: lasting === 'tight' || lasting === 'full',
  }
}

/** Most used first; what cannot be judged last, in the order of the axes. */
export const byShare = (states: readonly AxisState[]): AxisState[] =>
  [...states].sort(
    (left, right) =>
      (right.share ?? -1) - (left.share ?? -1) ||
      capacityAxes.indexOf(left.axis) - capacityAxes.indexOf(right.axis),
  )

export const isTight = ({ headroom }: AxisState): boolean => headroom === 'tight' || headroom === 'full'
