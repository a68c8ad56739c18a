// EKS of one account in one region: which question a request is, and its answer, in pages.
import type { Cluster } from '../../world/fleet.ts'
import type { ClusterState } from '../../world/world.ts'
import {
  accessEntriesOf,
  accessPoliciesOf,
  capabilitiesOf,
  capabilitySummary,
  identitySummary,
  podIdentitiesOf,
} from './eks-access.ts'
import { addOnCatalogue, describedAddOns } from './eks-add-ons.ts'
import { describeCluster } from './eks-cluster.ts'
import { isConnected, type Json } from './eks-common.ts'
import { insightSummary, insightsAt, isWanted } from './eks-insights.ts'
import { describedNodeGroups, fargateProfilesOf } from './eks-node-groups.ts'
import { updatesOf } from './eks-updates.ts'
import { versionsOf } from './eks-versions.ts'
import type { InsightsRefreshes } from './insights-refreshes.ts'
import { AwsRefusal, pageOf } from './refusal.ts'

export interface EksAsked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json
  /** Of the account and region that are asked. */
  readonly clusters: readonly Cluster[]
  readonly refreshes: InsightsRefreshes
  stateOf(cluster: Cluster): ClusterState
  readonly nowMs: number
}

export interface EksAnswer {
  readonly operation: string
  readonly body: Json
}

/** A part of clusters: how lists and descriptions call it, and what there is. */
interface Part {
  readonly list: string
  readonly one: string
  readonly listMethod: 'GET' | 'POST'
  readonly listKey: string
  readonly oneKey: string
  readonly idKey: string
  /** Throws AwsRefusal. */
  of(cluster: Cluster, asked: EksAsked): readonly Json[]
  /** What a list holds of each. */
  summary(member: Json): unknown
  missing(id: string, cluster: Cluster): string
}

const part = (
  word: string,
  keys: readonly [list: string, one: string, id: string],
  of: Part['of'],
  more: Partial<Part> = {},
): Part => {
  const [listKey, oneKey, idKey] = keys
  return {
    list: `List${word}s`,
    one: `Describe${word}`,
    listMethod: 'GET',
    listKey,
    oneKey,
    idKey,
    of,
    summary: (member) => member[idKey],
    missing: (id) => `No ${oneKey} found for ${idKey}: ${id}.`,
    ...more,
  }
}

function updates(cluster: Cluster, { query, nowMs }: EksAsked): readonly Json[] {
  const given = (key: string): string | undefined => query.get(key) ?? undefined
  const of = {
    nodegroupName: given('nodegroupName'),
    addonName: given('addonName'),
    capabilityName: given('capabilityName'),
  }
  const found = updatesOf(cluster, of, nowMs)
  if (found !== undefined) return found
  throw AwsRefusal.notFound(`${cluster.name} has no ${Object.values(of).filter(Boolean).join(', ')}.`)
}

/** By path. */
const parts: Readonly<Record<string, Part>> = {
  'access-entries': part('AccessEntry', ['accessEntries', 'accessEntry', 'principalArn'], accessEntriesOf, {
    list: 'ListAccessEntries',
  }),
  addons: part(
    'Addon',
    ['addons', 'addon', 'addonName'],
    (cluster, { nowMs }) => describedAddOns(cluster, nowMs),
    { missing: (id, { name }) => `No addon: ${id} found in cluster: ${name}` },
  ),
  capabilities: part('Capability', ['capabilities', 'capability', 'capabilityName'], capabilitiesOf, {
    list: 'ListCapabilities',
    summary: capabilitySummary,
  }),
  'fargate-profiles': part(
    'FargateProfile',
    ['fargateProfileNames', 'fargateProfile', 'fargateProfileName'],
    fargateProfilesOf,
    { missing: (id) => `No Fargate Profile found with name: ${id}.` },
  ),
  insights: part(
    'Insight',
    ['insights', 'insight', 'id'],
    (cluster, { refreshes, nowMs }) => insightsAt(cluster, refreshes.refreshedMs(cluster, nowMs)),
    { listMethod: 'POST', summary: insightSummary },
  ),
  'node-groups': part('Nodegroup', ['nodegroups', 'nodegroup', 'nodegroupName'], describedNodeGroups, {
    missing: (id) => `No node group found for name: ${id}.`,
  }),
  'pod-identity-associations': part(
    'PodIdentityAssociation',
    ['associations', 'association', 'associationId'],
    (cluster, { stateOf }) => podIdentitiesOf(cluster, () => stateOf(cluster).workloads),
    { summary: identitySummary },
  ),
  updates: part('Update', ['updateIds', 'update', 'id'], updates),
}

