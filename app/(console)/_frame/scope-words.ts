// A scope in words: what its chips, its printed line and its button say. Words only.
import { count, plural } from '../../../components/format/number.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { type ChosenScope, type ScopeParam, scopeParamNames } from '../../_hooks/view-params.ts'

export const scopeTitles: Record<ScopeParam, string> = {
  accounts: 'Account',
  regions: 'Region',
  owners: 'Owner',
  labels: 'Label',
  cluster: 'Cluster',
  namespaces: 'Namespace',
}

const narrowings = {
  accounts: 'account',
  regions: 'region',
  owners: 'owner',
  clusters: 'cluster',
  namespaces: 'namespace',
} as const

/** "all 214 clusters", "stream-prod-use1", "region eu-west-1 or eu-west-2, team=ads" */
export function scopeText(scope: ScopeInput | undefined, total: number): string {
  const { clusters = [], labels = {}, ...others } = scope ?? {}
  const parts = Object.entries(narrowings).flatMap(([key, word]) => {
    const values = key === 'clusters' ? [] : (others[key as keyof typeof others] ?? [])
    return values.length === 0 ? [] : [`${word} ${values.join(' or ')}`]
  })
  const ofLabels = Object.entries(labels).map(([key, values]) =>
    values.length === 0 ? `any ${key}` : values.map((value) => `${key}=${value}`).join(' or '),
  )
  const all = [...(clusters.length > 0 ? [clusters.join(', ')] : []), ...parts, ...ofLabels]
  return all.length === 0 ? `all ${plural(total, 'cluster')}` : all.join(', ')
}

export const isWholeScope = (chosen: ChosenScope): boolean =>
  scopeParamNames.every((param) => chosen[param].length === 0)

/** How many clusters are left is not in the address itself. */
export const isCounted = ({ accounts, regions, owners, labels }: ChosenScope): boolean =>
  [accounts, regions, owners, labels].some((values) => values.length > 0)

export interface FleetSize {
  readonly clusters: number
  readonly accounts: number
  readonly regions: number
}

/** What the button of the scope says; `inScope` is null until the server has counted. */
export function scopeButtonWords(
  chosen: ChosenScope,
  fleet: FleetSize,
  inScope: number | null,
): { name: string; note: string } {
  const { cluster } = chosen
  const isMore = isCounted(chosen)
  const of = `of ${plural(fleet.clusters, 'cluster')}`
  if (isMore) {
    return inScope === null
      ? { name: 'Part of the fleet', note: of }
      : { name: `${count(inScope)} ${of}`, note: '' }
  }
  if (cluster.length > 0) {
    const [only = ''] = cluster
    const part = `${count(cluster.length)} ${of}`
    return cluster.length === 1 ? { name: only, note: part } : { name: part, note: '' }
  }
  const parts = [
    plural(fleet.clusters, 'cluster'),
    ...(fleet.accounts > 0 ? [plural(fleet.accounts, 'account')] : []),
    ...(fleet.regions > 0 ? [plural(fleet.regions, 'region')] : []),
  ]
  return { name: 'All clusters', note: parts.join(' · ') }
}
