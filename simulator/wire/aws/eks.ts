// EKS of one account in one region: which question a request is, and its answer, in pages.
import { eksVersions, minorText, offeredAt, supportOf } from '../../world/calendar.ts'
import type { Cluster } from '../../world/fleet.ts'
import {
  accessEntriesOf,
  addOnCatalogue,
  addOnsOf,
  describeAddon,
  describeCluster,
  describeNodegroup,
  type Json,
  podIdentitiesOf,
  updatesOf,
} from './eks-cluster.ts'
import { insightSummary, insightsOf } from './eks-insights.ts'
import { AwsRefusal, pageOf } from './refusal.ts'

export interface EksAsked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json
  /** Of the account and region that are asked. */
  readonly clusters: readonly Cluster[]
  readonly nowMs: number
}

export interface EksAnswer {
  readonly operation: string
  readonly body: Json
}

/** A part of clusters: its path, how lists and descriptions call it, and what there is. */
interface Part {
  readonly path: string
  readonly list: string
  readonly one: string
  readonly name: string
  readonly listMethod: 'GET' | 'POST'
  readonly listKey: string
  readonly oneKey: string
  readonly idKey: string
  of(cluster: Cluster, nowMs: number): readonly Json[]
  /** What a list holds of each: by default its id. */
  summary?(member: Json): Json
}

const part = (
  path: string,
  word: string,
  listKey: string,
  oneKey: string,
  idKey: string,
  of: Part['of'],
): Part => ({
  path,
  list: `List${word}s`,
  one: `Describe${word}`,
  name: word,
  listMethod: 'GET',
  listKey,
  oneKey,
  idKey,
  of,
})

const identitySummary = ({
  clusterName,
  namespace,
  serviceAccount,
  associationArn,
  associationId,
}: Json): Json => ({
  clusterName,
  namespace,
  serviceAccount,
  associationArn,
  associationId,
})

const isConnected = ({ site }: Cluster): boolean => site.connector !== undefined

const parts: readonly Part[] = [
  part('node-groups', 'Nodegroup', 'nodegroups', 'nodegroup', 'nodegroupName', (cluster) =>
    isConnected(cluster) ? [] : cluster.nodeGroups.map((group) => describeNodegroup(cluster, group)),
  ),
  part('addons', 'Addon', 'addons', 'addon', 'addonName', (cluster) =>
    addOnsOf(cluster).map((addOn) => describeAddon(cluster, addOn)),
  ),
  { ...part('updates', 'Update', 'updateIds', 'update', 'id', updatesOf) },
  {
    ...part('access-entries', 'AccessEntry', 'accessEntries', 'accessEntry', 'principalArn', accessEntriesOf),
    list: 'ListAccessEntries',
  },
  {
    ...part(
      'pod-identity-associations',
      'PodIdentityAssociation',
      'associations',
      'association',
      'associationId',
      podIdentitiesOf,
    ),
    summary: identitySummary,
  },
  {
    ...part('insights', 'Insight', 'insights', 'insight', 'id', insightsOf),
    listMethod: 'POST',
    summary: insightSummary,
  },
  part(
    'fargate-profiles',
    'FargateProfile',
    'fargateProfileNames',
    'fargateProfile',
    'fargateProfileName',
    () => [],
  ),
  {
    ...part('capabilities', 'Capability', 'capabilities', 'capability', 'capabilityName', () => []),
    list: 'ListCapabilities',
  },
]

function paged(all: readonly unknown[], key: string, { query, body, method }: EksAsked): Json {
  const given =
    method === 'POST' ? body : { maxResults: query.get('maxResults'), nextToken: query.get('nextToken') }
  const { members, nextToken } = pageOf(all, given.maxResults, given.nextToken)
  return { [key]: members, nextToken }
}

function listClusters(asked: EksAsked): EksAnswer {
  const isAll = asked.query.getAll('include').includes('all')
  const names = asked.clusters.filter((cluster) => isAll || !isConnected(cluster)).map(({ name }) => name)
  return { operation: 'ListClusters', body: paged(names, 'clusters', asked) }
}

