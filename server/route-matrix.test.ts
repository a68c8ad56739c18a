// What a caller must bring to each door of the outer wall, in one table: every route and every door that Next
// makes out of a file has a row here, or this test fails. Each row is then tried.
import { readdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './http/door.ts'
import { hostRule } from './http/hosts.ts'
import { type HttpRoute, httpRoutes } from './http/routes.ts'

/** What a caller must bring to each door of the outer wall. */
const routeRows: Record<string, { needs: string; host: boolean; origin: string; loopback: boolean }> = {
  healthz: { needs: 'nothing', host: false, origin: 'no', loopback: false },
  readyz: { needs: 'nothing', host: false, origin: 'no', loopback: false },
  metrics: { needs: 'nothing', host: true, origin: 'all', loopback: true },
  ingest: { needs: 'ingest token', host: true, origin: 'all', loopback: false },
  trpc: { needs: 'session', host: true, origin: 'all', loopback: false },
  pages: { needs: 'session', host: true, origin: 'mutations', loopback: false },
}

/** Every file of app/ that Next turns into a door of its own; all lie behind trpc and pages. */
const nextDoors = ['api/trpc/[trpc]/route.ts']

describe('the doors of the outer wall', () => {
  it('has a row for every door of the outer wall, saying what the door does', () => {
    const shown = httpRoutes.map(({ id, needs, hostChecked, originChecked, loopbackOnly }) => [
      id,
      { needs, host: hostChecked, origin: originChecked, loopback: loopbackOnly },
    ])
    expect(Object.fromEntries(shown)).toEqual(routeRows)
  })

  it('knows every door that Next makes out of a file', () => {
    const app = path.join(import.meta.dirname, '../app')
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /(^|\/)route\.(ts|tsx|js)$/.test(file)).sort()).toEqual(nextDoors)
    expect(files.filter((file) => /(^|\/)(proxy|middleware)\.ts$/.test(file))).toEqual([])
  })
})

/** What the outer wall says to a request, by status; 0 when it lets it pass. */
function wall(route: HttpRoute, over: { method?: string; headers?: object; peer?: string }): number {
  const req = {
    method: over.method ?? route.methods[0],
    headers: { host: 'localhost:3000', ...over.headers },
    socket: { remoteAddress: over.peer ?? '127.0.0.1' },
  } as unknown as IncomingMessage
  return refusalOf(req, route, hostRule('127.0.0.1', []))?.status ?? 0
}

describe.each(httpRoutes.map((route) => [route.id, route] as const))('the door %s', (id, route) => {
  const row = routeRows[id]
  const mutation = route.methods.find((method) => method === 'POST')
  const foreign = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }

  it('lets an honest request pass', () => expect(wall(route, {})).toBe(0))

  it('answers to foreign Hosts only where nothing is told', () => {
    expect(wall(route, { headers: { host: 'evil.example' } })).toBe(row?.host ? 421 : 0)
    expect(wall(route, { headers: { host: undefined } })).toBe(row?.host ? 421 : 0)
  })

  it('takes no method that is not listed', () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      if (!route.methods.includes(method)) expect(wall(route, { method })).toBe(405)
    }
  })

  it('takes no mutation from a page of another origin, nor one that a form could send', () => {
    if (mutation === undefined) return
    const headers = { 'content-type': 'application/json', 'content-length': '2' }
    expect(wall(route, { method: mutation, headers: { ...headers, ...foreign } })).toBe(403)
    if (row?.needs === 'ingest token') return
    for (const type of [
      'text/plain',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      undefined,
    ]) {
      expect(wall(route, { method: mutation, headers: { ...headers, 'content-type': type } })).toBe(415)
    }
  })

  it('answers reads of other origins and other machines as its row says', () => {
    const method = route.methods.find((known) => known === 'GET')
    if (method === undefined) return
    expect(wall(route, { method, headers: foreign })).toBe(row?.origin === 'all' ? 403 : 0)
    expect(wall(route, { method, peer: '10.0.0.7' })).toBe(row?.loopback ? 403 : 0)
  })
})
