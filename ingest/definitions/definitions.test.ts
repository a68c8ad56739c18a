import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectionNameSchema } from '../../domain/model/collection.ts'
import { pageSourceSchema } from '../../domain/model/source-definition.ts'
import { outgoingRule } from '../outgoing/address-rule.ts'
import { contextChoices, desiredSources, type Given, pageSourcePlan } from './definitions.ts'
import { contextsOf } from './kube-contexts.ts'
import { freeName, nameOfContext } from './source-names.ts'

const given = (over: Partial<Given> = {}, contexts: Record<string, readonly string[]> = {}): Given => ({
  file: [],
  environment: [],
  page: [],
  credentials: [],
  kubeconfig: '/kube/config',
  contextsOf: (place) => {
    const found = contexts[place]
    return found === undefined
      ? { contexts: [], problem: `there is no file ${place}` }
      : { contexts: found, problem: undefined }
  },
  rule: outgoingRule([]),
  ...over,
})

const brief = (all: ReturnType<typeof desiredSources>) =>
  all.map(({ sourceId, origin, plan }) => [
    sourceId,
    origin,
    'trouble' in plan ? plan.trouble.says : plan.definition,
  ])

describe('all sources', () => {
  it('come from file, environment and page, the first of one name standing', () => {
    const all = desiredSources(
      given({
        file: [{ kind: 'kube-api', name: 'a', context: 'file' }],
        environment: [{ kind: 'kube-api', contexts: ['a', 'b'] }],
        page: [
          { kind: 'kube-api', name: 'b', server: 'https://10.0.0.1', credential: 'c' },
          { kind: 'eks-api', name: 'b', accounts: 'organization' },
        ],
      }),
    )
    expect(brief(all)).toEqual([
      ['kube-api:a', 'file', { kind: 'kube-api', name: 'a', context: 'file' }],
      [
        expect.stringMatching(/^kube-api:a-[0-9a-f]{8}$/),
        'environment',
        expect.objectContaining({ context: 'a' }),
      ],
      ['kube-api:b', 'environment', { kind: 'kube-api', name: 'b', context: 'b' }],
      ['eks-api:b', 'page', { kind: 'eks-api', name: 'b', accounts: 'organization', endpoints: {} }],
    ])
  })

  it('carry the label of what is made up, each context of several too; the page cannot say it', () => {
    const page = { kind: 'kube-api', name: 'c', context: 'c' } as const
    const all = desiredSources(
      given({
        file: [
          { kind: 'kube-api', name: 'a', context: 'a', simulated: true },
          { kind: 'kube-api', contexts: ['b'], simulated: true },
        ],
        page: [page],
      }),
    )
    expect(all.map(({ name, simulated }) => [name, simulated])).toEqual([
      ['a', true],
      ['b', true],
      ['c', undefined],
    ])
    expect(pageSourceSchema.safeParse(page).success).toBe(true)
    expect(pageSourceSchema.safeParse({ ...page, simulated: true }).success).toBe(false)
  })

  it('of all contexts of a kubeconfig are one each; a kubeconfig that cannot be read is one with a trouble', () => {
    const all = desiredSources(
      given(
        {
          file: [
            { kind: 'kube-api', kubeconfig: '/k', contexts: 'all' },
            { kind: 'kube-api', kubeconfig: '/missing', contexts: 'all' },
          ],
        },
        { '/k': ['arn:aws:eks:eu-west-1:111122223333:cluster/prod', 'Admin@Edge', 'admin@edge'] },
      ),
    )
    expect(brief(all)).toEqual([
      ['kube-api:prod.eu-west-1.111122223333', 'file', expect.objectContaining({ kubeconfig: '/k' })],
      ['kube-api:admin-edge', 'file', expect.objectContaining({ context: 'Admin@Edge' })],
      [
        expect.stringMatching(/^kube-api:admin-edge-[0-9a-f]{8}$/),
        'file',
        expect.objectContaining({ context: 'admin@edge' }),
      ],
      ['kube-api:contexts-of-missing', 'file', 'Its contexts are not known: there is no file /missing.'],
    ])
  })

  it('get what their credential says, and are another version when it changes', () => {
    const source = { kind: 'kube-api', name: 'a', server: 'https://10.0.0.1', credential: 'c' } as const
    const aws = { kind: 'eks-api', name: 'a', credential: 'd', endpoints: {} } as const
    const plans = (env: string) =>
      desiredSources(
        given({
          file: [source, aws],
          credentials: [
            { name: 'c', token: { env } },
            { name: 'd', profile: 'org', externalId: { env: 'X' } },
          ],
        }),
      ).map(({ plan }) => plan)
    const [kube, eks] = plans('A')
    expect(kube).toMatchObject({ definition: source })
    expect(eks).toMatchObject({
      definition: { kind: 'eks-api', name: 'a', profile: 'org', externalId: { env: 'X' }, endpoints: {} },
    })
    expect(plans('A')).toEqual([kube, eks])
    expect(plans('B')[0]).not.toEqual(kube)
    expect(plans('B')[1]).toEqual(eks)
  })

  it('that refer to what is not there or may not be called say so', () => {
    const all = desiredSources(
      given(
        {
          file: [
            { kind: 'kube-api', name: 'meta', server: 'http://169.254.169.254', credential: 'c' },
            { kind: 'eks-api', name: 'meta', endpoints: { eks: 'http://[fd00:ec2::254]/' } },
          ],
          page: [
            { kind: 'kube-api', name: 'gone', context: 'gone' },
            { kind: 'kube-api', name: 'unopened', server: 'https://10.0.0.1', credential: 'gone' },
            { kind: 'eks-api', name: 'unopened', credential: 'gone' },
          ],
          credentials: [{ name: 'c' }],
        },
        { '/kube/config': ['here'] },
      ),
    )
    expect(brief(all).map(([id, , says]) => [id, says])).toEqual([
      ['kube-api:meta', expect.stringContaining('169.254.169.254 is link-local')],
      ['eks-api:meta', expect.stringContaining('a metadata service')],
      ['kube-api:gone', expect.stringContaining('has a context “gone”')],
      ['kube-api:unopened', 'There is no credential “gone”.'],
      ['eks-api:unopened', 'There is no credential “gone”.'],
    ])
    for (const { plan } of all) if ('trouble' in plan) expect(plan.trouble.steps.length).toBeGreaterThan(0)
  })
})

