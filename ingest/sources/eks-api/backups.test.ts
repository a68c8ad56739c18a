// What AWS Backup protects, before a stand-in over real HTTP: asked once where there are clusters, page by page; where it
// refuses or is silent that is said, nothing is called unprotected, and all else goes on.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { backupsOf } from './backups.ts'
import { AwsStandIn, type Fault } from './stand-in/server.ts'
import { accounts, type Json, placeWith, shapedPlace, threeAccounts } from './stand-in/world.ts'
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
/** What the clock of the product says in every round. */
const now = '2026-11-23T09:00:00.000Z'
const arnOf = (name: string, region = 'eu-west-1', account = own) =>
  `arn:aws:eks:${region}:${account}:cluster/${name}`
const resource = (ResourceArn: string, seconds: number, ResourceType = 'EKS'): Json => ({
  ResourceArn,
  ResourceType,
  LastBackupTime: seconds,
  ResourceName: 'any',
})

/** Clusters a, b and c of one account in one region; a was backed up. */
async function opened(protectedResources: Json[]): Promise<Rig> {
  const place = { ...placeWith(own, 'eu-west-1', ['a', 'b', 'c']), protectedResources }
  rig = await openRig({ own, places: new Map([[`${own}/eu-west-1`, place]]) }, { regions: ['eu-west-1'] })
  return rig
}
const factsOf = ({ inventory }: Rig, name: string) => {
  const facts = inventory.clusters.get(`${name}.eu-west-1.${own}`)
  return { backupProtection: facts?.backupProtection, ...facts?.backup }
}
const ofBackup = (does: Fault['does'], more: Partial<Fault> = {}): Fault => ({
  does,
  when: ({ service }) => service === 'backup',
  ...more,
})

