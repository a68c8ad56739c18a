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
  /** Add-ons by name; absent for other kinds, and where an earlier release added up. */
  readonly addOns?: readonly ListedAddOn[]
  /** Node groups by AMI type, "" for those that name none; absent as above. */
  readonly amiTypes?: Readonly<Record<string, number>>
  /** Of any node group, sorted; absent as above. */
  readonly instanceTypes?: readonly string[]
}

export interface ListedAddOn {
  readonly name: string
  readonly version: string | null
  /** Null when the catalogue was not read. */
  readonly versionsBehind: number | null
}

const troubledListed = 20
const addOnsListed = 200
const amiTypesListed = 100
const instanceTypesListed = 200
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

function addOnsOf(parts: readonly ClusterPart[]): ListedAddOn[] {
  return parts
    .flatMap((part) =>
      part.kind === 'add-on'
        ? [{ name: part.name, version: part.facts.version, versionsBehind: part.facts.versionsBehind }]
        : [],
    )
    .slice(0, addOnsListed)
}

function madeOf(parts: readonly ClusterPart[]) {
  const groups = parts.flatMap((part) => (part.kind === 'node-group' ? [part.facts] : []))
  const amiTypes = new Map<string, number>()
  for (const { amiType } of groups) amiTypes.set(amiType ?? '', (amiTypes.get(amiType ?? '') ?? 0) + 1)
  const instanceTypes = new Set(groups.flatMap((group) => group.instanceTypes))
  return {
    amiTypes: Object.fromEntries([...amiTypes].slice(0, amiTypesListed)),
    instanceTypes: [...instanceTypes].sort().slice(0, instanceTypesListed),
  }
}

/** Sums of all `parts` of one `kind`. */
export function sumParts(kind: PartKind, parts: readonly ClusterPart[]): PartSums {
  const known = parts.flatMap(({ kind, facts }) =>
    kind === 'add-on' && facts.versionsBehind !== null ? [facts.versionsBehind] : [],
  )
  return {
    total: parts.length,
    errors: insightsOf(parts, 'ERROR'),
    warnings: insightsOf(parts, 'WARNING'),
    behind: known.length === 0 ? null : known.filter((behind) => behind > 0).length,
    troubled: parts.flatMap((part) => troubleOf(part) ?? []).slice(0, troubledListed),
    ...(kind === 'add-on' ? { addOns: addOnsOf(parts) } : {}),
    ...(kind === 'node-group' ? madeOf(parts) : {}),
  }
}
