// What an API server says it has: groups, versions and resources, in the old form and the aggregated one. What
// it says is what it answers: all of it from the same list.
import { eksComponents, eksMetricsGroup } from './eks-metrics.ts'
import type { Resource } from './item.ts'
import { resources } from './resources.ts'

const verbsOf = ({ changes }: Resource): string[] =>
  changes === undefined ? ['get', 'list'] : ['get', 'list', 'watch']

interface GroupVersion {
  readonly group: string
  readonly version: string
}

const isSame = (a: GroupVersion, b: GroupVersion): boolean => a.group === b.group && a.version === b.version

/** Core first; then as the server orders them, which clients keep. */
export const groupVersions: readonly GroupVersion[] = [
  { group: '', version: 'v1' },
  ...[...new Set(resources.map(({ group, version }) => `${group}/${version}`))]
    .filter((text) => !text.startsWith('/'))
    .map((text) => ({ group: text.slice(0, text.indexOf('/')), version: text.slice(text.indexOf('/') + 1) })),
  { group: 'authorization.k8s.io', version: 'v1' },
]

/** `hasEks`: whether this server has what EKS shows of its own components. */
export const groupVersionsOf = (hasEks: boolean): readonly GroupVersion[] =>
  hasEks ? [...groupVersions, eksMetricsGroup] : groupVersions

const of = (asked: GroupVersion): readonly Resource[] => resources.filter((known) => isSame(known, asked))

/** They are read at paths of their own, and not listed. */
const eksResources = eksComponents.map((component) => ({
  name: `${component}/metrics`,
  singularName: '',
  namespaced: false,
  kind: 'Metrics',
  verbs: ['get'],
}))

const reviewVerbs = ['create']
const isReviews = ({ group }: GroupVersion): boolean => group === 'authorization.k8s.io'

export function resourceList(asked: GroupVersion): object {
  const listed = of(asked).map((resource) => ({
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.isNamespaced,
    kind: resource.kind,
    verbs: verbsOf(resource),
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
  }))
  const reviews = {
    name: 'selfsubjectaccessreviews',
    singularName: 'selfsubjectaccessreview',
    namespaced: false,
    kind: 'SelfSubjectAccessReview',
    verbs: reviewVerbs,
  }
  return {
    kind: 'APIResourceList',
    ...(asked.group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: asked.group === '' ? asked.version : `${asked.group}/${asked.version}`,
    resources: isReviews(asked) ? [reviews] : isSame(asked, eksMetricsGroup) ? eksResources : listed,
  }
}

export const apiVersions = (address: string): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

export function groupList(hasEks: boolean): object {
  const groups = groupVersionsOf(hasEks)
    .filter(({ group }) => group !== '')
    .map(({ group, version }) => {
      const one = { groupVersion: `${group}/${version}`, version }
      return { name: group, versions: [one], preferredVersion: one }
    })
  return { kind: 'APIGroupList', apiVersion: 'v1', groups }
}

export function group(name: string, hasEks: boolean): object | undefined {
  const found = groupVersionsOf(hasEks).find((known) => known.group === name)
  if (found === undefined || name === '') return undefined
  const one = { groupVersion: `${name}/${found.version}`, version: found.version }
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions: [one], preferredVersion: one }
}

/** The content type that a client must see to take the aggregated form. */
export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

export const wantsAggregated = (accept: string): boolean =>
  accept
    .replaceAll(' ', '')
    .split(',')
    .some((part) => part.includes('as=APIGroupDiscoveryList') && /;v=v2(;|$)/.test(part))

function discovered(asked: GroupVersion): object[] {
  const { group: name, version } = asked
  if (isReviews(asked)) {
    const responseKind = { group: name, version, kind: 'SelfSubjectAccessReview' }
    return [
      {
        resource: 'selfsubjectaccessreviews',
        responseKind,
        scope: 'Cluster',
        singularResource: 'selfsubjectaccessreview',
        verbs: reviewVerbs,
      },
    ]
  }
  if (isSame(asked, eksMetricsGroup)) {
    return eksResources.map(({ name: resource, kind, verbs }) => ({
      resource,
      responseKind: { ...eksMetricsGroup, kind },
      scope: 'Cluster',
      singularResource: '',
      verbs,
    }))
  }
  return of(asked).map((resource) => ({
    resource: resource.plural,
    responseKind: { group: name, version, kind: resource.kind },
    scope: resource.isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: verbsOf(resource),
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
  }))
}

/** Of the core group, or of all others. */
export function aggregated(isCore: boolean, hasEks: boolean): object {
  const items = groupVersionsOf(hasEks)
    .filter((known) => (known.group === '') === isCore)
    .map((known) => ({
      metadata: { ...(isCore ? {} : { name: known.group }), creationTimestamp: null },
      versions: [{ version: known.version, resources: discovered(known), freshness: 'Current' }],
    }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}
