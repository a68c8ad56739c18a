// Of the closed list what EKS is read with: clients refuse what is not on it, the published policies grant exactly it, and what the
// stand-in records while everything is read is exactly it.
import { DeleteClusterCommand, EKSClient, UpdateClusterConfigCommand } from '@aws-sdk/client-eks'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsClients } from '../../aws-client/clients.ts'
import { awsActions as allActions } from '../../aws-client/closed-list.ts'
import {
  callerPolicy,
  grantOf,
  type PolicyDocument,
  principalOf,
  readerPolicy,
  trustPolicy,
} from '../../aws-client/iam-policy.ts'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, shapedPlace, threeAccounts } from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const { own, other } = accounts
const awsActions = allActions.filter((action) => !action.startsWith('logs:'))
const actionsIn = (...documents: PolicyDocument[]): string[] =>
  documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)).sort()

describe('the closed list', () => {
  it('is what is called when everything is read, and nothing else', async () => {
    const world = threeAccounts()
    world.places.set(`${other}/eu-west-1`, shapedPlace())
    const root = {
      Id: 'r-1',
      Name: 'Root',
      accounts: [
        { Id: own, State: 'ACTIVE' },
        { Id: other, State: 'ACTIVE' },
      ],
      units: [],
    }
    rig = await openRig(
      { ...world, root },
      { accounts: 'organization', roleName: 'periplus', regions: ['eu-west-1'] },
    )
    await rig.round()
    // Only where the tree may not be walked to its end.
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ operation }) => operation === 'ListOrganizationalUnitsForParent',
    })
    rig.time.pass(31 * 60_000)
    await rig.round()
    await rig.test()
    const [clusterId = ''] = rig.inventory.clusters.keys()
    expect((await rig.refresh(clusterId)).says).toBeNull()
    expect(rig.standIn.actions()).toEqual([...awsActions].sort())
  })

  it('only reads, but for what lends what reads and what has EKS look anew', () => {
    const words = /^(backup|eks|organizations|sts):(List|Describe|Get)[A-Z]\w+$/
    expect(awsActions.filter((action) => !words.test(action))).toEqual([
      'eks:StartInsightsRefresh',
      'sts:AssumeRole',
    ])
  })

  it('is granted by the published policies, and nothing else', () => {
    const caller = callerPolicy({ partition: 'aws', roleName: 'periplus', accounts: 'organization' })
    expect(actionsIn(readerPolicy(), caller)).toEqual([...awsActions].sort())
    expect(JSON.stringify([readerPolicy(), caller])).not.toMatch(/"[a-z]+:\*"/)
  })

  it.each([new DeleteClusterCommand({ name: 'a' }), new UpdateClusterConfigCommand({ name: 'a' })])(
    'is all a client sends',
    async (command) => {
      rig = await openRig(threeAccounts(), {})
      const send = vi.spyOn(EKSClient.prototype, 'send')
      const clients = await AwsClients.open({
        endpoints: rig.standIn.endpoints,
        profile: undefined,
        timeoutMs: 1_000,
        inFlight: 1,
        inFlightPerRegion: 1,
      })
      const credentials = { accessKeyId: AwsStandIn.environment.AWS_ACCESS_KEY_ID, secretAccessKey: 's' }
      const client = clients.make('eks', 'eu-west-1', credentials)
      const { signal } = new AbortController()
      await client.send('ListClusters', {}, signal)
      const sdkClient = send.mock.contexts[0] as EKSClient
      await expect(sdkClient.send(command as DeleteClusterCommand)).rejects.toThrow(
        'is not on the closed list',
      )
      expect(rig.standIn.actions()).toEqual(['eks:ListClusters'])
      clients.close()
      send.mockRestore()
    },
  )
})

describe('the policies', () => {
  it('name the roles of the accounts that are listed', () => {
    const policy = callerPolicy({ partition: 'aws-cn', roleName: 'team/periplus', accounts: [own, other] })
    expect(policy.Statement[1]).toMatchObject({
      Action: 'sts:AssumeRole',
      Resource: [`arn:aws-cn:iam::${own}:role/team/periplus`, `arn:aws-cn:iam::${other}:role/team/periplus`],
    })
    expect(actionsIn(policy)).not.toContain('organizations:ListRoots')
    expect(actionsIn(callerPolicy({ partition: 'aws', roleName: undefined, accounts: undefined }))).toEqual([
      'sts:GetCallerIdentity',
    ])
  })

  it('trust the role behind a session, by the external id', () => {
    const callerArn = `arn:aws:sts::${own}:assumed-role/periplus-server/i-0abc`
    expect(trustPolicy({ callerArn, externalId: 'x1' }).Statement).toEqual([
      {
        Sid: 'PeriplusMayAssume',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${own}:role/periplus-server` },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'x1' } },
      },
    ])
    expect(principalOf(`arn:aws:iam::${own}:user/ci`)).toBe(`arn:aws:iam::${own}:user/ci`)
    expect(trustPolicy({ callerArn, externalId: undefined }).Statement[0]).not.toHaveProperty('Condition')
  })

  it('grant no more than asked for', () => {
    expect(actionsIn(grantOf(['eks:ListInsights', 'eks:ListAddons', 'eks:ListInsights']))).toEqual([
      'eks:ListAddons',
      'eks:ListInsights',
    ])
  })
})
