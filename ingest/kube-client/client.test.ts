// The client before a real HTTP server: what it sends, what it refuses to send, and how every failure of a
// server or of what stands before it is put into words.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Access } from './access.ts'
import type { KubeCall } from './call.ts'
import { askJson, type ClientOptions, KubeClient } from './client.ts'
import { KubeFailure } from './failure.ts'
import { StandIn, type StandInOptions } from './stand-in.ts'

const fixtures = path.join(import.meta.dirname, 'fixtures')
const tls = (name: string) => readFileSync(path.join(fixtures, 'tls', name), 'utf8')
const pods: KubeCall = { verb: 'list', group: '', version: 'v1', resource: 'pods' }
const version: KubeCall = { verb: 'get', path: '/version' }
const token = 'a-very-secret-token'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function openServer(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await StandIn.open(options)
  closing.push(() => standIn.close())
  return standIn
}

function openClient(
  url: string,
  access: Partial<Access> = {},
  more: Partial<ClientOptions> = {},
): KubeClient {
  const client = new KubeClient({
    access: {
      server: new URL(url),
      origin: 'test',
      contextName: null,
      authority: undefined,
      tlsServerName: undefined,
      isUnverified: false,
      token: { text: token },
      basic: undefined,
      certificate: undefined,
      key: undefined,
      exec: undefined,
      impersonation: {},
      ...access,
    },
    environment: {},
    allowed: [pods, version],
    userAgent: 'periplus/9.9.9',
    mostSockets: 4,
    ...more,
  })
  closing.push(() => client.close())
  return client
}

const signal = () => new AbortController().signal
const ask = (client: KubeClient, call: KubeCall = version) => askJson(client, call, { signal: signal() })

async function failureOf(asked: Promise<unknown>): Promise<KubeFailure> {
  const error = await asked.then(
    () => undefined,
    (refused: unknown) => refused,
  )
  expect(error).toBeInstanceOf(KubeFailure)
  const failure = error as KubeFailure
  expect(JSON.stringify([failure.trouble, failure.message])).not.toContain(token)
  return failure
}

describe('what is sent', () => {
  test('a call of the list, with our name and credentials, below the path of the server', async () => {
    const server = await openServer({ basePath: '/k8s/clusters/c-1' })
    const client = openClient(server.url)
    expect(await ask(client)).toEqual({ gitVersion: 'v1.33.5' })
    expect(server.calls).toEqual([
      {
        verb: 'get',
        path: '/version',
        query: {},
        userAgent: 'periplus/9.9.9',
        authorization: `Bearer ${token}`,
        status: 200,
      },
    ])
  })

  test('a call outside the list is refused before anything is sent', async () => {
    const server = await openServer()
    const client = openClient(server.url)
    for (const call of [
      { verb: 'list', group: '', version: 'v1', resource: 'secrets' },
      { verb: 'watch', group: '', version: 'v1', resource: 'pods' },
      { verb: 'list', group: 'apps', version: 'v1', resource: 'pods' },
      { verb: 'get', path: '/metrics' },
    ] as const) {
      await expect(client.ask(call, { signal: signal() })).rejects.toThrow('not on the list of allowed calls')
    }
    expect(server.calls).toEqual([])
  })

  test('one connection is used again, and no more than allowed are opened', async () => {
    const server = await openServer()
    const client = openClient(server.url)
    for (let n = 0; n < 5; n += 1) await ask(client)
    expect(await server.openSockets).toBe(1)
    await Promise.all(Array.from({ length: 20 }, () => ask(client)))
    expect(await server.openSockets).toBeLessThanOrEqual(4)
  })

  test('large answers come packed', async () => {
    const server = await openServer({ version: { gitVersion: 'v1', filler: 'x'.repeat(300_000) } })
    expect(await ask(openClient(server.url))).toMatchObject({ gitVersion: 'v1' })
  })
})

