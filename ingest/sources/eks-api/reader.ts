// Reads one EKS source round after round: who we are, which accounts, all their clusters, the calendar. Keeps
// what it learnt between rounds; nothing of it outlives the try.
import type { Account } from '../../../domain/model/account.ts'
import type { EksSource } from '../../../domain/model/source-definition.ts'
import { type AccountList, isOpen, listAccounts } from '../../aws-client/accounts.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import { callerPolicy, grantOf, policyText } from '../../aws-client/iam-policy.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { Identity, Reach } from '../../aws-client/reach.ts'
import { eksRegions } from '../../aws-client/regions.ts'
import { ToldTroubles, worded } from '../../aws-client/told.ts'
import { CollectionFailure, type CollectorTools, type RefreshCluster } from '../../collection.ts'
import { Catalogue } from './catalogue.ts'
import { gently, type RoundInventory } from './gentle-inventory.ts'
import { lookAnew } from './look-anew.ts'
import { insights } from './part-rules.ts'
import { readKind } from './read-cluster.ts'
import { RoundMemory, readRound } from './round.ts'
import { RoundTroubles } from './troubles.ts'
import type { EksTuning } from './tuning.ts'
import { readCalendar } from './version-calendar.ts'

export interface ReaderOptions {
  readonly definition: EksSource
  readonly reach: Reach
  readonly tools: CollectorTools
  readonly time: ProcessTime
  readonly tuning: EksTuning
}

/** The calendar is asked of so many places before it counts as refused. */
const calendarTries = 3

export class EksReader {
  readonly #options: ReaderOptions
  readonly #catalogue: Catalogue
  readonly #inventory: RoundInventory
  readonly #told: ToldTroubles
  #identity: Identity | undefined
  #memory: RoundMemory | undefined
  #accounts: { readonly list: AccountList; readonly readAtMs: number } | undefined
  #calendarAtMs = Number.NEGATIVE_INFINITY
  #calendarTrouble: AwsFailure | undefined

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#catalogue = new Catalogue(options.time, options.tuning.catalogueEveryMs)
    this.#inventory = gently(options.tools.inventory, options.tuning.tellsAtOnce)
    this.#told = new ToldTroubles(options.tools.report)
  }

  /** Rejects with CollectionFailure when nothing at all could be read. */
  async round(): Promise<void> {
    const { reach, tools, definition } = this.#options
    const { inventory, report, clock } = tools
    const startedAt = clock.now()
    const identity = await this.#whoWeAre()
    const regions = definition.regions ?? eksRegions(identity.partition)
    if (regions.length === 0) throw noRegions(identity)
    const troubles = new RoundTroubles()
    const accounts = await this.#whichAccounts(identity, troubles)
    this.#memory ??= new RoundMemory(await inventory.toldClusters())
    const { listed } = await readRound(accounts, this.#memory, troubles, {
      ...this.#options,
      identity,
      startedAt,
      regions: [...new Set(regions)],
      areRegionsNamed: definition.regions !== undefined,
      inventory: this.#inventory,
      sourceId: tools.sourceId,
      catalogue: this.#catalogue,
    })
    await this.#readCalendar(listed, troubles)
    const all = troubles.all(reach.options.roleName)
    this.#told.replace(all)
    report.clusters(this.#memory.clusterIds())
    const { skewMs } = reach.options.clients
    if (skewMs !== null) report.clockSkew(skewMs)
    // What could not be read is said above; all else is as of this instant.
    if (listed.length > 0) report.complete(startedAt)
    else throw nothingListed(all, accounts)
  }

  /** Has EKS look at a cluster anew and reads what it found, by the same sessions and at the same pace as rounds. */
  readonly refresh: RefreshCluster = async (clusterId, tell, signal) => {
    const { reach, tools, time, tuning } = this.#options
    const known = this.#memory?.find(clusterId)
    const identity = this.#identity
    if (known === undefined || identity === undefined)
      return 'EKS was not asked to look anew: its source has not read the cluster yet'
    const { memory } = known
    // EKS looks into no cluster that it does not run.
    if (memory.facts.connector !== null) return null
    try {
      const [accountId = '', region = ''] = known.place.split('/')
      const place = reach.place(accountId, region, await reach.session(accountId, identity))
      const nowMs = tools.clock.now().getTime()
      const why = await lookAnew({ place, clusterName: memory.name, nowMs, time, tuning, tell, signal })
      if (why !== null) return why
      tell('reading')
      await readKind(insights, memory, {
        place,
        inventory: this.#inventory,
        sourceId: tools.sourceId,
        catalogue: this.#catalogue,
        time,
        tuning,
        troubles: new RoundTroubles(),
      })
      return null
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AwsFailure)) throw error
      return `What EKS found could not be read: ${error.message}`
    }
  }

  async #whoWeAre(): Promise<Identity> {
    const { reach, definition } = this.#options
    try {
      this.#identity ??= await reach.identity()
    } catch (error) {
      if (error instanceof AwsFailure && isNoAnswer(error)) {
        throw ended(error, 'AWS could not be asked who we are', [
          'See whether this machine reaches the STS endpoint, through its proxy, firewall or VPC endpoint.',
        ])
      }
      throw ended(error, 'This machine’s AWS credentials do not work', [
        definition.profile === undefined
          ? 'Give this machine credentials the AWS SDK finds: an instance or pod role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or name a profile in the source.'
          : `See whether the profile ${definition.profile} stands in the AWS configuration of this machine: aws sts get-caller-identity --profile ${definition.profile}`,
      ])
    }
    if (definition.roleName === undefined && definition.accounts !== undefined) {
      const others =
        definition.accounts === 'organization' ||
        definition.accounts.some((id) => id !== this.#identity?.accountId)
      if (others) throw noRole()
    }
    return this.#identity
  }

  async #whichAccounts(identity: Identity, troubles: RoundTroubles): Promise<readonly Account[]> {
    const { definition, reach, tools, time, tuning } = this.#options
    const known = this.#accounts
    if (known === undefined || time.nowMs() - known.readAtMs >= tuning.accountsEveryMs) {
      try {
        const list = await listAccounts(definition.accounts, identity.accountId, reach)
        this.#accounts = { list, readAtMs: time.nowMs() }
        await tools.inventory.tellAccounts(list.accounts)
      } catch (error) {
        const needs = callerPolicy({
          partition: identity.partition,
          roleName: definition.roleName,
          accounts: 'organization',
        })
        const step = `Give ${identity.arn} this policy; it must be of the management account or of a delegated administrator:\n${policyText(needs)}`
        if (known === undefined)
          throw ended(error, 'The accounts of the organisation cannot be listed', [step])
        if (!(error instanceof AwsFailure)) throw error
        troubles.say({ subject: 'organization', ...worded(error), steps: [step] })
      }
    }
    const list = this.#accounts?.list
    if (list?.withoutPaths) troubles.say(pathsRefused(list.withoutPaths))
    return list?.accounts.filter(isOpen) ?? []
  }

  async #readCalendar(places: readonly Place[], troubles: RoundTroubles): Promise<void> {
    const { time, tuning, tools } = this.#options
    if (time.nowMs() - this.#calendarAtMs >= tuning.calendarEveryMs) {
      for (const place of places.slice(0, calendarTries)) {
        try {
          const versions = await readCalendar(place)
          if (versions.length > 0) await tools.inventory.tellCalendar(versions)
          this.#calendarAtMs = time.nowMs()
          this.#calendarTrouble = undefined
          break
        } catch (error) {
          if (!(error instanceof AwsFailure)) throw error
          this.#calendarTrouble = error
        }
      }
    }
    if (this.#calendarTrouble !== undefined) troubles.say(calendarRefused(this.#calendarTrouble))
  }
}

