// What did not change costs few calls; what changed is read again at once; lists come in pages of a hundred.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import {
  accounts,
  emptyCluster,
  type Json,
  placeWith,
  shapedPlace,
  type WireCluster,
} from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const { own } = accounts
const clusterId = `payments-prod.eu-west-1.${own}`

/** A rig on the shaped place and its cluster, which a test may change. */
async function shaped(): Promise<{ rig: Rig; cluster: WireCluster }> {
  const place = shapedPlace()
  rig = await openRig({ own, places: new Map([[`${own}/eu-west-1`, place]]) }, { regions: ['eu-west-1'] })
  await rig.round()
  return { rig, cluster: place.clusters['payments-prod']! }
}

const counted = (calls: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1
  return counts
}

/** Two clusters, one of them registered only; two node groups; a degraded add-on and an update under way. */
const steadyRound = {
  'eks:ListClusters': 1,
  'eks:DescribeCluster': 2,
  'eks:ListUpdates': 1,
  'eks:DescribeUpdate': 1,
  'eks:ListNodegroups': 1,
  'eks:DescribeNodegroup': 2,
  'eks:ListAddons': 1,
  'eks:DescribeAddon': 1,
  'eks:ListInsights': 1,
  'backup:ListProtectedResources': 1,
}

describe('a round in which nothing changed', () => {
  it('lists, and describes only what moves or is not settled', async () => {
    const { rig } = await shaped()
    await rig.round()
    expect(counted(rig.callsOfRound())).toEqual(steadyRound)
    expect(rig.inventory.tellings.get(`${clusterId} insight`)).toBe(2)
    expect(rig.inventory.tellings.get(`${clusterId} access-entry`)).toBe(1)
    expect(Object.keys(rig.inventory.partsOf(clusterId, 'insight'))).toHaveLength(4)
  })

  it('lists the slow kinds after an hour and describes them after a day', async () => {
    const { rig } = await shaped()
    rig.time.pass(61 * 60_000)
    await rig.round()
    expect(counted(rig.callsOfRound())).toEqual({
      ...steadyRound,
      'eks:DescribeAddon': 3,
      'eks:ListFargateProfiles': 1,
      'eks:ListAccessEntries': 1,
      'eks:ListPodIdentityAssociations': 1,
      'eks:ListCapabilities': 1,
      // It is degraded, and so never settled.
      'eks:DescribeCapability': 1,
    })
    rig.time.pass(25 * 3_600_000)
    await rig.round()
    expect(counted(rig.callsOfRound())).toMatchObject({
      'eks:DescribeFargateProfile': 1,
      'eks:DescribeAccessEntry': 2,
      'eks:DescribePodIdentityAssociation': 2,
      'eks:DescribeAddonVersions': 1,
      'eks:DescribeClusterVersions': 1,
    })
  })
})

