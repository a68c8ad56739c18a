// One finding, whole: its evidence, what became of it, who waived it until when, what its check is about, and what
// the provider's own check on the same thing says, with its time, also where the two disagree.
import type { z } from 'zod'
import { listParts } from '../../../db/relational/read/cluster-parts.ts'
import { listFindingEvents, listWaivers } from '../../../db/relational/read/finding-history.ts'
import { getFinding } from '../../../db/relational/read/findings.ts'
import { notFound } from '../../../domain/errors.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { ProviderInsight } from '../../../domain/model/cluster-part.ts'
import type { FindingStatus } from '../../../domain/model/finding.ts'
import type { FindingEventKind } from '../../../domain/model/finding-history.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { type FindingView, findingIdSchema, findingView, seenSinceOf, upgradesInput } from './question.ts'

export const findingInput = upgradesInput.omit({ scope: true }).extend({ id: findingIdSchema })

export interface WaiverView {
  readonly id: string
  readonly reason: string
  readonly author: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
  /** False once its day came or somebody ended it. */
  readonly isActive: boolean
}

export interface UpgradeFinding {
  readonly finding: FindingView
  /** Absent when the check exists no more. */
  readonly check:
    | {
        readonly about: string
        readonly severityRule: string
        readonly remedy: string
        readonly sources: readonly string[]
      }
    | undefined
  /** Oldest first. */
  readonly history: readonly {
    readonly at: Date
    readonly kind: FindingEventKind
    readonly before: FindingStatus
    readonly after: FindingStatus
    readonly summary: string
  }[]
  /** Newest first. */
  readonly waivers: readonly WaiverView[]
  /** The provider's own, of this cluster. */
  readonly insights: readonly (Pick<ProviderInsight, 'title' | 'status' | 'reason' | 'targetVersion'> & {
    readonly lastRefreshAt: Date | null
  })[]
  readonly freshness: Freshness
  readonly now: Date
}

const eventsMost = 500
const waiversMost = 100
const insightsMost = 200

async function insightsOf(ctx: QueryContext, clusterId: string, title: RegExp | null) {
  if (title === null) return []
  const asked = { among: [clusterId], kind: 'insight', after: null, limit: insightsMost } as const
  const parts = await listParts(ctx.relational, asked)
  return parts
    .filter(({ facts }) => title.test(facts.title))
    .map(({ facts }) => ({
      title: facts.title,
      status: facts.status,
      reason: facts.reason,
      targetVersion: facts.targetVersion,
      lastRefreshAt: facts.lastRefreshAt === null ? null : new Date(facts.lastRefreshAt),
    }))
}

/** Throws NotFound for a finding that is not known, or that this viewer may not see. */
export async function upgradeFinding(
  ctx: QueryContext,
  { id, ...input }: z.infer<typeof findingInput>,
): Promise<UpgradeFinding> {
  const { scope, now, rows: clusters, freshness } = await readFleet(ctx, undefined)
  const row = await getFinding(ctx.relational, { scope, now, seenSince: seenSinceOf(input, now), id })
  if (row === undefined) throw notFound(`no finding ${id} is known here`)
  const check = checks.find((one) => one.id === row.checkId)
  const [history, waivers, insights] = await Promise.all([
    listFindingEvents(ctx.relational, { findingId: id, limit: eventsMost }),
    listWaivers(ctx.relational, { findingIds: [id], limit: waiversMost }),
    insightsOf(ctx, row.clusterId, check?.providerTitle ?? null),
  ])
  const shown = waivers.map(({ findingId: _finding, clusterId: _cluster, ...waiver }) => ({
    ...waiver,
    isActive: waiver.endedAt === null && waiver.expiresAt > now,
  }))
  const cluster = clusters.find(({ clusterId }) => clusterId === row.clusterId)
  return {
    finding: findingView(
      ctx,
      row,
      cluster,
      shown.find(({ isActive }) => isActive),
    ),
    check: check && {
      about: check.about,
      severityRule: check.severityRule,
      remedy: check.remedy,
      sources: check.sources,
    },
    history: history.map(({ at, kind, before, after, summary }) => ({ at, kind, before, after, summary })),
    waivers: shown,
    insights,
    freshness,
    now,
  }
}
