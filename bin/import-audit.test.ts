import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CommandError } from './command.ts'
import { importAudit } from './import-audit.ts'

interface Receiver {
  readonly url: string
  readonly server: Server
  readonly bodies: string[]
  readonly paths: string[]
  readonly tokens: (string | undefined)[]
  /** What to answer next; then the default. */
  answers: { status: number; body?: object | string; headers?: Record<string, string> }[]
}

let folder: string
let receiver: Receiver
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-import-'))
  receiver = await listen()
})
afterEach(() => {
  receiver.server.closeAllConnections()
  receiver.server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function listen(): Promise<Receiver> {
  const made = {
    bodies: [] as string[],
    paths: [] as string[],
    tokens: [] as (string | undefined)[],
    answers: [] as Receiver['answers'],
  }
  const server = createServer(async (req: IncomingMessage, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const lines = text.trimEnd().split('\n').length
    const answer: Receiver['answers'][number] = made.answers.shift() ?? {
      status: 200,
      body: { accepted: lines, duplicates: 0, rejected: 0, errors: [] },
    }
    if (answer.status === 200) made.bodies.push(text)
    made.paths.push(req.url ?? '')
    made.tokens.push(req.headers.authorization)
    res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    res.end(
      typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? { error: 'because' }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(made, { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

const said = { out: '', err: '' }

async function run(args: readonly string[], stdin = ''): Promise<Run> {
  said.out = ''
  said.err = ''
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: {
      write: (text: string) => {
        said.out += text
      },
    },
    stderr: {
      write: (text: string) => {
        said.err += text
      },
    },
  }
  const code = await importAudit(
    ['--url', receiver.url, '--token', 'ppi_x', '--cluster', 'demo', ...args],
    io,
  )
  return { code, ...said }
}

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name)
  writeFileSync(place, content)
  return place
}

const state = () => path.join(folder, 'state.json')
const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => `{"auditID":"${n}"}\n`).join('')

describe('importAudit', () => {
  it('sends every line once, in bodies of at most 5,000, and sums up', async () => {
    const { code, out } = await run([file('a.log', lines(12_345)), '--state', state()])
    expect([code, out]).toEqual([0, '12,345 accepted, 0 duplicate, 0 rejected\n'])
    expect(receiver.bodies).toHaveLength(3)
    expect([...receiver.bodies].join('').split('\n').length - 1).toBe(12_345)
    expect(new Set(receiver.paths)).toEqual(new Set(['/api/ingest/v1/clusters/demo/audit']))
    expect(new Set(receiver.tokens)).toEqual(new Set(['Bearer ppi_x']))
  })

  it('knows gzip by its bytes and reads standard input', async () => {
    await run([file('a.log', gzipSync(lines(10))), '--state', state()])
    await run(['-'], lines(3))
    expect(receiver.bodies).toEqual([lines(10), lines(3)])
  })

  it('sends a file that is one document whole', async () => {
    const list = JSON.stringify({ kind: 'EventList', items: [{ auditID: 'a' }] }, null, 2)
    await run([file('list.json', list), '--state', state()])
    expect(receiver.bodies).toEqual([list])
  })

  it('waits as it is told when the server is busy or away, and then goes on', async () => {
    receiver.answers = [
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after': '0' } },
    ]
    expect(await run([file('a.log', lines(10)), '--state', state()])).toMatchObject({ code: 0 })
    expect(receiver.bodies).toEqual([lines(10)])
  })

  it('adds up duplicates and rejects, and shows the first errors by line of the file', async () => {
    receiver.answers = [
      {
        status: 200,
        body: {
          accepted: 4_998,
          duplicates: 0,
          rejected: 2,
          errors: [{ line: 7, reason: 'first\u001b[31m' }],
        },
      },
      { status: 200, body: { accepted: 0, duplicates: 5, rejected: 0, errors: [] } },
    ]
    const place = file('a.log', lines(5_005))
    const { code, out, err } = await run([place, '--state', state()])
    expect([code, out]).toEqual([0, '4,998 accepted, 5 duplicate, 2 rejected\n'])
    expect(err).toContain(`${place}:7: first�[31m`)
  })

  it('says so when nothing could be read', async () => {
    receiver.answers = [{ status: 400, body: { error: 'nothing readable' } }]
    const { code, out, err } = await run([file('a.log', 'x\ny\n'), '--state', state()])
    expect([code, out]).toEqual([1, '0 accepted, 0 duplicate, 2 rejected\n'])
    expect(err).toContain('nothing readable')
  })

  it.each([401, 403, 404, 413, 415])('stops at once at %i', async (status) => {
    receiver.answers = Array.from({ length: 9 }, () => ({ status }))
    await expect(run([file('a.log', lines(10)), '--state', state()])).rejects.toThrow(
      `refused (${status}): because`,
    )
  })

  it('continues where it stopped, and forgets that once it is done', async () => {
    const place = file('a.log', lines(40_000))
    receiver.answers = [
      ...Array.from({ length: 3 }, () => ({
        status: 200,
        body: { accepted: 5_000, duplicates: 0, rejected: 0, errors: [] },
      })),
      ...Array.from({ length: 20 }, () => ({ status: 403 })),
    ]
    await expect(run([place, '--state', state()])).rejects.toThrow('Run the same command again to continue')
    const { offset, lines: before } = JSON.parse(readFileSync(state(), 'utf8'))
    expect(before).toBeGreaterThanOrEqual(5_000)
    expect(lines(40_000).slice(0, offset).split('\n')).toHaveLength(before + 1)
    receiver.answers = []
    receiver.bodies.length = 0
    const { code, err } = await run([place, '--state', state()])
    expect(code).toBe(0)
    expect(err).toContain('continuing at byte')
    expect(receiver.bodies.reduce((sum, body) => sum + body.length, 0)).toBe(lines(40_000).length - offset)
    expect(() => readFileSync(state())).toThrow('ENOENT')
  })

  it('begins anew for another file at the same place, and when told to', async () => {
    const write = (key: string) => writeFileSync(state(), JSON.stringify({ key, offset: 30, lines: 2 }))
    const place = file('a.log', lines(10))
    write('of something else')
    await run([place, '--state', state()])
    expect(receiver.bodies).toEqual([lines(10)])
  })

  it('gives up on a server that never answers', async () => {
    receiver.server.closeAllConnections()
    receiver.server.close()
    await expect(run([file('a.log', lines(1)), '--state', state(), '--patience', '0'])).rejects.toThrow(
      /gave up: the server does not answer/,
    )
  })

  it.each([
    [[], /which file/],
    [['x.log', '--cluster', 'Not Valid'], /--cluster/],
    [['x.log', '--frob'], /frob/],
    [['/nowhere/x.log'], /cannot be read/],
    [['.'], /folder/],
    [['a', 'b', '--state', 's'], /one file/],
  ])('is called wrongly with %j', async (args, words) => {
    await expect(run(args)).rejects.toThrow(words)
    await expect(run(args)).rejects.toBeInstanceOf(CommandError)
  })
})
