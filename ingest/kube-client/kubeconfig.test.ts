// Kubeconfigs as kubectl reads them: files merged, paths below their file, and everything that cannot be
// used said in words without quoting what may be secret.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessOf } from './access.ts'
import { KubeFailure } from './failure.ts'
import { kubeconfigPlace, readKubeconfig } from './kubeconfig.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-kubeconfig-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string): string {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const config = (more: { cluster?: string; user?: string; context?: string } = {}) => `
apiVersion: v1
kind: Config
clusters:
- name: c
  cluster: {server: "https://prod.example:6443", ${more.cluster ?? ''}}
users:
- name: u
  user: {${more.user ?? 'token: secret-token'}}
contexts:
- name: prod
  context: {cluster: c, user: u, ${more.context ?? ''}}
current-context: prod
`

const read = (definition: object, environment: Record<string, string> = {}) =>
  accessOf({ name: 'test', kind: 'kube-api', context: 'prod', ...definition } as never, {
    environment,
    credentialOf: (name) =>
      name === 'known'
        ? ({ name, token: { env: 'TOKEN' }, caFile: '/ca.pem', exec: undefined } as never)
        : undefined,
  })

const failureOf = async (asked: Promise<unknown>): Promise<KubeFailure> => {
  const error = await asked.then(
    () => undefined,
    (refused: unknown) => refused,
  )
  expect(error).toBeInstanceOf(KubeFailure)
  return error as KubeFailure
}

describe('where it is found', () => {
  test('the one that is named, ~ being home', () => {
    expect(kubeconfigPlace('~/x/config', { HOME: '/h', KUBECONFIG: '/other' })).toEqual({
      files: ['/h/x/config'],
      mustExist: true,
    })
  })

  test('else those of KUBECONFIG, else ~/.kube/config', () => {
    expect(kubeconfigPlace(undefined, { HOME: '/h', KUBECONFIG: '/a:/b::' }).files).toEqual(['/a', '/b'])
    expect(kubeconfigPlace(undefined, { HOME: '/h' }).files).toEqual(['/h/.kube/config'])
  })
})

describe('several files', () => {
  test('are one: the first to say a name wins, a missing one is passed over', async () => {
    const first = write('a/one', config({ user: 'tokenFile: ./t' }))
    const second = write(
      'b/two',
      config()
        .replaceAll('prod', 'stage')
        .replace('name: c\n', 'name: c\n')
        .replace('token: secret-token', 'token: other'),
    )
    const KUBECONFIG = [first, path.join(folder, 'none'), second].join(':')
    const merged = await readKubeconfig(kubeconfigPlace(undefined, { KUBECONFIG }))
    expect([...merged.contexts.keys()]).toEqual(['prod', 'stage'])
    // The context of the second file refers to names that the first one said.
    const access = await read({ context: 'stage' }, { KUBECONFIG })
    expect(access.server.host).toBe('prod.example:6443')
    expect(access.token).toEqual({ file: path.join(folder, 'a/t') })
  })

  test('none of them there', async () => {
    const KUBECONFIG = '/nowhere/a:/nowhere/b'
    const { trouble } = await failureOf(read({}, { KUBECONFIG }))
    expect(trouble).toMatchObject({
      kind: 'configuration',
      says: 'There is no kubeconfig at /nowhere/a or /nowhere/b',
    })
    expect(trouble.steps).toHaveLength(1)
  })
})

describe('what a context says', () => {
  test('certificates: data before files, files below the kubeconfig', async () => {
    const kubeconfig = write(
      'k/config',
      config({
        cluster: `certificate-authority-data: ${btoa('CA')}, certificate-authority: ca.pem, tls-server-name: kubernetes`,
        user: `client-certificate: pki/c.pem, client-key-data: ${btoa('KEY')}`,
      }),
    )
    expect(await read({ kubeconfig })).toMatchObject({
      authority: { text: 'CA' },
      tlsServerName: 'kubernetes',
      isUnverified: false,
      certificate: { file: path.join(folder, 'k/pki/c.pem') },
      key: { text: 'KEY' },
      token: undefined,
      contextName: 'prod',
    })
  })

  test('a token file before a token, a password, another user to act as', async () => {
    const user =
      'token: t, tokenFile: /t, username: me, password: pw, as: boss, as-groups: [a, b], as-user-extra: {k/e: [v]}'
    expect(await read({ kubeconfig: write('config', config({ user })) })).toMatchObject({
      token: { file: '/t' },
      basic: { username: 'me', password: 'pw' },
      impersonation: {
        'Impersonate-User': 'boss',
        'Impersonate-Group': ['a', 'b'],
        'Impersonate-Extra-k%2Fe': ['v'],
      },
    })
  })

  test('an exec plugin with its hint, environment and cluster', async () => {
    const exec =
      'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/aws, args: [eks, get-token], env: [{name: A, value: b}], installHint: get it, provideClusterInfo: true, interactiveMode: IfAvailable}'
    const cluster = 'extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]'
    const access = await read({ kubeconfig: write('config', config({ user: exec, cluster })) })
    expect(access.exec).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './bin/aws',
      args: ['eks', 'get-token'],
      env: { A: 'b' },
      installHint: 'get it',
      clusterInfo: { server: 'https://prod.example:6443', config: { audience: 'x' } },
      folder,
    })
  })

  test('no user at all: nothing is sent', async () => {
    const text = config().replace('user: u, ', '')
    expect(await read({ kubeconfig: write('config', text) })).toMatchObject({
      token: undefined,
      exec: undefined,
    })
  })
})

describe('what cannot be used is said', () => {
  test.each([
    ['an unknown context', config(), { context: 'nope' }, 'There is no context "nope"', 'It has: prod'],
    [
      'a context of a missing cluster',
      config().replace('cluster: c,', 'cluster: gone,'),
      {},
      'cluster "gone" is not in',
      '',
    ],
    [
      'a context of a missing user',
      config().replace('user: u,', 'user: gone,'),
      {},
      'user "gone" is not in',
      '',
    ],
    [
      'a server that is no URL',
      config().replace('https://prod.example:6443', 'prod.example'),
      {},
      'no http or https URL',
      '',
    ],
    [
      'a removed auth provider',
      config({ user: 'auth-provider: {name: gcp}' }),
      {},
      'auth provider gcp',
      'gke-gcloud-auth-plugin',
    ],
    [
      'a plugin of an old API',
      config({ user: 'exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}' }),
      {},
      'v1alpha1',
      'update-kubeconfig',
    ],
    [
      'a plugin that needs a terminal',
      config({
        user: 'exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}',
      }),
      {},
      'needs a terminal',
      '',
    ],
    ['a proxy', config({ cluster: 'proxy-url: "http://proxy:3128"' }), {}, 'asks for a proxy', ''],
    ['another shape', 'clusters: 7\n', {}, 'is not one: clusters', ''],
    [
      'a server of another type',
      config().replace('"https://prod.example:6443"', '[1]'),
      {},
      'cluster "c" of',
      '',
    ],
  ])('%s', async (_, text, more, says, step) => {
    const { trouble } = await failureOf(read({ kubeconfig: write('config', text), ...more }))
    expect(trouble.kind).toBe('configuration')
    expect(trouble.says).toContain(says)
    expect(trouble.steps.join('\n')).toContain(step)
    expect(trouble.steps[0]).not.toBe('')
  })

  test('broken YAML, by its line and without its content', async () => {
    const kubeconfig = write('config', 'users:\n- name: u\n  user: {token: "secret-token\n')
    const { trouble } = await failureOf(read({ kubeconfig }))
    expect(trouble.says).toMatch(/is no YAML: line \d+$/)
    expect(JSON.stringify(trouble)).not.toContain('secret-token')
  })

  test('a kubeconfig that is named and missing', async () => {
    const { trouble } = await failureOf(read({ kubeconfig: '/nowhere/config' }))
    expect(trouble.says).toBe('There is no kubeconfig at /nowhere/config')
  })
})

describe('without a kubeconfig', () => {
  test('the service account of the pod', async () => {
    write('sa/token', 't')
    const definition = { name: 'test', kind: 'kube-api', inCluster: true } as const
    const options = { credentialOf: () => undefined, serviceAccountFolder: path.join(folder, 'sa') }
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' }
    const access = await accessOf(definition, { ...options, environment })
    expect(access.server.href).toBe('https://[fd00::1]:6443/')
    expect(access.token).toEqual({ file: path.join(folder, 'sa/token') })
    const { trouble } = await failureOf(accessOf(definition, { ...options, environment: {} }))
    expect(trouble.says).toContain('runs in no pod')
  })

  test('a server and a credential by name', async () => {
    const definition = {
      name: 'test',
      kind: 'kube-api',
      server: 'https://a.example',
      credential: 'known',
    } as const
    const options = {
      environment: {},
      credentialOf: (name: string) =>
        name === 'known' ? { name, token: { env: 'TOKEN' }, caFile: '/ca.pem' } : undefined,
    }
    expect(await accessOf(definition, options)).toMatchObject({
      token: { env: 'TOKEN' },
      authority: { file: '/ca.pem' },
    })
    const { trouble } = await failureOf(accessOf({ ...definition, credential: 'other' }, options))
    expect(trouble.says).toBe('There is no credential called "other"')
  })
})
