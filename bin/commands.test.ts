// The commands against a server of HTTP alone: what they ask, what they print, how they fail.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import superjson from 'superjson'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CommandError, printable, table } from './command.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './import.ts'
import { tokenCommand } from './token.ts'

interface Asked {
  readonly method: string | undefined
  readonly path: string
  readonly body: string
}

type Answer = { status: number; body: unknown }

let server: Server
let url: string
let asked: Asked[]
let answers: Record<string, Answer>
let printed: string

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  return text
}

const data = (value: unknown): Answer => ({
  status: 200,
  body: { result: { data: superjson.serialize(value) } },
})

beforeEach(async () => {
  asked = []
  answers = {}
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  server = createServer(async (req, res) => {
    const path = (req.url ?? '').split('?')[0] ?? ''
    asked.push({ method: req.method, path, body: await bodyOf(req) })
    const answer = answers[path] ?? { status: 404, body: {} }
    res.writeHead(answer.status, { 'content-type': 'application/json' })
    res.end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  await new Promise((resolve) => server.close(resolve))
})

const token = { id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b', name: 'prod\u001b[31m', clusters: ['a', 'b'] }

describe('token', () => {
  it('creates one for the clusters named, and prints it alone on stdout', async () => {
    answers['/api/trpc/tokens.create'] = data({ ...token, token: 'ppi_secret' })
    expect(
      await tokenCommand.run(['create', 'prod', '--cluster', 'a', '--cluster', 'b', '--url', `${url}/`]),
    ).toBe(0)
    expect(printed).toBe('ppi_secret\n')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/api/trpc/tokens.create' })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ json: { name: 'prod', clusters: ['a', 'b'] } })
  })

  it('lists them without letting a name command the terminal', async () => {
    const createdAt = new Date('2026-11-23T10:00:00Z')
    answers['/api/trpc/tokens.list'] = data({
      tokens: [
        {
          ...token,
          hint: 'ppi_abcd',
          createdAt,
          lastUsedAt: null,
          revokedAt: null,
          expiresAt: null,
          replacedBy: null,
        },
      ],
    })
    expect(await tokenCommand.run(['list', '--url', url])).toBe(0)
    expect(printed).toContain('prod�[31m')
    expect(printed).toContain('2026-11-23T10:00:00.000Z')
    expect(printed).toMatch(/a,b.*valid/)
  })

  it('revokes one by its id', async () => {
    answers['/api/trpc/tokens.revoke'] = data({ id: token.id, revokedAt: new Date() })
    expect(await tokenCommand.run(['revoke', token.id, '--url', url])).toBe(0)
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ json: { id: token.id } })
  })

  it('rotates one, printing the new secret alone and until when the old one works', async () => {
    const previousEndsAt = new Date('2026-11-24T10:00:00Z')
    answers['/api/trpc/tokens.rotate'] = data({
      ...token,
      token: 'ppi_new',
      previousId: token.id,
      previousEndsAt,
    })
    expect(await tokenCommand.run(['rotate', token.id, '--keep', '36h', '--url', url])).toBe(0)
    expect(printed).toBe('ppi_new\n')
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ json: { id: token.id, overlapMinutes: 2_160 } })
    await expect(tokenCommand.run(['rotate', token.id, '--keep', 'long', '--url', url])).rejects.toThrow(
      '--keep takes a time like 90m, 24h or 30d, not "long"',
    )
  })

  it('counts the end of a token by the server’s clock', async () => {
    answers['/api/trpc/sources.list'] = data({ now: new Date('2026-03-09T00:00:00Z') })
    answers['/api/trpc/tokens.create'] = data({ ...token, token: 'ppi_secret' })
    expect(await tokenCommand.run(['create', 'prod', '--expires', '30d', '--url', url])).toBe(0)
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
      json: { name: 'prod', clusters: 'all', expiresAt: '2026-04-08T00:00:00.000Z' },
    })
  })

  it('passes the words of a refusal on, with the request id', async () => {
    answers['/api/trpc/tokens.revoke'] = {
      status: 404,
      body: {
        error: superjson.serialize({
          code: -32004,
          message: 'there is no ingest token x',
          data: { code: 'NOT_FOUND', httpStatus: 404, requestId: 'r-1' },
        }),
      },
    }
    await expect(tokenCommand.run(['revoke', token.id, '--url', url])).rejects.toThrow(
      'the server refused: there is no ingest token x (request r-1)',
    )
  })

  it.each([
    [[]],
    [['frob']],
    [['create']],
    [['revoke']],
    [['rotate']],
    [['create', 'a', 'b']],
    [['list', '--frob']],
  ])('explains itself when called as %j', async (args) => {
    const failure = await tokenCommand.run([...args, '--url', url]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CommandError)
    expect(failure).toMatchObject({ exitCode: 2 })
    expect(String(failure)).toContain('periplus token create NAME')
    expect(asked).toEqual([])
  })

  it('says what to do when no server answers', async () => {
    await expect(tokenCommand.run(['list', '--url', 'http://127.0.0.1:9'])).rejects.toThrow(
      /no Periplus answers at http:\/\/127\.0\.0\.1:9[\s\S]*npm start/,
    )
    await expect(tokenCommand.run(['list', '--url', 'ftp://x'])).rejects.toThrow('--url must be')
  })
})

