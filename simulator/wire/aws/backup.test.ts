// AWS Backup by AWS's own SDK: of every account and region exactly the clusters that the ledger says, as of the clock; one
// account refuses, and so does whatever is not the one list.
import {
  BackupClient,
  ListProtectedResourcesCommand,
  paginateListProtectedResources,
} from '@aws-sdk/client-backup'
import { expect, it } from 'vitest'
import type { Truth } from '../../truth/ledger.ts'
import { AwsRig, type Site } from './aws-rig.ts'

const placesOf = (sites: readonly Site[]): Pick<Site, 'accountId' | 'region'>[] => [
  ...new Map(sites.map((site) => [`${site.accountId}/${site.region}`, site])).values(),
]

async function listed(aws: AwsRig): Promise<{ found: Map<string, number>; refused: Set<string> }> {
  const found = new Map<string, number>()
  const refused = new Set<string>()
  for (const { accountId, region } of placesOf(aws.clusters)) {
    const credentials = { accessKeyId: `ASIA${accountId}0000`, secretAccessKey: 's', sessionToken: 't' }
    const client = new BackupClient(aws.configOf('backup', region, credentials))
    try {
      for await (const { Results = [] } of paginateListProtectedResources({ client, pageSize: 1 }, {})) {
        for (const { ResourceArn = '', ResourceType, LastBackupTime } of Results) {
          expect(ResourceType).toBe('EKS')
          found.set(ResourceArn, (LastBackupTime?.getTime() ?? Number.NaN) / 1_000)
        }
      }
    } catch (error) {
      expect(error).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })
      refused.add(accountId)
    }
  }
  return { found, refused }
}

it.each(['small', 'demo'] as const)(
  'lists what the ledger says, at %s, today and tomorrow',
  async (scale) => {
    const aws = await AwsRig.open({ scale })
    try {
      const before = await listed(aws)
      for (const byMs of [0, 86_400_000]) {
        await aws.rig.control('/_sim/clock', { byMs })
        const { truths } = (await aws.rig.control('/_sim/truth')) as { truths: Truth[] }
        const stated = (metric: string) => truths.filter((truth) => truth.metric === metric)
        const { found, refused } = await listed(aws)
        expect(found).toEqual(
          new Map(stated('cluster.backup.last').map(({ subject, value }) => [aws.site(subject).arn, value])),
        )
        expect(found.size).toBeGreaterThan(0)
        expect(refused.size).toBe(1)
        const counts = new Map(
          stated('fleet.clusters.byBackup').map(({ subject, value }) => [subject, value]),
        )
        expect(counts.get('protected')).toBe(found.size)
        expect(counts.get('unknown')).toBeGreaterThan(0)
        expect([...counts.values()].reduce((sum, value) => sum + value, 0)).toBe(aws.clusters.length)
        for (const [arn, last] of found) expect(last - (before.found.get(arn) ?? 0)).toBeCloseTo(byMs / 1_000)
      }
    } finally {
      await aws.close()
    }
  },
  60_000,
)

it('refuses pages of another size', async () => {
  const aws = await AwsRig.open()
  try {
    const client = new BackupClient(aws.configOf('backup'))
    await expect(client.send(new ListProtectedResourcesCommand({ MaxResults: 1_001 }))).rejects.toMatchObject(
      {
        name: 'InvalidParameterValueException',
      },
    )
  } finally {
    await aws.close()
  }
})
