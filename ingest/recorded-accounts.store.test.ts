// Recorded answers of AWS, sent over real HTTP behind endpoint overrides, read by the real collector into the
// real stores: exactly those clusters, node groups, add-ons, insights and versions are there, whatever one
// account, region or token does. What is expected is taken from the fixture files.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { getCluster } from '../db/relational/read/cluster.ts'
import { listParts } from '../db/relational/read/cluster-parts.ts'
import { listClusterVersions } from '../db/relational/read/cluster-versions.ts'
import { fleetClusters } from '../db/relational/read/fleet.ts'
import type { PartKind } from '../domain/model/cluster-part.ts'
import { eksSourceSchema } from '../domain/model/source-definition.ts'
import { StandIn } from './kube-client/stand-in.ts'
import { eventually, ReadingRig, rigToken } from './reading-rig.ts'
import { AwsStandIn } from './sources/eks-api/stand-in/server.ts'
import {
  accounts,
  placeWith,
  recordedPlace,
  shapedPlace,
  threeAccounts,
  threeRegions,
  type World,
} from './sources/eks-api/stand-in/world.ts'

let rig: ReadingRig
const servers: AwsStandIn[] = []
beforeAll(async () => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
  rig = await ReadingRig.open()
})
afterEach(() => rig.leave())
afterAll(async () => {
  await rig?.close()
  for (const server of servers) await server.close()
})

async function openAws(world: World): Promise<AwsStandIn> {
  const server = await AwsStandIn.open(world)
  servers.push(server)
  return server
}

const everyCluster = async () =>
  fleetClusters(rig.stores.relational, { goneAfter: new Date(0), limit: 10_000 })
const partsOf = async <Kind extends PartKind>(kind: Kind, clusterId: string) => {
  const rows = await listParts(rig.stores.relational, { among: [clusterId], kind, after: null, limit: 1_000 })
  return Object.fromEntries(rows.map(({ name, facts }) => [name, facts]))
}

type Answer = Record<string, unknown>
const fixtures = path.join(import.meta.dirname, 'sources/eks-api/fixtures')
const readJson = (file: string) => JSON.parse(readFileSync(path.join(fixtures, file), 'utf8'))
const folders = ['addon-health', 'delete-with-both', 'kms-filter', 'upgrade-available'] as const
/** Everything under a key in the recorded answers of these folders. */
const recorded = <Thing = Answer>(key: string, from: readonly string[] = folders): Thing[] =>
  from.flatMap((folder) =>
    readdirSync(path.join(fixtures, 'recorded', folder)).flatMap((file): Thing[] => {
      const { status_code, data } = readJson(`recorded/${folder}/${file}`)
      return status_code === 200 && data[key] !== undefined ? [data[key]] : []
    }),
  )

const recordedAccount = '644160558196'
const pick = (from: Answer, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, from[key] ?? null]))
const sorted = <Row extends { arn?: unknown }>(rows: Row[]) =>
  rows.sort((left, right) => (String(left.arn) < String(right.arn) ? -1 : 1))

