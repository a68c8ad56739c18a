// AWS, behind one path prefix for each service: who asks and of which region, from the signature's own words;
// signatures are taken as they are. Too many calls of an account in a region are throttled, as AWS does.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../../world/fleet.ts'
import { hUuid } from '../../world/hash.ts'
import type { Account } from '../../world/organization.ts'
import type { World } from '../../world/world.ts'
import type { Calls } from '../calls.ts'
import type { Exchange } from '../exchange.ts'
import type { Fault, Faults } from '../faults.ts'
import { answerBackup } from './backup.ts'
import { answerEks } from './eks.ts'
import type { Json } from './eks-common.ts'
import { accountOfKey, answerSts, xmlRefusal } from './identity.ts'
import { InsightsRefreshes } from './insights-refreshes.ts'
import { answerLogs } from './logs/face.ts'
import { Insights } from './logs/insights.ts'
import { answerOrganizations } from './organizations.ts'
import { AwsRefusal } from './refusal.ts'

export interface AwsFaceOptions {
  readonly world: World
  readonly calls: Calls
  readonly faults: Faults
  /** Calls a second of one account in one region; twice as many at once. Infinity: no bound. */
  readonly eksCallsPerSecond: number
  /** Milliseconds of this process, for the bounds alone. */
  wallNow(): number
}

/** Told to end the connection. */
class Cut extends Error {}

/** What a service says when it is told to refuse with a status. */
const toldCodes: Readonly<Record<number, string>> = {
  400: 'InvalidRequestException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  429: 'TooManyRequestsException',
  503: 'ServiceUnavailableException',
}

const stsCodes: Readonly<Record<string, string>> = {
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
}

const isRestJson = (service: string): boolean => service === 'eks' || service === 'backup'

/** STS has words of its own; what speaks JSON 1.1 has one status for whatever the caller did wrong. */
function asSaidBy(service: string, refusal: AwsRefusal): AwsRefusal {
  const { status, code, message, members } = refusal
  if (service === 'sts') return new AwsRefusal(status, stsCodes[code] ?? code, message)
  if (service === 'logs' && status === 429) return new AwsRefusal(400, 'ThrottlingException', message)
  if (!isRestJson(service) && status < 500) return new AwsRefusal(400, code, message, members)
  return refusal
}

interface Signed {
  readonly accessKeyId: string
  readonly region: string
}

/** Throws AwsRefusal. */
function signedBy(authorization: string): Signed {
  const [, accessKeyId, region] =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/([a-z0-9-]+)\//.exec(authorization) ?? []
  if (accessKeyId === undefined || region === undefined) {
    throw new AwsRefusal(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
  }
  return { accessKeyId, region }
}

function jsonOf(text: string): Json {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Json
  } catch {}
  throw new AwsRefusal(400, 'SerializationException', 'the body is no JSON object')
}

export const awsPath = /^\/aws\/(backup|eks|logs|organizations|sts)(\/.*)?$/

export class AwsFace {
  readonly #options: AwsFaceOptions
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>()
  readonly #refreshes = new InsightsRefreshes()
  readonly #insights: Insights
  #requests = 0

  constructor(options: AwsFaceOptions) {
    this.#options = options
    this.#insights = new Insights(options.world.seed)
  }

  async answer(exchange: Exchange, service: string, path: string): Promise<void> {
    const { world } = this.#options
    const { res } = exchange
    this.#requests += 1
    res.setHeader('Date', new Date(world.nowMs()).toUTCString())
    res.setHeader('x-amzn-RequestId', hUuid(world.seed, this.#requests, 99))
    const text = (await exchange.body()).toString('utf8')
    try {
      const signed = signedBy(exchange.header('authorization'))
      if (service === 'sts') await this.#sts(exchange, signed, text)
      else if (service === 'backup') await this.#backup(exchange, signed, path)
      else if (service === 'logs') await this.#logs(exchange, signed, text)
      else if (service === 'organizations') await this.#organizations(exchange, signed, text)
      else await this.#eks(exchange, signed, path, text)
    } catch (error) {
      if (error instanceof Cut) {
        res.destroy()
        return
      }
      if (!(error instanceof AwsRefusal)) throw error
      const refusal = asSaidBy(service, error)
      this.#note(service, `${exchange.req.method} ${path}`, refusal.status, exchange)
      await this.#refuse(exchange, service, refusal)
    }
  }

  #note(service: string, what: string, code: number, exchange: Exchange): void {
    this.#options.calls.note({ face: `aws/${service}`, what, code, userAgent: exchange.header('user-agent') })
  }

  /** Of a question that is answered, unless something was planned for it. Throws AwsRefusal. */
  #answered(service: string, operation: string, exchange: Exchange): Fault | undefined {
    const fault = this.#options.faults.take(`aws/${service}`, operation)
    if (fault?.answer === 'cut') throw new Cut()
    if (typeof fault?.answer === 'number') {
      const code = toldCodes[fault.answer] ?? 'ServerException'
      throw new AwsRefusal(fault.answer, code, `told to answer ${fault.answer}`)
    }
    this.#note(service, operation, 200, exchange)
    return fault
  }