function describeVersions(asked: EksAsked): EksAnswer {
  const { query, nowMs } = asked
  const wanted = query.getAll('clusterVersions')
  const offered = offeredAt(nowMs)
  const known =
    query.get('includeAll') === 'true' ? eksVersions.filter(({ releaseMs }) => releaseMs <= nowMs) : offered
  const newest = Math.max(...offered.map(({ minor }) => minor))
  const clusterVersions = [...known]
    .reverse()
    .filter(({ minor }) => wanted.length === 0 || wanted.includes(minorText(minor)))
    .filter(
      (version) =>
        query.get('versionStatus') === null || supportOf(version, nowMs) === query.get('versionStatus'),
    )
    .filter(({ minor }) => query.get('defaultOnly') !== 'true' || minor === newest)
    .map((version) => {
      const support = supportOf(version, nowMs)
      return {
        clusterVersion: minorText(version.minor),
        clusterType: 'eks',
        defaultPlatformVersion: `eks.${version.platform}`,
        defaultVersion: version.minor === newest,
        releaseDate: version.releaseMs / 1_000,
        endOfStandardSupportDate: version.endOfStandardMs / 1_000,
        endOfExtendedSupportDate: version.endOfExtendedMs / 1_000,
        status: support.toLowerCase().replaceAll('_', '-'),
        versionStatus: support,
        kubernetesPatchVersion: `1.${version.minor}.${version.patch}`,
      }
    })
  return { operation: 'DescribeClusterVersions', body: paged(clusterVersions, 'clusterVersions', asked) }
}

function describeAddonVersions(asked: EksAsked): EksAnswer {
  const { query, nowMs } = asked
  const version = query.get('kubernetesVersion')
  const minors = offeredAt(nowMs)
    .map(({ minor }) => minor)
    .filter((minor) => version === null || minorText(minor) === version)
  const name = query.get('addonName')
  const all = addOnCatalogue(minors).filter(({ addonName }) => name === null || addonName === name)
  return { operation: 'DescribeAddonVersions', body: paged(all, 'addons', asked) }
}

/** Members of a list of insights that its filter lets through. */
function isWanted(insight: Json, filter: unknown): boolean {
  const { categories, kubernetesVersions, statuses } = (filter ?? {}) as Record<string, unknown[] | undefined>
  const { status } = insight.insightStatus as { status: string }
  const among = (wanted: unknown[] | undefined, value: unknown): boolean =>
    wanted === undefined || wanted.length === 0 || wanted.includes(value)
  return (
    among(categories, insight.category) &&
    among(kubernetesVersions, insight.kubernetesVersion) &&
    among(statuses, status)
  )
}

function answerPart(asked: EksAsked, cluster: Cluster, found: Part, id: string | undefined): EksAnswer {
  const all = found.of(cluster, asked.nowMs)
  if (id === undefined) {
    const wanted = found.name === 'Insight' ? all.filter((one) => isWanted(one, asked.body.filter)) : all
    const members = wanted.map((one) => found.summary?.(one) ?? one[found.idKey])
    return { operation: found.list, body: paged(members, found.listKey, asked) }
  }
  const one = all.find((member) => member[found.idKey] === id)
  if (one === undefined) throw AwsRefusal.notFound(`No ${found.oneKey} found for ${found.idKey}: ${id}.`)
  return { operation: found.one, body: { [found.oneKey]: one } }
}

/** Throws AwsRefusal. */
export function answerEks(asked: EksAsked): EksAnswer {
  const { method, path, clusters, nowMs } = asked
  const pieces = path.split('/').slice(1).map(decodeURIComponent)
  const isGet = method === 'GET'
  if (isGet && path === '/clusters') return listClusters(asked)
  if (isGet && path === '/cluster-versions') return describeVersions(asked)
  if (isGet && path === '/addons/supported-versions') return describeAddonVersions(asked)
  const [first, name, under, id, more] = pieces
  const found = parts.find((known) => known.path === under)
  const isList = id === undefined && method === found?.listMethod
  const isKnown = under === undefined ? isGet : found !== undefined && (isList || (id !== undefined && isGet))
  if (first !== 'clusters' || name === undefined || more !== undefined || !isKnown) {
    throw new AwsRefusal(
      404,
      'UnknownOperationException',
      `${method} ${path} is no operation that is simulated`,
    )
  }
  const cluster = clusters.find((known) => known.name === name)
  if (cluster === undefined) throw AwsRefusal.notFound(`No cluster found for name: ${name}.`)
  if (found !== undefined) return answerPart(asked, cluster, found, id)
  return {
    operation: 'DescribeCluster',
    body: { cluster: describeCluster(cluster, nowMs) },
  }
}
