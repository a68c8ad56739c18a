// AWS's own SDK over the faces: its paginators over lists of several pages, and its patience when it is throttled.
import * as Eks from '@aws-sdk/client-eks'
import * as Organizations from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsRig } from './aws-rig.ts'

describe('paginators', () => {
  let aws: AwsRig
  beforeAll(async () => {
    aws = await AwsRig.open({ scale: 'ultra' })
  }, 60_000)
  afterAll(() => aws.close())

  it('go through pages of a hundred to the end, nothing twice and nothing left out', async () => {
    const { name: clusterName, ...site } = aws.site('ultra-research')
    const client = await aws.eksOf(site)
    const pages: string[][] = []
    const paginator = Eks.paginateListPodIdentityAssociations({ client }, { clusterName })
    for await (const { associations = [] } of paginator) {
      pages.push(associations.map(({ associationId = '' }) => associationId))
    }
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.slice(0, -1).every(({ length }) => length === 100)).toBe(true)
    const all = pages.flat()
    expect(new Set(all).size).toBe(all.length)
    const inOthers: string[] = []
    const smaller = Eks.paginateListPodIdentityAssociations({ client, pageSize: 7 }, { clusterName })
    for await (const { associations = [] } of smaller) {
      inOthers.push(...associations.map(({ associationId = '' }) => associationId))
    }
    expect(inOthers).toEqual(all)
    const last = all.at(-1) as string
    const { association } = await client.send(
      new Eks.DescribePodIdentityAssociationCommand({ clusterName, associationId: last }),
    )
    expect(association?.associationId).toBe(last)
  }, 60_000)

  it('go through accounts in pages of twenty', async () => {
    const sizes: number[] = []
    const client = aws.organizations()
    for await (const { Accounts = [] } of Organizations.paginateListAccounts({ client }, {}))
      sizes.push(Accounts.length)
    expect(sizes).toEqual([20, 6])
  })
})

describe('patience', () => {
  it('asks again by itself when it is throttled, and gives up after its attempts', async () => {
    const aws = await AwsRig.open()
    try {
      const throttled = { face: 'aws/eks', what: 'ListClusters', answer: 429, times: 2 }
      await aws.rig.control('/_sim/inject', throttled)
      const client = await aws.eksOf(aws.site('svc-ads-euw1'), { maxAttempts: 3 })
      const { clusters, $metadata } = await client.send(new Eks.ListClustersCommand({}))
      expect(clusters).toContain('svc-ads-euw1')
      expect($metadata.attempts).toBe(3)
      await aws.rig.control('/_sim/inject', throttled)
      const once = await aws.eksOf(aws.site('svc-ads-euw1'), { maxAttempts: 1 })
      await expect(once.send(new Eks.ListClustersCommand({}))).rejects.toMatchObject({
        name: 'TooManyRequestsException',
        $metadata: { httpStatusCode: 429 },
      })
    } finally {
      await aws.close()
    }
  })

  it('does the same of its own accord where the face throttles it', async () => {
    const aws = await AwsRig.open({ eksCallsPerSecond: 5 })
    try {
      const client = await aws.eksOf(aws.site('svc-ads-euw1'), { maxAttempts: 8 })
      const answers = await Promise.all(
        Array.from({ length: 14 }, () => client.send(new Eks.ListClustersCommand({}))),
      )
      expect(answers.every(({ clusters = [] }) => clusters.includes('svc-ads-euw1'))).toBe(true)
      const { calls } = await aws.rig.control('/_sim/calls')
      const codes = calls.filter(({ face }: { face: string }) => face === 'aws/eks')
      expect(codes.some(({ code }: { code: number }) => code === 429)).toBe(true)
    } finally {
      await aws.close()
    }
  }, 30_000)

  it('has no use for what is refused otherwise; a connection that is cut is no answer', async () => {
    const aws = await AwsRig.open()
    try {
      const inject = (answer: number | string, what: string) =>
        aws.rig.control('/_sim/inject', { face: 'aws/organizations', what, answer })
      await inject(403, 'ListRoots')
      await expect(aws.organizations().send(new Organizations.ListRootsCommand({}))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        $metadata: { attempts: 1 },
      })
      await inject('cut', 'ListAccounts')
      await expect(aws.organizations().send(new Organizations.ListAccountsCommand({}))).rejects.toThrow()
      expect(await aws.accounts()).toHaveLength(26)
      for (const bad of [
        { face: 'aws/none', what: 'ListClusters', answer: 500 },
        { face: 'aws/eks', what: 'list clusters', answer: 500 },
        { face: 'aws/eks', what: 'ListClusters', answer: 'expire' },
      ]) {
        expect((await aws.rig.control('/_sim/inject', bad)).status).toBe(400)
      }
    } finally {
      await aws.close()
    }
  })
})
