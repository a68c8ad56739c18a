// The control door, on a port of its own that no collector is given: the clock, the ledger, what was asked,
// and where the faces are. Tests and the demo use it; the product does not know it.

import { ledgerOf } from '../truth/ledger.ts'
import { Refused } from '../wire/audit/sender.ts'
import type { AuditSenders, AuditTarget } from '../wire/audit/senders.ts'
import type { Calls } from '../wire/calls.ts'
import type { Exchange } from '../wire/exchange.ts'
import { type Fault, type Faults, readFault } from '../wire/faults.ts'
import { isQuestion } from '../wire/kube/resources.ts'
import { FrozenClock, isoOf } from '../world/clock.ts'
import { arnOf } from '../world/fleet.ts'
import type { World } from '../world/world.ts'

export interface DoorOptions {
  readonly world: World
  readonly calls: Calls
  readonly faults: Faults
  readonly senders: AuditSenders
  /** "http://127.0.0.1:4100", of the faces. */
  facesUrl(): string
  /** After the clock was moved: watches tell what happened meanwhile. */
  onMoved(): void
  /** Ends every connection to the faces, as servers do that start again. */
  cut(): void
  readonly wallNow: () => number
}

class BadRequest extends Error {}

function instant(text: string | null, otherwise: number): number {
  if (text === null) return otherwise
  const ms = Date.parse(text)
  if (Number.isNaN(ms))
    throw new BadRequest(`${JSON.stringify(text)} is no instant; write one as 2026-01-19T00:00:00Z`)
  return ms
}

function jsonOf(body: Buffer, example: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new BadRequest(`the body is no JSON object; write ${example}`)
}

const moveExample =
  '{"now": "2026-01-19T00:00:00Z"}, {"byMs": 60000} or {"isLive": true}, with "cuts": true to end what watches'

const auditExample =
  '{"cluster": "svc-ads-euw1", "form": "webhook" or "firehose", "url": …, "token": …}, with "from" and "to" for a window'

/** Throws BadRequest. */
function auditTargetOf(given: Record<string, unknown>): AuditTarget {
  const { cluster, form, url, token, userAgent, waitMs, withoutNodes } = given
  const isForm = form === 'webhook' || form === 'firehose'
  const areTexts = [cluster, url, token].every((one) => typeof one === 'string')
  if (!isForm || !areTexts || !URL.canParse(String(url))) throw new BadRequest(`write ${auditExample}`)
  if (waitMs !== undefined && !(Number.isSafeInteger(waitMs) && (waitMs as number) >= 0)) {
    throw new BadRequest('waitMs is a whole number of milliseconds')
  }
  return {
    ...{ cluster: String(cluster), form, url: String(url), token: String(token) },
    ...(typeof userAgent === 'string' ? { userAgent } : {}),
    ...(withoutNodes === true ? { withoutNodes } : {}),
    ...(waitMs === undefined ? {} : { waitMs: waitMs as number }),
  }
}

export class ControlDoor {
  readonly #options: DoorOptions

  constructor(options: DoorOptions) {
    this.#options = options
  }

