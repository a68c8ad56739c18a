// Answers of the face against answers that a real API server gave, field by field: each field of the recorded
// one is there and of the same type, and each field that only ours has is one of a later Kubernetes, named here.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, Rig } from './client-rig.ts'

const recorded: Json = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures/recorded.json'), 'utf8'),
)
const cluster = '/k8s/svc-ads-euw1'
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())

/** Whose members are free: names that users or machines give. */
const maps = new Set([
  'labels',
  'annotations',
  'fieldsV1',
  'capacity',
  'allocatable',
  'limits',
  'requests',
  'running',
  'state',
])

/** "spec.containers[].name" → "string", of every field; of a list, of all its members together. */
function fieldsOf(value: Json, at = '', into = new Map<string, Set<string>>()): Map<string, Set<string>> {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const known = into.get(at) ?? new Set()
  into.set(at, known.add(type))
  const last = at.slice(at.lastIndexOf('.') + 1)
  if (type === 'array') for (const member of value) fieldsOf(member, `${at}[]`, into)
  else if (type === 'object' && !maps.has(last)) {
    for (const [key, inner] of Object.entries(value)) fieldsOf(inner, at === '' ? key : `${at}.${key}`, into)
  }
  return into
}

function compare(
  ours: Json,
  theirs: Json,
  differences: { onlyTheirs?: string[]; onlyOurs?: string[] } = {},
): void {
  const [mine, real] = [fieldsOf(ours), fieldsOf(theirs)]
  const missing = [...real.keys()].filter((field) => !mine.has(field))
  const added = [...mine.keys()].filter((field) => !real.has(field))
  expect(missing.sort()).toEqual((differences.onlyTheirs ?? []).sort())
  expect(added.sort()).toEqual((differences.onlyOurs ?? []).sort())
  for (const [field, types] of real) {
    if (mine.has(field))
      expect([field, [...(mine.get(field) as Set<string>)].sort()]).toEqual([field, [...types].sort()])
  }
}

const as = (form: string) => ({
  headers: { accept: `application/json;as=${form};v=v1;g=meta.k8s.io,application/json` },
})
const get = async (asked: string, init = {}): Promise<Json> =>
  (await rig.ask(`${cluster}${asked}`, init)).json
const laterManaged = (at: string): string[] => [`${at}metadata.managedFields[].subresource`]

async function plainNode(): Promise<Json> {
  const { items } = await get('/api/v1/nodes')
  const { name } = items.find(({ spec }: Json) => spec.taints === undefined).metadata
  return await get(`/api/v1/nodes/${name}`)
}

it('a node', async () => {
  compare(await plainNode(), recorded.node, {
    onlyTheirs: ['spec.taints', 'spec.taints[]', 'spec.taints[].effect', 'spec.taints[].key'],
    onlyOurs: laterManaged(''),
  })
})

it('a cordoned node has taints of the recorded shape', async () => {
  const { items } = (await rig.ask('/k8s/gpu-infer-usw2/api/v1/nodes')).json
  const tainted = items.find(({ spec }: Json) => spec.taints !== undefined)
  expect(fieldsOf(tainted.spec.taints)).toEqual(fieldsOf(recorded.node.spec.taints))
})

const laterPod = [
  'spec.containers[].readinessProbe',
  ...[
    'failureThreshold',
    'httpGet',
    'httpGet.path',
    'httpGet.port',
    'httpGet.scheme',
    'periodSeconds',
    'successThreshold',
    'timeoutSeconds',
  ].map((field) => `spec.containers[].readinessProbe.${field}`),
  'spec.serviceAccount',
  'spec.serviceAccountName',
]

it('a list of pods', async () => {
  const list = await get('/api/v1/pods?limit=1&labelSelector=pod-template-hash,!k8s-app')
  // With a selector nobody counts what remains.
  const { remainingItemCount } = (await get('/api/v1/pods?limit=1')).metadata
  list.metadata.remainingItemCount = remainingItemCount
  compare(list, recorded.podList, {
    onlyOurs: [...laterManaged('items[].'), ...laterPod.map((field) => `items[].${field}`)],
  })
})

