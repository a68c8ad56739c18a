// What checks found, worst first, page by page, with counts over all pages: which checks, how bad, how many waived,
// and on how many clusters a check could not look.
import { z } from 'zod'
import { unreadByCheck } from '../../../db/relational/read/check-results.ts'
import { type FindingCursor, listFindings, sumFindings } from '../../../db/relational/read/findings.ts'
import { invalid } from '../../../domain/errors.ts'
import { checks } from '../../../domain/insights/registry.ts'
import { type FindingStatus, findingStatuses } from '../../../domain/model/finding.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { checkIdSchema, type FindingView, findingView, seenSinceOf, upgradesInput } from './question.ts'
import { standingWaivers } from './standing-waivers.ts'

const waivedChoices = ['without', 'with', 'only'] as const

export const findingsInput = upgradesInput.extend({
  checks: z.array(checkIdSchema).max(100).default([]),
  statuses: z.array(z.enum(findingStatuses)).max(findingStatuses.length).default([]),
  waived: z.enum(waivedChoices).default('without'),
  /** A part of the summary or of the subject's name. */
  find: z.string().max(200).default(''),
  limit: z.int().min(1).max(500).default(100),
  cursor: z.string().max(1_024).optional(),
})

export interface CheckCount {
  readonly checkId: string
  readonly title: string
  /** Findings by status, waived ones left out. */
  readonly byStatus: Readonly<Record<FindingStatus, number>>
  readonly waived: number
  /** Clusters it could not look at. */
  readonly unread: number
}

export interface UpgradeFindings {
  readonly rows: readonly FindingView[]
  /** Findings that match, on all pages. */
  readonly total: number
  /** Of all in scope, whatever statuses and checks are asked for. */
  readonly byCheck: readonly CheckCount[]
  readonly nextCursor: string | null
  /** Since when calls count. */
  readonly seenSince: Date
  readonly freshness: Freshness
  readonly now: Date
}

const sumsMost = 10_000
const checksMost = 1_000

const cursorSchema = z.tuple([
  z.int().min(1).max(9),
  z.string().max(100),
  z.string().max(100),
  z.string().max(64),
])

const encode = ({ rank, clusterId, checkId, id }: FindingCursor): string =>
  Buffer.from(JSON.stringify([rank, clusterId, checkId, id])).toString('base64url')

function decode(text: string): FindingCursor {
  let json: unknown = null
  try {
    json = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    // Told below, as any other text that is no cursor.
  }
  const parts = cursorSchema.safeParse(json)
  if (!parts.success) throw invalid('cursor: not a cursor of this question; ask again without one')
  const [rank, clusterId, checkId, id] = parts.data
  return { rank, clusterId, checkId, id }
}

const none = (): Record<FindingStatus, number> => ({ error: 0, warning: 0, unknown: 0, passing: 0 })

type Sums = Awaited<ReturnType<typeof sumFindings>>
type Unread = Awaited<ReturnType<typeof unreadByCheck>>

function countsOf(sums: Sums, unreadOn: Unread): CheckCount[] {
  return checks.map(({ id, title }) => {
    const byStatus = none()
    const own = sums.filter(({ checkId }) => checkId === id)
    for (const { status, isWaived, findings } of own) if (!isWaived) byStatus[status] += findings
    const waived = own.reduce((sum, one) => sum + (one.isWaived ? one.findings : 0), 0)
    const unread = unreadOn.find(({ checkId }) => checkId === id)?.clusters ?? 0
    return { checkId: id, title, byStatus, waived, unread }
  })
}

export async function upgradeFindings(
  ctx: QueryContext,
  input: z.infer<typeof findingsInput>,
): Promise<UpgradeFindings> {
  const { scope, now, rows: clusters, freshness } = await readFleet(ctx, input.scope)
  const seenSince = seenSinceOf(input, now)
  const asked = { scope, now, seenSince, ...(input.find !== '' && { find: input.find }) }
  const narrowed = {
    ...asked,
    ...(input.checks.length > 0 && { checkIds: input.checks }),
    ...(input.statuses.length > 0 && { statuses: input.statuses }),
    ...(input.waived !== 'with' && { isWaived: input.waived === 'only' }),
  }
  const after = input.cursor === undefined ? null : decode(input.cursor)
  const [rows, sums, unread] = await Promise.all([
    listFindings(ctx.relational, { ...narrowed, after, limit: input.limit }),
    sumFindings(ctx.relational, { ...asked, byCluster: false, limit: sumsMost }),
    unreadByCheck(ctx.relational, { scope, limit: checksMost }),
  ])
  const waivers = await standingWaivers(ctx, rows, now)
  const byId = new Map(clusters.map((cluster) => [cluster.clusterId, cluster]))
  const matching = sums.filter(
    ({ checkId, status, isWaived }) =>
      (narrowed.checkIds?.includes(checkId) ?? true) &&
      (narrowed.statuses?.includes(status) ?? true) &&
      (narrowed.isWaived ?? isWaived) === isWaived,
  )
  const last = rows.length === input.limit ? rows.at(-1) : undefined
  return {
    rows: rows.map((row) => findingView(ctx, row, byId.get(row.clusterId), waivers.get(row.id))),
    total: matching.reduce((sum, { findings }) => sum + findings, 0),
    byCheck: countsOf(sums, unread),
    nextCursor: last === undefined ? null : encode(last),
    seenSince,
    freshness,
    now,
  }
}
