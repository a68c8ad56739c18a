// Control planes of a fleet by how close they are to what they can carry, as capacity.controlPlanes answers. Names
// and shapes only; they are judged in domain/capacity.
import type { JudgedControlPlane } from '../capacity/judged-control-plane.ts'
import type { ClusterId } from './cluster-id.ts'
import type { Freshness } from './freshness.ts'
import type { Owner } from './owner.ts'

/** Most used axis first, one axis, the instant the database is full, what the tier costs, or the name. */
export const controlPlaneSorts = [
  'near',
  'seats',
  'scheduling',
  'database',
  'pods',
  'nodes',
  'forecast',
  'price',
  'name',
] as const
export type ControlPlaneSort = (typeof controlPlaneSorts)[number]

/** What is listed: those near a limit, those with room, those whose metrics nobody read. */
export const controlPlaneStandings = ['near', 'room', 'unread'] as const
export type ControlPlaneStanding = (typeof controlPlaneStandings)[number]

export interface ControlPlaneRow extends JudgedControlPlane {
  readonly clusterId: ClusterId
  readonly name: string
  readonly accountName: string | null
  readonly region: string | null
  readonly provider: string | null
  readonly version: string | null
  /** As DescribeCluster spells it; null counts as standard. */
  readonly tier: string | null
  readonly owner: Owner
  readonly standing: ControlPlaneStanding
  /** Kinds of sources that speak of the cluster: what is missing follows from them. */
  readonly sources: readonly string[]
  /** When its API servers were last read; null when they were not since the window began. */
  readonly asOf: Date | null
  readonly isStale: boolean
  /** Pods that waited for a node: now, and the most of the window. */
  readonly pendingPods: { readonly latest: number; readonly peak: number; readonly peakAt: Date } | null
  /** Answered 429 by priority and fairness, a second. */
  readonly rejected: { readonly latest: number; readonly peak: number; readonly peakAt: Date } | null
}

export interface ControlPlaneRows {
  readonly rows: readonly ControlPlaneRow[]
  /** Rows that match, on all pages. */
  readonly total: number
  readonly inScope: number
  readonly byStanding: Readonly<Record<ControlPlaneStanding, number>>
  /** Near a limit: by the axis that is used most. */
  readonly nearBy: Readonly<Record<string, number>>
  /** The first of all that are near, whatever page is asked for; null when none is. */
  readonly first: ControlPlaneRow | null
  /** The one whose database is full first, of those that will be. */
  readonly nextFull: ControlPlaneRow | null
  /** Peaks are of this time: the last part of the window that one pass can read. */
  readonly window: { readonly from: Date; readonly to: Date }
  /** The window that was asked for is longer. */
  readonly isCut: boolean
  readonly nextCursor: string | null
  /** Of API servers' own metrics. */
  readonly freshness: Freshness
  readonly now: Date
}