describe('credentials', () => {
  test('refused ones are read again and tried again at once', async () => {
    let valid = 'first'
    const server = await openServer({ tokens: () => [valid] })
    const environment: Record<string, string> = { TOKEN: 'first' }
    const client = openClient(server.url, { token: { env: 'TOKEN' } }, { environment })
    await ask(client)
    valid = 'second'
    environment.TOKEN = 'second'
    await ask(client)
    expect(server.calls.map(({ authorization, status }) => [authorization, status])).toEqual([
      ['Bearer first', 200],
      ['Bearer first', 401],
      ['Bearer second', 200],
    ])
  })

  test('refused twice is told', async () => {
    const server = await openServer({ tokens: () => ['another'] })
    const failure = await failureOf(ask(openClient(server.url)))
    expect(failure.status).toBe(401)
    expect(failure.trouble).toMatchObject({ kind: 'unauthorized', subject: '/version' })
    expect(failure.trouble.says).toContain('GET /version: 401 Unauthorized')
    expect(server.calls).toHaveLength(2)
  })
})

describe('answers that are none', () => {
  const recorded = (file: string) => readFileSync(path.join(fixtures, file), 'utf8')
  test.each([
    [
      'forbidden',
      403,
      recorded('status-403-anonymous.json'),
      {},
      'User "system:anonymous" cannot list resource "pods"',
    ],
    ['not-found', 404, recorded('status-404.json'), {}, '404 pods "y" not found'],
    ['not-found', 404, '404 page not found', { 'Content-Type': 'text/plain' }, '404 page not found'],
    [
      'throttled',
      429,
      'Too many requests, please try again later.',
      { 'Retry-After': '7' },
      'Too many requests',
    ],
    [
      'unreachable',
      503,
      '<html>no backend</html>',
      { 'Content-Type': 'text/html' },
      'answers 503 no backend',
    ],
    ['unreachable', 500, '', {}, 'answers 500'],
    ['not-kubernetes', 302, '', { Location: 'https://sso.example/' }, 'answers 302'],
    ['not-kubernetes', 403, '<!doctype html>Sign in', { 'Content-Type': 'text/html' }, 'answers 403'],
    ['not-kubernetes', 200, 'hello', { 'Content-Type': 'text/plain' }, 'answers text/plain'],
    ['not-kubernetes', 200, '{"gitVersion":', {}, 'no JSON'],
  ])('%s: %i', async (kind, status, body, headers, says) => {
    const server = await openServer()
    server.fault({ do: 'status', status, body, headers })
    const failure = await failureOf(ask(openClient(server.url), pods))
    expect(failure.trouble.kind).toBe(kind)
    expect(failure.trouble.says).toMatch(/^LIST pods: /)
    expect(failure.trouble.says).toContain(says)
    expect(failure.trouble.steps.length).toBeGreaterThan(0)
    expect(failure.retryAfterMs).toBe(status === 429 ? 7_000 : undefined)
    if (kind === 'forbidden')
      expect(failure.trouble.steps[0]).toContain('resources: ["pods"]\n  verbs: ["list", "watch"]')
  })
})