describe('doctor', () => {
  const sources = {
    clusters: [
      { clusterId: 'fresh', newest: new Date(), stale: false },
      { clusterId: 'old', newest: new Date(0), stale: true },
    ],
    total: 2,
    now: new Date(),
    clockKind: 'system',
  }
  const row = {
    sourceId: 'kube-api:prod',
    kind: 'kube-api',
    name: 'prod',
    place: 'context prod',
    state: 'reading',
    asOf: new Date('2026-11-23T10:00:00Z'),
    troubles: [],
  }
  const read = (over: object = {}) =>
    data({
      rows: [],
      config: { file: '/etc/periplus.yaml', exists: false, problem: null },
      nextCursor: null,
      ...over,
    })
  const grant = 'kind: ClusterRole\nrules: []'
  const test = (ok: boolean) =>
    data({
      checks: [{ what: 'LIST pods', ok, says: ok ? 'well' : '403 \u001b[31m', grant: ok ? null : grant }],
    })

  it('is content with a server that is well, and notes what is stale', async () => {
    answers = {
      '/healthz': { status: 200, body: 'ok' },
      '/readyz': { status: 200, body: { ready: true } },
      '/api/trpc/sources.list': data(sources),
      '/api/trpc/sources.read': read({ rows: [row] }),
      '/api/trpc/sources.testRead': test(true),
    }
    expect(await doctorCommand.run(['--url', url])).toBe(0)
    expect(printed).toMatch(/^ok {4}both stores answer/m)
    expect(printed).toMatch(/^ok {4}fresh: newest audit event/m)
    expect(printed).toMatch(/^note {2}old: .*stale$/m)
    expect(printed).toMatch(/^ok {4}kube-api prod, context prod: 1 check well, reading, as of 2026-11-23T10/m)
  })

  it('fails with what grants what is missing, and with what is wrong in the file', async () => {
    const problem = 'periplus.yaml cannot be used:\n  periplus.yaml:3: sources must be a list'
    answers = {
      '/healthz': { status: 200, body: 'ok' },
      '/readyz': { status: 200, body: { ready: true } },
      '/api/trpc/sources.list': data(sources),
      '/api/trpc/sources.read': read({ rows: [row], config: { file: 'x', exists: true, problem } }),
      '/api/trpc/sources.testRead': test(false),
    }
    expect(await doctorCommand.run(['--url', url])).toBe(1)
    expect(printed).toMatch(
      /^FAIL {2}kube-api prod, context prod: LIST pods: 403 �\[31m\n {8}kind: ClusterRole\n {8}rules/m,
    )
    expect(printed).toMatch(
      /^FAIL {2}periplus\.yaml cannot be used:\n {10}periplus\.yaml:3: sources must be a list/m,
    )
    answers['/api/trpc/sources.testRead'] = { status: 500, body: {} }
    expect(await doctorCommand.run(['--url', url])).toBe(1)
    expect(printed).toMatch(/^FAIL {2}kube-api prod, context prod: it could not be tested/m)
  })

  it('notes what is well now and was not read', async () => {
    answers = {
      '/healthz': { status: 200, body: 'ok' },
      '/readyz': { status: 200, body: { ready: true } },
      '/api/trpc/sources.list': data(sources),
      '/api/trpc/sources.read': read({
        rows: [{ ...row, state: 'failing', asOf: null, troubles: [{ says: 'connection refused' }] }],
      }),
      '/api/trpc/sources.testRead': test(true),
    }
    expect(await doctorCommand.run(['--url', url])).toBe(0)
    expect(printed).toMatch(/^note {2}kube-api prod.*failing, nothing read yet; connection refused$/m)
  })

  it('fails with the reason when the stores are not ready', async () => {
    answers = {
      '/healthz': { status: 200, body: 'ok' },
      '/readyz': { status: 503, body: { ready: false, reason: 'the event store does not answer' } },
    }
    expect(await doctorCommand.run(['--url', url])).toBe(1)
    expect(printed).toMatch(/^FAIL {2}not ready: the event store does not answer$/m)
  })

  it('fails when the clocks differ, and says when one is set', async () => {
    answers = {
      '/healthz': { status: 200, body: 'ok' },
      '/readyz': { status: 200, body: { ready: true } },
      '/api/trpc/sources.list': data({ ...sources, now: new Date(Date.now() - 600_000) }),
      '/api/trpc/sources.read': read(),
    }
    expect(await doctorCommand.run(['--url', url])).toBe(1)
    expect(printed).toMatch(/^FAIL {2}the server's clock differs by -?\d+ s/m)
    answers['/api/trpc/sources.list'] = data({ ...sources, clockKind: 'fixed', now: new Date(0) })
    expect(await doctorCommand.run(['--url', url])).toBe(0)
  })
})

describe('import', () => {
  it('knows audit and nothing else yet', async () => {
    await expect(importCommand.run(['flows', 'x'])).rejects.toThrow('this release cannot import "flows"')
    await expect(importCommand.run([])).rejects.toThrow('import what?')
    expect(await importCommand.run(['--help'])).toBe(0)
    expect(printed).toContain('periplus import audit')
  })
})

describe('printing', () => {
  it('pads columns and keeps control characters out', () => {
    expect(
      table([
        ['A', 'LONG'],
        ['bbb', 'c'],
      ]),
    ).toBe('A    LONG\nbbb  c')
    expect(printable('a\u0007\u009b1mb')).toBe('a��1mb')
  })
})
