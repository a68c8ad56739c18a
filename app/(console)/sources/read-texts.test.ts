import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { accountsAsked, emptyAccounts, wrongWith } from './accounts-form.ts'
import {
  accountsYaml,
  contextYaml,
  credentialYaml,
  externalIdYaml,
  serverYaml,
  wordsIn,
} from './read-texts.ts'

describe('pieces of periplus.yaml', () => {
  it('say what was filled in, whatever its signs', () => {
    expect(parse(contextYaml('prod', 'user@"prod": x'))).toEqual({
      sources: [{ kind: 'kube-api', name: 'prod', context: 'user@"prod": x' }],
    })
    expect(parse(serverYaml('edge', 'https://10.0.0.1:6443', 'edge'))).toEqual({
      sources: [{ kind: 'kube-api', name: 'edge', server: 'https://10.0.0.1:6443', credential: 'edge' }],
    })
    expect(parse(credentialYaml('edge'))).toEqual({
      credentials: [{ name: 'edge', token: { file: 'edge-token' }, caFile: 'edge-ca.crt' }],
    })
    expect(parse(externalIdYaml)).toEqual({
      credentials: [{ name: 'aws', externalId: { env: 'PERIPLUS_EXTERNAL_ID' } }],
    })
  })

  it('keep account ids texts, and leave out what was not filled in', () => {
    const form = { ...emptyAccounts, name: 'org', which: 'some', ids: '012345678901' } as const
    const yamlOf = (over: object) => parse(accountsYaml(accountsAsked({ ...form, ...over }))).sources
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

it('words are taken apart', () => {
  expect(wordsIn(' 111, 222\n111  333,')).toEqual(['111', '222', '333'])
  expect(wordsIn(' ')).toEqual([])
})
