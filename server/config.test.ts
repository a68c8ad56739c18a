import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'

const place = { file: 'periplus.yaml', folder: '/etc/periplus', home: '/var/lib/someone' }
const parse = (text: string) => parseConfig(text, place)

function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('it was taken')
}

describe('periplus.yaml', () => {
  it('may be empty', () => {
    const nothing = { sources: [], credentials: [], owners: [], deliveries: [], allowAddresses: [] }
    for (const text of ['', '---\n', '# nothing\n', 'sources: []\n']) expect(parse(text)).toEqual(nothing)
  })

  it('names sources of every kind, with paths made absolute', () => {
    const text = `
sources:
  - { kind: kube-api, name: prod, context: prod-admin, kubeconfig: kube/config, cluster: prod.eu }
  - { kind: kube-api, name: own, inCluster: true, simulated: true }
  - { kind: kube-api, name: edge, server: "https://10.0.0.1:6443", credential: edge }
  - { kind: kube-api, kubeconfig: ~/.kube/fleet, contexts: all }
  - { kind: kube-api, contexts: [a, b], simulated: true }
  - kind: eks-api
    name: org
    accounts: organization
    roleName: periplus
    regions: [eu-west-1, us-gov-east-1]
    externalId: { file: external-id }
    endpoints: { eks: "https://eks.example" }
    simulated: true
credentials:
  - name: edge
    token: { file: token }
    caFile: /pki/ca.crt
  - name: plugin
    exec: { command: ./get-token, args: [--fast] }
  - { name: on-path, exec: { command: aws } }
  - { name: aws, profile: org, externalId: { env: EXTERNAL_ID } }
owners:
  - { on: account, values: ["012345678901"], owner: { id: payments } }
allowAddresses: [169.254.170.23, "fd00:ec2::/32"]
`
    expect(parse(text)).toEqual({
      sources: [
        {
          kind: 'kube-api',
          name: 'prod',
          context: 'prod-admin',
          kubeconfig: '/etc/periplus/kube/config',
          cluster: 'prod.eu',
        },
        { kind: 'kube-api', name: 'own', inCluster: true, simulated: true },
        { kind: 'kube-api', name: 'edge', server: 'https://10.0.0.1:6443', credential: 'edge' },
        { kind: 'kube-api', kubeconfig: '/var/lib/someone/.kube/fleet', contexts: 'all' },
        { kind: 'kube-api', contexts: ['a', 'b'], simulated: true },
        {
          kind: 'eks-api',
          name: 'org',
          accounts: 'organization',
          roleName: 'periplus',
          regions: ['eu-west-1', 'us-gov-east-1'],
          externalId: { file: '/etc/periplus/external-id' },
          endpoints: { eks: 'https://eks.example' },
          simulated: true,
        },
      ],
      credentials: [
        { name: 'edge', token: { file: '/etc/periplus/token' }, caFile: '/pki/ca.crt' },
        { name: 'plugin', exec: { command: '/etc/periplus/get-token', args: ['--fast'], env: {} } },
        { name: 'on-path', exec: { command: 'aws', args: [], env: {} } },
        { name: 'aws', profile: 'org', externalId: { env: 'EXTERNAL_ID' } },
      ],
      owners: [{ on: 'account', values: ['012345678901'], owner: { id: 'payments' } }],
      deliveries: [],
      allowAddresses: ['169.254.170.23', 'fd00:ec2::/32'],
    })
  })
})

