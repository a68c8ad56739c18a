// Every door in the outer wall, in one list: the door itself routes by it, and the access matrix test
// fails on a route without a row. Order matters: the first match wins, and pages come last.

export interface HttpRoute {
  readonly id: 'healthz' | 'readyz' | 'metrics' | 'ingest' | 'trpc' | 'pages'
  /** A whole path, or a prefix when it ends with a slash. */
  readonly path: string
  readonly methods: readonly string[]
  /** false: answered under any Host (probes call by address, and nothing is told). */
  readonly hostChecked: boolean
  /** 'mutations': GET may come from a link on another page; 'all': not even that. */
  readonly originChecked: 'no' | 'mutations' | 'all'
  /** A mutation must say application/json, which no plain form can. */
  readonly jsonMutations: boolean
  /** Only callers on this machine (the peer address, not a header). */
  readonly loopbackOnly: boolean
  /** What a caller must bring; 'session' is the open mode's admin on loopback today. */
  readonly needs: 'nothing' | 'ingest token' | 'session'
}

export const httpRoutes: readonly HttpRoute[] = [
  {
    id: 'healthz',
    path: '/healthz',
    methods: ['GET', 'HEAD'],
    hostChecked: false,
    originChecked: 'no',
    jsonMutations: false,
    loopbackOnly: false,
    needs: 'nothing',
  },
  {
    id: 'readyz',
    path: '/readyz',
    methods: ['GET', 'HEAD'],
    hostChecked: false,
    originChecked: 'no',
    jsonMutations: false,
    loopbackOnly: false,
    needs: 'nothing',
  },
  {
    id: 'metrics',
    path: '/metrics',
    methods: ['GET', 'HEAD'],
    hostChecked: true,
    originChecked: 'all',
    jsonMutations: false,
    loopbackOnly: true,
    needs: 'nothing',
  },
  {
    id: 'ingest',
    path: '/api/ingest/',
    methods: ['POST'],
    hostChecked: true,
    originChecked: 'all',
    jsonMutations: false,
    loopbackOnly: false,
    needs: 'ingest token',
  },
  {
    id: 'trpc',
    path: '/api/trpc/',
    methods: ['GET', 'POST'],
    hostChecked: true,
    originChecked: 'all',
    jsonMutations: true,
    loopbackOnly: false,
    needs: 'session',
  },
  {
    id: 'pages',
    path: '/',
    methods: ['GET', 'HEAD'],
    hostChecked: true,
    originChecked: 'mutations',
    jsonMutations: true,
    loopbackOnly: false,
    needs: 'session',
  },
]

/** The route of a path without its query. `/` and whatever nothing else claims is a page. */
export function routeOf(path: string): HttpRoute {
  const found = httpRoutes.find((route) =>
    route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path,
  )
  if (found === undefined) throw new Error('the last route takes every path')
  return found
}

/**
 * The path of a request target, or undefined for targets no browser or client of ours sends:
 * absolute form, `//host`, backslashes, NUL and other control characters, dot segments, in clear or
 * percent-encoded, and encoded slashes. Nothing behind the door ever sees those.
 */
export function safePath(target: string | undefined): string | undefined {
  if (target === undefined || !target.startsWith('/') || target.startsWith('//')) return undefined
  const raw = target.split(/[?#]/, 1)[0] ?? ''
  if (/%(?:2f|5c|25)/i.test(raw)) return undefined
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    return undefined
  }
  if (path.includes('\\') || hasControlCharacter(path)) return undefined
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return undefined
  return path.includes('//') ? undefined : raw
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
