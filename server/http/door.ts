// The outer wall: every request passes here first. Decides by route whether Host, Origin, method and
// content type are ours, gives the request its id and the answer its headers, then hands over to
// ingest or Next. Knows nothing of stores or procedures, and lets no error's text out.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import { answerJson, answerNotReady, answerText, refuse } from './answer.ts'
import type { BasePath } from './base-path.ts'
import { type HostRule, isForeignOrigin, isLoopback } from './hosts.ts'
import { type HttpRoute, routeOf, safePath } from './routes.ts'
import { applySecurityHeaders } from './security-headers.ts'

export interface Readiness {
  readonly ready: boolean
  /** Why not, in words; empty when ready. */
  readonly reason: string
}

export interface Door {
  readonly hosts: HostRule
  readonly dev: boolean
  /** Where a proxy shows this server. */
  readonly basePath: BasePath
  readonly log: Log
  /** Cheap: the last known state, no store is asked. */
  started(): Readiness
  /** Asks the stores. */
  ready(): Promise<Readiness>
  metrics(): Promise<string>
  /** Undefined when this role has none. Resolves false when no source claims the path. */
  ingest(): ((req: IncomingMessage, res: ServerResponse) => Promise<boolean>) | undefined
  /** Told of calls that meant to bring events and were turned away here. */
  onRefusedIngest(req: IncomingMessage, refusal: Refusal): void
  pages(): ((req: IncomingMessage, res: ServerResponse) => Promise<void>) | undefined
}

/** Mutations are small; what is large goes through ingest, which has limits of its own. */
const mutationLimitBytes = 1024 * 1024
const mutationWithinMs = 30_000

export interface Refusal {
  readonly status: number
  readonly message: string
  readonly headers?: Record<string, string>
}

/** Why this request may not pass, before anything behind the door sees it. */
export function refusalOf(req: IncomingMessage, route: HttpRoute, hosts: HostRule): Refusal | undefined {
  if (route.hostChecked && !hosts(req.headers.host)) {
    return {
      status: 421,
      message: 'this server does not answer to that Host; name it in PERIPLUS_ALLOWED_HOSTS if it should',
    }
  }
  const method = req.method ?? ''
  if (!route.methods.includes(method)) {
    return {
      status: 405,
      message: `${route.path} takes ${route.methods.join(' and ')}`,
      headers: { allow: route.methods.join(', ') },
    }
  }
  if (route.loopbackOnly && !isLoopback(req.socket.remoteAddress ?? '')) {
    return { status: 403, message: 'only callers on this machine may read this' }
  }
  const mutation = method !== 'GET' && method !== 'HEAD'
  const originChecked = route.originChecked === 'all' || (mutation && route.originChecked === 'mutations')
  if (originChecked && isForeignOrigin(req.headers)) {
    return { status: 403, message: 'requests from pages of another origin are refused' }
  }
  return mutation && route.jsonMutations ? bodyRefusalOf(req) : undefined
}

function bodyRefusalOf(req: IncomingMessage): Refusal | undefined {
  const type = req.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { status: 415, message: 'the body must be application/json' }
  const length = req.headers['content-length']
  if (length === undefined) return { status: 411, message: 'the body needs a Content-Length' }
  if (Number(length) > mutationLimitBytes) return { status: 413, message: 'the body is larger than 1 MiB' }
  return undefined
}

/** A body that trickles in must not hold a question open. */
function cutWhenSlow(req: IncomingMessage, res: ServerResponse): void {
  const timer = setTimeout(() => {
    if (req.complete) return
    if (res.headersSent) res.destroy()
    else refuse(res, 408, 'the body did not come within 30 s')
  }, mutationWithinMs)
  timer.unref()
  req.once('close', () => clearTimeout(timer))
}