describe('a round in which something changed', () => {
  it('reads everything of a cluster whose facts changed', async () => {
    const { rig, cluster } = await shaped()
    cluster.cluster.version = '1.33'
    await rig.round()
    expect(rig.inventory.clusters.get(clusterId)?.version).toBe('1.33')
    expect(counted(rig.callsOfRound())).toMatchObject({
      'eks:DescribeAddon': 3,
      'eks:DescribeAccessEntry': 2,
      'eks:DescribeAddonVersions': 1,
    })
    expect(rig.inventory.partsOf(clusterId, 'add-on')['vpc-cni']).toMatchObject({
      defaultVersion: 'v1.21.0-eksbuild.1',
      versionsBehind: 2,
    })
  })

  it('reads everything after an update nobody had seen', async () => {
    const { rig, cluster } = await shaped()
    cluster.updates['00000000-0000-4000-8000-000000000009'] = {
      id: '00000000-0000-4000-8000-000000000009',
      status: 'Successful',
      type: 'AddonUpdate',
      params: [{ type: 'AddonVersion', value: 'v1.20.4-eksbuild.1' }],
      createdAt: 1_764_000_000,
      errors: [],
    }
    cluster.addons['vpc-cni']!.addonVersion = 'v1.20.4-eksbuild.1'
    await rig.round()
    expect(rig.inventory.partsOf(clusterId, 'add-on')['vpc-cni']).toMatchObject({ versionsBehind: 0 })
    expect(counted(rig.callsOfRound())).toMatchObject({ 'eks:DescribeUpdate': 2, 'eks:DescribeAddon': 3 })
  })

  it('reads an insight again when its status or refresh changed, also one that passes now', async () => {
    const { rig, cluster } = await shaped()
    const skew = cluster.insights['11111111-aaaa-4bbb-8ccc-000000000001'] as Json
    skew.insightStatus = {
      status: 'PASSING',
      reason: 'Node kubelet versions match the cluster control plane version.',
    }
    skew.lastTransitionTime = 1_764_000_000
    skew.resources = []
    const deprecated = cluster.insights['11111111-aaaa-4bbb-8ccc-000000000002'] as Json
    deprecated.lastRefreshTime = 1_764_046_400
    await rig.round()
    expect(counted(rig.callsOfRound())['eks:DescribeInsight']).toBe(2)
    const insights = rig.inventory.partsOf(clusterId, 'insight')
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000001']).toMatchObject({
      status: 'PASSING',
      resources: [],
      lastTransitionAt: '2025-11-24T16:00:00.000Z',
    })
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000002']).toMatchObject({
      status: 'ERROR',
      lastRefreshAt: '2025-11-25T04:53:20.000Z',
    })
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000002']?.deprecations).toHaveLength(1)
  })

  it('forgets a part that is gone, also between its list and its description', async () => {
    const { rig, cluster } = await shaped()
    delete cluster.nodegroups.gpu
    await rig.round()
    expect(Object.keys(rig.inventory.partsOf(clusterId, 'node-group'))).toEqual(['general'])
    cluster.nodegroups.ghost = { ...cluster.nodegroups.general, nodegroupName: 'ghost' }
    rig.standIn.faults.push({
      does: 'server-error',
      when: ({ operation }) => {
        if (operation === 'DescribeNodegroup') delete cluster.nodegroups.ghost
        return false
      },
    })
    await rig.round()
    expect(Object.keys(rig.inventory.partsOf(clusterId, 'node-group'))).toEqual(['general'])
    expect(rig.report.troubles.size).toBe(0)
  })

  it('keeps a kind as it was told when one of its parts cannot be described', async () => {
    const { rig } = await shaped()
    rig.standIn.faults.push({
      does: 'empty',
      when: ({ operation }) => operation === 'DescribeNodegroup',
      times: 1,
    })
    await rig.round()
    expect(Object.keys(rig.inventory.partsOf(clusterId, 'node-group')).sort()).toEqual(['general', 'gpu'])
    expect(rig.inventory.tellings.get(`${clusterId} node-group`)).toBe(1)
    expect([...rig.report.troubles.keys()]).toEqual([
      `cluster payments-prod, account ${own}, eu-west-1 | internal`,
    ])
  })
})

describe('long lists', () => {
  it('are read in pages of a hundred', async () => {
    const names = Array.from({ length: 205 }, (_, index) => `c${String(index).padStart(3, '0')}`)
    const place = placeWith(own, 'eu-west-1', names)
    // Of registered clusters nothing more is asked.
    for (const { cluster } of Object.values(place.clusters)) cluster.connectorConfig = { provider: 'OTHER' }
    const { connectorConfig: _, ...own000 } = place.clusters.c000!.cluster
    const big = emptyCluster(own000)
    for (let index = 0; index < 230; index += 1) {
      const nodegroupName = `ng-${index}`
      big.nodegroups[nodegroupName] = { nodegroupName, status: 'ACTIVE' }
    }
    place.clusters.c000 = big
    rig = await openRig({ own, places: new Map([[`${own}/eu-west-1`, place]]) }, { regions: ['eu-west-1'] })
    await rig.round()
    expect([...rig.inventory.clusters.keys()].sort()).toEqual(names.map((name) => `${name}.eu-west-1.${own}`))
    expect(Object.keys(rig.inventory.partsOf(`c000.eu-west-1.${own}`, 'node-group'))).toHaveLength(230)
    const calls = counted(rig.callsOfRound())
    expect(calls['eks:ListClusters']).toBe(3)
    expect(calls['eks:ListNodegroups']).toBe(3)
  }, 60_000)
})
