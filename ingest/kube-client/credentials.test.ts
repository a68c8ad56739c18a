// Credentials that change while a cluster is read: files replaced, plugins run again before their token
// expires and when it is refused, never more often; and what a plugin does wrong, in words.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Access } from './access.ts'
import { Credentials } from './credentials.ts'
import type { ExecPlugin } from './exec-plugin.ts'
import { KubeFailure } from './failure.ts'

const tls = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures/tls', name), 'utf8')
let folder = ''
let nowMs = Date.parse('2026-11-24T00:00:00Z')
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-credentials-'))
  nowMs = Date.parse('2026-11-24T00:00:00Z')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const environment = { PATH: process.env.PATH, TOKEN: 'from-environment' }
const accessWith = (more: Partial<Access>): Access => ({
  server: new URL('https://a.example'),
  origin: 'context "prod"',
  contextName: 'prod',
  authority: undefined,
  tlsServerName: undefined,
  isUnverified: false,
  token: undefined,
  basic: undefined,
  certificate: undefined,
  key: undefined,
  exec: undefined,
  impersonation: {},
  ...more,
})
const credentialsWith = (more: Partial<Access>) => new Credentials(accessWith(more), environment, () => nowMs)
const bearerOf = async (credentials: Credentials) => (await credentials.current()).headers.Authorization

/** A plugin that counts its runs in a file and prints what `body` (shell) says; $n is the count. */
function plugin(body: string, more: Partial<ExecPlugin> = {}): ExecPlugin {
  const command = path.join(folder, 'plugin')
  writeFileSync(
    command,
    `#!/bin/sh\necho x >> ${folder}/runs\nn=$(wc -l < ${folder}/runs | tr -d ' ')\n${body}\n`,
  )
  chmodSync(command, 0o755)
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: [],
    env: {},
    installHint: undefined,
    clusterInfo: undefined,
    folder,
    ...more,
  }
}
const runs = () => readFileSync(path.join(folder, 'runs'), 'utf8').length / 2
const printing = (status: string, version = 'v1') =>
  `printf '{"apiVersion":"client.authentication.k8s.io/${version}","kind":"ExecCredential","status":${status}}' "$n"`

async function troubleOf(asked: Promise<unknown>) {
  const error = await asked.then(
    () => undefined,
    (refused: unknown) => refused,
  )
  expect(error).toBeInstanceOf(KubeFailure)
  return (error as KubeFailure).trouble
}

describe('files', () => {
  test('a token is read again after a minute, and at once when it is refused', async () => {
    const file = path.join(folder, 'token')
    writeFileSync(file, 'one\n')
    const credentials = credentialsWith({ token: { file } })
    expect(await bearerOf(credentials)).toBe('Bearer one')
    writeFileSync(file, 'two\n')
    expect(await bearerOf(credentials)).toBe('Bearer one')
    nowMs += 60_001
    expect(await bearerOf(credentials)).toBe('Bearer two')
    writeFileSync(file, 'three\n')
    credentials.renew(await credentials.current())
    expect(await bearerOf(credentials)).toBe('Bearer three')
  })

  test('an identity stays the same object while nothing of it changes', async () => {
    const file = path.join(folder, 'token')
    writeFileSync(file, 'one')
    const credentials = credentialsWith({ token: { file } })
    const before = await credentials.current()
    nowMs += 60_001
    expect(await credentials.current()).toBe(before)
  })

  test('while a file is being replaced the last one holds; once refused its absence is told', async () => {
    const file = path.join(folder, 'token')
    writeFileSync(file, 'one')
    const credentials = credentialsWith({ token: { file } })
    const identity = await credentials.current()
    rmSync(file)
    nowMs += 60_001
    expect(await bearerOf(credentials)).toBe('Bearer one')
    credentials.renew(identity)
    const trouble = await troubleOf(credentials.current())
    expect(trouble).toMatchObject({
      kind: 'configuration',
      says: `The token of context "prod" is missing: ${file}`,
    })
  })

  test('a token of the environment, a password, another user', async () => {
    expect(await bearerOf(credentialsWith({ token: { env: 'TOKEN' } }))).toBe('Bearer from-environment')
    expect((await troubleOf(credentialsWith({ token: { env: 'NONE' } }).current())).says).toContain('NONE')
    const basic = credentialsWith({
      basic: { username: 'me', password: 'pw' },
      impersonation: { 'Impersonate-User': 'x' },
    })
    expect((await basic.current()).headers).toEqual({
      Authorization: `Basic ${btoa('me:pw')}`,
      'Impersonate-User': 'x',
    })
  })

  test('a client certificate that has expired is told before anything is sent', async () => {
    const certificate = { text: tls('client-expired.crt') }
    const trouble = await troubleOf(
      credentialsWith({ certificate, key: { text: tls('client.key') } }).current(),
    )
    expect(trouble.kind).toBe('certificate')
    expect(trouble.says).toContain('expired on 2021-01-01T00:00:00.000Z')
    const none = credentialsWith({ certificate: { text: 'nonsense' } })
    expect((await troubleOf(none.current())).says).toContain('is none')
  })
})

