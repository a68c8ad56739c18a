// The API server of one cluster, behind a path prefix: which question a request is, and who answers it.
// Everything is read; whatever would change something is refused with 405.
import { setTimeout as sleep } from 'node:timers/promises'
import { isFullAt } from '../../physics/growth.ts'
import { gitVersionOf } from '../../world/calendar.ts'
import { skewMs } from '../../world/clock-skew.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { hUuid, purpose } from '../../world/hash.ts'
import type { World } from '../../world/world.ts'
import type { Calls } from '../calls.ts'
import type { Exchange } from '../exchange.ts'
import type { Faults } from '../faults.ts'
import { callerOf, type LetIn, openPaths, refuse, review } from './access.ts'
import {
  aggregated,
  aggregatedType,
  apiVersions,
  group as groupDocument,
  groupList,
  groupVersions,
  groupVersionsOf,
  resourceList,
  wantsAggregated,
} from './discovery.ts'
import { eksComponentOf, eksFamilies, eksMetricsGroup, hasEksMetrics } from './eks-metrics.ts'
import { aloneText, formOf, includeOf } from './form.ts'
import type { Resource } from './item.ts'
import { find, pageOf, type Wanted } from './list.ts'
import { metricsText } from './metrics.ts'
import { Refusal } from './refusal.ts'
import { resourceOf } from './resources.ts'
import { textOf } from './series.ts'
import type { Ticker } from './ticker.ts'
import { WatchStream } from './watch.ts'

interface ResourcePath {
  readonly resource: Resource
  readonly namespace: string | undefined
  readonly name: string | undefined
}

const json = 'application/json'
const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
const reviewsPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Undefined: no path of a resource. Throws Refusal for one that there is not. */
export function resourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').slice(1).map(decodeURIComponent)
  const isCore = parts[0] === 'api'
  const [group, version, ...rest] = isCore ? ['', ...parts.slice(1)] : parts.slice(1)
  if ((!isCore && parts[0] !== 'apis') || version === undefined || rest.length === 0 || rest.length > 4)
    return undefined
  if (!groupVersions.some((known) => known.group === group && known.version === version)) return undefined
  const isWithin = rest[0] === 'namespaces' && rest.length >= 3
  const [plural, name, more] = isWithin ? rest.slice(2) : rest
  const resource = resourceOf(group as string, version, plural as string)
  const namespace = isWithin ? rest[1] : undefined
  const fits =
    resource !== undefined && more === undefined && (namespace === undefined || resource.isNamespaced)
  const isWhole = name === undefined || (namespace !== undefined) === (resource?.isNamespaced ?? false)
  if (resource === undefined || !fits || !isWhole) throw Refusal.noSuchPath()
  return { resource, namespace, name }
}

/** Resolves once the answer may be sent. */
type Note = (what: string, code?: number) => Promise<void>

export interface FaceOptions extends LetIn {
  readonly world: World
  /** Whoever gives no credential is let in: kubectl gives none where there is no TLS. */
  readonly letsAnonymousRead: boolean
  readonly ticker: Ticker
  readonly calls: Calls
  readonly faults: Faults
  /** How clients reach the server: "127.0.0.1:4100". */
  address(): string
}

/** Told to end the connection. */
class Cut extends Error {}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  410: 'Expired',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

function refusalOf(code: number, retryAfterSeconds: number | undefined): Refusal {
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds }
  const reason = reasons[code] ?? 'InternalError'
  return new Refusal(code, reason, code === 401 ? reason : `told to answer ${code}`, details)
}

export class KubeFace {
  readonly #options: FaceOptions
  #requests = 0

  constructor(options: FaceOptions) {
    this.#options = options
  }

