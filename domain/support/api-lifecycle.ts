// In which Kubernetes minor an API stops being served, and how near that is to a cluster's next upgrades. It
// reads the table it is given; it knows no callers.
import { minorVersionOf } from './minor-version.ts'

export interface ApiName {
  /** "" for the core group, and that never goes. */
  readonly group: string
  readonly version: string
  /** Plural, as in URLs and audit logs: "flowschemas". */
  readonly resource: string
}

export interface ApiRemoval extends ApiName {
  readonly kind: string
  /** Minors: "1.29". */
  readonly deprecatedIn: string
  /** First minor that does not serve it. */
  readonly removedIn: string
  /** Group and version of what takes its place; null when nothing does, or when nobody said. */
  readonly replacedBy: string | null
  /** Who says so. */
  readonly source: string
}

/** "flowcontrol.apiserver.k8s.io/v1beta3 flowschemas". */
export const apiText = ({ group, version, resource }: ApiName): string =>
  `${group === '' ? '' : `${group}/`}${version} ${resource}`

/** By API; of an API that no table names, undefined. */
export function removalsByApi(lifecycle: readonly ApiRemoval[]): ReadonlyMap<string, ApiRemoval> {
  return new Map(lifecycle.map((removal) => [apiText(removal), removal]))
}

/** "/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas", as providers write it; null when it is none. */
export function apiOfPath(path: string): ApiName | null {
  const [, root, first, second, ...rest] = path.split('?')[0]?.split('/') ?? []
  if (first === undefined) return null
  const [group, version, places] =
    root === 'api' ? ['', first, [second, ...rest]] : [first, second ?? '', rest]
  if ((root !== 'api' && root !== 'apis') || version === '') return null
  const resource = places[0] === 'namespaces' && places.length > 2 ? places[2] : places[0]
  return resource ? { group, version, resource } : null
}

/**
 * How many upgrades, of one minor each, a cluster is away from a version: 1 is its next. 0 or less: it has it
 * already. Null when a version cannot be read.
 */
export function upgradesUntil(clusterVersion: string | null, removedIn: string): number | null {
  const from = minorVersionOf(clusterVersion ?? '')
  const to = minorVersionOf(removedIn)
  if (from === null || to === null || from.major !== to.major) return null
  return to.minor - from.minor
}
