// EKS of the stand-in: rest-json by botocore's own table of methods and addresses. Refuses what the model does
// not know, so that a request of a wrong shape fails here as it would at AWS.
import { type Json, readFixture, type WireCluster, type WirePlace, type WireRefresh } from './world.ts'

interface Model {
  readonly operations: Readonly<Record<string, { method: string; requestUri: string; input?: string }>>
  readonly shapes: Readonly<
    Record<
      string,
      { members?: Record<string, string>; locations?: Record<string, [string, string]>; max?: number }
    >
  >
}
export const model = readFixture('eks-model.json') as Model

export interface Asked {
  readonly operation: string
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json
}

export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const routes = Object.entries(model.operations).map(([operation, { method, requestUri }]) => ({
  operation,
  method,
  names: [...requestUri.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
  pattern: new RegExp(`^${requestUri.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
}))

export function routeOf(method: string, url: URL, body: string): Asked {
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(url.pathname) : null
    if (found === null) continue
    const values = found.slice(1).map(decodeURIComponent)
    const path = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? '']))
    const asked = {
      operation: route.operation,
      path,
      query: url.searchParams,
      body: body ? JSON.parse(body) : {},
    }
    checkInput(asked)
    return asked
  }
  throw new Refused(404, 'UnknownOperationException', `${method} ${url.pathname}`)
}

function checkInput({ operation, query, body }: Asked): void {
  const shape = model.shapes[model.operations[operation]?.input ?? '']
  if (shape === undefined) return
  const locations = Object.values(shape.locations ?? {})
  const inQuery = new Set(locations.filter(([where]) => where === 'querystring').map(([, name]) => name))
  const elsewhere = new Set(Object.keys(shape.locations ?? {}))
  const inBody = new Set(Object.keys(shape.members ?? {}).filter((name) => !elsewhere.has(name)))
  for (const name of query.keys()) if (!inQuery.has(name)) throw invalid(`query ${name} of ${operation}`)
  for (const name of Object.keys(body)) if (!inBody.has(name)) throw invalid(`body ${name} of ${operation}`)
  const maxResults = Number(query.get('maxResults') ?? body.maxResults ?? 100)
  if (!(maxResults >= 1 && maxResults <= 100)) throw invalid(`maxResults ${maxResults}`)
}

const invalid = (what: string): Refused => new Refused(400, 'InvalidParameterException', what)

/** How a cluster's parts are called in lists and descriptions. */
const parts = {
  Nodegroup: { of: 'nodegroups', list: 'nodegroups', one: 'nodegroup', by: 'nodegroupName' },
  FargateProfile: {
    of: 'fargateProfiles',
    list: 'fargateProfileNames',
    one: 'fargateProfile',
    by: 'fargateProfileName',
  },
  Addon: { of: 'addons', list: 'addons', one: 'addon', by: 'addonName' },
  AccessEntry: { of: 'accessEntries', list: 'accessEntries', one: 'accessEntry', by: 'principalArn' },
  Update: { of: 'updates', list: 'updateIds', one: 'update', by: 'updateId' },
  Insight: { of: 'insights', list: 'insights', one: 'insight', by: 'id' },
  PodIdentityAssociation: {
    of: 'associations',
    list: 'associations',
    one: 'association',
    by: 'associationId',
  },
  Capability: { of: 'capabilities', list: 'capabilities', one: 'capability', by: 'capabilityName' },
} as const
type PartWord = keyof typeof parts

const plural: Readonly<Record<string, PartWord>> = {
  ListNodegroups: 'Nodegroup',
  ListFargateProfiles: 'FargateProfile',
  ListAddons: 'Addon',
  ListAccessEntries: 'AccessEntry',
  ListUpdates: 'Update',
  ListInsights: 'Insight',
  ListPodIdentityAssociations: 'PodIdentityAssociation',
  ListCapabilities: 'Capability',
}

/** What the summaries of a list hold; other lists hold names. */
const summaries: Partial<Record<PartWord, readonly string[]>> = {
  Insight: [
    'id',
    'name',
    'category',
    'kubernetesVersion',
    'lastRefreshTime',
    'lastTransitionTime',
    'description',
    'insightStatus',
  ],
  PodIdentityAssociation: [
    'clusterName',
    'namespace',
    'serviceAccount',
    'associationArn',
    'associationId',
    'ownerArn',
  ],
  Capability: ['capabilityName', 'arn', 'type', 'status', 'version', 'createdAt', 'modifiedAt'],
}

export function answerEks(asked: Asked, place: WirePlace | undefined): Json {
  const { operation, query } = asked
  const { clusters = {}, catalogue = [], versions = [] } = place ?? {}
  if (operation === 'ListClusters') {
    const isAll = query.getAll('include').includes('all')
    const names = Object.entries(clusters).filter(
      ([, { cluster }]) => isAll || cluster.connectorConfig === undefined,
    )
    return pageOf(
      asked,
      'clusters',
      names.map(([name]) => name),
    )
  }
  if (operation === 'DescribeClusterVersions') return pageOf(asked, 'clusterVersions', versions)
  if (operation === 'DescribeAddonVersions') return pageOf(asked, 'addons', offered(catalogue, query))
  const name = asked.path.name ?? asked.path.clusterName ?? ''
  const cluster = clusters[name]
  if (cluster === undefined)
    throw new Refused(404, 'ResourceNotFoundException', `No cluster found for name: ${name}.`)
  if (operation === 'DescribeCluster') return { cluster: cluster.cluster }
  if (operation === 'StartInsightsRefresh') return startRefresh(cluster)
  if (operation === 'DescribeInsightsRefresh') return describeRefresh(cluster, name)
  return answerPart(asked, cluster)
}

/** Any time that is none of the recorded ones, and another for each. */
let refreshes = 0

function startRefresh(cluster: WireCluster): Json {
  if (cluster.refresh === undefined || cluster.refresh.endedAt !== undefined) {
    refreshes += 1
    const startedAt = 1_700_000_000 + refreshes
    cluster.refresh = { looks: 1, ends: 'COMPLETED', finds: undefined, ...cluster.nextRefresh, startedAt }
  }
  return { message: 'Initiated cluster insights refresh.', status: 'IN_PROGRESS' }
}

function describeRefresh(cluster: WireCluster, name: string): Json {
  const { refresh } = cluster
  if (refresh === undefined)
    throw new Refused(404, 'ResourceNotFoundException', `No insights refresh found for cluster: ${name}.`)
  const { startedAt } = refresh
  if (refresh.endedAt === undefined && refresh.looks > 0) {
    refresh.looks -= 1
    return { message: 'Insights refresh is in progress.', status: 'IN_PROGRESS', startedAt }
  }
  return endedRefresh(cluster, refresh)
}

function endedRefresh(cluster: WireCluster, refresh: WireRefresh): Json {
  const { startedAt, ends, finds } = refresh
  refresh.endedAt ??= startedAt + 60
  if (ends === 'COMPLETED' && finds !== undefined) cluster.insights = finds
  const message = ends === 'COMPLETED' ? 'The insights were refreshed.' : 'EKS may not look into the cluster.'
  return { message, status: ends, startedAt, endedAt: refresh.endedAt }
}

function answerPart(asked: Asked, cluster: WireCluster): Json {
  const { operation, path } = asked
  const listed = plural[operation]
  if (listed !== undefined) {
    const { of, list } = parts[listed]
    const fields = summaries[listed]
    const items = Object.entries(cluster[of]).map(([name, thing]) =>
      fields === undefined
        ? name
        : Object.fromEntries(fields.filter((field) => field in thing).map((field) => [field, thing[field]])),
    )
    return pageOf(asked, list, items)
  }
  const word = operation.replace(/^Describe/, '') as PartWord
  const part = parts[word]
  if (!operation.startsWith('Describe') || part === undefined) {
    throw new Refused(403, 'AccessDeniedException', `the stand-in changes nothing: ${operation}`)
  }
  const id = path[part.by] ?? ''
  const found = cluster[part.of][id]
  if (found === undefined)
    throw new Refused(404, 'ResourceNotFoundException', `No ${part.one} found for: ${id}.`)
  return { [part.one]: found }
}

/** AWS leaves out what does not run on the version asked for. */
function offered(catalogue: readonly Json[], query: URLSearchParams): Json[] {
  const version = query.get('kubernetesVersion')
  type Offered = { compatibilities: { clusterVersion: string }[] }
  return catalogue.map((addon) => ({
    ...addon,
    addonVersions: (addon.addonVersions as Offered[])
      .filter(({ compatibilities }) => compatibilities.some((fit) => fit.clusterVersion === version))
      .map((offer) => ({
        ...offer,
        compatibilities: offer.compatibilities.filter((fit) => fit.clusterVersion === version),
      })),
  }))
}

function pageOf({ operation, query, body }: Asked, key: string, items: readonly unknown[]): Json {
  const token = query.get('nextToken') ?? (body.nextToken as string | undefined)
  const size = Number(query.get('maxResults') ?? body.maxResults ?? 100)
  const from = token === undefined || token === null ? 0 : offsetOf(token, operation)
  const to = from + size
  const nextToken = to < items.length ? { nextToken: btoa(`${operation} ${to}`) } : {}
  return { [key]: items.slice(from, to), ...nextToken }
}

function offsetOf(token: string, operation: string): number {
  const [of, offset] = atob(token).split(' ')
  if (of !== operation) throw invalid('nextToken of another list')
  return Number(offset)
}
