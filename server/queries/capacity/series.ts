// How close control planes are to what they can carry, over time: from readings of their API servers' own
// metrics, with the limit that is published or that they tell. What was not read is a gap. What single clients
// send is not in these metrics: that is told by audit logs.
import { z } from 'zod'
import {
  apiSampleSeries,
  newestSamples,
  type SamplePoint,
  type SampleQuestion,
} from '../../../db/events/read/api-samples.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { fleetClusters } from '../../../db/relational/read/fleet.ts'
import { bytesPerGb, publishedLimits, seatLimit } from '../../../domain/capacity/axis.ts'
import { limitExceeded } from '../../../domain/errors.ts'
import {
  type ControlPlaneLimit,
  type ControlPlaneLine,
  type ControlPlaneMeasure,
  type ControlPlaneSeries,
  controlPlaneMeasures,
} from '../../../domain/model/control-plane-series.ts'
import { freshnessOf } from '../../../domain/model/freshness.ts'
import { type Scope, scopeInputSchema } from '../../../domain/model/scope.ts'
import type { ControlPlaneLimits } from '../../../domain/support/control-plane-limits.ts'
import { bucketsOf, resolveWindow, type Window } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { simulatedClusters } from '../fleet/freshness.ts'
import { placedClusters } from '../placed-clusters.ts'
import { fullestOf, histogramPoints, lineOf, meanOf, quantileOf, shareUpTo } from './lines.ts'

const measures = Object.keys(controlPlaneMeasures) as [ControlPlaneMeasure, ...ControlPlaneMeasure[]]

export const controlPlaneSeriesInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  window: windowInputSchema,
  measures: z.array(z.enum(measures)).min(1).max(measures.length).default(measures),
  /** What parts are told apart by: the measure's own label, or clusters. */
  splitBy: z.enum(['label', 'cluster']).default('label'),
  top: z.int().min(1).max(12).default(6),
})

/** Readings are due once a minute; three turns missed are stale (contracts, "Coverage"). */
const staleAfterMs = 180_000
const clusterLimit = 20_000
const measuresAtOnce = 4
/** Most points a measure may have: clusters or labels times buckets. */
const pointLimit = 200_000

async function pointsOf(ctx: QueryContext, question: Omit<SampleQuestion, 'limit'>): Promise<SamplePoint[]> {
  const points = await apiSampleSeries(ctx.events, { ...question, limit: pointLimit })
  if (points.length < pointLimit) return points
  throw limitExceeded(
    `readings of ${question.metric} in this window have more than ${pointLimit} points; ask for a shorter window or fewer clusters`,
  )
}

interface Asked {
  readonly scope: Scope
  readonly window: Window
  readonly splitBy: 'label' | 'cluster'
  readonly top: number
  readonly now: Date
}

/** The points of a measure: all together, and its parts by label or by cluster. */
async function measured(
  ctx: QueryContext,
  asked: Asked,
  measure: ControlPlaneMeasure,
): Promise<SamplePoint[]> {
  const { scope, window, splitBy, now } = asked
  const { metric, by, ...rest } = controlPlaneMeasures[measure]
  const read = async (one: typeof metric | 'apiserver_request_duration_seconds_count') => {
    const shared = { scope, metric: one, window, until: now, signal: ctx.signal }
    if (splitBy === 'label') return pointsOf(ctx, { ...shared, by, byCluster: false })
    const [together, apart] = await Promise.all([
      pointsOf(ctx, { ...shared, by: null, byCluster: false }),
      pointsOf(ctx, { ...shared, by: null, byCluster: true }),
    ])
    return [...together, ...apart.map((point) => ({ ...point, label: point.clusterId }))]
  }
  if ('quantile' in rest)
    return histogramPoints(await read(metric), (buckets) => quantileOf(buckets, rest.quantile))
  if ('within' in rest)
    return histogramPoints(await read(metric), (buckets) => shareUpTo(buckets, rest.within))
  if (!('per' in rest)) return read(metric)
  const [sums, counts] = await Promise.all([read(metric), read(rest.per)])
  return meanOf(sums, counts)
}

