// What no honest client sends, and clients that stop reading: an answer in words for each, memory that stays bounded,
// and a server that goes on with the others.
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultToken } from '../../main.ts'
import { type Json, Rig } from './client-rig.ts'

const cluster = '/k8s/svc-sec-use1'
/** Of more than twenty thousand pods. */
const large = '/k8s/stream-use1-c1'
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open({ scenarios: ['S18'] })
  // Past the hours in which things go wrong by themselves.
  await rig.control('/_sim/clock', { now: '2026-01-19T06:00:00Z' })
})
afterAll(() => rig.close())

const isWell = async (): Promise<void> => {
  expect((await rig.ask(`${cluster}/api/v1/nodes?limit=1`)).status).toBe(200)
}

/** A connection of one's own; `text` as it is. */
function open(text: string): Socket {
  const { hostname, port } = new URL(rig.simulator.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.write(text, 'latin1')
  return socket
}
const request = (target: string, method = 'GET', more = ''): string =>
  `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${defaultToken}\r\n${more}\r\n`

async function answerTo(text: string): Promise<string> {
  const socket = open(text)
  let told = ''
  socket.setEncoding('latin1')
  for await (const chunk of socket) {
    told += chunk
    if (told.includes('\r\n\r\n')) break
  }
  socket.destroy()
  return told
}

describe('targets and methods', () => {
  it.each([
    ['//', 404],
    ['//elsewhere.invalid/api', 404],
    ['/%', 400],
    [`${cluster}/api/v1/pods/%E0%A4%A`, 400],
    [`${cluster}/api/v1/namespaces/%zz/pods`, 400],
    ['*', 404],
    ['http://elsewhere.invalid/', 404],
    [`${cluster}/api/v1/namespaces/a/pods/b/c/d/e`, 404],
    [`${cluster}/../../etc/passwd`, 404],
    [`/k8s/${'a'.repeat(6_000)}`, 404],
  ])('GET %s: %i', async (target, status) => {
    expect(await answerTo(request(target))).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    await isWell()
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s writes nothing',
    async (method) => {
      for (const path of [
        '/api/v1/pods',
        '/api/v1/namespaces/default/pods/x',
        '/version',
        '/apis/apps/v1/deployments',
      ]) {
        const told = await answerTo(request(`${cluster}${path}`, method, 'Content-Length: 0\r\n'))
        expect([path, told.split('\r\n')[0]]).toEqual([path, 'HTTP/1.1 405 Method Not Allowed'])
      }
    },
  )

  it('takes no body without end', async () => {
    const path = `${cluster}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`
    const { status, text } = await rig.ask(path, { method: 'POST', body: 'x'.repeat(2_000_000) })
    expect([status, text]).toEqual([413, expect.stringContaining('at most 1048576 bytes')])
    await isWell()
  })

  it('is not HTTP: 400, and others go on', async () => {
    expect(await answerTo('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    await isWell()
  })
})

it('answers any selector, token, limit and version in words, and never fails', async () => {
  const word = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      'a=b',
      'a in (b,c)',
      '!a',
      'a notin ()',
      'status.phase=Running',
      '0',
      '-1',
      '1e3',
      'true',
    ),
    fc
      .record({ v: fc.constantFrom('meta.k8s.io/v1', 'x'), rv: fc.anything(), start: fc.anything() })
      .map((token) => Buffer.from(JSON.stringify(token) ?? '').toString('base64url')),
  )
  const parameters = [
    'continue',
    'fieldSelector',
    'includeObject',
    'labelSelector',
    'limit',
    'resourceVersion',
    'resourceVersionMatch',
  ] as const
  const query = fc.dictionary(fc.constantFrom(...parameters), word, { minKeys: 1, maxKeys: 3 })
  const place = fc.constantFrom('/api/v1/pods', '/api/v1/nodes', '/apis/apps/v1/deployments')
  await fc.assert(
    fc.asyncProperty(place, query, async (path, given) => {
      const { status, json } = await rig.ask(`${cluster}${path}?${new URLSearchParams(given)}`)
      if (status === 200) {
        expect(json.kind).toMatch(/List$/)
        return
      }
      expect([400, 410, 504]).toContain(status)
      expect(json).toMatchObject({ kind: 'Status', status: 'Failure', code: status })
      expect(json.message.length).toBeGreaterThan(5)
    }),
    { numRuns: 300, verbose: 1 },
  )
})

/** Of heap and buffers, in bytes. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.resume()
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The body of an answer that came in chunks. */
function bodyOf(answer: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = answer.indexOf('\r\n\r\n') + 4; ; ) {
    const end = answer.indexOf('\r\n', at)
    const length = Number.parseInt(answer.toString('latin1', at, end), 16)
    if (!(length > 0)) return Buffer.concat(parts)
    parts.push(answer.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}

it('waits for clients that stop reading a list: they cost what sockets hold, and get all of it in the end', async () => {
  const wanted = (await rig.ask(`${large}/api/v1/pods?limit=1`)).json.metadata.remainingItemCount + 1
  const text = request(`${large}/api/v1/pods`, 'GET', 'Connection: close\r\n')
  const before = held()
  const stuck = Array.from({ length: 8 }, () => open(text).pause())
  await expect
    .poll(
      async () => {
        const { calls } = await rig.control('/_sim/calls')
        return calls
          .filter(({ what, userAgent }: Json) => what === 'list pods' && userAgent === '')
          .reduce((sum: number, { count }: Json) => sum + count, 0)
      },
      { timeout: 15_000 },
    )
    .toBe(stuck.length)
  // One such list is eighty megabytes.
  for (let n = 0; n < 10; n += 1) {
    await isWell()
    expect((await rig.ask(`${large}/api/v1/pods?limit=100`)).json.items).toHaveLength(100)
  }
  expect((held() - before) / 1e6).toBeLessThan(200)
  const [first, ...others] = stuck as [Socket, ...Socket[]]
  for (const socket of others) socket.destroy()
  const { items } = JSON.parse(bodyOf(await readAll(first)).toString('utf8'))
  expect(items).toHaveLength(wanted)
  await isWell()
}, 60_000)