function paged(all: readonly unknown[], key: string, { query, body, method }: EksAsked): Json {
  const given =
    method === 'POST' ? body : { maxResults: query.get('maxResults'), nextToken: query.get('nextToken') }
  const { members, nextToken } = pageOf(all, given.maxResults, given.nextToken)
  return { [key]: members, nextToken }
}

function listClusters(asked: EksAsked): EksAnswer {
  const include = asked.query.getAll('include')
  if (include.some((value) => value !== 'all')) throw AwsRefusal.invalid('include is all, or left out')
  const names = asked.clusters
    .filter((cluster) => include.length > 0 || !isConnected(cluster))
    .map(({ name }) => name)
  return { operation: 'ListClusters', body: paged(names, 'clusters', asked) }
}

function answerPart(asked: EksAsked, cluster: Cluster, found: Part, id: string | undefined): EksAnswer {
  const all = found.of(cluster, asked)
  if (id === undefined) {
    const wanted = found === parts.insights ? all.filter((one) => isWanted(one, asked.body.filter)) : all
    return { operation: found.list, body: paged(wanted.map(found.summary), found.listKey, asked) }
  }
  const one = all.find((member) => member[found.idKey] === id)
  if (one === undefined) throw AwsRefusal.notFound(found.missing(id, cluster))
  return { operation: found.one, body: { [found.oneKey]: one } }
}

function answerRefresh({ method, refreshes, nowMs }: EksAsked, cluster: Cluster): EksAnswer | undefined {
  if (method === 'POST') {
    return { operation: 'StartInsightsRefresh', body: refreshes.start(cluster, nowMs) }
  }
  if (method !== 'GET') return undefined
  const body = refreshes.latest(cluster, nowMs)
  if (body === undefined) throw AwsRefusal.notFound(`No insights refresh found for cluster: ${cluster.name}.`)
  return { operation: 'DescribeInsightsRefresh', body }
}

function answerPolicies(asked: EksAsked, cluster: Cluster, principalArn: string): EksAnswer {
  const policies = accessPoliciesOf(cluster, principalArn)
  if (policies === undefined)
    throw AwsRefusal.notFound(`No access entry found for principal: ${principalArn}.`)
  return {
    operation: 'ListAssociatedAccessPolicies',
    body: { clusterName: cluster.name, principalArn, ...paged(policies, 'associatedAccessPolicies', asked) },
  }
}

/** Undefined: that is no operation. Throws AwsRefusal. */
function answerOf(asked: EksAsked, cluster: Cluster, under: readonly string[]): EksAnswer | undefined {
  const { method } = asked
  const [kind, id, more] = under
  if (kind === undefined) {
    if (method !== 'GET') return undefined
    return { operation: 'DescribeCluster', body: { cluster: describeCluster(cluster, asked.nowMs) } }
  }
  if (kind === 'insights-refresh' && id === undefined) return answerRefresh(asked, cluster)
  if (kind === 'access-entries' && id !== undefined && more === 'access-policies' && method === 'GET') {
    return answerPolicies(asked, cluster, id)
  }
  const found = parts[kind]
  if (found === undefined || more !== undefined) return undefined
  if (method !== (id === undefined ? found.listMethod : 'GET')) return undefined
  return answerPart(asked, cluster, found, id)
}

/** Throws AwsRefusal. */
export function answerEks(asked: EksAsked): EksAnswer {
  const { method, path, clusters, query, nowMs } = asked
  if (method === 'GET' && path === '/clusters') return listClusters(asked)
  if (method === 'GET' && path === '/cluster-versions') {
    const body = paged(versionsOf(query, nowMs), 'clusterVersions', asked)
    return { operation: 'DescribeClusterVersions', body }
  }
  if (method === 'GET' && path === '/addons/supported-versions') {
    return { operation: 'DescribeAddonVersions', body: paged(addOnCatalogue(query, nowMs), 'addons', asked) }
  }
  const [first, name, ...under] = path.split('/').slice(1).map(decodeURIComponent)
  if (first === 'clusters' && name !== undefined) {
    const cluster = clusters.find((known) => known.name === name)
    if (cluster === undefined) throw AwsRefusal.notFound(`No cluster found for name: ${name}.`)
    const answer = answerOf(asked, cluster, under)
    if (answer !== undefined) return answer
  }
  throw new AwsRefusal(
    404,
    'UnknownOperationException',
    `${method} ${path} is no operation that is simulated`,
  )
}