/** In their order; a few at a time, so that one page leaves the store to others too. */
async function allMeasured(
  ctx: QueryContext,
  asked: Asked,
  wanted: readonly ControlPlaneMeasure[],
): Promise<SamplePoint[][]> {
  const points: SamplePoint[][] = []
  while (points.length < wanted.length) {
    const turn = wanted.slice(points.length, points.length + measuresAtOnce)
    points.push(...(await Promise.all(turn.map((measure) => measured(ctx, asked, measure)))))
  }
  return points
}

/** What is published for the tier and version of one EKS cluster; null for several, and for all others. */
async function tierLimits(ctx: QueryContext, clusterId: string | null): Promise<ControlPlaneLimits | null> {
  if (clusterId === null) return null
  const [known] = await fleetClusters(ctx.relational, {
    among: [clusterId],
    goneAfter: new Date(0),
    limit: 1,
  })
  // Tiers are EKS's; what another provider's control plane can carry nobody publishes.
  if (known?.provider !== 'eks') return null
  const told = await listClusterVersions(ctx.relational, { limit: 1_000 })
  return publishedLimits({ provider: 'eks', tier: known.tier, version: known.version }, told)
}

/** Seats against the tier, else against what the servers have; the database against the tier's size. */
function withLimits(
  lines: readonly ControlPlaneLine[],
  published: ControlPlaneLimits | null,
  buckets: readonly Date[],
): ControlPlaneLine[] {
  const nominal = lines.find(({ measure }) => measure === 'nominalSeats')
  const limitOf = ({ measure }: ControlPlaneLine): ControlPlaneLimit | null => {
    if (measure === 'seats') return seatLimit(published, nominal?.latest?.value ?? null)
    if (measure === 'scheduleAttempts' && published?.podsPerSecond != null) {
      return { value: published.podsPerSecond, kind: 'published', source: published.source }
    }
    if (measure === 'database' && published?.databaseGb != null) {
      return { value: published.databaseGb * bytesPerGb, kind: 'published', source: published.source }
    }
    return null
  }
  return lines.map((line) => {
    const limit = limitOf(line)
    if (limit === null) return line
    // Servers are heard in turns: those in use are held against what the same ones have.
    const isTold = limit.kind === 'nominal' && nominal !== undefined
    const limits = isTold ? nominal.highest : buckets.map(() => limit.value)
    return { ...line, limit, fullest: fullestOf(line, limits, buckets) }
  })
}

export async function controlPlaneSeries(
  ctx: QueryContext,
  input: z.infer<typeof controlPlaneSeriesInput>,
): Promise<ControlPlaneSeries> {
  const scope = grantScope(ctx.viewer, input.scope, await placedClusters(ctx))
  const window = resolveWindow(input.window)
  const now = ctx.clock.now()
  const asked = { scope, window, splitBy: input.splitBy, top: input.top, now }
  const wanted = [...new Set(input.measures)]
  // The seats that servers say they have are the limit of those in use where none is published.
  const read = wanted.includes('seats') ? [...new Set([...wanted, 'nominalSeats' as const])] : wanted
  const only = scope.clusters === 'all' || scope.clusters.length !== 1 ? null : (scope.clusters[0] ?? null)
  const buckets = bucketsOf(window)
  const [newest, simulated, published, points] = await Promise.all([
    newestSamples(ctx.events, { scope, window, limit: clusterLimit }),
    simulatedClusters(ctx),
    tierLimits(ctx, only),
    allMeasured(ctx, asked, read),
  ])
  const lines = read.map((measure, place) =>
    lineOf(measure, points[place] ?? [], { buckets, grain: window.grain, top: input.top, now }),
  )
  return {
    window,
    freshness: freshnessOf(newest, { now, staleAfterMs, simulated }),
    buckets,
    lastBucketPartial: window.to.getTime() > now.getTime(),
    clusterId: only,
    servers: newest.reduce((all, { servers }) => all + servers, 0),
    lines: withLimits(lines, published, buckets).filter(({ measure }) => wanted.includes(measure)),
  }
}
