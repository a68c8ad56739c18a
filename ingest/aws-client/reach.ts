// How far a source reaches: who it is, whose sessions it has, and one Place for each account and region,
// called in turn, within bounds, and left alone for the round when its region gives no answers.

import type { AwsClient, AwsClients, AwsCredentials, CredentialChain } from './clients.ts'
import type { AwsService, InputOf, OperationOf, OutputOf } from './closed-list.ts'
import { Gate } from './crowd.ts'
import { AwsFailure } from './failure.ts'
import { roleArn } from './iam-policy.ts'
import { Pace } from './pace.ts'
import { type Patience, patiently } from './patience.ts'
import { Place, Region, type RegionalService } from './place.ts'
import type { ProcessTime } from './process-time.ts'
import { machineSession, roleSession, type Session, sessionSeconds } from './sessions.ts'
import type { AwsTuning, PaceTuning } from './tuning.ts'

export interface Identity {
  readonly accountId: string
  readonly arn: string
  /** "aws", "aws-cn", "aws-us-gov", … */
  readonly partition: string
}

export interface ReachOptions {
  readonly clients: AwsClients
  readonly tuning: AwsTuning
  readonly time: ProcessTime
  readonly signal: AbortSignal
  /** The first region the definition names, if any. */
  readonly homeRegion: string | undefined
  readonly roleName: string | undefined
  externalId(): Promise<string | undefined>
  count(name: string): void
}

export class Reach {
  readonly options: ReachOptions
  readonly #gate: Gate
  readonly #regions = new Map<string, Region>()
  readonly #paces = new Map<string, Pace>()
  readonly #sessions = new Map<string, Session>()
  readonly #machine: Session
  readonly #home: string

  private constructor(options: ReachOptions, chain: CredentialChain, home: string) {
    this.options = options
    this.#gate = new Gate(options.tuning.inFlight)
    this.#machine = machineSession(chain, options.time)
    this.#home = home
  }

  static async open(options: ReachOptions): Promise<Reach> {
    const { chain, region } = await options.clients.machine()
    return new Reach(options, chain, options.homeRegion ?? region)
  }

  /** Regions are tried again. */
  beginRound(): void {
    for (const region of this.#regions.values()) region.heard()
  }

  async identity(): Promise<Identity> {
    const told = await this.ask('sts', 'GetCallerIdentity', {})
    const partition = told.Arn?.split(':')[1]
    if (!told.Account || !told.Arn || !partition) {
      const says = 'the answer does not say who we are; is the address of STS right?'
      throw new AwsFailure('sts:GetCallerIdentity', {
        kind: 'internal',
        remedy: 'none',
        code: 'NoIdentity',
        says,
      })
    }
    return { accountId: told.Account, arn: told.Arn, partition }
  }

  /** With the machine's own credentials, where it is at home. */
  async ask<Service extends 'sts' | 'organizations', Operation extends OperationOf<Service>>(
    service: Service,
    operation: Operation,
    input: InputOf<Service, Operation>,
  ): Promise<OutputOf<Service, Operation>> {
    const { tuning } = this.options
    const pace = this.#paceOf(service, service === 'sts' ? tuning.stsPace : tuning.organizationsPace)
    const caller = this.#caller(service, this.#home, this.#machine)
    return await this.#patiently(service, operation, input, { caller, pace, gates: [this.#gate] })
  }

  /** Valid now; renewed by itself while it is used. */
  async session(accountId: string, { partition, accountId: own }: Identity): Promise<Session> {
    const known = this.#sessions.get(accountId)
    if (known !== undefined) {
      await known.credentials()
      return known
    }
    const session = await this.#begun(accountId, { partition, accountId: own })
    this.#sessions.set(accountId, session)
    return session
  }

  place(accountId: string, region: string, session: Session): Place {
    return this.regional('eks', { accountId, region }, session)
  }

  regional<Service extends RegionalService>(
    service: Service,
    at: { readonly accountId: string; readonly region: string },
    session: Session,
  ): Place<Service> {
    const { tuning, count } = this.options
    const { accountId, region } = at
    // Each service for itself: one that is silent or throttles keeps no other back.
    const key = `${service} ${region}`
    let known = this.#regions.get(key)
    if (known === undefined) {
      known = new Region(region, tuning)
      this.#regions.set(key, known)
    }
    const pace = this.#paceOf(`${service} ${accountId}/${region}`, tuning.pace)
    const way = { caller: this.#caller(service, region, session), pace, gates: [known, this.#gate] }
    return new Place(
      { service, accountId, region },
      known,
      (operation, input) => this.#patiently(service, operation, input, way),
      count,
    )
  }

  async #begun(accountId: string, identity: Pick<Identity, 'partition' | 'accountId'>): Promise<Session> {
    const { roleName, time, clients } = this.options
    if (roleName === undefined) return this.#machine
    const assume = () => this.#assume(roleArn(identity.partition, accountId, roleName))
    // When a session ends is said by the clock of whoever lent it.
    const session = roleSession(assume, time, () => Date.now() + (clients.skewMs ?? 0))
    try {
      await session.credentials()
      return session
    } catch (error) {
      // The role is seldom deployed to the account of the credentials themselves; they may read it.
      const isRefused = error instanceof AwsFailure && error.kind === 'forbidden'
      if (accountId === identity.accountId && isRefused) return this.#machine
      throw error
    }
  }

  async #assume(role: string): Promise<OutputOf<'sts', 'AssumeRole'>> {
    const externalId = await this.options.externalId()
    this.options.count('sessions')
    return await this.ask('sts', 'AssumeRole', {
      RoleArn: role,
      RoleSessionName: 'periplus',
      DurationSeconds: sessionSeconds,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    })
  }

  async #patiently<Service extends AwsService, Operation extends OperationOf<Service>>(
    service: Service,
    operation: Operation,
    input: InputOf<Service, Operation>,
    way: { caller: Caller<Service>; pace: Pace; gates: Patience['gates'] },
  ): Promise<OutputOf<Service, Operation>> {
    const { time, tuning, signal, count } = this.options
    const action = `${service}:${operation}` as Parameters<typeof patiently>[0]
    const { pace, gates, caller } = way
    const patience = { pace, gates, time, tuning, signal, count }
    return await patiently(action, patience, {
      // Before the gates: a session that must be renewed first needs a way through them itself.
      prepare: () => caller.prepare(),
      attempt: ({ client }) => client.send(operation, input, signal),
      renew: ({ credentials }) => caller.session.renew(credentials),
    })
  }

  /** A client with the session's credentials of now; made anew when they change. */
  #caller<Service extends AwsService>(service: Service, region: string, session: Session): Caller<Service> {
    let made: Means<Service> | undefined
    return {
      session,
      prepare: async () => {
        const credentials = await session.credentials()
        if (made?.credentials !== credentials) {
          made = { credentials, client: this.options.clients.make(service, region, credentials) }
        }
        return made
      },
    }
  }

  #paceOf(name: string, tuning: PaceTuning): Pace {
    const known = this.#paces.get(name) ?? new Pace(tuning, this.options.time)
    this.#paces.set(name, known)
    return known
  }
}

interface Means<Service extends AwsService> {
  readonly credentials: AwsCredentials
  readonly client: AwsClient<Service>
}

interface Caller<Service extends AwsService> {
  readonly session: Session
  prepare(): Promise<Means<Service>>
}