describe('recorded accounts', () => {
  it('are stored as exactly those clusters, node groups, add-ons, insights and versions', async () => {
    const place = { clusters: {}, catalogue: [], versions: recordedPlace('upgrade-available').versions }
    for (const folder of folders) Object.assign(place.clusters, recordedPlace(folder).clusters)
    // The calendar is the same wherever it is asked for.
    const { versions: calendarTold } = place
    const shaped = { ...shapedPlace(), versions: calendarTold }
    const elsewhere = (accountId: string, region: string) =>
      [`${accountId}/${region}`, { ...placeWith(accountId, region, []), versions: calendarTold }] as const
    const server = await openAws({
      own: recordedAccount,
      places: new Map([
        elsewhere(recordedAccount, 'eu-west-1'),
        elsewhere(accounts.own, 'us-east-1'),
        [`${recordedAccount}/us-east-1`, place],
        [`${accounts.own}/eu-west-1`, shaped],
      ]),
    })
    const definition = eksSourceSchema.parse({
      ...{ kind: 'eks-api', name: 'recorded', endpoints: server.endpoints, roleName: 'periplus' },
      ...{ accounts: [recordedAccount, accounts.own], regions: ['us-east-1', 'eu-west-1'] },
    })
    await rig.read(definition)
    await rig.isRead('recorded')
    expect((await rig.health('recorded'))?.troubles).toEqual([])

    const keys = ['arn', 'version', 'platformVersion', 'status'] as const
    const wire = [
      ...recorded('cluster'),
      ...Object.values(shaped.clusters).map(({ cluster }) => cluster),
    ].map((cluster) => pick(cluster, keys))
    // A deletion answers with the cluster once more.
    const expected = sorted([...new Map(wire.map((cluster) => [cluster.arn, cluster])).values()])
    const stored = (await everyCluster()).map((row) => pick({ ...row, arn: row.facts.arn }, keys))
    expect(sorted(stored)).toEqual(expected)

    const ladybug = `serious-bluegrass-ladybug.us-east-1.${recordedAccount}`
    const addOns = recorded<{ addonName: string; addonVersion: string; status: string }>('addon')
    expect(await partsOf('add-on', ladybug)).toMatchObject(
      Object.fromEntries(
        addOns.map(({ addonName, addonVersion, status }) => [addonName, { version: addonVersion, status }]),
      ),
    )
    expect(Object.keys(await partsOf('add-on', ladybug))).toHaveLength(
      new Set(addOns.map(({ addonName }) => addonName)).size,
    )
    const withGroups = (await everyCluster()).find(({ clusterId }) => clusterId.startsWith('test-f1-'))
    const [group] = recorded<{ nodegroupName: string; version: string; scalingConfig: Answer }>('nodegroup')
    expect(await partsOf('node-group', withGroups?.clusterId ?? '')).toMatchObject({
      [group?.nodegroupName ?? '']: { version: group?.version, minSize: group?.scalingConfig.minSize },
    })

    const payments = `payments-prod.eu-west-1.${accounts.own}`
    const shapes = readJson('shaped-place.json').clusters['payments-prod']
    const insights = Object.values<{ id: string; name: string; insightStatus: { status: string } }>(
      shapes.insights,
    )
    expect(await partsOf('insight', payments)).toMatchObject(
      Object.fromEntries(
        insights.map(({ id, name, insightStatus }) => [id, { title: name, status: insightStatus.status }]),
      ),
    )
    for (const [kind, of] of [
      ['node-group', 'nodegroups'],
      ['add-on', 'addons'],
      ['insight', 'insights'],
    ] as const)
      expect(Object.keys(await partsOf(kind, payments)).sort()).toEqual(Object.keys(shapes[of]).sort())

    const versions = recorded<Answer[]>('clusterVersions').flat()
    const calendar = await listClusterVersions(rig.stores.relational, { limit: 100 })
    expect(calendar.map(({ version }) => version).sort()).toEqual(
      versions.map(({ clusterVersion }) => clusterVersion).sort(),
    )
  })
})

