// A stand-in of AWS over real HTTP: STS and CloudWatch Logs on one port, told apart by what a request is signed for.
// It searches nothing: a test says what each hour of a cluster answers. Keeps a record of every call, holds inputs to
// what AWS documents, and fails as a test asks it to. Only tests import it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Row = Readonly<Record<string, string | number>>

export interface StandInHour {
  readonly talkers: readonly Row[]
  readonly total: readonly Row[]
  /** Of one search. */
  readonly bytes: number
  /** How it ends; absent: Complete. "Running" never ends. */
  readonly status?: 'Failed' | 'Timeout' | 'Cancelled' | 'Unknown' | 'Running'
}

export interface StandInGroup {
  readonly storedBytes: number
  readonly creationTime: number
  readonly retentionInDays?: number
  /** By the start of the hour, "2026-11-26T10"; others have no events. */
  readonly hours: Map<string, StandInHour>
}

export interface Call {
  readonly action: string
  readonly region: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface Refusal {
  when(call: Call): boolean
  readonly status: number
  readonly code: string
  readonly message: string
  times?: number
}

interface Query {
  readonly hour: StandInHour
  readonly isTotal: boolean
  asked: number
  isStopped: boolean
}

export const ownAccount = '111122223333'
const pageRows = 10_000

class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const invalid = (what: string): Refused => new Refused(400, 'InvalidParameterException', what)

export class LogsStandIn {
  readonly calls: Call[] = []
  readonly refusals: Refusal[] = []
  /** By region, then by the cluster's name. */
  readonly groups = new Map<string, Map<string, StandInGroup>>()
  /** Most searches under way in one region at the same time. */
  mostAtOnce = 0
  readonly #running = new Map<string, Set<string>>()
  readonly #queries = new Map<string, Query>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer((req, res) => void this.#handle(req, res))
  }

  static async open(): Promise<LogsStandIn> {
    const standIn = new LogsStandIn()
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  static readonly environment = {
    AWS_ACCESS_KEY_ID: 'AKIASTANDIN',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  } as const

  get endpoints(): Record<'logs' | 'sts', string> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return { logs: url, sts: url }
  }

  put(region: string, cluster: string, group: Partial<StandInGroup> = {}): StandInGroup {
    const whole = { storedBytes: 24_000_000, creationTime: 0, hours: new Map(), ...group }
    this.groups.set(region, (this.groups.get(region) ?? new Map()).set(cluster, whole))
    return whole
  }

  actions(): string[] {
    return [...new Set(this.calls.map(({ action }) => action))].sort()
  }

