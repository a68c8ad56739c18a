// What the metrics of all control planes in scope say over a window: one pass a metric, joined by cluster. Bounded
// by the clusters of an installation, and by the minutes of readings one pass may go through.
import {
  type ControlPlaneStats,
  controlPlaneStats,
  databaseCourses,
  type StatsQuestion,
} from '../../../db/events/read/control-plane-stats.ts'
import { heldSeconds } from '../../../domain/capacity/axis-state.ts'
import type { SizeReading } from '../../../domain/capacity/forecast.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'

export interface FleetReadings {
  readonly seats: ReadonlyMap<string, ControlPlaneStats>
  /** What servers say they have, at the end of the window. */
  readonly nominal: ReadonlyMap<string, ControlPlaneStats>
  readonly scheduled: ReadonlyMap<string, ControlPlaneStats>
  readonly pending: ReadonlyMap<string, ControlPlaneStats>
  readonly rejected: ReadonlyMap<string, ControlPlaneStats>
  readonly sizes: ReadonlyMap<string, readonly SizeReading[]>
}

interface Span {
  readonly from: Date
  readonly to: Date
}

export const clusterLimit = 20_000
/** How far back a database's course is followed; what began later is found in it. */
const courseHours = 8
/** Seats a server has change seldom; long enough for every server behind an address to be met. */
const nominalMs = 15 * 60_000
/** Readings are due once a minute. */
const mostReadings = 1_000_000
const leastMs = 3_600_000

/** The last part of a window in which so many clusters have no more readings than one pass goes through. */
export function readableSpan({ from, to }: Span, clusters: number): Span {
  const most = Math.max(leastMs, Math.floor(mostReadings / Math.max(1, clusters)) * 60_000)
  return { from: new Date(Math.max(from.getTime(), to.getTime() - most)), to }
}

const byCluster = <Of extends { readonly clusterId: string }>(rows: readonly Of[]) =>
  new Map(rows.map((row) => [row.clusterId, row]))

export async function fleetReadings(ctx: QueryContext, scope: Scope, window: Span): Promise<FleetReadings> {
  const { events, signal } = ctx
  const ask = async (metric: StatsQuestion['metric'], label: string | null, span: Span) =>
    byCluster(
      await controlPlaneStats(events, {
        ...{ scope, metric, label, window: span, heldSeconds, limit: clusterLimit, signal },
      }),
    )
  const end = {
    from: new Date(Math.max(window.from.getTime(), window.to.getTime() - nominalMs)),
    to: window.to,
  }
  const [seats, nominal, scheduled, pending, rejected, courses] = await Promise.all([
    ask('apiserver_flowcontrol_current_executing_seats', null, window),
    ask('apiserver_flowcontrol_nominal_limit_seats', null, end),
    ask('scheduler_schedule_attempts_total', 'result=scheduled', window),
    ask('scheduler_pending_pods', null, window),
    ask('apiserver_flowcontrol_rejected_requests_total', null, window),
    databaseCourses(events, { scope, to: window.to, hours: courseHours, limit: clusterLimit, signal }),
  ])
  const sizes = new Map(courses.map((course) => [course.clusterId as string, course.sizes]))
  return { seats, nominal, scheduled, pending, rejected, sizes }
}
