import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applySecurityHeaders } from './security-headers.ts'
import { compressFiles, openStaticFiles } from './static-files.ts'

const script = 'const words = "periplus";\n'.repeat(200)
const font = Buffer.from([0, 1, 2, 254, 255])
let folder: string
let server: Server

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-static-'))
  mkdirSync(path.join(folder, 'chunks/deep'), { recursive: true })
  writeFileSync(path.join(folder, 'chunks/a.js'), script)
  writeFileSync(path.join(folder, 'chunks/deep/b.css'), 'a{}')
  writeFileSync(path.join(folder, 'chunks/f.woff2'), font)
  writeFileSync(path.join(folder, 'chunks/data.json'), '{}')
  await compressFiles(folder)
  const files = await openStaticFiles(folder, '/base/_next/static')
  server = createServer(async (req, res) => {
    applySecurityHeaders(req, res, false)
    if (!(await files.handle(req, res))) res.writeHead(404).end('next')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const ask = (target: string, accepts?: string, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const headers = accepts === undefined ? {} : { 'accept-encoding': accepts }
    const asked = request({ port, host: '127.0.0.1', path: target, method, headers }, (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(parts) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

const a = '/base/_next/static/chunks/a.js'

describe('files of the build', () => {
  it('come as the browser can read them, the smallest first', async () => {
    const best = await ask(a, 'gzip, deflate, br, zstd')
    expect(best.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(best.body).toString()).toBe(script)
    const zipped = await ask(a, 'gzip, deflate')
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.body).toString()).toBe(script)
    expect(best.body.length).toBeLessThan(zipped.body.length)
    for (const accepts of [undefined, 'identity', 'br;q=0, gzip; q=0.0']) {
      const plain = await ask(a, accepts)
      expect(plain.headers).not.toHaveProperty('content-encoding')
      expect(plain.body.toString()).toBe(script)
    }
  })

  it('say what they are, how long they last, and how many bytes they have', async () => {
    const { headers, body } = await ask(a, 'br')
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(body.length),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept-encoding',
    })
    expect(headers).not.toHaveProperty('content-security-policy')
    const head = await ask(`${a}?dpl=1`, 'br', 'HEAD')
    expect(head.headers['content-length']).toBe(String(body.length))
    expect(head.body).toHaveLength(0)
  })

  it('are as they are when compression would win nothing', async () => {
    const { headers, body } = await ask('/base/_next/static/chunks/f.woff2', 'gzip, br')
    expect(headers['content-type']).toBe('font/woff2')
    expect(headers).not.toHaveProperty('content-encoding')
    expect(body).toEqual(font)
    expect((await ask('/base/_next/static/chunks/deep/b.css', 'gzip')).headers['content-type']).toMatch(
      /^text\/css/,
    )
  })

  it.each([
    '/base/_next/static/chunks/none.js',
    '/base/_next/static/chunks/a.js.br',
    '/base/_next/static/chunks/data.json',
    '/base/_next/static/chunks',
    '/_next/static/chunks/a.js',
    '/base/_next/static/../static/chunks/a.js',
    '/base/_next/static/chunks%2fa.js',
  ])('%s is left to the pages, with every header of a document', async (target) => {
    const { status, headers, body } = await ask(target, 'br')
    expect([status, body.toString()]).toEqual([404, 'next'])
    expect(headers).toHaveProperty('content-security-policy')
  })
})
