import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { accountsAsked, emptyAccounts, wrongWith } from './accounts-form.ts'
import { emptyLogs, logsAsked, mostText, wrongWithLogs } from './logs-form.ts'
import { credentialYaml, externalIdYaml, sourceYaml, storeCredentialYaml, wordsIn } from './read-texts.ts'
import { emptyStore, storeAsked, wrongWithStore } from './store-form.ts'

describe('pieces of periplus.yaml', () => {
  it('say what was filled in, whatever its signs', () => {
    const anything = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('yes', 'null', '1e3', '012', 'a: b #'),
    )
    fc.assert(
      fc.property(anything, anything, (name, context) => {
        const source = { kind: 'kube-api', name, context } as const
        expect(parse(sourceYaml(source))).toEqual({ sources: [source] })
      }),
    )
    expect(parse(credentialYaml('edge'))).toEqual({
      credentials: [{ name: 'edge', token: { file: 'edge-token' }, caFile: 'edge-ca.crt' }],
    })
    expect(parse(externalIdYaml)).toEqual({
      credentials: [{ name: 'aws', externalId: { env: 'PERIPLUS_EXTERNAL_ID' } }],
    })
  })

  it('keep account ids texts, and leave out what was not filled in', () => {
    const form = { ...emptyAccounts, name: 'org', which: 'some', ids: '012345678901' } as const
    const yamlOf = (over: object) => parse(sourceYaml(accountsAsked({ ...form, ...over }))).sources
    expect(yamlOf({})).toEqual([
      { kind: 'eks-api', name: 'org', accounts: ['012345678901'], roleName: 'periplus' },
    ])
    expect(yamlOf({ which: 'own', regions: 'eu-west-1' })).toEqual([
      { kind: 'eks-api', name: 'org', regions: ['eu-west-1'] },
    ])
    expect(yamlOf({ which: 'organization', credential: 'aws', role: 'reader' })).toEqual([
      { kind: 'eks-api', name: 'org', accounts: 'organization', roleName: 'reader', credential: 'aws' },
    ])
  })

  it('ask for nothing while something is wrong', () => {
    expect(wrongWith(emptyAccounts)).toEqual([])
    expect(wrongWith({ ...emptyAccounts, which: 'some' })).toEqual(['Fill in account ids first'])
    expect(
      wrongWith({ ...emptyAccounts, which: 'some', ids: '1, 111122223333', regions: 'europe', name: 'Me' }),
    ).toEqual(['1 is no account id', 'europe is no region', 'Mend the name first'])
  })
})

describe('logs to search', () => {
  it('are asked for as they are filled in; what stands empty is the usual', () => {
    expect(logsAsked(emptyLogs)).toEqual({
      ...{ kind: 'cloudwatch-logs', name: 'audit', hoursBack: 24, gigabytesPerDay: 50 },
    })
    const form = { ...emptyLogs, which: 'organization', clusters: 'prod, stage', hours: '48' } as const
    expect(parse(sourceYaml(logsAsked({ ...form, gigabytes: '2.5', price: '0.005' }))).sources).toEqual([
      {
        ...{ kind: 'cloudwatch-logs', name: 'audit', accounts: 'organization', roleName: 'periplus' },
        ...{ clusters: ['prod', 'stage'], hoursBack: 48, gigabytesPerDay: 2.5, usdPerGigabyte: 0.005 },
      },
    ])
  })

  it('are bounded by what is said, in dollars where a price is known', () => {
    expect(mostText(logsAsked(emptyLogs))).toContain(
      'At most 50 GB are looked through on a UTC day; AWS bills',
    )
    expect(mostText(logsAsked({ ...emptyLogs, gigabytes: '200', price: '0.005' }))).toBe(
      'At most 200 GB are looked through on a UTC day: $1 at $0.005 a GB.',
    )
  })

  it.each([
    [{ hours: '0' }, 'Hours back'],
    [{ hours: '721' }, 'Hours back'],
    [{ hours: '1.5' }, 'Hours back'],
    [{ hours: 'all' }, 'Hours back'],
    [{ gigabytes: '-1' }, 'Gigabytes'],
    [{ gigabytes: '1 TB' }, 'Gigabytes'],
    [{ price: 'free' }, 'price'],
    [{ regions: 'europe' }, 'europe is no region'],
  ])('are not asked for while something is wrong: %j', (over, says) => {
    expect(wrongWithLogs(emptyLogs)).toEqual([])
    expect(wrongWithLogs({ ...emptyLogs, ...over }).join()).toContain(says)
  })
})

describe('a store to read', () => {
  const form = { ...emptyStore, url: 'https://mimir.example/prometheus' }

  it('is asked for with the label or the cluster that its series are of', () => {
    const asked = { kind: 'prometheus', name: 'prometheus', url: form.url } as const
    expect(storeAsked(form)).toEqual({ ...asked, clusterLabel: 'cluster' })
    const one = { ...form, whose: 'one', cluster: 'prod', credential: 'token', name: 'own' } as const
    expect(parse(sourceYaml(storeAsked(one))).sources).toEqual([
      { ...asked, name: 'own', cluster: 'prod', credential: 'token' },
    ])
    expect(parse(storeCredentialYaml('own'))).toEqual({
      credentials: [{ name: 'own', token: { env: 'PROMETHEUS_TOKEN' } }],
    })
  })

  it('is not asked for while something is wrong', () => {
    expect(wrongWithStore(form)).toEqual([])
    expect(wrongWithStore(emptyStore)).toEqual(['Fill in an address first'])
    for (const url of ['mimir', 'ftp://mimir', 'https://me:secret@mimir', 'https://'])
      expect(wrongWithStore({ ...form, url }), url).toEqual(['Fill in an address first'])
    expect(wrongWithStore({ ...form, label: 'a-b', name: 'Me' })).toEqual([
      'a-b is no name of a label',
      'Mend the name first',
    ])
    expect(wrongWithStore({ ...form, whose: 'one' })).toEqual(['Fill in the id of the cluster'])
  })
})

it('words are taken apart', () => {
  expect(wordsIn(' 111, 222\n111  333,')).toEqual(['111', '222', '333'])
  expect(wordsIn(' ')).toEqual([])
})