describe('what cannot be used is refused with its line, its key and what would be right', () => {
  it.each([
    ['sources: [\n', /periplus\.yaml:\d+: /],
    ['- a list\n', /:1: must be a map of keys/],
    ['sources: yes please\n', /:1: sources must be a list/],
    [
      'surces: []\n',
      /:1: surces is not known here; what may stand here is sources, credentials, owners, deliveries, allowAddresses/,
    ],
    ['sources:\n  - prod\n', /:2: sources\[0\] must be a map of keys/],
    ['sources:\n  - name: a\n', /:2: sources\[0\]\.kind is missing; it is eks-api, kube-api or prometheus/],
    ['sources:\n  - kind: nomad\n', /:2: sources\[0\]\.kind is eks-api, kube-api or prometheus/],
    [
      'sources:\n  - { kind: prometheus, name: a, url: "https://p" }\n',
      /:2: sources\[0\] names its clusters by either clusterLabel/,
    ],
    [
      'sources:\n  - { kind: prometheus, name: a, url: "https://p", cluster: a, clusterLabel: b }\n',
      /:2: sources\[0\] names its clusters by either clusterLabel/,
    ],
    [
      'sources:\n  - { kind: prometheus, name: a, url: "https://p", clusterLabel: "a-b" }\n',
      /:2: sources\[0\]/,
    ],
    [
      'sources:\n  - { kind: prometheus, name: a, url: "https://p", cluster: a, credential: c }\n',
      /:2: sources\[0\]\.credential names no credential/,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n',
      /:2: sources\[0\] does not say which cluster: name a context/,
    ],
    ['sources:\n  - kind: kube-api\n    context: a\n', /:2: sources\[0\]\.name is missing; it is a text/],
    [
      'sources:\n  - kind: kube-api\n    name: Prod Cluster\n    context: a\n',
      /:3: sources\[0\]\.name a source is called by 1 to 100 of a-z/,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n    server: https://10.0.0.1\n',
      /:2: sources\[0\]\.credential is missing/,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n    context: a\n    token: secret\n',
      /:5: sources\[0\]\.token is not known here; what may stand here is name, cluster, kind, kubeconfig, context, simulated$/m,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n    server: ftp://x\n    credential: a\n',
      /:4: sources\[0\]\.server must be an address that starts with https:\/\/ or http:\/\//,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n    server: https://me:secret@x\n    credential: a\n',
      /:4: sources\[0\]\.server must not hold a user or password/,
    ],
    [
      'sources:\n  - kind: kube-api\n    name: a\n    server: https://x\n    credential: missing\n',
      /:5: sources\[0\]\.credential names no credential of this file; none is defined/,
    ],
    [
      'sources:\n  - { kind: kube-api, name: a, context: x }\n  - { kind: kube-api, name: a, context: y }\n',
      /:3: sources\[1\]\.name is taken by sources\[0\]/,
    ],
    [
      'sources:\n  - kind: kube-api\n    contexts: everything\n',
      /:3: sources\[0\]\.contexts is a list of names of contexts, or the word all/,
    ],
    [
      'sources:\n  - kind: eks-api\n    name: a\n    accounts: [444455556666]\n',
      /:4: sources\[0\]\.accounts\[0\] must be a text: put it in quotes/,
    ],
    [
      'sources:\n  - kind: eks-api\n    name: a\n    accounts: everybody\n',
      /:4: sources\[0\]\.accounts is a list of account ids/,
    ],
    [
      'sources:\n  - kind: eks-api\n    name: a\n    regions: [europe]\n',
      /:4: sources\[0\]\.regions\[0\] must be a region such as eu-west-1/,
    ],
    [
      'sources:\n  - kind: eks-api\n    name: a\n    externalId: abc\n',
      /:4: sources\[0\]\.externalId is \{ env: VARIABLE \} or \{ file: PATH \}/,
    ],
    [
      'sources:\n  - kind: eks-api\n    name: a\n    endpoints: { s3: "https://x" }\n',
      /:4: sources\[0\]\.endpoints/,
    ],
    [
      'credentials:\n  - name: a\n    token: abc\n',
      /:3: credentials\[0\]\.token is \{ env: VARIABLE \} or \{ file: PATH \}/,
    ],
    [
      'credentials:\n  - name: a\n    token: { path: abc }\n',
      /:3: credentials\[0\]\.token\.path is not known here/,
    ],
    [
      'credentials:\n  - { name: a }\n  - { name: a }\n',
      /:3: credentials\[1\]\.name is taken by credentials\[0\]/,
    ],
    [
      'credentials:\n  - name: a\n    clientKeyFile: x\n',
      /:2: credentials\[0\] needs clientCertificateFile and clientKeyFile together/,
    ],
    [
      'credentials:\n  - name: a\n    token: { env: A }\n    exec: { command: x }\n',
      /:2: credentials\[0\] has both token and exec/,
    ],
    [
      'credentials: [{ name: a, profile: p }]\nsources:\n  - { kind: eks-api, name: a, profile: q, credential: a }\n',
      /:3: sources\[0\]\.credential says profile and externalId already/,
    ],
    ['owners:\n  - on: nobody\n', /:2: owners\[0\]/],
    ['owners:\n  - on: account\n    values: ["1"]\n', /:2: owners\[0\]\.owner is missing/],
    [
      'allowAddresses:\n  - 10.0.0.0/8\n  - example.com\n',
      /:3: allowAddresses\[1\] must be an IP address or a range/,
    ],
    ['allowAddresses: [10.0.0.0/33]\n', /:1: allowAddresses\[0\] must be an IP address or a range/],
    ['sources: []\nsources: []\n', /:2: .*unique/],
  ])('%j', (text, words) => expect(refusal(text)).toMatch(words))

  it('all at once, in order of lines, and not endlessly many', () => {
    const text = `sources:\n${'  - kind: nomad\n'.repeat(50)}`
    const lines = refusal(text).split('\n')
    expect(lines).toHaveLength(22)
    expect(lines[1]).toContain('periplus.yaml:2:')
    expect(lines[2]).toContain('periplus.yaml:3:')
    expect(lines.at(-1)).toBe('  … and 30 more')
  })

  it('says nothing of values, which may be secrets in the wrong place', () => {
    for (const text of [
      'credentials:\n  - name: a\n    token: s3cr3t-v4lue\n',
      'credentials:\n  - name: s3cr3t-v4lue!\n',
      'sources:\n  - kind: kube-api\n    name: a\n    server: https://me:s3cr3t-v4lue@x\n    credential: a\n',
    ])
      expect(refusal(text)).not.toContain('s3cr3t-v4lue')
  })

  it('refuses aliases that would fill the memory, and files that are far too large', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    for (let n = 1; n < 9; n += 1) {
      const [name, before] = [String.fromCharCode(97 + n), String.fromCharCode(96 + n)]
      bomb.push(`${name}: &${name} [${new Array(10).fill(`*${before}`).join(', ')}]`)
    }
    expect(refusal(bomb.join('\n'))).toMatch(/alias/i)
    expect(refusal(`# ${'x'.repeat(6_000_000)}`)).toContain('larger than 5 MB')
  })

  it('never fails in another way, whatever the text', () => {
    const key = fc.constantFrom(
      'sources',
      'credentials',
      'kind',
      'name',
      'kube-api',
      'context',
      '__proto__',
      'a',
    )
    const yaml = fc.array(
      fc.oneof(key, fc.string(), fc.constantFrom(': ', '\n', '  - ', '[', ']', '{', '}', '&a', '*a')),
    )
    fc.assert(
      fc.property(yaml, (parts) => {
        try {
          parse(parts.join(''))
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})
