// The source against recorded answers, over real HTTP. What is expected is read from the fixture files by other
// code than the source's.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import { recordedPlace, type WirePlace, type World } from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const worldOf = (own: string, region: string, place: WirePlace): World => ({
  own,
  places: new Map([[`${own}/${region}`, place]]),
})

type Recorded = { status_code: number; data: Record<string, unknown> }
const folder = path.join(import.meta.dirname, 'fixtures/recorded')
const answersOf = (scenario: string): Recorded['data'][] =>
  readdirSync(path.join(folder, scenario))
    .map((file) => JSON.parse(readFileSync(path.join(folder, scenario, file), 'utf8')) as Recorded)
    .filter(({ status_code }) => status_code === 200)
    .map(({ data }) => data)

interface RecordedCluster {
  readonly name: string
  readonly arn: string
  readonly endpoint: string
  readonly version: string
  readonly platformVersion: string
  readonly status: string
  readonly createdAt: unknown
  readonly tags: Record<string, string>
  readonly resourcesVpcConfig: Record<
    'vpcId' | 'subnetIds' | 'endpointPublicAccess' | 'endpointPrivateAccess' | 'publicAccessCidrs',
    unknown
  >
  readonly logging: {
    readonly clusterLogging: readonly { readonly enabled: boolean; readonly types: string[] }[]
  }
  readonly encryptionConfig?: unknown
  readonly computeConfig?: { readonly enabled: boolean }
  readonly controlPlaneScalingConfig?: { readonly tier: string }
  readonly upgradePolicy?: { readonly supportType: string }
  readonly deletionProtection?: boolean
  readonly zonalShiftConfig?: { readonly enabled: boolean }
  readonly accessConfig?: { readonly authenticationMode: string }
  readonly kubernetesNetworkConfig?: { readonly ipFamily: string }
}

interface RecordedAddon {
  readonly addonName: string
  readonly addonVersion: string
  readonly status: string
  readonly namespaceConfig: { readonly namespace: string }
  readonly modifiedAt: unknown
}

interface RecordedVersion {
  readonly clusterVersion: string
  readonly releaseDate: string
  readonly endOfStandardSupportDate: string
  readonly endOfExtendedSupportDate: string
  readonly kubernetesPatchVersion: string
  readonly defaultPlatformVersion: string
  readonly defaultVersion: boolean
}

/** Python's way to write an instant, as placebo recorded it. */
function instantOf(told: unknown): string {
  const { year, month, day, hour, minute, second, microsecond } = told as Record<string, number>
  const two = (part: number) => String(part).padStart(2, '0')
  const ms = String(microsecond! / 1_000).padStart(3, '0')
  return `${year}-${two(month!)}-${two(day!)}T${two(hour!)}:${two(minute!)}:${two(second!)}.${ms}Z`
}

const recordedAccount = '644160558196'