async function enter(door: Door, route: HttpRoute, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (route.id === 'healthz') {
    answerText(res, 200, 'text/plain; charset=utf-8', 'ok\n')
    return
  }
  if (route.id === 'readyz') {
    const { ready, reason } = await door.ready()
    answerJson(
      res,
      ready ? 200 : 503,
      ready ? { ready } : { ready, reason },
      ready ? {} : { 'retry-after': '2' },
    )
    return
  }
  if (route.id === 'metrics') {
    answerText(res, 200, 'text/plain; version=0.0.4; charset=utf-8', await door.metrics())
    return
  }
  const started = door.started()
  if (!started.ready) {
    answerNotReady(req, res, started.reason)
    return
  }
  if (route.id === 'ingest') {
    req.url = door.basePath.bare(req.url ?? '')
    const taken = await door.ingest()?.(req, res)
    if (!taken) refuse(res, 404, 'no such ingest route here; see "Ingest over HTTP" in the README')
    return
  }
  const pages = door.pages()
  if (pages === undefined) refuse(res, 404, 'this process has the role ingest and serves no pages')
  else {
    req.url = door.basePath.full(req.url ?? '')
    await pages(req, res)
  }
}

function logAnswer(
  door: Door,
  route: HttpRoute | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const startedAt = performance.now()
  res.once('close', () => {
    const fields = {
      requestId: res.getHeader('x-request-id'),
      // The route and never the address: addresses may hold what a link grants.
      route: route?.id ?? 'unreadable',
      method: req.method,
      status: res.statusCode,
      ms: Math.round(performance.now() - startedAt),
    }
    // Probes are refused for as long as a start takes; readiness says so itself.
    if (res.statusCode >= 500 && route?.id !== 'readyz') door.log.warn(fields, 'answered')
    else door.log.debug(fields, 'answered')
  })
}

const ingestPath = '/api/ingest/'

/** Whoever posts to a page, or to an ingest address however misspelt, meant to send events. */
function meansIngest(route: HttpRoute | undefined, { method, url = '' }: IncomingMessage): boolean {
  if (route === undefined) return url.includes(ingestPath)
  return route.id === 'ingest' || (route.id === 'pages' && method === 'POST')
}

function turnAway(
  door: Door,
  route: HttpRoute | undefined,
  req: IncomingMessage,
  res: ServerResponse,
  refusal: Refusal,
): void {
  if (meansIngest(route, req)) {
    req.url = door.basePath.bare(req.url ?? '')
    const message = route?.id === 'pages' ? 'no events are taken at this address' : refusal.message
    door.onRefusedIngest(req, { ...refusal, message })
  }
  refuse(res, refusal.status, refusal.message, refusal.headers)
}

/** The request listener of a port; with `only`, every other route is not there. */
export function createDoor(door: Door, only?: readonly HttpRoute['id'][]): RequestListener {
  return (req, res) => {
    const requestId = randomUUID()
    req.headers['x-request-id'] = requestId
    res.setHeader('x-request-id', requestId)
    applySecurityHeaders(req, res, door.dev)
    const path = safePath(req.url)
    const route = path === undefined ? undefined : routeOf(door.basePath.bare(path))
    logAnswer(door, route, req, res)
    // Two Hosts are read one way here and perhaps another behind us.
    if (route === undefined || (req.headersDistinct.host?.length ?? 0) > 1) {
      turnAway(door, route, req, res, { status: 400, message: 'this request cannot be read' })
      return
    }
    if (only !== undefined && !only.includes(route.id)) {
      refuse(res, 404, `this port answers ${only.join(', ')} alone`)
      return
    }
    const refusal = refusalOf(req, route, door.hosts)
    if (refusal !== undefined) {
      turnAway(door, route, req, res, refusal)
      return
    }
    if (req.method === 'POST' && route.jsonMutations) cutWhenSlow(req, res)
    enter(door, route, req, res).catch((error: unknown) => {
      door.log.error({ err: error, requestId, route: route.id }, 'request failed')
      if (res.headersSent) res.destroy()
      else refuse(res, 500, 'internal error; the log has the details under this request id')
    })
  }
}
