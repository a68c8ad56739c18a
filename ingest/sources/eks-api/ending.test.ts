// What ends a try: nothing can be read, and a person is told why and what to do.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { unavailable } from '../../../domain/errors.ts'
import { CollectionFailure } from '../../collection.ts'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, threeAccounts } from './stand-in/world.ts'
import { everywhere, openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const { other, third } = accounts

describe('what ends a try', () => {
  const failureOf = async (): Promise<CollectionFailure> => {
    const error = await rig!.round().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CollectionFailure)
    return error as CollectionFailure
  }

  it('credentials that nobody gave', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '')
    rig = await openRig(threeAccounts(), everywhere)
    const { trouble: said } = await failureOf()
    vi.stubEnv('AWS_ACCESS_KEY_ID', AwsStandIn.environment.AWS_ACCESS_KEY_ID)
    expect(said).toMatchObject({ kind: 'unauthorized', subject: '' })
    expect(said.steps[0]).toContain('AWS_PROFILE')
  })

  it('roles that may be assumed nowhere, with both statements and the trust', async () => {
    rig = await openRig(threeAccounts(), { ...everywhere, accounts: [other, third] })
    for (const account of [other, third]) rig.standIn.identities.rules.withoutRole.add(account)
    const { trouble: said } = await failureOf()
    expect(said.kind).toBe('forbidden')
    expect(said.says).toContain('Of 2 accounts none could be read')
    const steps = said.steps.join('\n')
    for (const words of [
      'sts:AssumeRole',
      'sts:ExternalId',
      'eks:ListClusters',
      'arn:aws:iam::111122223333:role/periplus-server',
    ]) {
      expect(steps).toContain(words)
    }
  })

  it('an external id that is not there, or is not what the trust asks for', async () => {
    const definition = { ...everywhere, accounts: [other], externalId: { env: 'PERIPLUS_EXTERNAL_ID' } }
    rig = await openRig(threeAccounts(), definition, {
      secret: () => Promise.reject(new Error('PERIPLUS_EXTERNAL_ID is not set')),
    })
    expect((await failureOf()).trouble).toMatchObject({
      kind: 'configuration',
      says: expect.stringContaining('is not set'),
    })
    await rig.stop()
    rig = await openRig(threeAccounts(), definition)
    rig.standIn.identities.rules.externalId = 'another'
    const { trouble: said } = await failureOf()
    expect(said.kind).toBe('forbidden')
    expect(JSON.stringify(said)).not.toContain('the-external-id')
    await rig.stop()
    rig = await openRig(threeAccounts(), definition)
    rig.standIn.identities.rules.externalId = 'the-external-id'
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(6)
  })

  it('other accounts without a role', async () => {
    rig = await openRig(threeAccounts(), { accounts: [other] })
    expect((await failureOf()).trouble).toMatchObject({
      kind: 'configuration',
      says: expect.stringContaining('no role'),
    })
  })

  it('a store that is away', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    await rig.round()
    rig.inventory.away = unavailable('the relational store is away', 7)
    const failure = await failureOf()
    expect(failure.trouble.kind).toBe('store')
    expect(failure.retryAfterMs).toBe(7_000)
  })

  it('a page of a proxy in place of every answer', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.faults.push({ does: 'html', when: ({ service }) => service === 'eks' })
    expect((await failureOf()).trouble).toMatchObject({ kind: 'unreachable' })
  })
})