describe('backups', () => {
  it('are known of every cluster by its ARN, from all pages of one list, of no other service and region', async () => {
    const volumes = Array.from({ length: 2_000 }, (_, n) => resource(`arn:aws:ec2:::volume/${n}`, n, 'EBS'))
    const elsewhere = resource(arnOf('c', 'us-east-1'), 1_763_000_000)
    const named = resource(arnOf('c'), 1_763_000_000, 'S3')
    const rig = await opened([...volumes, elsewhere, named, resource(arnOf('a'), 1_763_888_400.5)])
    await rig.round()
    expect(rig.callsOfRound().filter((call) => call.startsWith('backup:'))).toHaveLength(3)
    expect(factsOf(rig, 'a')).toEqual({
      backupProtection: true,
      knownAt: now,
      lastBackupAt: '2025-11-23T09:00:00.500Z',
      unknownWhy: null,
    })
    for (const name of ['b', 'c']) {
      const unprotected = { backupProtection: false, knownAt: now, lastBackupAt: null, unknownWhy: null }
      expect(factsOf(rig, name)).toEqual(unprotected)
    }
    expect(rig.report.troubles.size).toBe(0)
  })

  it('are not asked for where there is no cluster that EKS runs', async () => {
    const place = placeWith(own, 'eu-west-1', ['far'])
    for (const { cluster } of Object.values(place.clusters)) cluster.connectorConfig = { provider: 'GKE' }
    const places = new Map([[`${own}/eu-west-1`, place]])
    rig = await openRig({ own, places }, { regions: ['eu-west-1', 'us-east-1'] })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(1)
    expect(rig.callsOfRound()).not.toContain('backup:ListProtectedResources')
    expect(rig.inventory.clusters.get(`far.eu-west-1.${own}`)).not.toHaveProperty('backup')
  })

  it('are not known in an account that refuses, with why and what grants it; the others know', async () => {
    rig = await openRig(threeAccounts(), {
      accounts: [own, other],
      roleName: 'periplus',
      regions: ['eu-west-1'],
    })
    rig.standIn.faults.push(
      ofBackup('deny', { when: (call) => call.service === 'backup' && call.accountId === other }),
    )
    await rig.round()
    const refused = rig.inventory.clusters.get(`a.eu-west-1.${other}`)
    expect(refused).not.toHaveProperty('backupProtection')
    expect(refused?.backup).toMatchObject({ knownAt: null, lastBackupAt: null })
    expect(refused?.backup?.unknownWhy).toContain(
      'backup:ListProtectedResources: AccessDeniedException (403)',
    )
    expect(factsOf(rig, 'a').backupProtection).toBe(false)
    expect([...rig.report.troubles.keys()]).toEqual([`backups of account ${other} | forbidden`])
    const [said] = rig.report.troubles.values()
    expect(said?.steps[0]).toContain(`the role periplus in account ${other}`)
    expect(said?.steps[0]).toContain('"backup:ListProtectedResources"')
    expect(rig.report.completed).toHaveLength(1)
  })

  it('stay as they were known while AWS Backup is silent; whoever is refused knows nothing any more', async () => {
    const rig = await opened([resource(arnOf('a'), 1_763_888_400)])
    await rig.round()
    const known = factsOf(rig, 'a')
    rig.standIn.faults.push(ofBackup('reset'))
    await rig.round()
    expect(factsOf(rig, 'a')).toEqual(known)
    expect([...rig.report.troubles.keys()]).toEqual(['backups in eu-west-1 | unreachable'])
    rig.standIn.faults[0] = ofBackup('deny')
    await rig.round()
    expect(factsOf(rig, 'a')).toMatchObject({ backupProtection: undefined, knownAt: now, lastBackupAt: null })
    rig.standIn.faults.length = 0
    await rig.round()
    expect(factsOf(rig, 'a')).toEqual(known)
    expect(rig.report.troubles.size).toBe(0)
  })

  it.each(['reset', 'server-error', 'html', 'throttle'] as const)(
    'are not known where AWS Backup was never heard (%s), and EKS of the region is read all the same',
    async (does) => {
      const place = shapedPlace()
      rig = await openRig({ own, places: new Map([[`${own}/eu-west-1`, place]]) }, { regions: ['eu-west-1'] })
      rig.standIn.faults.push(ofBackup(does))
      for (const _ of [1, 2, 3, 4]) await rig.round()
      const facts = rig.inventory.clusters.get(`payments-prod.eu-west-1.${own}`)
      expect(facts?.backupProtection).toBeUndefined()
      expect(facts?.backup).toMatchObject({ knownAt: null, lastBackupAt: null })
      expect(facts?.backup?.unknownWhy).toContain('backup:ListProtectedResources')
      expect(rig.report.completed).toHaveLength(4)
      expect([...rig.report.troubles.keys()].map((key) => key.split(' | ')[0])).toEqual([
        'backups in eu-west-1',
      ])
      expect(Object.keys(rig.inventory.partsOf(`payments-prod.eu-west-1.${own}`, 'node-group'))).toHaveLength(
        2,
      )
    },
  )

  it('have nothing read anew of a cluster when they move', async () => {
    const { places } = threeAccounts()
    const place = places.get(`${own}/eu-west-1`)!
    rig = await openRig({ own, places }, { regions: ['eu-west-1'] })
    await rig.round()
    await rig.round()
    const steady = rig.callsOfRound()
    place.protectedResources = [resource(arnOf('a'), 1_763_888_400)]
    await rig.round()
    expect(factsOf(rig, 'a').backupProtection).toBe(true)
    expect(rig.callsOfRound()).toEqual(steady)
  })
})

it('of a cluster that is listed twice the newest counts, and one without a time is protected too', () => {
  const told = (ResourceArn: string, time?: string) => ({
    ResourceArn,
    ResourceType: 'EKS',
    ...(time && { LastBackupTime: new Date(time) }),
  })
  const days = ['2026-01-02', '2026-01-03', '2026-01-01']
  const found = backupsOf([
    ...days.map((day) => told('x', day)),
    told('x'),
    told('y'),
    {},
    told('z', 'never'),
  ])
  expect([...found]).toEqual([
    ['x', '2026-01-03T00:00:00.000Z'],
    ['y', null],
    ['z', null],
  ])
})