describe('servers that cannot be reached', () => {
  test('a name that is none, a port where nobody listens', async () => {
    const nowhere = await failureOf(ask(openClient('http://no-such-host.invalid')))
    expect(nowhere.trouble).toMatchObject({ kind: 'unreachable' })
    expect(nowhere.trouble.says).toContain(
      'no-such-host.invalid cannot be reached: its name cannot be resolved',
    )
    const server = await StandIn.open()
    await server.close()
    expect((await failureOf(ask(openClient(server.url)))).trouble.says).toContain('it refuses connections')
  })

  test.each([
    ['before its answer', { do: 'hang', head: false } as const, 'did not answer within'],
    ['within its answer', { do: 'hang', head: true } as const, 'sent nothing for'],
  ])('silent %s', async (_, fault, says) => {
    const server = await openServer()
    server.fault(fault)
    const client = openClient(server.url, {}, { patience: { answerMs: 100, silenceMs: 100 } })
    const { trouble } = await failureOf(ask(client))
    expect(trouble.kind).toBe('unreachable')
    expect(trouble.says).toContain(says)
  })

  test('cut in the middle, plain or packed', async () => {
    for (const filler of [1_000, 300_000]) {
      const noise = Array.from({ length: filler }, (_, n) => ((n * 7_919) % 9_973).toString(36)).join('')
      const server = await openServer({ version: { gitVersion: 'v1', filler: noise } })
      server.fault({ do: 'reset', afterBytes: 500 })
      expect((await failureOf(ask(openClient(server.url)))).trouble.kind).toBe('unreachable')
    }
  })

  test('an idle connection that the server closed is no failure', async () => {
    const server = await openServer()
    const client = openClient(server.url)
    await ask(client)
    server.cut()
    expect(await ask(client)).toEqual({ gitVersion: 'v1.33.5' })
  })

  test('an address that must not be spoken to, named or resolved', async () => {
    const server = await openServer()
    const refuses = (address: string) => (address.startsWith('127.') ? 'it is this machine' : undefined)
    for (const url of [server.url, server.url.replace('127.0.0.1', 'localhost')]) {
      const { trouble } = await failureOf(
        ask(
          openClient(
            url,
            {},
            {
              refuses: (address) =>
                refuses(address) ?? (address === '::1' ? 'it is this machine' : undefined),
            },
          ),
        ),
      )
      expect(trouble.kind).toBe('configuration')
      expect(trouble.says).toContain('must not be spoken to: it is this machine')
    }
    expect(server.calls).toEqual([])
  })

  test('stopping is no failure of the server', async () => {
    const server = await openServer()
    server.fault({ do: 'hang', head: false })
    const stop = new AbortController()
    const asked = askJson(openClient(server.url), version, { signal: stop.signal })
    const reason = new Error('told to stop')
    stop.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })
})

describe('TLS', () => {
  const authority = { text: tls('ca.crt') }
  const serverTls = { cert: tls('server.crt'), key: tls('server.key') }

  test('with the authority of the cluster, and a client certificate that the server asks for', async () => {
    const server = await openServer({
      tls: { ...serverTls, ca: tls('ca.crt'), requestCert: true, rejectUnauthorized: true },
    })
    const client = openClient(server.url, {
      authority,
      certificate: { text: tls('client.crt') },
      key: { text: tls('client.key') },
    })
    expect(await ask(client)).toEqual({ gitVersion: 'v1.33.5' })
    const { trouble } = await failureOf(ask(openClient(server.url, { authority })))
    expect(['certificate', 'unreachable']).toContain(trouble.kind)
  })

  test.each([
    ['of an unknown authority', { cert: 'server.crt' }, {}, 'certificate authority'],
    ['that has expired', { cert: 'server-expired.crt' }, { authority }, 'Renew the API server'],
    [
      'of another name',
      { cert: 'server.crt' },
      { authority, tlsServerName: 'other.example' },
      'tls-server-name',
    ],
  ])('a certificate %s', async (_, { cert }, access, step) => {
    const server = await openServer({ tls: { ...serverTls, cert: tls(cert) } })
    const { trouble } = await failureOf(ask(openClient(server.url, access)))
    expect(trouble.kind).toBe('certificate')
    expect(trouble.steps.join('\n')).toContain(step)
  })

  test('another name that the certificate has, or no proof where the kubeconfig wants none', async () => {
    const server = await openServer({ tls: serverTls })
    await ask(openClient(server.url, { authority, tlsServerName: 'kubernetes.default.svc' }))
    await ask(openClient(server.url, { isUnverified: true }))
  })

  test('the wrong scheme', async () => {
    const plain = await openServer()
    const https = await failureOf(ask(openClient(plain.url.replace('http:', 'https:'))))
    expect(https.trouble).toMatchObject({ kind: 'not-kubernetes' })
    expect(https.trouble.says).toContain('does not speak TLS')
    const secure = await openServer({ tls: serverTls })
    const http = await failureOf(ask(openClient(secure.url.replace('https:', 'http:'))))
    expect(['not-kubernetes', 'unreachable']).toContain(http.trouble.kind)
  })
})