  async #refuse(exchange: Exchange, service: string, refusal: AwsRefusal): Promise<void> {
    const { status, code, message, members } = refusal
    if (service === 'sts') await exchange.send(status, 'text/xml', xmlRefusal(refusal))
    else {
      const body = JSON.stringify({ ...(isRestJson(service) ? {} : { __type: code }), ...members, message })
      await exchange.send(status, isRestJson(service) ? 'application/json' : json11, body, {
        'x-amzn-ErrorType': code,
      })
    }
  }

  async #sts(exchange: Exchange, { accessKeyId }: Signed, text: string): Promise<void> {
    const { fleet } = this.#options.world
    const caller = accountOfKey(fleet, accessKeyId)
    const { operation, body } = answerSts(
      fleet,
      caller,
      new URLSearchParams(text),
      this.#options.world.nowMs(),
    )
    this.#answered('sts', operation, exchange)
    await exchange.send(200, 'text/xml', body)
  }

  /** An answer may take its time, and a query that is asked for its results may run out of it. */
  async #logs(exchange: Exchange, { accessKeyId, region }: Signed, text: string): Promise<void> {
    const { world } = this.#options
    const account = accountOfKey(world.fleet, accessKeyId)
    const operation = exchange.header('x-amz-target').split('.')[1] ?? ''
    const body = jsonOf(text)
    const owner = `${account.id}/${region}`
    const fault = this.#answered('logs', operation, exchange)
    if (fault?.answer === 'slow') await sleep(fault.waitMs ?? 0)
    if (fault?.answer === 'truncate') this.#insights.timeOut(owner, String(body.queryId))
    const chunks = answerLogs({
      operation,
      body,
      owner,
      clusters: this.#clustersOf(account, region),
      insights: this.#insights,
      stateOf: (cluster) => world.state(cluster),
      nowMs: world.nowMs(),
    })
    await exchange.stream(json11, chunks)
  }

  #clustersOf(account: Account, region: string): readonly Cluster[] {
    return this.#options.world.fleet.clusters.filter(
      (known) => known.account.id === account.id && known.region.code === region,
    )
  }

  async #organizations(exchange: Exchange, { accessKeyId }: Signed, text: string): Promise<void> {
    const { fleet } = this.#options.world
    accountOfKey(fleet, accessKeyId)
    const operation = exchange.header('x-amz-target').split('.')[1] ?? ''
    const body = answerOrganizations(fleet, operation, jsonOf(text))
    this.#answered('organizations', operation, exchange)
    await exchange.send(200, json11, JSON.stringify(body))
  }

  async #eks(exchange: Exchange, { accessKeyId, region }: Signed, path: string, text: string): Promise<void> {
    const { world } = this.#options
    const account = accountOfKey(world.fleet, accessKeyId)
    this.#throttle(`${account.id}/${region}`)
    const { operation, body } = answerEks({
      method: exchange.req.method ?? 'GET',
      path,
      query: exchange.query,
      body: jsonOf(text),
      clusters: this.#clustersOf(account, region),
      stateOf: (cluster) => world.state(cluster),
      refreshes: this.#refreshes,
      nowMs: world.nowMs(),
    })
    this.#answered('eks', operation, exchange)
    await exchange.send(200, 'application/json', JSON.stringify(body))
  }

  async #backup(exchange: Exchange, { accessKeyId, region }: Signed, path: string): Promise<void> {
    const { world } = this.#options
    const account = accountOfKey(world.fleet, accessKeyId)
    const { operation, body } = answerBackup({
      method: exchange.req.method ?? 'GET',
      path,
      query: exchange.query,
      account,
      region,
      clusters: this.#clustersOf(account, region),
      nowMs: world.nowMs(),
    })
    this.#answered('backup', operation, exchange)
    await exchange.send(200, 'application/json', JSON.stringify(body))
  }

  /** A bucket that fills steadily. Throws AwsRefusal when it is empty. */
  #throttle(key: string): void {
    const { eksCallsPerSecond: rate, wallNow } = this.#options
    if (rate === Number.POSITIVE_INFINITY) return
    const nowMs = wallNow()
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: 2 * rate, atMs: nowMs }
    const filled = Math.min(2 * rate, tokens + ((nowMs - atMs) / 1_000) * rate)
    this.#buckets.set(key, { tokens: Math.max(0, filled - 1), atMs: nowMs })
    if (filled < 1) throw new AwsRefusal(429, 'TooManyRequestsException', 'Too Many Requests')
  }
}

const json11 = 'application/x-amz-json-1.1'
