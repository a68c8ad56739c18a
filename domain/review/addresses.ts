// Where a number of a review leads. While its week runs, to the page that lists the same rows as they stand; of a week
// that is over, to the part of the review itself that keeps them: the pages show today, and say something else by then.
import type { ScopeInput } from '../model/scope.ts'
import { labelText } from '../model/scope-label.ts'
import type { Address } from './review.ts'

export interface Addresses {
  fleet(where: Readonly<Record<string, string>>, anchor: string): Address
  upgrades(where: Readonly<Record<string, string>>, anchor: string): Address
  /** The page that lists exactly these, where they fit into an address; else the part of the review that does. */
  clusters(path: '/fleet' | '/upgrades', clusterIds: readonly string[], anchor: string): Address
  /** One cluster's page; the cluster may be gone by now. */
  cluster(clusterId: string): Address
  /** Requests of some user agents to a cluster in a window, the first one opened. */
  talker(clusterId: string, userAgents: readonly string[], window: { from: Date; to: Date }): Address
  /** A part of the review itself. */
  here(anchor: string): Address
}

/** More are no address any more. */
const agentsNamed = 20
const clustersNamed = 20

/** The parts of a page's address that say which clusters it is about. */
function scopeParams(scope: ScopeInput | undefined): [string, string][] {
  const labels = Object.entries(scope?.labels ?? {}).flatMap(([key, values]) =>
    values.length === 0
      ? [labelText({ key, value: null })]
      : values.map((value) => labelText({ key, value })),
  )
  const { accounts = [], regions = [], owners = [], clusters = [], namespaces = [] } = scope ?? {}
  const chosen = { accounts, regions, owners, labels, cluster: clusters, namespaces }
  return Object.entries(chosen).flatMap(([key, values]) => (values.length === 0 ? [] : [[key, list(values)]]))
}

/** Values of one parameter are separated by commas, so that those in a value are spelled out. */
const list = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(',', '%2C')).join(',')

function withParams(path: string, params: readonly (readonly [string, string])[], anchor: string): Address {
  const query = params.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  return `${path}${query === '' ? '' : `?${query}`}${anchor === '' ? '' : `#${encodeURIComponent(anchor)}`}`
}

export function addressesOf(asked: {
  readonly week: string
  readonly isOver: boolean
  readonly scope: ScopeInput | undefined
}): Addresses {
  const scope = scopeParams(asked.scope)
  const here = (anchor: string): Address => withParams('/review', [['week', asked.week], ...scope], anchor)
  const page =
    (path: string) =>
    (where: Readonly<Record<string, string>>, anchor: string): Address =>
      asked.isOver ? here(anchor) : withParams(path, [...Object.entries(where), ...scope], '')
  return {
    fleet: page('/fleet'),
    upgrades: page('/upgrades'),
    talker: (clusterId, userAgents, { from, to }) =>
      withParams(
        '/traffic',
        [
          ['cluster', clusterId],
          ['agent', list(userAgents.slice(0, agentsNamed))],
          ['from', from.toISOString()],
          ['to', to.toISOString()],
          ...userAgents
            .slice(0, 1)
            .map((userAgent): [string, string] => ['talker', JSON.stringify({ userAgent })]),
        ],
        '',
      ),
    clusters: (path, clusterIds, anchor) =>
      asked.isOver || clusterIds.length > clustersNamed
        ? here(anchor)
        : withParams(path, [['cluster', list(clusterIds)]], ''),
    cluster: (clusterId) => withParams('/cluster', [['cluster', clusterId]], ''),
    here,
  }
}