describe('recorded answers of EKS', () => {
  it.each(['addon-health', 'delete-with-both', 'kms-filter', 'upgrade-available'])(
    'of %s give exactly their clusters',
    async (scenario) => {
      rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace(scenario)), {
        regions: ['us-east-1'],
      })
      await rig.round()
      const recorded = answersOf(scenario).flatMap(
        ({ cluster }) => (cluster as RecordedCluster | undefined) ?? [],
      )
      const read = [...rig.inventory.clusters.entries()].map(([id, facts]) => ({ id, ...facts }))
      const expected = recorded.map((cluster) => ({
        id: /^[a-z0-9.-]+$/.test(cluster.name)
          ? `${cluster.name}.us-east-1.${recordedAccount}`
          : expect.any(String),
        name: cluster.name,
        arn: cluster.arn,
        endpoint: cluster.endpoint,
        version: cluster.version,
        platformVersion: cluster.platformVersion,
        status: cluster.status,
        createdAt: instantOf(cluster.createdAt),
        accountId: recordedAccount,
        region: 'us-east-1',
        provider: 'eks',
        connector: null,
        tags: cluster.tags,
        vpcId: cluster.resourcesVpcConfig.vpcId,
        subnetIds: cluster.resourcesVpcConfig.subnetIds,
        endpointPublic: cluster.resourcesVpcConfig.endpointPublicAccess,
        endpointPrivate: cluster.resourcesVpcConfig.endpointPrivateAccess,
        publicAccessCidrs: cluster.resourcesVpcConfig.publicAccessCidrs,
        secretsEncrypted: cluster.encryptionConfig !== undefined,
        logging: cluster.logging.clusterLogging
          .filter((setup) => setup.enabled)
          .flatMap((setup) => setup.types),
        autoMode: cluster.computeConfig?.enabled ?? false,
        ...(cluster.controlPlaneScalingConfig ? { tier: cluster.controlPlaneScalingConfig.tier } : {}),
        ...(cluster.upgradePolicy ? { supportType: cluster.upgradePolicy.supportType } : {}),
        ...('deletionProtection' in cluster ? { deletionProtection: cluster.deletionProtection } : {}),
        ...(cluster.zonalShiftConfig ? { zonalShift: cluster.zonalShiftConfig.enabled } : {}),
        ...(cluster.accessConfig ? { authenticationMode: cluster.accessConfig.authenticationMode } : {}),
        ...(cluster.kubernetesNetworkConfig ? { ipFamily: cluster.kubernetesNetworkConfig.ipFamily } : {}),
        hybridNodes: false,
        // Of AWS Backup nothing was recorded: it lists nothing, as of the hour of the product's clock.
        backupProtection: false,
        backup: { knownAt: '2026-11-23T09:00:00.000Z', lastBackupAt: null, unknownWhy: null },
        health: [],
      }))
      const byArn = (left: { arn?: unknown }, right: { arn?: unknown }) =>
        String(left.arn) < String(right.arn) ? -1 : 1
      expect(read.sort(byArn)).toEqual(expected.sort(byArn))
      expect(rig.report.troubles).toEqual(new Map())
      for (const { arn } of expected) expect(rig.inventory.aliases.has(`arn ${arn}`)).toBe(true)
    },
  )

  it('give exactly their add-ons', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('addon-health')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const recorded = answersOf('addon-health').flatMap(
      ({ addon }) => (addon as RecordedAddon | undefined) ?? [],
    )
    const expected = recorded.map((addon) => [
      addon.addonName,
      {
        version: addon.addonVersion,
        status: addon.status,
        publisher: null,
        owner: null,
        namespace: addon.namespaceConfig.namespace,
        defaultVersion: null,
        latestVersion: null,
        versionsBehind: null,
        proxyMode: null,
        health: [],
        modifiedAt: instantOf(addon.modifiedAt),
      },
    ])
    const read = rig.inventory.partsOf(`serious-bluegrass-ladybug.us-east-1.${recordedAccount}`, 'add-on')
    expect(read).toEqual(Object.fromEntries(expected))
    expect(
      rig.inventory.partsOf(`seriously-dangerous-rabbit.us-east-1.${recordedAccount}`, 'add-on'),
    ).toEqual({})
  })

  it('give exactly their node groups and Fargate profiles, also of a name that no id may have', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('delete-with-both')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const [clusterId] = [...rig.inventory.clusters.keys()]
    expect(clusterId).toMatch(/^test-f1-[0-9a-z]{13}\.us-east-1\.644160558196$/)
    expect(rig.inventory.partsOf(clusterId!, 'node-group')).toMatchObject({
      test: {
        version: '1.15',
        releaseVersion: '1.15.10-20200228',
        status: 'DELETING',
        amiType: 'AL2_x86_64',
        instanceTypes: ['t3.medium'],
        minSize: 1,
        maxSize: 1,
        desiredSize: 1,
        autoScalingGroups: ['eks-acb8dc29-f47c-d8b7-71f9-268f44fdbeb0'],
        createdAt: '2020-04-26T17:10:39.731Z',
      },
    })
    expect(rig.inventory.partsOf(clusterId!, 'fargate-profile')).toEqual({
      test: { status: 'DELETING', namespaces: ['test'], createdAt: '2020-04-26T17:11:29.178Z' },
    })
  })

  it('give exactly their version calendar', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('upgrade-available')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const recorded = answersOf('upgrade-available').flatMap(
      ({ clusterVersions }) => (clusterVersions as RecordedVersion[] | undefined) ?? [],
    )
    // "2026-12-01T18:00:00-06:00" is the first moment of 2 December in UTC.
    const dayOf = (stamp: string): string => {
      const [, day, hours, zone] = /^(.{10})T(\d\d):00:00-(\d\d):00$/.exec(stamp) ?? []
      expect(Number(hours) + Number(zone)).toBe(24)
      const next = new Date(`${day}T12:00:00Z`)
      next.setUTCDate(next.getUTCDate() + 1)
      return next.toISOString().slice(0, 10)
    }
    expect(rig.inventory.calendar).toEqual(
      recorded.map((version) => ({
        provider: 'eks',
        version: version.clusterVersion,
        releasedOn: dayOf(version.releaseDate),
        endOfStandardSupport: dayOf(version.endOfStandardSupportDate),
        endOfExtendedSupport: dayOf(version.endOfExtendedSupportDate),
        latestPatch: version.kubernetesPatchVersion,
        latestPlatformVersion: version.defaultPlatformVersion,
        isDefault: version.defaultVersion,
        source: 'DescribeClusterVersions',
      })),
    )
    expect(rig.inventory.calendar.find(({ version }) => version === '1.34')?.endOfStandardSupport).toBe(
      '2026-12-02',
    )
  })
})
