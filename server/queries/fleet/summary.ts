// The fleet in numbers: how many of what, on which version and support, how well, at what fee. Sums over the
// clusters of an installation; what is not known is counted as not known, never as nothing.
import { z } from 'zod'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { billingHoursPerMonth } from '../../../domain/support/control-plane-fee.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from './fleet-rows.ts'

export const fleetSummaryInput = z.strictObject({ scope: scopeInputSchema.optional() }).optional()

export interface Counted {
  readonly value: string
  readonly clusters: number
}

export interface FleetSummary {
  readonly clusters: number
  readonly accounts: number
  readonly regions: number
  /** Of clusters whose objects are read; `unread` clusters are not among them. */
  readonly nodes: number
  /** Null while no cluster's pods may be listed. */
  readonly pods: number | null
  readonly gpus: number
  readonly unread: number
  /** Most nodes of all; null when none are read. */
  readonly largest: { readonly clusterId: string; readonly name: string; readonly nodes: number } | null
  readonly byVersion: readonly Counted[]
  readonly bySupport: readonly Counted[]
  readonly byHealth: readonly Counted[]
  /** By the worst that our own checks found and nobody waived: "error", "warning", "unknown", "passing"; "" while none looked. */
  readonly byOwnFindings: readonly Counted[]
  /** By the worst of the provider's own insights; never added to ours, which may say the same. */
  readonly byInsights: readonly Counted[]
  /** Decimal text, USD of a month of 730 hours at today's fees, of the clusters whose fee is known. */
  readonly monthlyControlPlaneUsd: string
  /** The part of it that is for extended support. */
  readonly extendedSupportUsdPerMonth: string
  readonly clustersWithoutFee: number
  readonly freshness: Freshness
}

function counted(rows: readonly FleetRow[], of: (row: FleetRow) => string): Counted[] {
  const found = new Map<string, number>()
  for (const row of rows) found.set(of(row), (found.get(of(row)) ?? 0) + 1)
  return [...found]
    .map(([value, clusters]) => ({ value, clusters }))
    .sort((left, right) => right.clusters - left.clusters || left.value.localeCompare(right.value, 'en'))
}

type Found = { readonly error: number; readonly warning: number; readonly unknown?: number } | null

function worstOf(found: Found): string {
  if (found === null) return ''
  if (found.error > 0) return 'error'
  if (found.warning > 0) return 'warning'
  return (found.unknown ?? 0) > 0 ? 'unknown' : 'passing'
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0)
const distinct = (values: readonly (string | null)[]): number =>
  new Set(values.filter((value) => value !== null)).size

/** Whole micro-dollars → "123.45"; exact, for sums within 2^53. */
const usd = (micro: number): string =>
  `${Math.trunc(micro / 1e6)}.${String(Math.round((micro % 1e6) / 1e4)).padStart(2, '0')}`

export async function fleetSummary(
  ctx: QueryContext,
  input: z.infer<typeof fleetSummaryInput>,
): Promise<FleetSummary> {
  const { rows, freshness } = await readFleet(ctx, input?.scope)
  const read = rows.filter(({ nodes }) => nodes !== null)
  const [largest] = [...read].sort((left, right) => (right.nodes ?? 0) - (left.nodes ?? 0))
  return {
    clusters: rows.length,
    accounts: distinct(rows.map(({ accountId }) => accountId)),
    regions: distinct(rows.map(({ region }) => region)),
    nodes: sum(read.map(({ nodes }) => nodes)),
    pods: read.some(({ pods }) => pods !== null) ? sum(read.map(({ pods }) => pods)) : null,
    gpus: sum(read.map(({ gpus }) => gpus)),
    unread: rows.length - read.length,
    largest:
      largest === undefined
        ? null
        : { clusterId: largest.clusterId, name: largest.name, nodes: largest.nodes ?? 0 },
    byVersion: counted(rows, ({ version }) => version ?? ''),
    bySupport: counted(rows, ({ supportBand }) => supportBand),
    byHealth: counted(rows, ({ health }) => health),
    byOwnFindings: counted(rows, ({ ownFindings }) => worstOf(ownFindings)),
    byInsights: counted(rows, ({ findings }) => worstOf(findings)),
    monthlyControlPlaneUsd: usd(
      billingHoursPerMonth * sum(rows.map(({ feeMicroUsdPerHour }) => feeMicroUsdPerHour)),
    ),
    extendedSupportUsdPerMonth: usd(
      billingHoursPerMonth * sum(rows.map(({ extendedMicroUsdPerHour }) => extendedMicroUsdPerHour)),
    ),
    clustersWithoutFee: rows.filter(({ feeMicroUsdPerHour }) => feeMicroUsdPerHour === null).length,
    freshness,
  }
}