describe('the page', () => {
  it('may choose contexts of named kubeconfigs, each once, the file’s before the default', () => {
    const all = given(
      { file: [{ kind: 'kube-api', name: 'x', kubeconfig: '/fleet', context: 'one' }] },
      { '/fleet': ['one', 'two'], '/kube/config': ['two', 'three'] },
    )
    expect(contextChoices(all, desiredSources(all))).toEqual([
      { context: 'one', kubeconfig: '/fleet', name: 'one', taken: true },
      { context: 'two', kubeconfig: '/fleet', name: 'two', taken: false },
      { context: 'three', kubeconfig: '/kube/config', name: 'three', taken: false },
    ])
    expect(pageSourcePlan({ kind: 'kube-api', name: 'n', context: 'three' }, all)).toHaveProperty(
      'definition',
    )
    expect(pageSourcePlan({ kind: 'kube-api', name: 'n', context: 'four' }, all)).toMatchObject({
      trouble: { kind: 'configuration' },
    })
  })

  it('gives stores and logs what only the file says besides', () => {
    const all = given({ credentials: [{ name: 'aws', profile: 'org' }] })
    const store = { kind: 'prometheus', name: 'm', url: 'https://10.0.0.1/p' } as const
    expect(pageSourcePlan({ ...store, clusterLabel: 'cluster' }, all)).toMatchObject({
      definition: { ...store, clusterLabel: 'cluster', clusterNames: {}, matchers: {} },
    })
    expect(pageSourcePlan({ ...store, url: 'http://169.254.169.254', cluster: 'c' }, all)).toHaveProperty(
      'trouble',
    )
    const logs = { kind: 'cloudwatch-logs', name: 'l', hoursBack: 24, gigabytesPerDay: 50 } as const
    expect(pageSourcePlan({ ...logs, credential: 'aws' }, all)).toMatchObject({
      definition: { ...logs, profile: 'org', endpoints: {} },
    })
  })

  const base = { kind: 'kube-api', name: 'a' }
  const server = { ...base, server: 'https://10.0.0.1', credential: 'c' }
  const store = { name: 'm', kind: 'prometheus', url: 'https://10.0.0.1' }
  const logs = { name: 'l', kind: 'cloudwatch-logs' }
  it.each([
    { ...base, context: 'x', kubeconfig: '/etc/shadow' },
    { ...base, inCluster: true },
    { ...base, server: 'https://10.0.0.1' },
    { ...server, context: 'x' },
    { ...server, server: 'file:///etc/passwd' },
    { ...server, server: 'gopher://127.0.0.1:70/' },
    { ...server, server: 'https://me:secret@10.0.0.1' },
    { ...server, server: `https://${'a'.repeat(5_000)}.example` },
    { ...server, server: 'x' },
    { ...server, caFile: '/etc/ssl/x' },
    { ...server, token: { file: '/etc/passwd' } },
    { ...server, exec: { command: 'sh' } },
    { ...server, credential: '../../etc/passwd' },
    { ...server, credential: { env: 'AWS_SECRET_ACCESS_KEY' } },
    { ...server, name: 'a'.repeat(101) },
    { ...server, name: '../a' },
    { ...server, cluster: 'Not An Id' },
    { ...store, cluster: 'c', clusterLabel: 'cluster' },
    { ...store, url: 'file:///etc/passwd', cluster: 'c' },
    { ...store, cluster: 'c', simulated: true },
    { ...store, clusterLabel: 'a b' },
    { ...logs, profile: 'org' },
    { ...logs, endpoints: { logs: 'http://127.0.0.1' } },
    { ...logs, externalId: { env: 'SECRET' } },
    { ...logs, hoursBack: 0 },
    { ...logs, gigabytesPerDay: -1 },
    { ...base, kube: true, contexts: 'all' },
    { kind: 'eks-api', name: 'a', endpoints: { sts: 'http://127.0.0.1' } },
    { kind: 'eks-api', name: 'a', profile: 'org' },
    { kind: 'eks-api', name: 'a', externalId: { file: '/etc/passwd' } },
    { kind: 'eks-api', name: 'a', externalId: { env: 'SECRET' } },
    { kind: 'eks-api', name: 'a', regions: ['eu-west-1/../../'] },
    { kind: 'eks-api', name: 'a', accounts: ['1'] },
  ])('may not say %j', (source) => expect(pageSourceSchema.safeParse(source).success).toBe(false))

  it('may say a name, a place and a reference', () => {
    for (const source of [
      { ...base, context: 'x' },
      server,
      { ...server, cluster: 'a.eu' },
      {
        kind: 'eks-api',
        name: 'a',
        accounts: 'organization',
        roleName: 'periplus',
        regions: ['eu-west-1'],
        credential: 'c',
      },
      { kind: 'eks-api', name: 'a' },
      { ...store, cluster: 'c' },
      { ...store, clusterLabel: 'cluster', credential: 'c' },
      logs,
      { ...logs, clusters: ['prod'], hoursBack: 48, gigabytesPerDay: 5, usdPerGigabyte: 0.005 },
    ])
      expect(pageSourceSchema.safeParse(source).success, JSON.stringify(source)).toBe(true)
  })
})

