// The only place that makes clients of AWS. Each is told where its service is, tries once (patience.ts tries
// again), ends what takes too long, and refuses a command that is not on the closed list.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import {
  type AwsAction,
  type AwsSdk,
  type AwsService,
  awsActions,
  type InputOf,
  type OperationOf,
  type OutputOf,
} from './closed-list.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The SDK's own chain; asked again with `forceRefresh` it looks once more where it found them. */
export type CredentialChain = (options?: { forceRefresh?: boolean }) => Promise<AwsCredentials>

export interface AwsClientOptions {
  /** Other addresses of the services. */
  readonly endpoints: Partial<Readonly<Record<AwsService, string>>>
  readonly profile: string | undefined
  readonly timeoutMs: number
  readonly inFlight: number
  readonly inFlightPerRegion: number
  /** Looks hosts up and refuses addresses nobody may connect to. */
  readonly lookup?: LookupFunction | undefined
}

export interface AwsClient<Service extends AwsService> {
  send<Operation extends OperationOf<Service>>(
    operation: Operation,
    input: InputOf<Service, Operation>,
    signal: AbortSignal,
  ): Promise<OutputOf<Service, Operation>>
}

const clientNames = {
  backup: 'BackupClient',
  eks: 'EKSClient',
  logs: 'CloudWatchLogsClient',
  organizations: 'OrganizationsClient',
  sts: 'STSClient',
} as const

const idleSocketMs = 10_000
/** A clock this far off is corrected for; AWS refuses what is five minutes off. */
const worthCorrectingMs = 60_000
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
/** Where neither the definition nor the machine says a region. */
const anyRegion = 'us-east-1'

export class AwsClients {
  readonly #options: AwsClientOptions
  readonly #sdk: AwsSdk
  readonly #agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }
  #skewMs: number | null = null

  private constructor(options: AwsClientOptions, sdk: AwsSdk) {
    this.#options = options
    this.#sdk = sdk
    // Shared by all clients. There is a host a region, and most are asked little: idle sockets soon close.
    const { inFlight: maxSockets, inFlightPerRegion: maxFreeSockets } = options
    const sockets = {
      keepAlive: true,
      maxSockets,
      maxFreeSockets,
      timeout: idleSocketMs,
      ...(options.lookup && { lookup: options.lookup }),
    }
    this.#agents = { httpAgent: new HttpAgent(sockets), httpsAgent: new HttpsAgent(sockets) }
  }

  /** Loads the SDK, which an installation without such a source need not carry. */
  static async open(options: AwsClientOptions): Promise<AwsClients> {
    const [backup, eks, logs, organizations, sts] = await Promise.all([
      import('@aws-sdk/client-backup'),
      import('@aws-sdk/client-eks'),
      import('@aws-sdk/client-cloudwatch-logs'),
      import('@aws-sdk/client-organizations'),
      import('@aws-sdk/client-sts'),
    ])
    return new AwsClients(options, { backup, eks, logs, organizations, sts })
  }

  /** The servers' clocks minus ours, as last heard; null before the first answer. */
  get skewMs(): number | null {
    return this.#skewMs
  }

  make<Service extends AwsService>(
    service: Service,
    region: string,
    credentials: AwsCredentials | CredentialChain,
  ): AwsClient<Service> {
    const skewMs = this.#skewMs ?? 0
    const sdk = this.#sdk[service] as unknown as Readonly<Record<string, new (given: unknown) => unknown>>
    const made = (name: string, given: unknown): unknown => {
      const Named = sdk[name]
      if (Named === undefined) throw new Error(`the AWS SDK has no ${name}`)
      return new Named(given)
    }
    const client = made(clientNames[service], {
      ...this.#config(service),
      region,
      credentials,
      systemClockOffset: Math.abs(skewMs) > worthCorrectingMs ? skewMs : 0,
    }) as Sender
    refuseOthers(client, service)
    this.#hearClock(client)
    return {
      send: async (operation, input, signal) => {
        const command = made(`${operation}Command`, input) as object
        return (await client.send(command, { abortSignal: signal })) as never
      },
    }
  }

  /** Whose credentials this machine has, and which region it says, if any. */
  async machine(): Promise<{ chain: CredentialChain; region: string }> {
    const { config } = new this.#sdk.sts.STSClient(this.#config('sts'))
    const region = await config.region().catch(() => anyRegion)
    return { chain: config.credentials as CredentialChain, region }
  }

  close(): void {
    this.#agents.httpAgent.destroy()
    this.#agents.httpsAgent.destroy()
  }

  #config(service: AwsService) {
    const { endpoints, profile, timeoutMs } = this.#options
    const endpoint = endpoints[service]
    return {
      maxAttempts: 1,
      requestHandler: {
        ...this.#agents,
        connectionTimeout: Math.min(5_000, timeoutMs),
        requestTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        throwOnRequestTimeout: true,
        logger: quiet,
      },
      customUserAgent: 'periplus',
      logger: quiet,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(profile === undefined ? {} : { profile }),
    }
  }

  #hearClock(client: Sender): void {
    client.middlewareStack.add(
      (next) => async (call) => {
        const result = await next(call)
        const heard = Date.parse(result.response?.headers?.date ?? '')
        if (Number.isFinite(heard)) this.#skewMs = heard - Date.now()
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'hearClock' },
    )
  }
}

interface Result {
  readonly response?: { readonly headers?: Readonly<Record<string, string>> }
}
type Handle = (call: unknown) => Promise<Result>

/** What clients of all services have in common. */
interface Sender {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>
  readonly middlewareStack: {
    add(
      middleware: (next: Handle, context: { readonly commandName?: string }) => Handle,
      options: { step: string; priority: string; name: string },
    ): void
  }
}

/** Whoever gets hold of the client: a command that is not on the list is never sent. */
function refuseOthers({ middlewareStack }: Sender, service: AwsService): void {
  middlewareStack.add(
    (next, context) => async (call) => {
      const action = `${service}:${(context.commandName ?? '').replace(/Command$/, '')}`
      if (!awsActions.includes(action as AwsAction)) {
        throw new Error(`${action} is not on the closed list of what Periplus asks of AWS`)
      }
      return await next(call)
    },
    { step: 'initialize', priority: 'high', name: 'refuseOthers' },
  )
}
