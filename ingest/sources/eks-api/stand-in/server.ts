// A stand-in of AWS over real HTTP: EKS, AWS Backup, STS and Organizations on one port, told apart by what the request is
// signed for. Keeps a record of every call, checks that it is signed, and fails as a test asks it to.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBackup, operationOf } from './backup-door.ts'
import { answerEks, Refused, routeOf } from './eks-door.ts'
import { answerOrganizations, baseAccessKey, Identities, xmlError } from './identity-doors.ts'
import type { Json, World } from './world.ts'

export interface Call {
  readonly service: string
  readonly operation: string
  readonly accountId: string
  readonly region: string
  /** Of the cluster; empty for none. */
  readonly cluster: string
  readonly atMs: number
}

export type Failing =
  | 'throttle'
  | 'too-many'
  | 'deny'
  | 'deny-by-organisation'
  | 'not-enabled'
  | 'server-error'
  | 'hang'
  | 'hang-midway'
  | 'reset'
  | 'html'
  | 'empty'

export interface Fault {
  when(call: Call): boolean
  readonly does: Failing
  /** How often; absent: always. */
  times?: number
}

const refusals: Partial<Record<Failing, (call: Call) => Refused>> = {
  throttle: () => new Refused(400, 'ThrottlingException', 'Rate exceeded'),
  'too-many': () => new Refused(429, 'TooManyRequestsException', 'Too Many Requests'),
  deny: ({ service, operation, accountId }) =>
    new Refused(
      403,
      'AccessDeniedException',
      `User: arn:aws:sts::${accountId}:assumed-role/periplus/periplus is not authorized to perform: ${service}:${operation} on resource: *`,
    ),
  'deny-by-organisation': ({ service, operation }) =>
    new Refused(
      403,
      'AccessDeniedException',
      `not authorized to perform: ${service}:${operation} with an explicit deny in a service control policy`,
    ),
  'not-enabled': () =>
    new Refused(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
  'server-error': () => new Refused(500, 'ServerException', 'Something went wrong on our side'),
}

export class AwsStandIn {
  readonly calls: Call[] = []
  readonly faults: Fault[] = []
  readonly identities: Identities
  readonly world: World
  /** Most connections and requests that were open at the same time. */
  readonly most = { sockets: 0, requests: 0 }
  /** Added to the clock it tells and checks signatures by. */
  clockAheadMs = 0
  readonly #server: Server
  #sockets = 0
  #requests = 0

  private constructor(world: World) {
    this.world = world
    this.identities = new Identities(world)
    this.#server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => void this.#handle(req, res))
    this.#server.on('connection', (socket) => {
      this.most.sockets = Math.max(this.most.sockets, ++this.#sockets)
      socket.on('close', () => {
        this.#sockets -= 1
      })
    })
  }

  static async open(world: World): Promise<AwsStandIn> {
    const standIn = new AwsStandIn(world)
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get endpoints(): Record<'backup' | 'eks' | 'sts' | 'organizations', string> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return { backup: url, eks: url, sts: url, organizations: url }
  }

  /** What the SDK's chain finds in the environment of a test. */
  static readonly environment = {
    AWS_ACCESS_KEY_ID: baseAccessKey,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  } as const

  actions(): string[] {
    return [...new Set(this.calls.map(({ service, operation }) => `${service}:${operation}`))].sort()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.most.requests = Math.max(this.most.requests, ++this.#requests)
    res.on('close', () => {
      this.#requests -= 1
    })
    res.setHeader('date', new Date(Date.now() + this.clockAheadMs).toUTCString())
    let service = ''
    try {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      service = serviceOf(req)
      const signed = this.#signature(req)
      const accountId = this.identities.whose(signed.accessKeyId, header(req, 'x-amz-security-token'))
      this.#answer(req, res, Buffer.concat(chunks).toString(), { ...signed, accountId })
    } catch (error) {
      if (error instanceof Refused) refuse(res, service, error)
      else res.writeHead(500).end(String(error))
    }
  }

  #signature(req: IncomingMessage): { accessKeyId: string; region: string; service: string } {
    const authorization = header(req, 'authorization') ?? ''
    const form =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/
    const [, accessKeyId = '', day, region = '', service = '', names = ''] = form.exec(authorization) ?? []
    const stamp = header(req, 'x-amz-date') ?? ''
    const isWhole = ['host', 'x-amz-date'].every((name) => names.split(';').includes(name))
    if (accessKeyId === '' || !isWhole || day !== stamp.slice(0, 8)) {
      throw new Refused(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
    }
    const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    const now = Date.now() + this.clockAheadMs
    if (!(Math.abs(now - at) < 5 * 60_000)) {
      throw new Refused(
        403,
        'InvalidSignatureException',
        `Signature expired: ${stamp} is now earlier than allowed`,
      )
    }
    return { accessKeyId, region, service }
  }

  #answer(
    req: IncomingMessage,
    res: ServerResponse,
    body: string,
    { service, region, accountId }: { service: string; region: string; accountId: string },
  ): void {
    const url = new URL(req.url ?? '/', 'http://stand-in')
    const note = (operation: string, cluster = ''): Call => {
      const call = { service, operation, accountId, region, cluster, atMs: performance.now() }
      this.calls.push(call)
      return call
    }
    if (service === 'sts') {
      const form = new URLSearchParams(body)
      if (this.#failed(note(form.get('Action') ?? ''), res)) return
      const answer = this.identities.answerSts(accountId, form)
      res.writeHead(200, { 'content-type': 'text/xml' }).end(answer)
    } else if (service === 'organizations') {
      const operation = (header(req, 'x-amz-target') ?? '').replace('AWSOrganizationsV20161128.', '')
      if (this.#failed(note(operation), res)) return
      const answer = answerOrganizations(operation, JSON.parse(body || '{}'), this.world.root)
      res.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
    } else if (service === 'backup') {
      if (this.#failed(note(operationOf(req.method, url)), res)) return
      json(res, 200, answerBackup(url, this.world.places.get(`${accountId}/${region}`)))
    } else {
      const asked = routeOf(req.method ?? '', url, body)
      if (this.#failed(note(asked.operation, asked.path.name ?? asked.path.clusterName), res)) return
      json(res, 200, answerEks(asked, this.world.places.get(`${accountId}/${region}`)))
    }
  }

  /** True when a fault took the call. */
  #failed(call: Call, res: ServerResponse): boolean {
    const fault = this.faults.find(({ when, times }) => (times ?? 1) > 0 && when(call))
    if (fault === undefined) return false
    if (fault.times !== undefined) fault.times -= 1
    const refusal = refusals[fault.does]
    if (refusal !== undefined) throw refusal(call)
    if (fault.does === 'reset') res.socket?.resetAndDestroy()
    else if (fault.does === 'html')
      res.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>')
    else if (fault.does === 'empty') json(res, 200, {})
    else if (fault.does === 'hang-midway')
      res.writeHead(200, { 'content-type': 'application/json' }).write('{"clus')
    return true
  }
}

const serviceOf = (req: IncomingMessage): string =>
  /\/([a-z]+)\/aws4_request/.exec(header(req, 'authorization') ?? '')?.[1] ?? ''

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function json(res: ServerResponse, status: number, answer: Json): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

function refuse(res: ServerResponse, service: string, refused: Refused): void {
  const { status, code, message } = refused
  if (service === 'sts') {
    res.writeHead(status, { 'content-type': 'text/xml' }).end(xmlError(refused))
    return
  }
  if (service === 'organizations') {
    const answer = { __type: code, Message: message }
    res.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
    return
  }
  res.setHeader('x-amzn-errortype', code)
  json(res, status, { message })
}