  /** "prod 2026-11-26T10 talkers", as searched, in their order. */
  searches(): string[] {
    return this.calls.flatMap(({ action, input }) => {
      if (action !== 'logs:StartQuery') return []
      const [, hour = ''] = /endedIn = "([^"]+)"/.exec(String(input.queryString)) ?? []
      return [`${String(input.logGroupName).split('/')[3]} ${hour} ${isTotal(input) ? 'total' : 'talkers'}`]
    })
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const [, region = '', service = ''] =
      /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(req.headers.authorization ?? '') ?? []
    try {
      if (service === 'sts') this.#answerSts(region, new URLSearchParams(body), res)
      else if (service === 'logs') this.#answerLogs(region, req, JSON.parse(body), res)
      else
        throw new Refused(403, 'MissingAuthenticationTokenException', `not signed for a service: ${service}`)
    } catch (error) {
      const { status, code, message } =
        error instanceof Refused ? error : new Refused(500, 'InternalFailure', String(error))
      res
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ __type: code, message }))
    }
  }

  #note(call: Call): void {
    this.calls.push(call)
    const refusal = this.refusals.find(({ when, times }) => (times ?? 1) > 0 && when(call))
    if (refusal === undefined) return
    if (refusal.times !== undefined) refusal.times -= 1
    throw new Refused(refusal.status, refusal.code, refusal.message)
  }

  #answerSts(region: string, form: URLSearchParams, res: ServerResponse): void {
    const action = form.get('Action') ?? ''
    this.#note({ action: `sts:${action}`, region, input: Object.fromEntries(form) })
    const arn = `arn:aws:sts::${ownAccount}:assumed-role/periplus-server/i-0abc`
    const ends = new Date(Date.now() + 3_600_000).toISOString()
    const result =
      action === 'AssumeRole'
        ? `<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${ends}</Expiration></Credentials>`
        : `<Arn>${arn}</Arn><UserId>AROA:i-0abc</UserId><Account>${ownAccount}</Account>`
    res
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
      )
  }

  #answerLogs(
    region: string,
    req: IncomingMessage,
    input: Record<string, unknown>,
    res: ServerResponse,
  ): void {
    const operation = String(req.headers['x-amz-target']).replace('Logs_20140328.', '')
    this.#note({ action: `logs:${operation}`, region, input })
    const answers: Record<string, () => unknown> = {
      DescribeLogGroups: () => this.#describe(region, input),
      StartQuery: () => this.#start(region, input),
      GetQueryResults: () => this.#results(region, input),
      StopQuery: () => this.#stop(region, input),
    }
    const answer = answers[operation]
    if (answer === undefined) throw new Refused(400, 'UnknownOperationException', operation)
    res.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer()))
  }

  #describe(region: string, { logGroupNamePrefix = '', limit = 50, nextToken }: Record<string, unknown>) {
    if (!(Number(limit) >= 1 && Number(limit) <= 50)) throw invalid('limit')
    const all = [...(this.groups.get(region) ?? [])]
      .map(([cluster, { hours: _hours, ...group }]) => ({
        ...group,
        logGroupName: `/aws/eks/${cluster}/cluster`,
        arn: `arn:aws:logs:${region}:${ownAccount}:log-group:/aws/eks/${cluster}/cluster:*`,
      }))
      .filter(({ logGroupName }) => logGroupName.startsWith(String(logGroupNamePrefix)))
    const from = Number(nextToken ?? 0)
    const to = from + Number(limit)
    return { logGroups: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) }
  }

  #start(region: string, input: Record<string, unknown>) {
    const { logGroupName, queryString, startTime, endTime } = input
    const cluster = String(logGroupName).split('/')[3] ?? ''
    const group = this.groups.get(region)?.get(cluster)
    if (group === undefined)
      throw new Refused(400, 'ResourceNotFoundException', `Log group '${logGroupName}' does not exist`)
    if (String(queryString).length > 10_000) throw invalid('queryString')
    if (!Number.isInteger(startTime) || !Number.isInteger(endTime) || Number(endTime) <= Number(startTime))
      throw invalid('startTime and endTime are seconds')
    const [, name = ''] = /endedIn = "([^"]+)"/.exec(String(queryString)) ?? []
    const hour = group.hours.get(name) ?? { talkers: [], total: [], bytes: 1_000 }
    const queryId = `query-${this.#queries.size + 1}`
    this.#queries.set(queryId, { hour, isTotal: isTotal(input), asked: 0, isStopped: false })
    const running = this.#running.get(region) ?? new Set()
    this.#running.set(region, running.add(queryId))
    this.mostAtOnce = Math.max(this.mostAtOnce, running.size)
    return { queryId }
  }

  #results(region: string, { queryId, nextToken }: Record<string, unknown>) {
    const query = this.#queries.get(String(queryId))
    if (query === undefined) throw new Refused(400, 'ResourceNotFoundException', 'no such query')
    query.asked += 1
    const { hour, isTotal: total } = query
    const all = total ? hour.total : hour.talkers
    const statistics = {
      recordsMatched: all.length,
      recordsScanned: all.length * 2,
      bytesScanned: hour.bytes,
    }
    const fields = (row: Row) =>
      Object.entries(row).map(([field, value]) => ({ field, value: String(value) }))
    // The first look finds it running, with a part of its answer.
    if (query.asked === 1 || hour.status === 'Running')
      return { status: 'Running', statistics, results: all.slice(0, 1).map(fields) }
    this.#running.get(region)?.delete(String(queryId))
    if (hour.status !== undefined)
      return { status: hour.status, statistics, results: all.slice(0, 1).map(fields) }
    const from = Number(nextToken ?? 0)
    const to = from + pageRows
    const more = to < all.length ? { nextToken: String(to) } : {}
    return { status: 'Complete', statistics, results: all.slice(from, to).map(fields), ...more }
  }

  #stop(region: string, { queryId }: Record<string, unknown>) {
    const query = this.#queries.get(String(queryId))
    if (query === undefined) throw invalid('queryId')
    query.isStopped = true
    this.#running.get(region)?.delete(String(queryId))
    return { success: true }
  }
}

const isTotal = ({ queryString }: Readonly<Record<string, unknown>>): boolean =>
  !String(queryString).includes('user.username')