describe('names of contexts', () => {
  it('are always allowed ones, and the same each time', () => {
    const taken = new Set<string>()
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }), (context) => {
        const name = nameOfContext(context)
        const free = freeName(name, context, (one) => taken.has(one))
        taken.add(name)
        return (
          collectionNameSchema.safeParse(name).success &&
          collectionNameSchema.safeParse(free).success &&
          nameOfContext(context) === name
        )
      }),
    )
  })
})

describe('contexts of kubeconfigs', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-kubeconfig-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  }
  const contexts = (...names: string[]) =>
    `apiVersion: v1\nkind: Config\nusers: [{ name: u, user: { token: s3cr3t } }]\ncontexts:\n${names.map((name) => `- { name: ${name}, context: { cluster: c, user: u } }\n`).join('')}`

  it('are read from one file or several, and again when a file changes', async () => {
    const [one, two] = [write('one', contexts('a', 'b')), write('two', contexts('b', 'c'))]
    expect(await contextsOf(one)).toEqual({ contexts: ['a', 'b'], problem: undefined })
    const both = [path.join(folder, 'none'), one, two].join(path.delimiter)
    expect(await contextsOf(both)).toEqual({ contexts: ['a', 'b', 'c'], problem: undefined })
    write('one', contexts('longer-name'))
    expect((await contextsOf(one)).contexts).toEqual(['longer-name'])
    rmSync(one)
    expect(await contextsOf(one)).toEqual({
      contexts: [],
      problem: expect.stringContaining('no kubeconfig at'),
    })
  })

  it('of what is no kubeconfig are a problem in words that quote nothing', async () => {
    for (const text of [
      'token: s3cr3t\n  x: [',
      'contexts: s3cr3t',
      '- s3cr3t',
      'contexts: [{ nome: s3cr3t }]',
    ]) {
      const { problem, contexts: found } = await contextsOf(write('odd', `${text}\n#${Math.random()}`))
      expect(problem).toMatch(/is no YAML|is not one/)
      expect(problem).not.toContain('s3cr3t')
      expect(found).toEqual([])
    }
    expect(await contextsOf(write('empty', ''))).toMatchObject({ contexts: [], problem: undefined })
    expect((await contextsOf(folder)).problem).toContain('EISDIR')
  })
})