function calendarRefused(failure: AwsFailure) {
  return {
    kind: failure.kind,
    subject: 'version calendar',
    says: `${failure.message}. The calendar that Periplus ships with counts instead; it knows no versions newer than this release.`,
    steps: [`Give the role this statement:\n${policyText(grantOf(['eks:DescribeClusterVersions']))}`],
  }
}

function pathsRefused(failure: AwsFailure) {
  return {
    kind: failure.kind,
    subject: 'organizational units',
    says: `${failure.message}. Accounts are read, but not in which organisational unit they stand.`,
    steps: [
      `Give the credentials this statement:\n${policyText(
        grantOf([
          'organizations:ListRoots',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListAccountsForParent',
        ]),
      )}`,
    ],
  }
}

/** Nothing was said of the credentials. */
const isNoAnswer = ({ kind }: AwsFailure): boolean =>
  kind === 'unreachable' || kind === 'certificate' || kind === 'configuration'

function ended(error: unknown, what: string, steps: readonly string[]): unknown {
  if (!(error instanceof AwsFailure)) return error
  const { kind, retryAfterMs } = error
  const trouble = { kind, subject: '', says: `${what}: ${error.message}`, steps }
  return new CollectionFailure(trouble, { cause: error, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) })
}

function noRegions({ partition }: Identity): CollectionFailure {
  const says = `No regions are known for the partition ${partition}`
  return new CollectionFailure({
    kind: 'configuration',
    subject: '',
    says,
    steps: ['Name them under `regions`.'],
  })
}

function noRole(): CollectionFailure {
  return new CollectionFailure({
    kind: 'configuration',
    subject: '',
    says: 'Other accounts are to be read, but no role is named to be assumed in them',
    steps: ['Set `roleName`, or leave out `accounts` to read the account of the credentials alone.'],
  })
}

function nothingListed(
  troubles: ReturnType<RoundTroubles['all']>,
  accounts: readonly Account[],
): CollectionFailure {
  const [first] = troubles
  const says = `Of ${accounts.length} accounts none could be read`
  return new CollectionFailure({
    kind: first?.kind ?? 'configuration',
    subject: '',
    says: first === undefined ? `${says}: none is active` : `${says}; ${first.subject}: ${first.says}`,
    steps: first?.steps ?? ['See whether the accounts are active.'],
  })
}
