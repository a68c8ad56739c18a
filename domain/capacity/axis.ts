// What a control plane can run out of, and against which limit each is held. A limit names who says so and how
// firmly: what a tier is sold with, what its servers say they have, or how much somebody has tried. What nobody
// says stays unknown. Judges nothing.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ControlPlaneLimit } from '../model/control-plane-series.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { type ControlPlaneLimits, controlPlaneLimits } from '../support/control-plane-limits.ts'

export const capacityAxes = ['seats', 'scheduling', 'database', 'pods', 'nodes'] as const
export type CapacityAxis = (typeof capacityAxes)[number]

export const standardTier = 'standard'
export const bytesPerGb = 1e9

export interface LimitQuestion {
  readonly provider: ClusterProvider | null
  /** Null counts as standard, where there are tiers at all. */
  readonly tier: string | null
  readonly version: string | null
  /** What its API servers say they have in all; null while they were not read. */
  readonly nominalSeats: number | null
}

interface Tried {
  readonly nodes: number
  readonly pods: number
  readonly source: string
}

/** kubernetes/community, sig-scalability/configs-and-limits/thresholds.md. */
const upstream: Tried = {
  nodes: 5_000,
  pods: 150_000,
  source: 'Kubernetes scalability thresholds, as far as upstream tests',
}
/** AWS, "Amazon EKS introduces Provisioned Control Plane": the loads its service levels were measured with. */
const triedByTier: Readonly<Record<string, Tried>> = {
  standard: { nodes: 5_000, pods: 80_000, source: 'the load AWS measured standard mode with' },
  'tier-4xl': { nodes: 40_000, pods: 640_000, source: 'the load AWS measured 4XL with' },
  // Nothing of its own is published; it is more of everything that 4XL has.
  'tier-8xl': {
    nodes: 40_000,
    pods: 640_000,
    source: 'the load AWS measured 4XL with, the next smaller tier',
  },
}

/** What is published for the tier of an EKS cluster; null for all others. */
export function publishedLimits(
  { provider, tier, version }: Pick<LimitQuestion, 'provider' | 'tier' | 'version'>,
  told: readonly ClusterVersion[],
): ControlPlaneLimits | null {
  if (provider !== 'eks') return null
  return controlPlaneLimits(tier ?? standardTier, version ?? '', told)
}

/** The metric by which API servers tell their seats. */
export const nominalSource = 'apiserver_flowcontrol_nominal_limit_seats'

export function seatLimit(
  published: ControlPlaneLimits | null,
  nominalSeats: number | null,
): ControlPlaneLimit | null {
  if (published?.seats != null) return { value: published.seats, kind: 'published', source: published.source }
  if (nominalSeats === null || nominalSeats <= 0) return null
  return { value: nominalSeats, kind: 'nominal', source: nominalSource }
}

const publishedAs = (value: number | null, source: string): ControlPlaneLimit | null =>
  value === null ? null : { value, kind: 'published', source }

/** Every axis, null where no limit is known. */
export function limitsOf(
  question: LimitQuestion,
  told: readonly ClusterVersion[],
): Record<CapacityAxis, ControlPlaneLimit | null> {
  const published = publishedLimits(question, told)
  const source = published?.source ?? ''
  const gb = published?.databaseGb ?? null
  const tier = question.provider === 'eks' ? (question.tier ?? standardTier) : ''
  const tried = triedByTier[tier] ?? upstream
  return {
    seats: seatLimit(published, question.nominalSeats),
    scheduling: publishedAs(published?.podsPerSecond ?? null, source),
    database: publishedAs(gb === null ? null : gb * bytesPerGb, source),
    pods: { value: tried.pods, kind: 'tried', source: tried.source },
    nodes: { value: tried.nodes, kind: 'tried', source: tried.source },
  }
}