describe('a cluster that a kubeconfig names too', () => {
  it('is one cluster, read through both, and each says what it knows best', async () => {
    const server = await openAws({
      own: accounts.own,
      places: new Map([[`${accounts.own}/eu-west-1`, shapedPlace()]]),
    })
    const arn = `arn:aws:eks:eu-west-1:${accounts.own}:cluster/payments-prod`
    const apiServer = await StandIn.open({
      metrics: () => 'apiserver_storage_size_bytes 1\n',
      version: { gitVersion: 'v1.32.9-eks-113cf36' },
    })
    const folder = mkdtempSync(path.join(tmpdir(), 'periplus-context-'))
    const kubeconfig = path.join(folder, 'config')
    const [cluster, user] = [{ server: apiServer.url }, { token: rigToken }]
    const named = { clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] }
    const contexts = [{ name: arn, context: { cluster: 'c', user: 'u' } }]
    writeFileSync(kubeconfig, JSON.stringify({ kind: 'Config', ...named, contexts }))
    const aws = eksSourceSchema.parse({
      ...{ kind: 'eks-api', name: 'aws', endpoints: server.endpoints, regions: ['eu-west-1'] },
    })
    await rig.read(aws, { kind: 'kube-api', name: 'context', kubeconfig, context: arn })
    await Promise.all([rig.isRead('aws'), rig.isRead('context')])
    const clusterId = `payments-prod.eu-west-1.${accounts.own}`
    const [told, read] = [await rig.health('aws'), await rig.health('context')]
    expect(told?.clusterIds).toContain(clusterId)
    expect(read?.clusterIds).toEqual([clusterId])
    expect([...(told?.troubles ?? []), ...(read?.troubles ?? [])]).toEqual([])
    await eventually(async () =>
      expect((await getCluster(rig.stores.relational, { id: clusterId }))?.facts).toMatchObject({
        // Of AWS alone, of both, of the API server alone.
        ...{ tier: 'tier-2xl', arn, gitVersion: 'v1.32.9-eks-113cf36' },
      }),
    )
    const same = (await everyCluster()).filter(({ facts }) => facts.arn === arn)
    expect(same.map((one) => one.clusterId)).toEqual([clusterId])
    await rig.leave()
    await apiServer.close()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('an installation of three accounts in three regions, one with a cluster more than a page', () => {
  it('holds exactly its clusters, throttled and with a token that ends midway, and keeps them whatever fails', async () => {
    const world = threeAccounts()
    const many = Array.from({ length: 101 }, (_unused, n) => `many-${String(n).padStart(3, '0')}`)
    const busy = `${accounts.own}/us-east-1`
    world.places.set(busy, placeWith(accounts.own, 'us-east-1', many))
    const server = await openAws(world)
    const definition = eksSourceSchema.parse({
      ...{ kind: 'eks-api', name: 'fleet', endpoints: server.endpoints, roleName: 'periplus' },
      ...{ accounts: Object.values(accounts), regions: [...threeRegions] },
    })
    const ids = [...world.places].flatMap(([place, { clusters }]) => {
      const [accountId, region] = place.split('/')
      return Object.keys(clusters).map((name) => `${name}.${region}.${accountId}`)
    })
    const storedIds = async () =>
      (await everyCluster()).flatMap(({ clusterId, accountId, goneAt }) =>
        accountId === recordedAccount || clusterId.startsWith('payments-') || clusterId.startsWith('on-prem-')
          ? []
          : [{ clusterId, isGone: goneAt !== null }],
      )
    const allThere = ids.sort().map((clusterId) => ({ clusterId, isGone: false }))

    // Where there is little to read: whoever is throttled rests.
    const isQuiet = ({ service, region }: { service: string; region: string }) =>
      service === 'eks' && region === 'eu-west-1'
    server.faults.push({ does: 'throttle', when: isQuiet, times: 6 })
    let described = 0
    server.faults.push({
      does: 'server-error',
      when: ({ operation }) => {
        if (operation === 'DescribeCluster' && [5, 60].includes(++described)) server.identities.endSessions()
        return false
      },
    })
    await rig.read(definition)
    await rig.isRead('fleet')
    expect(await storedIds()).toEqual(allThere)
    expect(await rig.health('fleet')).toMatchObject({ troubles: [], clusterIds: { length: ids.length } })
    expect((await rig.health('fleet'))?.counts.throttled).toBe(6)
    const pages = server.calls.filter(
      ({ operation, accountId, region }) => operation === 'ListClusters' && `${accountId}/${region}` === busy,
    )
    expect(pages.length).toBeGreaterThan(1)

    // One account refuses, one region is down, and a cluster goes where all is well.
    await rig.leave()
    server.faults.length = 0
    server.faults.push({
      does: 'deny',
      when: ({ service, accountId }) => service === 'eks' && accountId === accounts.other,
    })
    server.faults.push({
      does: 'reset',
      when: ({ service, region }) => service === 'eks' && region === 'eu-central-1',
    })
    delete world.places.get(busy)?.clusters['many-007']
    await rig.read(definition)
    await eventually(async () => {
      const { state, troubles = [] } = (await rig.health('fleet')) ?? {}
      expect(state, JSON.stringify(troubles)).toBe('watching')
      expect(troubles.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
        `forbidden account ${accounts.other}`,
        'unreachable eu-central-1',
      ])
    }, 110_000)
    const { troubles = [] } = (await rig.health('fleet')) ?? {}
    expect(troubles.find(({ kind }) => kind === 'forbidden')?.steps.join('\n')).toContain('eks:ListClusters')
    const gone = `many-007.us-east-1.${accounts.own}`
    expect(await storedIds()).toEqual(
      allThere.map(({ clusterId }) => ({ clusterId, isGone: clusterId === gone })),
    )
  }, 240_000)
})
