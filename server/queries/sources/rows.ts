// One row for each cluster's audit log: how well it comes in, judged and measured, worst first. Counts
// are joined here over all clusters of the scope (bounded), sorted and cut to a page; what costs more
// (repeats) is read for that page alone.
import { z } from 'zod'
import { repeatsByCluster } from '../../../db/events/read/repeats.ts'
import { type SourceMeasures, sourceMeasures, type WayIn, waysIn } from '../../../db/events/read/sources.ts'
import type { Intake } from '../../../domain/model/intake.ts'
import type { RefusedCalls } from '../../../domain/model/refused-calls.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { lateMs, type SourceHealth, sourceHealth, sourceHealths } from '../../../domain/model/source.ts'
import { resolveWindow, type Window } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope, type PlacedCluster } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { byCluster, intakeWithin, sees } from './intake.ts'

export const sourceSorts = ['health', 'cluster', 'newest', 'rate', 'events', 'rejects'] as const
export type SourceSort = (typeof sourceSorts)[number]

export const sourceRowsInput = z.strictObject({
  window: windowInputSchema,
  scope: scopeInputSchema.optional(),
  /** Clusters by name, the others by what is worst or most. */
  sort: z.enum(sourceSorts).default('health'),
  /** Part of the cluster id. */
  find: z.string().max(100).default(''),
  /** Empty is every health. */
  health: z.array(z.enum(sourceHealths)).max(sourceHealths.length).default([]),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
})
export type SourceRowsInput = z.infer<typeof sourceRowsInput>

export interface SourceRow {
  readonly clusterId: string
  readonly accountId: string | null
  readonly region: string | null
  readonly health: SourceHealth
  readonly newest: Date | null
  /** When a body was last taken, whatever times its events bear; null when not known. */
  readonly lastHeardAt: Date | null
  readonly ways: readonly WayIn[]
  /** Mean of the last four to five minutes, by the events' own times. */
  readonly eventsPerSecond: number
  /** Valid events with a time in the window, repeats and uncounted stages included. */
  readonly events: number
  readonly rejects: number
  /** Events of sealed time in the window that told of a request already counted; null while nothing is sealed. */
  readonly repeats: number | null
  readonly lastRefusal: RefusedCalls | null
}

export interface SourceRows {
  readonly window: Window
  readonly rows: readonly SourceRow[]
  /** Rows that match, on all pages. */
  readonly total: number
  /** Of what matches `find`, whatever health is asked for. */
  readonly byHealth: Readonly<Record<SourceHealth, number>>
  readonly sums: { readonly eventsPerSecond: number; readonly events: number; readonly rejects: number }
  /** Refused calls, the latest only, and followed files; null when this process takes none in and does not know. */
  readonly intake: Intake | null
  readonly nextCursor: string | null
}

const minuteMs = 60_000
const clusterLimit = 20_000
const refusedListed = 50
const floorMinute = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs

/** What is heard at the very end of a window is in it: a clock that stands still hears everything there. */
export function heardUntil(window: { readonly to: string }): Date {
  return new Date(floorMinute(Date.parse(window.to)) + minuteMs)
}

type Unfinished = Omit<SourceRow, 'repeats'>

interface Heard {
  readonly now: Date
  readonly measures: readonly SourceMeasures[]
  readonly ways: readonly WayIn[]
  readonly intake: Intake | null
  readonly recentSeconds: number
}

