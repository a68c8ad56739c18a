// How clusters are kept, as EKS tells it: exactly so many exceptions as the ledger says, at full size and small.
import { expect, it } from 'vitest'
import type { Truth } from '../../truth/ledger.ts'
import type { Json } from '../kube/client-rig.ts'
import { AwsRig, ofEach } from './aws-rig.ts'

interface Kept {
  readonly cluster: Json
  readonly addOns: readonly Json[]
  readonly identities: readonly Json[]
  readonly profiles: readonly string[]
  readonly groups: readonly Json[]
}

async function keptOf(aws: AwsRig): Promise<Kept[]> {
  const all = await ofEach(aws.clusters, async (site) => {
    const at = `/clusters/${site.name}`
    const ask = async (path: string): Promise<Json> => (await aws.raw(site, `${at}${path}`)).body
    const each = (names: readonly string[], path: string) =>
      Promise.all(names.map((name) => ask(`${path}/${name}`)))
    const [{ cluster }, { addons }, { associations }, { fargateProfileNames }, { nodegroups }] =
      await Promise.all(
        ['', '/addons', '/pod-identity-associations', '/fargate-profiles', '/node-groups'].map(ask),
      )
    return {
      cluster,
      addOns: (await each(addons, '/addons')).map(({ addon }) => addon),
      identities: associations,
      profiles: fargateProfileNames,
      groups: (await each(nodegroups, '/node-groups')).map(({ nodegroup }) => nodegroup),
    }
  })
  return all.filter(({ cluster }) => cluster.connectorConfig === undefined)
}

function counted(kept: readonly Kept[]): Record<string, number> {
  const count = (holds: (one: Kept) => boolean): number => kept.filter(holds).length
  const isAudited = ({ logging }: Json): boolean =>
    logging.clusterLogging.some(({ enabled, types }: Json) => enabled && types.includes('audit'))
  const minor = (version: string): number => Number(version.split('.')[1])
  const behind = kept.flatMap(({ cluster, groups }) =>
    groups.map(({ version }) => minor(cluster.version) - minor(version)),
  )
  return {
    'fleet.addOns.degraded/fleet': kept
      .flatMap(({ addOns }) => addOns)
      .filter(({ status }) => status === 'DEGRADED').length,
    'fleet.clusters.prodWithoutDeletionProtection/fleet': count(
      ({ cluster }) => cluster.tags.env === 'prod' && !cluster.deletionProtection,
    ),
    'fleet.clusters.publicEndpoint/fleet': count(
      ({ cluster }) => cluster.resourcesVpcConfig.endpointPublicAccess,
    ),
    'fleet.clusters.withHealthIssues/fleet': count(({ cluster }) => cluster.health.issues.length > 0),
    'fleet.clusters.withoutAuditLog/fleet': count(({ cluster }) => !isAudited(cluster)),
    'fleet.clusters.withoutPodIdentity/fleet': count(({ identities }) => identities.length === 0),
    'fleet.fargateProfiles/fleet': kept.flatMap(({ profiles }) => profiles).length,
    'fleet.nodeGroups.minorsBehind/2': behind.filter((skew) => skew === 2).length,
    'fleet.nodeGroups.minorsBehind/3': behind.filter((skew) => skew === 3).length,
  }
}

it.each([
  ['demo', [4, 9, 6, 3, 5, 3, 14, 3, 1]],
  ['small', [1, 1, 1, 0, 1, 1, 1, 1, 0]],
] as const)(
  'at %s',
  async (scale, numbers) => {
    const aws = await AwsRig.open({ scale })
    try {
      const found = counted(await keptOf(aws))
      expect(Object.values(found)).toEqual(numbers)
      const { truths } = (await aws.rig.control('/_sim/truth')) as { truths: Truth[] }
      const stated = truths
        .filter(({ metric, subject }) => `${metric}/${subject}` in found)
        .map(({ metric, subject, value }) => [`${metric}/${subject}`, value] as const)
      expect({
        ...Object.fromEntries(Object.keys(found).map((key) => [key, 0])),
        ...Object.fromEntries(stated),
      }).toEqual(found)
    } finally {
      await aws.close()
    }
  },
  60_000,
)
