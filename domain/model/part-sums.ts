// What lists need to know of a cluster's parts without reading them: how many, how many of them stand
// badly, which are in trouble. Added up when parts are told; adds up only, judges nothing.
import type { ClusterPart, PartKind } from './cluster-part.ts'

export interface TroubledPart {
  readonly kind: PartKind
  readonly name: string
  /** The provider's word, or the code of its first health issue. */
  readonly status: string
}

export interface PartSums {
  readonly total: number
  /** Insights of readiness to upgrade: ERROR. Others: 0. */
  readonly errors: number
  /** Insights of readiness to upgrade: WARNING. Others: 0. */
  readonly warnings: number
  /** Add-ons of which the catalogue lists a newer version; null when it was not read. */
  readonly behind: number | null
  /** The first of those that are not well. */
  readonly troubled: readonly TroubledPart[]
}

const troubledListed = 20
const unwell = /FAILED|DEGRADED/

function troubleOf(part: ClusterPart): TroubledPart | undefined {
  const { kind, name, facts } = part
  const status = 'status' in facts && kind !== 'insight' && kind !== 'update' ? facts.status : null
  if (status !== null && unwell.test(status)) return { kind, name, status }
  const [issue] = 'health' in facts ? facts.health : []
  return issue === undefined ? undefined : { kind, name, status: issue.code }
}

function insightsOf(parts: readonly ClusterPart[], status: string): number {
  return parts.filter(
    ({ kind, facts }) =>
      kind === 'insight' && facts.category === 'UPGRADE_READINESS' && facts.status === status,
  ).length
}

/** Sums of all parts of one kind. */
export function sumParts(parts: readonly ClusterPart[]): PartSums {
  const known = parts.flatMap(({ kind, facts }) =>
    kind === 'add-on' && facts.versionsBehind !== null ? [facts.versionsBehind] : [],
  )
  return {
    total: parts.length,
    errors: insightsOf(parts, 'ERROR'),
    warnings: insightsOf(parts, 'WARNING'),
    behind: known.length === 0 ? null : known.filter((behind) => behind > 0).length,
    troubled: parts.flatMap((part) => troubleOf(part) ?? []).slice(0, troubledListed),
  }
}