function joined(clusters: readonly PlacedCluster[], heard: Heard): Unfinished[] {
  const measuresOf = new Map(heard.measures.map((row) => [row.clusterId, row]))
  const waysOf = byCluster(heard.ways)
  const refusedOf = byCluster(heard.intake?.refusedCalls ?? [])
  const followedOf = byCluster(heard.intake?.followedFiles ?? [])
  return clusters.map((cluster) => {
    const { clusterId } = cluster
    const measures = measuresOf.get(clusterId)
    const ways = waysOf.get(clusterId) ?? []
    const refused = refusedOf.get(clusterId) ?? []
    const followed = followedOf.get(clusterId) ?? []
    const newest = measures?.newest ?? null
    const lastHeardAt = ways[0]?.lastAt ?? null
    const { now } = heard
    const recentRejects = measures?.recentRejects ?? 0
    return {
      clusterId,
      accountId: cluster.accountId,
      region: cluster.region,
      health: sourceHealth({ now, clusterId, newest, lastHeardAt, recentRejects, refused, followed }),
      newest,
      lastHeardAt,
      ways,
      eventsPerSecond: (measures?.recentEvents ?? 0) / heard.recentSeconds,
      events: measures?.events ?? 0,
      rejects: measures?.rejects ?? 0,
      lastRefusal: refused[0] ?? null,
    }
  })
}

const rank = ({ health }: Unfinished): number => sourceHealths.indexOf(health)
const newestMs = ({ newest }: Unfinished): number => newest?.getTime() ?? Number.NEGATIVE_INFINITY
const most = (of: (row: Unfinished) => number) => (left: Unfinished, right: Unfinished) =>
  of(right) - of(left)

const orders: Record<SourceSort, (left: Unfinished, right: Unfinished) => number> = {
  cluster: () => 0,
  health: (left, right) => rank(left) - rank(right) || orders.newest(left, right),
  newest: (left, right) => newestMs(left) - newestMs(right) || 0,
  rate: most(({ eventsPerSecond }) => eventsPerSecond),
  events: most(({ events }) => events),
  rejects: most(({ rejects }) => rejects),
}

const sumOf = (rows: readonly Unfinished[], of: (row: Unfinished) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0)

export async function sourceRows(
  ctx: QueryContext,
  input: SourceRowsInput,
  registry: readonly PlacedCluster[],
): Promise<SourceRows> {
  const scope = grantScope(ctx.viewer, input.scope, registry)
  const now = ctx.clock.now()
  const window = resolveWindow(input.window)
  const recentFrom = new Date(floorMinute(now.getTime()) - 4 * minuteMs)
  const lateFrom = new Date(now.getTime() - lateMs)
  const [measures, ways] = await Promise.all([
    sourceMeasures(ctx.events, {
      scope,
      window,
      heardUntil: heardUntil(input.window),
      recentFrom,
      lateFrom,
      limit: clusterLimit,
    }),
    waysIn(ctx.events, { scope, limit: clusterLimit }),
  ])
  const intake = intakeWithin(ctx, scope)
  const recentSeconds = (now.getTime() - recentFrom.getTime()) / 1_000
  const find = input.find.trim().toLowerCase()
  const clusters = registry.filter(({ clusterId }) => sees(scope, clusterId) && clusterId.includes(find))
  const all = joined(clusters, { now, measures, ways, intake, recentSeconds })
  const asked = all.filter(({ health }) => input.health.length === 0 || input.health.includes(health))
  // Clusters come by id, and sorting keeps that order among equals.
  const sorted = asked.sort(orders[input.sort])
  const offset = Number(input.cursor ?? 0)
  const page = sorted.slice(offset, offset + input.limit)
  const repeats = await repeatsByCluster(ctx.events, {
    scope,
    window,
    clusters: page.map(({ clusterId }) => clusterId),
  })
  const byHealth = Object.fromEntries(
    sourceHealths.map((health) => [health, all.filter((row) => row.health === health).length]),
  ) as Record<SourceHealth, number>
  return {
    window,
    rows: page.map((row) => ({ ...row, repeats: repeats.get(row.clusterId) ?? null })),
    total: asked.length,
    byHealth,
    sums: {
      eventsPerSecond: sumOf(asked, ({ eventsPerSecond }) => eventsPerSecond),
      events: sumOf(asked, ({ events }) => events),
      rejects: sumOf(asked, ({ rejects }) => rejects),
    },
    intake: intake && { ...intake, refusedCalls: intake.refusedCalls.slice(0, refusedListed) },
    nextCursor: offset + page.length < asked.length ? String(offset + page.length) : null,
  }
}
