// A stand-in for a Kubernetes API server: recorded nodes and pods over real HTTP, with a token that can be
// changed, a resource that can be forbidden, and connections that can be cut. Knows nothing of our code.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const fixtures = path.resolve(import.meta.dirname, '../ingest/kube-client/fixtures')
const recorded = (file: string): { items: object[] } =>
  JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')) as { items: object[] }

const version = '502'
const namespace = (name: string, uid: string) => ({
  metadata: { name, uid, resourceVersion: '1', creationTimestamp: '2026-11-01T00:00:00Z', labels: {} },
  spec: {},
  status: { phase: 'Active' },
})

/** Path of a list → what is in it. Every other list is empty. */
type Lists = Readonly<Record<string, readonly object[]>>
const recordedLists: Lists = {
  '/api/v1/namespaces': [
    namespace('kube-system', '6b3a1f9e-0d4c-4d4e-9a57-3f6f0a5d1c11'),
    namespace('default', '6b3a1f9e-0d4c-4d4e-9a57-3f6f0a5d1c12'),
  ],
  '/api/v1/nodes': recorded('nodelist.json').items,
  '/api/v1/pods': recorded('cluster-1.31-pods.json').items,
}

export interface ApiServer {
  readonly url: string
  /** All that it holds. */
  readonly objects: number
  readonly kinds: { readonly nodes: number; readonly pods: number }
  /** Every other token is answered with 401. */
  token: string
  /** Last part of the paths that are answered with 403: "pods". */
  forbidden: string | undefined
  /** When its metrics were read, one instant a reading. */
  readonly metricsReadAt: readonly Date[]
  /** Ends every connection, as a restart does. */
  cut(): void
  close(): Promise<void>
}

const isList = /^\/(api\/v1|apis\/[^/]+\/v1)\/[a-z]+$/

const answerWith = (res: ServerResponse, body: object, code = 200): void => {
  res.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function fail(res: ServerResponse, code: number, reason: string, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
  answerWith(res, status, code)
}

/** Keeps the connection open, with a bookmark every second, until its time is over. */
function watch(res: ServerResponse, seconds: number): void {
  const bookmark = { type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } }
  res.writeHead(200, { 'content-type': 'application/json' })
  res.flushHeaders()
  const timer = setInterval(() => res.write(`${JSON.stringify(bookmark)}\n`), 1_000)
  const end = setTimeout(() => res.end(), seconds * 1_000)
  res.on('close', () => {
    clearInterval(timer)
    clearTimeout(end)
  })
}

function list(res: ServerResponse, url: URL, lists: Lists): void {
  const name = /^metadata\.name=(.+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1]
  const items = (lists[url.pathname] ?? []).filter(
    (item) => name === undefined || (item as { metadata: { name: string } }).metadata.name === name,
  )
  const limit = Number(url.searchParams.get('limit') ?? items.length)
  const from = Number(url.searchParams.get('continue') ?? 0)
  const rest = items.length - from - limit
  const metadata = { resourceVersion: version, ...(rest > 0 && { continue: String(from + limit) }) }
  answerWith(res, { kind: 'List', apiVersion: 'v1', metadata, items: items.slice(from, from + limit) })
}

interface Script {
  /** Lists beside the recorded ones. */
  readonly lists?: Lists
  /** The text of its metrics at the n-th reading, from 0. */
  readonly metrics?: (turn: number) => string
}

export async function startApiServer(token: string, script: Script = {}): Promise<ApiServer> {
  const { metrics = () => '# no series\n' } = script
  const lists: Lists = { ...recordedLists, ...script.lists }
  const metricsReadAt: Date[] = []
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const url = new URL(req.url ?? '/', 'http://api-server')
    const resource = url.pathname.split('/').at(-1) ?? ''
    if (req.headers.authorization !== `Bearer ${server.token}`) fail(res, 401, 'Unauthorized', 'Unauthorized')
    else if (resource === server.forbidden) {
      fail(
        res,
        403,
        'Forbidden',
        `${resource} is forbidden: User "periplus" cannot list resource "${resource}"`,
      )
    } else if (url.pathname === '/version') {
      answerWith(res, { major: '1', minor: '33', gitVersion: 'v1.33.5', platform: 'linux/amd64' })
    } else if (url.pathname === '/metrics') {
      const text = metrics(metricsReadAt.push(new Date()) - 1)
      res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text)
    } else if (!isList.test(url.pathname))
      fail(res, 404, 'NotFound', 'the server could not find the resource')
    else if (url.searchParams.has('watch')) watch(res, Number(url.searchParams.get('timeoutSeconds') ?? 300))
    else list(res, url, lists)
  }
  const listener = createServer(answer)
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const server: ApiServer = {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    objects: Object.values(lists).reduce((sum, items) => sum + items.length, 0),
    kinds: { nodes: lists['/api/v1/nodes']?.length ?? 0, pods: lists['/api/v1/pods']?.length ?? 0 },
    token,
    forbidden: undefined,
    metricsReadAt,
    cut: () => listener.closeAllConnections(),
    close: async () => {
      listener.closeAllConnections()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
  return server
}