it('tables', async () => {
  const nodes = await get('/api/v1/nodes?limit=1', as('Table'))
  compare(nodes, recorded.nodeTable, { onlyOurs: laterManaged('rows[].object.') })
  expect(nodes.columnDefinitions.map(({ name, priority }: Json) => [name, priority])).toEqual(
    recorded.nodeTable.columnDefinitions.map(({ name, priority }: Json) => [name, priority]),
  )
  compare(await get('/api/v1/nodes?limit=1&includeObject=None', as('Table')), recorded.nodeTableNone)
  const pods = await get('/api/v1/pods?limit=1', as('Table'))
  const { ownerReferences } = recorded.podTable.rows[0].object.metadata
  expect(ownerReferences).toHaveLength(1)
  compare(pods, recorded.podTable, { onlyOurs: laterManaged('rows[].object.') })
  expect(pods.columnDefinitions.map(({ name, type, priority }: Json) => [name, type, priority])).toEqual(
    recorded.podTable.columnDefinitions.map(({ name, type, priority }: Json) => [name, type, priority]),
  )
})

it('metadata alone', async () => {
  const list = await get('/api/v1/pods?limit=1', as('PartialObjectMetadataList'))
  // 1.20 did not say here how many remain.
  compare(list, recorded.podPartial, {
    onlyOurs: [...laterManaged('items[].'), 'metadata.remainingItemCount'],
  })
})

it('frames of a watch', async () => {
  const { resourceVersion } = (await get('/api/v1/nodes?limit=1')).metadata
  const query = `?watch=true&resourceVersion=${resourceVersion}&fieldSelector=spec.unschedulable=false`
  const node = '/k8s/svc-ads-euw1/api/v1/nodes'
  const watches = [
    rig.watch(node + query),
    rig.watch(node + query, as('PartialObjectMetadata').headers.accept),
    rig.watch(node + query, as('Table').headers.accept),
  ]
  await Promise.all(watches.map(({ opened }) => opened))
  await rig.control('/_sim/clock', { byMs: 300_000 })
  await Promise.all(watches.map((watch) => watch.until((frames) => frames.length >= 2)))
  const [whole, partial, table] = watches.map(({ frames }) => frames.slice(0, 2)) as [Json[], Json[], Json[]]
  compare(
    whole[0],
    recorded.watch_modified.find(({ type }: Json) => type === 'MODIFIED'),
    {
      onlyTheirs: [
        'object.spec.taints',
        'object.spec.taints[]',
        'object.spec.taints[].effect',
        'object.spec.taints[].key',
      ],
      onlyOurs: laterManaged('object.'),
    },
  )
  compare(partial[0], recorded.watch_partial[0], { onlyOurs: laterManaged('object.') })
  compare(table[0], recorded.watch_table[0], { onlyOurs: laterManaged('object.rows[].object.') })
  expect(table[1].object.columnDefinitions).toBeNull()
  await Promise.all(watches.map((watch) => watch.stop()))
})

it('refusals', async () => {
  const nodes = `${cluster}/api/v1/nodes`
  compare((await rig.ask(nodes, { token: 'wrong' })).json, recorded.status_401)
  compare((await rig.ask(nodes, { token: null })).json, recorded['status_403-anonymous'])
  compare((await rig.ask(`${nodes}/y`)).json, recorded.status_404)
})

it('version and discovery', async () => {
  compare(await get('/version'), recorded.version)
  compare(await get('/api'), recorded.api)
  compare(await get('/apis'), recorded.apis)
  const named = (list: Json): Json => ({
    ...list,
    resources: list.resources.filter(({ name }: Json) => name === 'pods' || name === 'nodes'),
  })
  compare(named(await get('/api/v1')), recorded.apiV1, {
    onlyTheirs: ['resources[].categories', 'resources[].categories[]', 'resources[].storageVersionHash'],
  })
  const accept = {
    headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  }
  const categories = [
    'items[].versions[].resources[].categories',
    'items[].versions[].resources[].categories[]',
  ]
  compare(await get('/api', accept), recorded.aggregatedApi, { onlyTheirs: categories })
  compare(await get('/apis', accept), recorded.aggregatedApis, { onlyTheirs: categories })
})
