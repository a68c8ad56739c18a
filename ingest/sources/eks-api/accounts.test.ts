// Which accounts are read: an organisation's tree with the path of its units, a list, or the own account.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EksSource } from '../../../domain/model/source-definition.ts'
import { CollectionFailure } from '../../collection.ts'
import { AwsStandIn } from './stand-in/server.ts'
import {
  accounts,
  type Json,
  placeWith,
  readFixture,
  threeAccounts,
  type WireUnit,
  type World,
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

const { own, other, third } = accounts
const examples = readFixture('organizations-examples.json') as Record<
  'ListAccounts' | 'ListAccountsForParent' | 'ListOrganizationalUnitsForParent' | 'ListRoots',
  { output: Record<string, Json[]> }
>
const unit = (Id: string, Name: string, inside: Json[], units: WireUnit[] = []): WireUnit => ({
  Id,
  Name,
  accounts: inside,
  units,
})

/** The tree of botocore's examples: accounts of its first unit there, the others at the root. */
function exampleTree(): WireUnit {
  const all = examples.ListAccounts.output.Accounts ?? []
  const inUnit = examples.ListAccountsForParent.output.Accounts ?? []
  const [root] = examples.ListRoots.output.Roots ?? []
  const units = (examples.ListOrganizationalUnitsForParent.output.OrganizationalUnits ?? []).map(
    ({ Id, Name }, index) => unit(String(Id), String(Name), index === 0 ? inUnit : []),
  )
  const ids = new Set(inUnit.map(({ Id }) => Id))
  // The older example writes times as text, which the wire does not.
  const atRoot = all.filter(({ Id }) => !ids.has(Id)).map(({ JoinedTimestamp: _, ...account }) => account)
  return unit(String(root?.Id), String(root?.Name), atRoot, units)
}

const account = (Id: string, over: Json = {}): Json => ({
  Id,
  Name: `name of ${Id}`,
  State: 'ACTIVE',
  ...over,
})
const deepTree = (): WireUnit =>
  unit(
    'r-1',
    'Root',
    [account(own)],
    [
      unit(
        'ou-1',
        'Workloads',
        [],
        [
          unit('ou-2', 'Prod', [account(other)]),
          unit('ou-3', 'Dev', [account(third, { State: 'SUSPENDED' })]),
        ],
      ),
    ],
  )

const organization: Partial<EksSource> = {
  accounts: 'organization',
  roleName: 'periplus',
  regions: ['eu-west-1'],
}
const worldWith = (root: WireUnit): World => ({ ...threeAccounts(), root })
const readAccounts = () =>
  [...new Set([...rig!.inventory.clusters.values()].map(({ accountId }) => accountId))].sort()

describe('accounts of an organisation', () => {
  it('are those of botocore’s examples', async () => {
    rig = await openRig(
      {
        own: '111111111111',
        places: new Map([['111111111111/eu-west-1', placeWith('111111111111', 'eu-west-1', ['a'])]]),
        root: exampleTree(),
      },
      organization,
    )
    await rig.round()
    expect([...rig.inventory.accounts].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))).toEqual([
      { accountId: '111111111111', name: 'Master Account', ouPath: '', state: 'ACTIVE' },
      { accountId: '222222222222', name: 'Developer Account', ouPath: '', state: 'ACTIVE' },
      { accountId: '333333333333', name: 'Development Account', ouPath: 'Development', state: 'ACTIVE' },
      { accountId: '444444444444', name: 'Test Account', ouPath: 'Development', state: 'ACTIVE' },
    ])
  })

  it('come with the path of their units, and only active ones are read', async () => {
    rig = await openRig(worldWith(deepTree()), organization)
    await rig.round()
    expect(rig.inventory.accounts).toContainEqual({
      accountId: other,
      name: `name of ${other}`,
      ouPath: 'Workloads/Prod',
      state: 'ACTIVE',
    })
    expect(rig.inventory.accounts).toContainEqual({
      accountId: third,
      name: `name of ${third}`,
      ouPath: 'Workloads/Dev',
      state: 'SUSPENDED',
    })
    expect(readAccounts()).toEqual([own, other])
    expect(rig.report.troubles.size).toBe(0)
  })

  it('are found in pages of twenty', async () => {
    const many = Array.from({ length: 45 }, (_, index) => account(String(500_000_000_000 + index)))
    rig = await openRig(worldWith(unit('r-1', 'Root', [account(own), ...many])), organization)
    for (const { Id } of many) rig.standIn.identities.rules.withoutRole.add(String(Id))
    await rig.round()
    expect(rig.inventory.accounts).toHaveLength(46)
    expect(rig.callsOfRound().filter((call) => call === 'organizations:ListAccountsForParent')).toHaveLength(
      3,
    )
    // Forty-five accounts without the role are not forty-five troubles.
    expect(rig.report.troubles.size).toBe(21)
    expect(rig.report.troubles.get('more troubles | forbidden')?.says).toContain('25 more')
  })

  it('are read without paths where the tree may not be walked, and that is said', async () => {
    rig = await openRig(worldWith(deepTree()), organization)
    rig.standIn.faults.push({ does: 'deny', when: ({ operation }) => operation === 'ListRoots' })
    await rig.round()
    expect(readAccounts()).toEqual([own, other])
    expect(rig.inventory.accounts.every(({ ouPath }) => ouPath === null)).toBe(true)
    expect([...rig.report.troubles.keys()]).toEqual(['organizational units | forbidden'])
    expect(rig.report.troubles.get('organizational units | forbidden')?.steps[0]).toContain(
      'organizations:ListRoots',
    )
  })

  it('stay as they were when they cannot be listed again', async () => {
    rig = await openRig(worldWith(deepTree()), organization)
    await rig.round()
    await rig.round()
    expect(rig.callsOfRound().filter((call) => call.startsWith('organizations:'))).toEqual([])
    rig.standIn.faults.push({ does: 'deny', when: ({ service }) => service === 'organizations' })
    rig.time.pass(31 * 60_000)
    await rig.round()
    expect(readAccounts()).toEqual([own, other])
    expect([...rig.report.troubles.keys()]).toEqual(['organization | forbidden'])
  })

  it('end the try when they were never listed', async () => {
    rig = await openRig(threeAccounts(), organization)
    const error = await rig.round().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CollectionFailure)
    expect((error as CollectionFailure).trouble.steps.join()).toContain('organizations:ListAccounts')
  })
})

describe('accounts that nobody lists', () => {
  it('are the own one, with its own credentials', async () => {
    rig = await openRig(threeAccounts(), { regions: ['eu-west-1'] })
    await rig.round()
    expect(readAccounts()).toEqual([own])
    expect(rig.standIn.actions()).not.toContain('sts:AssumeRole')
    expect(rig.inventory.accounts).toEqual([{ accountId: own, name: null, ouPath: null, state: null }])
  })

  it('are read with the credentials themselves where only their own account lacks the role', async () => {
    rig = await openRig(threeAccounts(), {
      accounts: [own, other],
      roleName: 'periplus',
      regions: ['eu-west-1'],
    })
    rig.standIn.identities.rules.withoutRole.add(own)
    await rig.round()
    expect(readAccounts()).toEqual([own, other])
    expect(rig.report.troubles.size).toBe(0)
  })
})