  /** `path` without the prefix that names the cluster. */
  async answer(exchange: Exchange, cluster: Cluster, path: string): Promise<void> {
    const { calls, faults } = this.#options
    this.#head(exchange, cluster)
    const face = `kube/${cluster.name}`
    const note = { face, userAgent: exchange.header('user-agent') }
    try {
      if (faults.hasExpired(face, exchange.header('authorization'))) throw refusalOf(401, undefined)
      await this.#dispatch(exchange, cluster, path, async (what, code = 200) => {
        await this.#suffer(exchange, face, what)
        calls.note({ ...note, what, code })
      })
    } catch (error) {
      if (error instanceof Cut) {
        exchange.res.destroy()
        return
      }
      if (!(error instanceof Refusal)) throw error
      calls.note({ ...note, what: `${exchange.req.method} ${path}`, code: error.code })
      const retry = error.details?.retryAfterSeconds
      const headers: Record<string, string> = retry === undefined ? {} : { 'Retry-After': String(retry) }
      await exchange.send(error.code, json, `${JSON.stringify(error.status())}\n`, headers)
    }
  }

  /** What goes wrong with this question, if anything does. Throws Cut and Refusal. */
  async #suffer(exchange: Exchange, face: string, what: string): Promise<void> {
    const { faults, tokens } = this.#options
    const fault = faults.take(face, what)
    if (fault === undefined) return
    const { answer, retryAfterSeconds, waitMs } = fault
    if (answer === 'cut') throw new Cut()
    if (answer === 'slow') await sleep(waitMs, undefined, { ref: false })
    else if (answer === 'truncate') exchange.isTruncated = true
    else if (answer !== 'expire') throw refusalOf(answer, retryAfterSeconds)
    else {
      const credential = exchange.header('authorization')
      // A token that never expires is refused this once.
      if (!tokens.some((token) => credential.endsWith(` ${token}`))) faults.expire(face, credential)
      throw refusalOf(401, undefined)
    }
  }

  #head({ res }: Exchange, { id, name, skews }: Cluster): void {
    const nowMs = this.#options.world.nowMs()
    const byMs = skewMs(skews, undefined, nowMs) + this.#options.faults.skewOf(`kube/${name}`)
    this.#requests += 1
    res.setHeader('Audit-Id', hUuid(id ^ purpose.bootId, this.#requests))
    res.setHeader('Cache-Control', 'no-cache, private')
    res.setHeader('Date', new Date(nowMs + byMs).toUTCString())
    res.setHeader('X-Kubernetes-Pf-Flowschema-Uid', hUuid(id, 1, 100))
    res.setHeader('X-Kubernetes-Pf-Prioritylevel-Uid', hUuid(id, 2, 100))
  }

  /** `note` is told what was asked, as RBAC names it, before the answer is sent. */
  async #dispatch(exchange: Exchange, cluster: Cluster, path: string, note: Note): Promise<void> {
    const { world, letsAnonymousRead } = this.#options
    const { req } = exchange
    const caller = callerOf(exchange.header('authorization'), this.#options, world.nowMs())
    const method = req.method ?? 'GET'
    const isReview = path === reviewsPath && method === 'POST'
    const found = isReview ? undefined : resourcePath(path)
    const component = eksComponentOf(path)
    const { plural, group = '' } =
      component === undefined
        ? (found?.resource ?? {})
        : { plural: `${component}/metrics`, group: eksMetricsGroup.group }
    const isStranger = caller === undefined && !letsAnonymousRead && !openPaths.has(path)
    if (isStranger || (plural !== undefined && caller?.sees?.includes(plural) === false)) {
      const user = caller?.user ?? 'system:anonymous'
      refuse(user, method.toLowerCase(), plural, group, path)
    }
    if (isReview) {
      const answer = review(await exchange.body(), exchange.header('content-type'))
      await note('create selfsubjectaccessreviews.authorization.k8s.io', 201)
      await exchange.send(201, json, JSON.stringify(answer))
      return
    }
    if (method !== 'GET' && method !== 'HEAD') {
      if (isFullAt(cluster, world.nowMs())) {
        throw new Refusal(500, 'InternalError', 'etcdserver: mvcc: database space exceeded')
      }
      const kind = found?.resource.plural ?? path
      const message = `${kind}: the simulated API server is read only, ${method} changes nothing`
      throw new Refusal(405, 'MethodNotAllowed', message, { kind })
    }
    if (found !== undefined) {
      await this.#answerResource(exchange, cluster, found, note)
      return
    }
    await note(`get ${path}`)
    await this.#answerPath(exchange, cluster, path)
  }

  async #answerPath(exchange: Exchange, cluster: Cluster, path: string): Promise<void> {
    const { world, address } = this.#options
    const hasEks = hasEksMetrics(cluster, world.nowMs())
    if (await this.#isDocument(exchange, path, { address: address(), hasEks })) return
    const component = eksComponentOf(path)
    if (path === '/version') await exchange.send(200, json, versionText(cluster, this.#options.world.nowMs()))
    else if (path === '/metrics') {
      await exchange.send(200, metricsType, metricsText(world.state(cluster), world.nowMs()))
    } else if (component !== undefined && hasEks) {
      const families = eksFamilies(component, world.state(cluster))
      await exchange.send(200, metricsType, textOf(families, world.nowMs()))
    } else if (openPaths.has(path)) await exchange.send(200, 'text/plain; charset=utf-8', 'ok')
    else await exchange.send(404, 'text/plain; charset=utf-8', '404 page not found\n')
  }

  /** Discovery. Answers true when it was that. */
  async #isDocument(
    exchange: Exchange,
    path: string,
    { address, hasEks }: { address: string; hasEks: boolean },
  ): Promise<boolean> {
    const isCore = path === '/api'
    if (isCore || path === '/apis') {
      if (wantsAggregated(exchange.accept)) {
        await exchange.send(200, aggregatedType, JSON.stringify(aggregated(isCore, hasEks)))
      } else await exchange.send(200, json, JSON.stringify(isCore ? apiVersions(address) : groupList(hasEks)))
      return true
    }
    const [, name, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
    const group = path === '/api/v1' ? '' : name
    if (group === undefined) return false
    const wanted = path === '/api/v1' ? 'v1' : version
    const isKnown = groupVersionsOf(hasEks).some(
      (known) => known.group === group && known.version === (wanted ?? known.version),
    )
    if (!isKnown) return false
    const document =
      wanted === undefined ? groupDocument(group, hasEks) : resourceList({ group, version: wanted })
    await exchange.send(200, json, JSON.stringify(document))
    return true
  }

  async #answerResource(
    exchange: Exchange,
    cluster: Cluster,
    found: ResourcePath,
    note: Note,
  ): Promise<void> {
    const { world, ticker, faults } = this.#options
    const { resource, namespace, name } = found
    const { query } = exchange
    const subject = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`
    const wanted: Wanted = { state: world.state(cluster), resource, namespace, query, nowMs: world.nowMs() }
    const shown = {
      resource,
      form: formOf(exchange.accept),
      include: includeOf(query.get('includeObject')),
      nowMs: wanted.nowMs,
    }
    if (name !== undefined) {
      const key = namespace === undefined ? name : `${namespace}/${name}`
      const item = find(resource.listing(wanted.state, wanted.nowMs), key)
      if (item === undefined) throw Refusal.notFound(resource.plural, name, resource.group)
      await note(`get ${subject}`)
      await exchange.send(200, json, aloneText(item, shown))
      return
    }
    if (['true', '1'].includes(query.get('watch') ?? '')) {
      const nowMs = () => world.nowMs()
      const stream = new WatchStream(exchange.res, { wanted, shown, ticker, nowMs })
      await note(`watch ${subject}`)
      const { res } = exchange
      const closed = faults.opened(`kube/${cluster.name}`, `watch ${subject}`, () => res.destroy())
      await stream.run()
      closed()
      return
    }
    const { chunks, isLong } = pageOf(wanted, shown)
    await note(`list ${subject}`)
    if (isLong) await exchange.stream(json, chunks)
    else await exchange.sendBytes(200, json, Buffer.concat([...chunks]))
  }
}

function versionText(cluster: Cluster, nowMs: number): string {
  const minor = minorAt(cluster, nowMs)
  return JSON.stringify({
    major: '1',
    minor: String(minor),
    gitVersion: gitVersionOf(minor),
    gitCommit: '6b9f70c2a1c9d1f3f0f8bba31be2f0e4f5c6a7d8',
    gitTreeState: 'clean',
    buildDate: '2025-11-20T18:33:07Z',
    goVersion: 'go1.24.9',
    compiler: 'gc',
    platform: 'linux/amd64',
  })
}
