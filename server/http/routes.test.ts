import { describe, expect, it } from 'vitest'
import { httpRoutes, routeOf, safePath } from './routes.ts'

describe('routes', () => {
  it.each([
    ['/', 'pages'],
    ['/traffic', 'pages'],
    ['/healthz', 'healthz'],
    ['/healthzz', 'pages'],
    ['/readyz', 'readyz'],
    ['/metrics', 'metrics'],
    ['/metrics/x', 'pages'],
    ['/api/ingest/v1/clusters/a/audit', 'ingest'],
    ['/api/trpc/sources.list', 'trpc'],
    ['/api/trpc', 'pages'],
    ['/api/other', 'pages'],
  ])('%s belongs to %s', (path, id) => expect(routeOf(path).id).toBe(id))

  it('ends with the route that takes everything', () => {
    expect(httpRoutes.at(-1)).toMatchObject({ id: 'pages', path: '/' })
    expect(new Set(httpRoutes.map(({ id }) => id)).size).toBe(httpRoutes.length)
  })
})

describe('safePath', () => {
  it.each([
    ['/', '/'],
    ['/traffic?from=%2e%2e%2f', '/traffic'],
    ['/api/trpc/a.b,c.d?batch=1', '/api/trpc/a.b,c.d'],
    ['/a%20b', '/a%20b'],
    ['/_next/static/chunks/%5Broot%5D.js', '/_next/static/chunks/%5Broot%5D.js'],
  ])('reads %s', (target, path) => expect(safePath(target)).toBe(path))

  it.each([
    undefined,
    '',
    '*',
    'http://evil.example/',
    '//evil.example/',
    '/..',
    '/../etc/passwd',
    '/a/../b',
    '/a/./b',
    '/%2e%2e/etc/passwd',
    '/a/%2E%2E/b',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00b',
    '/a%0d%0aSet-Cookie:x',
    '/%252e%252e/',
    '/%c0%ae%c0%ae/',
    '/%',
    '/a//b',
    '/a%7f',
  ])('refuses %j', (target) => expect(safePath(target)).toBeUndefined())
})
