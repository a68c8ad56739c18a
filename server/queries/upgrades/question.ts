// What every question on upgrades starts with: the fleet as its viewer may see it, and since when something that
// happens now and then still counts. And a finding as it is told, with whose it is by today's rules.
import { z } from 'zod'
import type { FindingRow } from '../../../db/relational/read/findings.ts'
import { apiRemovals } from '../../../domain/insights/api-removals.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { Evidence, FindingStatus } from '../../../domain/model/finding.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Owner } from '../../../domain/model/owner.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import type { QueryContext } from '../../context.ts'
import type { StandingWaiver } from './standing-waivers.ts'

export const checkIdSchema = z.enum(checks.map(({ id }) => id) as [string, ...string[]], {
  error: 'no check of that id; docs/insights.md lists them',
})

export const upgradesInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  /** A finding of calls is green once the last call lies before its start; absent: 30 days. */
  window: windowInputSchema.optional(),
  /** The same, told as how long ago: an address that says so stays true as time goes on. A window goes before it. */
  callsWithinMinutes: z.int().min(5).max(43_200).optional(),
})

export const findingIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'not the id of a finding')

const dayMinutes = 1_440

/** Exactly the start the reader chose: snapped to a grain, a fix would show hours late. */
export function seenSinceOf(
  { window, callsWithinMinutes }: Pick<z.infer<typeof upgradesInput>, 'window' | 'callsWithinMinutes'>,
  now: Date,
): Date {
  if (window !== undefined) return new Date(window.from)
  const minutes = callsWithinMinutes ?? apiRemovals.params.windowDays * dayMinutes
  return new Date(now.getTime() - minutes * 60_000)
}

/** What was stored under an id that no check has any more is told by its id. */
export const titleOf = (checkId: string): string => checks.find(({ id }) => id === checkId)?.title ?? checkId

export interface FindingView {
  readonly id: string
  readonly checkId: string
  readonly title: string
  readonly clusterId: string
  readonly clusterName: string
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string }
  /** Which of several things wrong with the subject; "" when one can be. */
  readonly about: string
  /** "passing" when it is over, or its last call lies before the window. */
  readonly status: FindingStatus
  readonly summary: string
  readonly evidence: readonly Evidence[]
  readonly recommendation: string
  readonly owner: Owner
  readonly lastSeenAt: Date | null
  readonly deadline: Date | null
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly isWaived: boolean
  /** What stands for it now; null when nobody accepted it. */
  readonly waiver: StandingWaiver | null
}

export function findingView(
  { owners }: Pick<QueryContext, 'owners'>,
  row: FindingRow,
  cluster: FleetRow | undefined,
  waiver: StandingWaiver | undefined,
): FindingView {
  const { rank: _rank, asOf: _asOf, ownerHint, subjectKind, subjectNamespace, subjectName, ...rest } = row
  const place = cluster && { clusterTags: cluster.tags, accountId: cluster.accountId }
  return {
    ...rest,
    waiver: waiver ?? null,
    title: titleOf(row.checkId),
    clusterName: cluster?.name ?? row.clusterId,
    subject: { kind: subjectKind, namespace: subjectNamespace, name: subjectName },
    owner: owners.ownerOf({ ...ownerHint, ...place }),
  }
}
