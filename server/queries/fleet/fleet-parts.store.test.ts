// Node groups and add-ons over several clusters, as the stores hold them: narrowed, counted, paged, owned by
// tag, and never beyond what the viewer may see.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import type { ClusterPart } from '../../../domain/model/cluster-part.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer, type Viewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { fleetAddOns, fleetAddOnsInput, fleetNodeGroups, fleetNodeGroupsInput } from './fleet-parts.ts'

const now = new Date('2026-11-24T12:00:00Z')

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
  for (const id of ['cove', 'harbour', 'reef', 'unread']) {
    const place = { id, region: id === 'cove' ? 'eu-west-1' : 'us-east-1', accountId: null, now }
    await registerCluster(stores.relational, place)
    const told = { clusterId: id, sourceId: 'eks-api:all', rank: 1, now }
    await tellClusterFacts(stores.relational, { ...told, facts: { name: id, version: '1.33' } as never })
  }
  await tell('cove', 'node-group', [group('a', { version: '1.31', desiredSize: 5, amiType: 'AL2_x86_64' })])
  await tell('harbour', 'node-group', [
    group('a', { version: '1.33', desiredSize: 7, tags: { team: 'pay' } }),
    group('b', { version: '1.33', desiredSize: 1, health: [{ code: 'Unreachable', message: 'x' }] }),
  ])
  await tell('reef', 'node-group', [])
  await tell('reef', 'add-on', [addOn('coredns', 3), addOn('vpc-cni', 0)])
})
afterAll(() => stores.close())

const tell = (clusterId: string, kind: 'add-on' | 'node-group', parts: readonly ClusterPart[]) =>
  tellClusterParts(stores.relational, { clusterId, kind, parts, sourceId: 'eks-api:all', now })

function group(name: string, facts: object): ClusterPart {
  const blank = {
    releaseVersion: null,
    status: 'ACTIVE',
    capacityType: 'ON_DEMAND',
    instanceTypes: ['m6i.large'],
  }
  const sizes = { minSize: 1, maxSize: 9, labels: {}, taints: [], nodeRepair: true, autoScalingGroups: [] }
  const rest = { amiType: 'AL2023_x86_64_STANDARD', tags: {}, health: [], createdAt: null }
  return {
    kind: 'node-group',
    name,
    facts: { ...blank, ...sizes, ...rest, ...facts },
  } as unknown as ClusterPart
}

function addOn(name: string, versionsBehind: number): ClusterPart {
  const blank = { version: 'v1', status: 'ACTIVE', publisher: 'eks', owner: 'aws', namespace: null }
  const rest = { defaultVersion: null, latestVersion: null, proxyMode: null, health: [], modifiedAt: null }
  return { kind: 'add-on', name, facts: { ...blank, ...rest, versionsBehind } } as ClusterPart
}

const contextOf = (viewer: Viewer): QueryContext =>
  ({
    viewer,
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    collecting: { sources: () => [] },
    owners: ownerRules([{ on: 'node-group-tag', key: 'team' }]),
  }) as unknown as QueryContext
const groups = (input: object, viewer = openViewer) =>
  fleetNodeGroups(contextOf(viewer), fleetNodeGroupsInput.parse(input))

test('every node group of the fleet, the troubled one first, then the one that lags', async () => {
  const { rows, total, nodes, clusters, facets } = await groups({})
  expect(rows.map(({ clusterId, name }) => `${clusterId}/${name}`)).toEqual([
    'harbour/b',
    'cove/a',
    'harbour/a',
  ])
  expect([total, nodes, clusters]).toEqual([3, 13, { inScope: 4, read: 2 }])
  expect(rows[1]).toMatchObject({ skew: { minorsBehind: 2 }, clusterVersion: '1.33', region: 'eu-west-1' })
  expect(rows.map(({ owner }) => owner.id)).toEqual(['unowned', 'unowned', 'pay'])
  expect(facets.image.map(({ value, count }) => [value, count])).toEqual([
    ['AL2023_x86_64_STANDARD', 2],
    ['AL2_x86_64', 1],
  ])
  for (const values of Object.values(facets)) {
    expect(values.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  }
})

test('narrowed by facet, by words and by scope, and paged without a gap', async () => {
  const narrowed = await groups({ where: { skew: ['2'] } })
  expect([narrowed.total, narrowed.nodes]).toEqual([1, 5])
  expect((await groups({ find: 'COVE a' })).rows.map(({ clusterId }) => clusterId)).toEqual(['cove'])
  expect((await groups({ scope: { regions: ['us-east-1'] } })).total).toBe(2)
  const first = await groups({ limit: 2 })
  const second = await groups({ limit: 2, cursor: first.nextCursor })
  expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual(['b', 'a', 'a'])
  expect(second.nextCursor).toBeNull()
})

test('nothing of clusters that the viewer may not see', async () => {
  const { rows, clusters } = await groups({}, { ...openViewer, clusters: ['cove'] })
  expect(rows.map(({ clusterId }) => clusterId)).toEqual(['cove'])
  expect(clusters).toEqual({ inScope: 1, read: 1 })
})

test('add-ons with how far they drifted', async () => {
  const { rows, facets, nodes } = await fleetAddOns(contextOf(openViewer), fleetAddOnsInput.parse({}))
  expect(rows.map(({ name }) => name)).toEqual(['coredns', 'vpc-cni'])
  expect(facets.drift).toEqual([
    { value: 'behind', count: 1, isChosen: false },
    { value: 'newest', count: 1, isChosen: false },
  ])
  expect(nodes).toBeNull()
})
