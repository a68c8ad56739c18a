// Recorded answers of EKS against the inventory that a person wrote down while reading them, over real HTTP: no code
// worked out what is expected here.
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import { recordedPlace } from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const own = '644160558196'
async function read(scenario: string): Promise<Rig['inventory']> {
  const places = new Map([[`${own}/us-east-1`, recordedPlace(scenario)]])
  rig = await openRig({ own, places }, { regions: ['us-east-1'] })
  await rig.round()
  return rig.inventory
}

/** AWS Backup lists nothing in what was recorded. */
const notBackedUp = {
  backupProtection: false,
  backup: { knownAt: '2026-11-23T09:00:00.000Z', lastBackupAt: null, unknownWhy: null },
}

it('a cluster in Auto Mode of 1.35 with one of its add-ons', async () => {
  const inventory = await read('addon-health')
  const clusterId = 'serious-bluegrass-ladybug.us-east-1.644160558196'
  expect([...inventory.clusters.keys()].sort()).toEqual([
    clusterId,
    'seriously-dangerous-rabbit.us-east-1.644160558196',
  ])
  expect(inventory.clusters.get(clusterId)).toEqual({
    name: 'serious-bluegrass-ladybug',
    arn: 'arn:aws:eks:us-east-1:644160558196:cluster/serious-bluegrass-ladybug',
    provider: 'eks',
    connector: null,
    accountId: '644160558196',
    region: 'us-east-1',
    version: '1.35',
    platformVersion: 'eks.8',
    status: 'ACTIVE',
    createdAt: '2026-03-30T12:02:31.891Z',
    endpoint: 'https://5E69E08313AB88C44F4FD90B6D1708F5.gr7.us-east-1.eks.amazonaws.com',
    endpointPublic: true,
    endpointPrivate: true,
    publicAccessCidrs: ['0.0.0.0/0'],
    vpcId: 'vpc-036aee1d9a0ab841c',
    subnetIds: ['subnet-06a9b0f5ed8997c47', 'subnet-0b5ccc0c1409c0d07'],
    ipFamily: 'ipv4',
    secretsEncrypted: false,
    logging: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
    tags: {},
    autoMode: true,
    tier: 'standard',
    supportType: 'STANDARD',
    deletionProtection: false,
    zonalShift: true,
    authenticationMode: 'API',
    hybridNodes: false,
    ...notBackedUp,
    health: [],
  })
  expect(inventory.partsOf(clusterId, 'add-on')['amazon-cloudwatch-observability']).toEqual({
    version: 'v4.10.3-eksbuild.1',
    status: 'ACTIVE',
    publisher: null,
    owner: null,
    namespace: 'amazon-cloudwatch',
    defaultVersion: null,
    latestVersion: null,
    versionsBehind: null,
    proxyMode: null,
    health: [],
    modifiedAt: '2026-03-30T14:02:33.616Z',
  })
  expect(Object.keys(inventory.partsOf(clusterId, 'add-on')).sort()).toEqual([
    'amazon-cloudwatch-observability',
    'metrics-server',
  ])
})

it('a cluster of 1.22 that nobody encrypted or listens to: what was not told is not there', async () => {
  const inventory = await read('kms-filter')
  expect(inventory.clusters.get('tagging-noncompliant-test.us-east-1.644160558196')).toEqual({
    name: 'tagging-noncompliant-test',
    arn: 'arn:aws:eks:us-east-1:644160558196:cluster/tagging-noncompliant-test',
    provider: 'eks',
    connector: null,
    accountId: '644160558196',
    region: 'us-east-1',
    version: '1.22',
    platformVersion: 'eks.4',
    status: 'ACTIVE',
    createdAt: '2022-06-01T15:54:44.862Z',
    endpoint: 'https://DB52B020F4B1F950107BC2F7561F566C.gr7.us-east-1.eks.amazonaws.com',
    endpointPublic: true,
    endpointPrivate: false,
    publicAccessCidrs: ['0.0.0.0/0'],
    vpcId: 'vpc-0d4f819d13b730139',
    subnetIds: ['subnet-0472841b16adf7476', 'subnet-0707ce1b2a6305995'],
    ipFamily: 'ipv4',
    secretsEncrypted: false,
    logging: [],
    tags: {},
    autoMode: false,
    hybridNodes: false,
    ...notBackedUp,
    health: [],
  })
  expect(inventory.clusters.get('pod2-9756.us-east-1.644160558196')).toMatchObject({
    version: '1.22',
    secretsEncrypted: true,
    logging: ['api'],
    tags: { name: 'Jerry' },
  })
  expect(inventory.clusters.size).toBe(3)
})

it('the same cluster when it was at 1.24, and the days of the versions that were offered then', async () => {
  const inventory = await read('upgrade-available')
  expect(inventory.clusters.get('pod2-9756.us-east-1.644160558196')).toMatchObject({ version: '1.24' })
  const days = inventory.calendar.map((row) => [
    row.version,
    row.endOfStandardSupport,
    row.endOfExtendedSupport,
  ])
  expect(days).toContainEqual(['1.34', '2026-12-02', '2027-12-02'])
})
