// A Prometheus that has scraped the fleet since the world began, asked by its HTTP API: instant and range queries of
// selectors and their sums, labels and their values. Any past instant is answered at once, by the functions that scrapes ask.
import type { World } from '../../world/world.ts'
import type { Calls } from '../calls.ts'
import type { Exchange } from '../exchange.ts'
import { type Query, queryOf, told } from './query.ts'
import { BadData, selectorOf } from './selector.ts'
import { type Stored, Targets } from './targets.ts'

const json = 'application/json'
const mostPoints = 11_000

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

/** Seconds after 1970, or as RFC 3339 has it. */
function instantOf(text: string | null, name: string, otherwise?: number): number {
  if (text === null || text === '') {
    if (otherwise !== undefined) return otherwise
    throw new BadData(`invalid parameter "${name}": cannot parse "" to a valid timestamp`)
  }
  const ms = /^-?\d+(\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1_000)
    : /^\d{4}-\d\d-\d\dT/.test(text)
      ? Date.parse(text)
      : Number.NaN
  if (!Number.isFinite(ms)) {
    throw new BadData(
      `invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    )
  }
  return ms
}

/** Seconds, or as "1h30m". */
function durationOf(text: string | null): number {
  const given = text ?? ''
  const parts = [...given.matchAll(/(\d+)(ms|[smhdwy])/g)]
  const ms = /^\d+(\.\d+)?$/.test(given)
    ? Number(given) * 1_000
    : parts.length > 0 && parts.map(([part]) => part).join('') === given
      ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit as string] as number), 0)
      : Number.NaN
  if (Number.isNaN(ms) && !given.startsWith('-')) {
    throw new BadData(`invalid parameter "step": cannot parse ${JSON.stringify(given)} to a valid duration`)
  }
  if (!(ms > 0)) {
    throw new BadData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    )
  }
  return ms
}

const valueText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'

const pointText = (ms: number, value: number): string => `[${ms / 1_000},"${valueText(value)}"]`

interface Range {
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
}

function rangeOf(given: URLSearchParams): Range {
  const startMs = instantOf(given.get('start'), 'start')
  const endMs = instantOf(given.get('end'), 'end')
  if (endMs < startMs) {
    throw new BadData('invalid parameter "end": end timestamp must not be before start time')
  }
  const stepMs = durationOf(given.get('step'))
  if ((endMs - startMs) / stepMs > mostPoints) {
    throw new BadData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  }
  return { startMs, endMs, stepMs }
}

/** One series of a matrix; undefined: it has no point in this range. */
function matrixText({ labels, at }: Stored, { startMs, endMs, stepMs }: Range): string | undefined {
  const points: string[] = []
  for (let ms = startMs; ms <= endMs; ms += stepMs) {
    const value = at(ms)
    if (value !== undefined) points.push(pointText(ms, value))
  }
  return points.length === 0
    ? undefined
    : `{"metric":${JSON.stringify(labels)},"values":[${points.join(',')}]}`
}

/** Parameters of the target, and of a body that is a form. */
async function givenTo(exchange: Exchange): Promise<URLSearchParams> {
  const { req, query } = exchange
  const isForm = /^application\/x-www-form-urlencoded\b/.test(exchange.header('content-type'))
  if (req.method !== 'POST' || !isForm) return query
  const body = new URLSearchParams((await exchange.body()).toString('utf8'))
  return new URLSearchParams([...query, ...body])
}

export class PrometheusFace {
  readonly #world: World
  readonly #calls: Calls
  readonly #targets: Targets

  constructor({ world, calls }: { readonly world: World; readonly calls: Calls }) {
    this.#world = world
    this.#calls = calls
    this.#targets = new Targets(world)
  }

  /** `path` without the prefix. */
  async answer(exchange: Exchange, path: string): Promise<void> {
    const note = (code: number): void => {
      const what = `get ${path}`
      this.#calls.note({ face: 'prometheus', what, code, userAgent: exchange.header('user-agent') })
    }
    try {
      const code = await this.#dispatch(exchange, path)
      note(code)
    } catch (error) {
      if (!(error instanceof BadData)) throw error
      note(400)
      const body = { status: 'error', errorType: 'bad_data', error: error.message }
      await exchange.send(400, json, JSON.stringify(body))
    }
  }

  async #dispatch(exchange: Exchange, path: string): Promise<number> {
    if (path === '/-/ready' || path === '/-/healthy') {
      const word = path === '/-/ready' ? 'Ready' : 'Healthy'
      await exchange.send(200, 'text/plain; charset=utf-8', `Prometheus Server is ${word}.\n`)
      return 200
    }
    const given = await givenTo(exchange)
    const [, name] = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? []
    const tell = async (data: unknown): Promise<number> => {
      await exchange.send(200, json, JSON.stringify({ status: 'success', data }))
      return 200
    }
    if (path === '/api/v1/query_range') return await this.#queryRange(exchange, given)
    if (path === '/api/v1/query') return await this.#query(exchange, given)
    if (path === '/api/v1/labels') return await tell(this.#labels(given))
    if (name !== undefined) return await tell(this.#values(decodeURIComponent(name), given))
    if (path === '/api/v1/status/buildinfo') return await tell(buildInfo)
    await exchange.send(404, 'text/plain; charset=utf-8', '404 page not found\n')
    return 404
  }

  async #queryRange(exchange: Exchange, given: URLSearchParams): Promise<number> {
    const range = rangeOf(given)
    const query = queryOf(given.get('query') ?? '')
    await exchange.stream(
      json,
      this.#answerText('matrix', query, (one) => matrixText(one, range)),
    )
    return 200
  }

  async #query(exchange: Exchange, given: URLSearchParams): Promise<number> {
    const ms = instantOf(given.get('time'), 'time', this.#world.nowMs())
    const query = queryOf(given.get('query') ?? '')
    const text = ({ labels, at }: Stored): string | undefined => {
      const value = at(ms)
      return value === undefined
        ? undefined
        : `{"metric":${JSON.stringify(labels)},"value":${pointText(ms, value)}}`
    }
    await exchange.stream(json, this.#answerText('vector', query, text))
    return 200
  }

  *#answerText(
    resultType: 'matrix' | 'vector',
    query: Query,
    text: (one: Stored) => string | undefined,
  ): Generator<Buffer> {
    let begun = `{"status":"success","data":{"resultType":"${resultType}","result":[`
    for (const one of told(this.#targets, query)) {
      const line = text(one)
      if (line === undefined) continue
      yield Buffer.from(begun + line)
      begun = ','
    }
    yield Buffer.from(`${begun === ',' ? '' : begun}]}}`)
  }

  /** Series that there are in the time asked about: at its end, or now. */
  *#known(given: URLSearchParams): Generator<Stored> {
    const ms = instantOf(given.get('end'), 'end', this.#world.nowMs())
    const asked = given.getAll('match[]')
    const selectors = (asked.length === 0 ? ['{__name__=~".+"}'] : asked).map(selectorOf)
    for (const selector of selectors) {
      for (const one of this.#targets.select(selector)) if (one.at(ms) !== undefined) yield one
    }
  }

  #labels(given: URLSearchParams): readonly string[] {
    const names = new Set<string>()
    for (const { labels } of this.#known(given)) for (const name of Object.keys(labels)) names.add(name)
    return [...names].sort()
  }

  #values(name: string, given: URLSearchParams): readonly string[] {
    const values = new Set<string>()
    for (const { labels } of this.#known(given)) {
      const value = labels[name]
      if (value !== undefined && value !== '') values.add(value)
    }
    return [...values].sort()
  }
}

const buildInfo = {
  version: '3.5.0',
  revision: '8be3a9560fbdd18a94dedec4b747c35178177202',
  branch: 'HEAD',
  buildUser: 'simulator',
  buildDate: '20250714-16:15:34',
  goVersion: 'go1.24.5',
}
