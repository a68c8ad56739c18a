// Which control planes are near what they can carry, worst first: each axis against its limit, when the database is
// full, whether another tier would help. What nobody read is said to be unread, and what to connect follows from
// the sources of the row. Pages over the clusters of an installation.
import { z } from 'zod'
import { newestSamples } from '../../../db/events/read/api-samples.ts'
import type { ControlPlaneStats } from '../../../db/events/read/control-plane-stats.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { capacityAxes } from '../../../domain/capacity/axis.ts'
import type { AxisReadings } from '../../../domain/capacity/axis-state.ts'
import { orderControlPlanes } from '../../../domain/capacity/control-plane-order.ts'
import { judgeControlPlane } from '../../../domain/capacity/judged-control-plane.ts'
import { clusterProviders } from '../../../domain/model/cluster.ts'
import {
  type ControlPlaneRow,
  type ControlPlaneRows,
  type ControlPlaneStanding,
  controlPlaneSorts,
  controlPlaneStandings,
} from '../../../domain/model/control-plane-rows.ts'
import type { FoundCluster } from '../../../domain/model/fleet-row.ts'
import { freshnessOf } from '../../../domain/model/freshness.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import { resolveWindow } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { clusterLimit, type FleetReadings, fleetReadings, readableSpan } from './fleet-readings.ts'

export const controlPlanesInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  window: windowInputSchema,
  standings: z.array(z.enum(controlPlaneStandings)).max(controlPlaneStandings.length).default([]),
  /** Part of the name or id. */
  find: z.string().max(200).default(''),
  sort: z.enum(controlPlaneSorts).default('near'),
  reverse: z.boolean().default(false),
  limit: z.int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, 'not a cursor of this question')
    .optional(),
})
export type ControlPlanesInput = z.infer<typeof controlPlanesInput>

/** Readings are due once a minute; three turns missed are stale (contracts, "Coverage"). */
const staleAfterMs = 180_000
const versionLimit = 1_000
/** Clusters that are judged before others get their turn. */
const judgedAtOnce = 200

const readingsOf = (stats: ControlPlaneStats | undefined): AxisReadings | undefined =>
  stats && {
    latest: { value: stats.last, at: stats.lastAt },
    peak: { value: stats.peak, at: stats.peakAt },
    held: stats.held,
  }

const countOf = (count: number | null): AxisReadings | undefined =>
  count === null ? undefined : { latest: { value: count, at: null }, peak: null, held: null }

function sizeOf(sizes: FleetReadings['sizes'], clusterId: string): AxisReadings | undefined {
  const last = sizes.get(clusterId)?.at(-1)
  return last && { latest: last, peak: null, held: null }
}

const peakOf = (stats: ControlPlaneStats | undefined) =>
  stats === undefined ? null : { latest: stats.last, peak: stats.peak, peakAt: stats.peakAt }

interface Judging {
  readonly readings: FleetReadings
  readonly told: readonly ClusterVersion[]
  readonly newest: ReadonlyMap<string, Date>
  readonly now: Date
}

function rowOf(cluster: FoundCluster, { readings, told, newest, now }: Judging): ControlPlaneRow {
  const { clusterId, name, accountName, region, version, tier, owner, sources } = cluster
  const provider = clusterProviders.find((one) => one === cluster.provider) ?? null
  const seats = readingsOf(readings.seats.get(clusterId))
  const scheduling = readingsOf(readings.scheduled.get(clusterId))
  const database = sizeOf(readings.sizes, clusterId)
  const [pods, nodes] = [countOf(cluster.pods), countOf(cluster.nodes)]
  const judged = judgeControlPlane(
    {
      ...{ provider, tier, version },
      axes: {
        ...(seats && { seats }),
        ...(scheduling && { scheduling }),
        ...(database && { database }),
        ...(pods && { pods }),
        ...(nodes && { nodes }),
      },
      nominalSeats: readings.nominal.get(clusterId)?.last ?? null,
      sizes: readings.sizes.get(clusterId) ?? [],
    },
    told,
  )
  const asOf = newest.get(clusterId) ?? null
  const isRead = seats !== undefined || scheduling !== undefined || database !== undefined
  return {
    ...judged,
    ...{ clusterId, name, accountName, region, provider: cluster.provider, version, tier, owner, sources },
    standing: judged.isNear ? 'near' : isRead ? 'room' : 'unread',
    asOf,
    isStale: asOf !== null && now.getTime() - asOf.getTime() > staleAfterMs,
    pendingPods: peakOf(readings.pending.get(clusterId)),
    rejected: peakOf(readings.rejected.get(clusterId)),
  }
}

async function judgeAll(clusters: readonly FoundCluster[], judging: Judging): Promise<ControlPlaneRow[]> {
  const rows: ControlPlaneRow[] = []
  for (let at = 0; at < clusters.length; at += judgedAtOnce) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve))
    for (const cluster of clusters.slice(at, at + judgedAtOnce)) rows.push(rowOf(cluster, judging))
  }
  return rows
}

function sumsOf(rows: readonly ControlPlaneRow[]) {
  const ofStanding = (standing: ControlPlaneStanding) => rows.filter((row) => row.standing === standing)
  const near = ofStanding('near')
  return {
    byStanding: {
      near: near.length,
      room: ofStanding('room').length,
      unread: ofStanding('unread').length,
    },
    nearBy: Object.fromEntries(
      capacityAxes.map((axis) => [axis, near.filter(({ worst }) => worst === axis).length]),
    ),
    first: orderControlPlanes(near, 'near', false)[0] ?? null,
    nextFull:
      orderControlPlanes(rows, 'forecast', false).find(({ forecast }) => forecast.kind === 'reaches') ?? null,
  }
}

export async function controlPlanes(ctx: QueryContext, input: ControlPlanesInput): Promise<ControlPlaneRows> {
  const fleet = await readFleet(ctx, input.scope)
  const { scope, now } = fleet
  const asked = resolveWindow(input.window)
  const to = new Date(Math.min(asked.to.getTime(), Math.max(now.getTime(), asked.from.getTime() + 60_000)))
  const window = readableSpan({ from: asked.from, to }, fleet.rows.length)
  const [readings, newest, told] = await Promise.all([
    fleetReadings(ctx, scope, window),
    newestSamples(ctx.events, { scope, window: { ...window, grain: asked.grain }, limit: clusterLimit }),
    listClusterVersions(ctx.relational, { limit: versionLimit }),
  ])
  const newestOf = new Map(newest.map((one) => [one.clusterId as string, one.newest]))
  const all = await judgeAll(fleet.rows, { readings, told, newest: newestOf, now })
  const word = input.find.trim().toLowerCase()
  const found = all.filter(
    ({ standing, name, clusterId }) =>
      (input.standings.length === 0 || input.standings.includes(standing)) &&
      (name.toLowerCase().includes(word) || clusterId.includes(word)),
  )
  const offset = Number(input.cursor ?? 0)
  const rows = orderControlPlanes(found, input.sort, input.reverse).slice(offset, offset + input.limit)
  const simulated = new Set(fleet.rows.flatMap((row) => (row.isSimulated ? [row.clusterId as string] : [])))
  return {
    rows,
    total: found.length,
    inScope: all.length,
    ...sumsOf(all),
    window,
    isCut: window.from > asked.from,
    nextCursor: offset + rows.length < found.length ? String(offset + rows.length) : null,
    freshness: freshnessOf(newest, { now, staleAfterMs, simulated }),
    now,
  }
}