  async answer(exchange: Exchange): Promise<void> {
    const { path, req } = exchange
    const answers: Readonly<Record<string, () => Promise<object> | object>> = {
      'GET /_sim/audit': () => ({ senders: this.#options.senders.following() }),
      'GET /_sim/calls': () => this.#options.calls.counted(),
      'GET /_sim/clock': () => this.#clock(),
      'GET /_sim/fleet': () => this.#fleet(),
      'GET /_sim/inject': () => ({ faults: this.#options.faults.planned() }),
      'GET /_sim/truth': () => this.#truth(exchange.query),
      'POST /_sim/audit': async () => this.#sendAudit(await exchange.body()),
      'POST /_sim/inject': async () => this.#inject(await exchange.body()),
      'POST /_sim/clock': async () => this.#move(await exchange.body()),
    }
    // Of the world: who follows the clock reads it here.
    exchange.res.setHeader('Date', new Date(this.#options.world.nowMs()).toUTCString())
    const answer = answers[`${req.method === 'HEAD' ? 'GET' : req.method} ${path}`]
    const tell = (status: number, body: object) =>
      exchange.send(status, 'application/json', `${JSON.stringify(body)}\n`)
    if (answer === undefined) {
      await tell(404, {
        error: `there is no ${req.method} ${path}; there are ${Object.keys(answers).join(', ')}`,
      })
      return
    }
    try {
      await tell(200, await answer())
    } catch (error) {
      if (!(error instanceof BadRequest || error instanceof RangeError)) throw error
      await tell(400, { error: error.message })
    }
  }

  #clock(): object {
    const { world } = this.#options
    const { seed, scale, epochMs } = world.fleet
    return {
      now: new Date(world.nowMs()).toISOString(),
      mode: world.clock.mode,
      epoch: isoOf(epochMs),
      seed,
      scale,
      scenarios: world.scenarios.map(({ id }) => id),
    }
  }

  #move(body: Buffer): object {
    const { world, onMoved, cut, wallNow } = this.#options
    const { clock } = world
    if (!(clock instanceof FrozenClock))
      throw new BadRequest(`the clock runs (${clock.mode}) and is not moved by hand`)
    const { now, byMs, isLive, cuts } = jsonOf(body, moveExample)
    // Whoever watched over the jump would be told all that happened in it.
    if (cuts === true) cut()
    if (typeof now === 'string') clock.moveTo(instant(now, 0))
    else if (typeof byMs === 'number') clock.moveTo(clock.nowMs() + byMs)
    else if (isLive === true) clock.letGo(wallNow)
    else throw new BadRequest(`write ${moveExample}`)
    onMoved()
    return this.#clock()
  }

  /** A window is answered once all of it was sent; otherwise somebody follows the clock. */
  async #sendAudit(body: Buffer): Promise<object> {
    const { senders, world } = this.#options
    const { from, to, ...given } = jsonOf(body, auditExample)
    const target = auditTargetOf(given)
    const moment = (value: unknown): number =>
      instant(typeof value === 'string' ? value : null, world.nowMs())
    if (to === undefined) return { follows: senders.follow(target, moment(from)) }
    try {
      return { sent: await senders.send(target, moment(from), moment(to)) }
    } catch (error) {
      throw error instanceof Refused ? new BadRequest(error.message) : error
    }
  }

  #inject(body: Buffer): object {
    const { world, faults } = this.#options
    const given = jsonOf(body, '{"face": "kube/<cluster>", "what": "list pods", "answer": 429}')
    const { face, clockSkewMs, ...rest } = given
    if (typeof face === 'string' && /^aws\/(eks|logs|organizations|sts)$/.test(face)) {
      return this.#injectAws(readFault(given, world.nowMs()))
    }
    const [, name] = /^kube\/(.+)$/.exec(typeof face === 'string' ? face : '') ?? []
    const isThere = name !== undefined && world.cluster(name) !== undefined
    if (face !== undefined && !isThere) {
      throw new BadRequest(`there is no face ${JSON.stringify(face)} in which something can go wrong`)
    }
    if (isThere && clockSkewMs !== undefined) {
      if (!Number.isSafeInteger(clockSkewMs) || Object.keys(rest).length > 0) {
        throw new BadRequest('clockSkewMs is a whole number, and stands alone; 0 sets the clock right')
      }
      faults.skew(`kube/${name}`, clockSkewMs as number)
      return { face, clockSkewMs }
    }
    const fault = readFault(given, world.nowMs())
    if (!isQuestion(fault.what)) {
      throw new BadRequest(
        `nobody asks ${JSON.stringify(fault.what)}; write "*" or as /_sim/calls does: "list pods", "get /metrics"`,
      )
    }
    faults.add(fault)
    return { fault }
  }

  #injectAws(fault: Fault): object {
    // A query that runs out of time has found a part of what there is.
    const isOfLogs =
      fault.face === 'aws/logs' &&
      (fault.answer === 'slow' || (fault.answer === 'truncate' && fault.what === 'GetQueryResults'))
    if (typeof fault.answer !== 'number' && fault.answer !== 'cut' && !isOfLogs) {
      throw new BadRequest(`AWS answers with a status or is cut, and is never told to ${fault.answer}`)
    }
    if (!/^(\*|[A-Z][A-Za-z]+)$/.test(fault.what)) {
      throw new BadRequest(`nobody asks AWS ${JSON.stringify(fault.what)}; write "*" or as "ListClusters"`)
    }
    this.#options.faults.add(fault)
    return { fault }
  }

  #truth(query: URLSearchParams): object {
    const { world } = this.#options
    const toMs = instant(query.get('to') ?? query.get('at'), world.nowMs())
    const fromMs = instant(query.get('from'), toMs)
    const cluster = query.get('cluster')
    return { truths: ledgerOf(world, { fromMs, toMs, ...(cluster === null ? {} : { cluster }) }) }
  }

  #fleet(): object {
    const { world, facesUrl } = this.#options
    const clusters = world.fleet.clusters.map((cluster) => ({
      name: cluster.name,
      arn: arnOf(cluster),
      accountId: cluster.account.id,
      region: cluster.region.code,
      server: `${facesUrl()}/k8s/${cluster.name}`,
    }))
    const names = new Set(world.fleet.clusters.map(({ site }) => site.team))
    const teams = [...names].sort().map((name) => ({ name, contact: `#${name}-platform` }))
    return { clusters, teams }
  }
}