describe('plugins', () => {
  test('run once for many at once, and again before their token expires', async () => {
    const exec = plugin(printing('{"token":"t%s","expirationTimestamp":"2026-11-24T00:10:00Z"}'))
    const credentials = credentialsWith({ exec })
    const all = await Promise.all(Array.from({ length: 20 }, () => bearerOf(credentials)))
    expect(new Set(all)).toEqual(new Set(['Bearer t1']))
    nowMs += 9 * 60_000
    expect(await bearerOf(credentials)).toBe('Bearer t1')
    expect(runs()).toBe(1)
    nowMs += 50_000
    expect(await bearerOf(credentials)).toBe('Bearer t2')
    expect(runs()).toBe(2)
  })

  test('run again when their token is refused, once for all who were refused', async () => {
    const credentials = credentialsWith({ exec: plugin(printing('{"token":"t%s"}')) })
    const refused = await credentials.current()
    nowMs += 86_400_000
    expect(await bearerOf(credentials)).toBe('Bearer t1')
    credentials.renew(refused)
    expect(await bearerOf(credentials)).toBe('Bearer t2')
    credentials.renew(refused)
    expect(await bearerOf(credentials)).toBe('Bearer t2')
    expect(runs()).toBe(2)
  })

  test('are told what kubectl tells them, and have no terminal', async () => {
    const body = `read answer && exit 9\ntest "$EXTRA" = yes || exit 8\nprintf '%s' "$KUBERNETES_EXEC_INFO" > ${folder}/info\n${printing('{"token":"t%s"}', 'v1beta1')}`
    const exec = plugin(body, {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      env: { EXTRA: 'yes' },
      clusterInfo: { server: 'https://a.example' },
      command: './plugin',
    })
    expect(await bearerOf(credentialsWith({ exec }))).toBe('Bearer t1')
    expect(JSON.parse(readFileSync(path.join(folder, 'info'), 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://a.example' } },
    })
  })

  test('may give a certificate instead of a token', async () => {
    const status = JSON.stringify({
      clientCertificateData: tls('client.crt'),
      clientKeyData: tls('client.key'),
    })
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: JSON.parse(status),
    }
    writeFileSync(path.join(folder, 'answer'), JSON.stringify(credential))
    const identity = await credentialsWith({ exec: plugin(`cat ${folder}/answer`) }).current()
    expect(identity.tls).toMatchObject({ cert: tls('client.crt'), key: tls('client.key') })
    expect(identity.headers).toEqual({})
  })

  test.each([
    [
      'is not installed',
      { command: 'no-such-plugin-here', installHint: 'brew install it' },
      '',
      'cannot be run: ENOENT',
      'brew install it',
    ],
    [
      'fails',
      {},
      'echo "SSO session expired; secret AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUv" >&2; exit 3',
      'SSO session expired; secret …',
      'Run plugin',
    ],
    ['prints no JSON', {}, 'echo secret-token', 'no ExecCredential', 'apiVersion'],
    ['prints another version', {}, printing('{"token":"t%s"}', 'v1beta1'), 'v1beta1', 'apiVersion'],
    ['prints no token', {}, printing('{}'), 'no ExecCredential', ''],
    ['prints half a certificate', {}, printing('{"clientCertificateData":"x"}'), 'no ExecCredential', ''],
  ])('one that %s', async (_, more, body, says, step) => {
    const trouble = await troubleOf(credentialsWith({ exec: plugin(body, more) }).current())
    expect(trouble.kind).toBe('configuration')
    expect(trouble.says).toContain(says)
    expect(trouble.steps.join('\n')).toContain(step)
    expect(JSON.stringify(trouble)).not.toMatch(/secret-token|AbCdEf/)
  })
})
