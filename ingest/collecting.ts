// Everything about sources that are read, put together: what is defined where, what the page may choose
// from, testing one, and (in processes that take things in) the supervisor that reads them. Decides
// nothing about any kind of source; called by `server/start.ts` only.
import { lookup } from 'node:dns/promises'
import type { Relational } from '../db/relational/client.ts'
import { listSourceDefinitions } from '../db/relational/read/source-definitions.ts'
import { listKnownSources, listSourceHealth } from '../db/relational/read/source-health.ts'
import { listHolders } from '../db/relational/read/source-leases.ts'
import { claimClusters, releaseClaim } from '../db/relational/write/cluster-claims.ts'
import { forgetTold } from '../db/relational/write/cluster-facts.ts'
import { putSourceHealth, removeSourceHealth } from '../db/relational/write/source-health.ts'
import { releaseLeases, takeLeases } from '../db/relational/write/source-leases.ts'
import { notFound, unavailable } from '../domain/errors.ts'
import type { ClusterId } from '../domain/model/cluster-id.ts'
import type { CollectionKind, Trouble } from '../domain/model/collection.ts'
import type { SourceDefinition } from '../domain/model/source-definition.ts'
import {
  type Credential,
  type PageSource,
  pageSourceSchema,
  sourceIdOf,
} from '../domain/model/source-definition.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { CollectionTest, Collector, Inventory, RefreshCluster } from './collection.ts'
import {
  type ConfiguredSource,
  type ContextChoice,
  contextChoices,
  desiredSources,
  type Given,
  namedKubeconfigs,
  pageSourcePlan,
} from './definitions/definitions.ts'
import { contextsOf, type KubeContexts } from './definitions/kube-contexts.ts'
import { type OutgoingRule, outgoingRule, refusedAddress } from './outgoing/address-rule.ts'
import type { Metric } from './pipeline/metrics.ts'
import { type Repeated, repeat } from './repeat.ts'
import type { DesiredSource } from './supervisor/desired.ts'
import {
  type Supervisor,
  type SupervisorLimits,
  type SupervisorOptions,
  startSupervisor,
} from './supervisor/supervisor.ts'
import { Turns } from './supervisor/turns.ts'
import { testSource, testWithinMs } from './test-source.ts'

/** What periplus.yaml and the environment say at this moment. */
export interface ConfiguredSources {
  readonly file: readonly ConfiguredSource[]
  readonly environment: readonly ConfiguredSource[]
  readonly credentials: readonly Credential[]
  readonly allowAddresses: readonly string[]
  readonly kubeconfig: string
}

/** What collectors are made with. */
export interface CollectorDeps {
  /** The product's. */
  readonly clock: Clock
  readonly rule: () => OutgoingRule
  readonly credentialOf: (name: string) => Credential | undefined
  /** Where secrets, KUBECONFIG and what credential plugins need are found. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of Periplus. */
  readonly version: string
}

/** What a person applies elsewhere so that sources may be read: manifests and policies, as texts. */
export interface SourceGrants {
  readonly rbac: string
  /** For the role in each account. */
  readonly iamReader: string
  /** For the same role, where audit logs are searched in CloudWatch. */
  readonly iamLogs: string
  /** Who may assume it. */
  readonly iamTrust: string
  /** For the credentials Periplus starts with. */
  readonly iamCaller: string
}

export interface CollectingOptions {
  readonly relational: Relational
  readonly clock: Clock
  readonly log: SupervisorOptions['log']
  readonly configured: () => ConfiguredSources
  readonly collectors: (deps: CollectorDeps) => readonly Collector<SourceDefinition>[]
  readonly grants: () => SourceGrants
  readonly environment: CollectorDeps['environment']
  readonly version: string
  /** Undefined in a process that reads no sources and only answers about them. */
  readonly inventoryOf:
    | ((source: { readonly sourceId: string; readonly kind: CollectionKind }) => Inventory)
    | undefined
  /** Smaller ones for tests. */
  readonly limits?: Partial<SupervisorLimits>
  readonly everyMs?: number
}

export interface Collecting {
  /** Every source this installation has, by what this process was told. */
  sources(): readonly DesiredSource[]
  choices(): {
    readonly contexts: readonly ContextChoice[]
    readonly credentials: readonly Credential[]
    readonly grants: SourceGrants
  }
  /** Why a source cannot be added to the page's; undefined when it can be tried. */
  troubleOf(source: PageSource): Promise<Omit<Trouble, 'since'> | undefined>
  /** Looks at a source without storing anything; what is well is tried again at once. NotFound. */
  test(sourceId: string, signal: AbortSignal | undefined): Promise<CollectionTest>
  /** The same of one that is not added yet. */
  tryOut(source: PageSource, signal: AbortSignal | undefined): Promise<CollectionTest>
  /** Looks at definitions now: they were changed. */
  look(): Promise<void>
  /** Has whoever runs a cluster judge it anew; undefined when no source that is read here can ask for it. */
  refresherOf(clusterId: ClusterId): RefreshCluster | undefined
  /** Runs every check over every cluster now. Unavailable where this process reads no sources. */
  evaluate(): Promise<void>
  metrics(): Metric[]
  stop(): Promise<void>
}

const mostOnPage = 5_000
const mostSources = 20_000
const testsAtOnce = 8

export function openCollecting(options: CollectingOptions): Collecting {
  return new OpenCollecting(options)
}

class OpenCollecting implements Collecting {
  readonly #options: CollectingOptions
  readonly #collectors: ReadonlyMap<CollectionKind, Collector<SourceDefinition>>
  readonly #supervisor: Supervisor | undefined
  readonly #tests = new Turns({ width: testsAtOnce, overdueMs: testWithinMs })
  readonly #job: Repeated
  #contexts: ReadonlyMap<string, KubeContexts> = new Map()
  #page: readonly PageSource[] = []
  #sources: readonly DesiredSource[] = []
  #said = ''
  #rule: { readonly allowed: readonly string[]; readonly rule: OutgoingRule } | undefined

  constructor(options: CollectingOptions) {
    const { log, inventoryOf } = options
    this.#options = options
    const collectors = options.collectors({
      rule: () => this.#ruleFor(options.configured().allowAddresses),
      environment: options.environment,
      version: options.version,
      clock: options.clock,
      credentialOf: (name) => options.configured().credentials.find((credential) => credential.name === name),
    })
    this.#collectors = new Map(collectors.map((collector) => [collector.kind, collector]))
    this.#supervisor = inventoryOf && startSupervisor(supervisorOptions(options, collectors, inventoryOf))
    this.#job = repeat({
      everyMs: options.everyMs ?? 5_000,
      slowestMs: 15_000,
      run: async () => {
        await this.look()
        return false
      },
      onFailure: (error) =>
        log.warn({ err: error }, 'definitions of sources were not read; it is tried again'),
    })
    // The first look; a store that is away is looked at again by the job.
    void this.look().catch(() => undefined)
  }

  sources(): readonly DesiredSource[] {
    return this.#sources
  }

  choices(): ReturnType<Collecting['choices']> {
    const given = this.#given()
    return {
      contexts: contextChoices(given, this.#sources),
      credentials: given.credentials,
      grants: this.#options.grants(),
    }
  }

  async troubleOf(source: PageSource): Promise<Omit<Trouble, 'since'> | undefined> {
    const plan = await this.#planOf(source)
    return 'trouble' in plan ? plan.trouble : undefined
  }

  async test(sourceId: string, signal: AbortSignal | undefined): Promise<CollectionTest> {
    const source = this.#sources.find((one) => one.sourceId === sourceId)
    if (source === undefined) throw notFound('there is no such source; it may have been removed')
    const tested = await this.#tested(source, signal)
    if (tested.checks.every(({ ok }) => ok)) this.#supervisor?.nudge(sourceId)
    return tested
  }

  async tryOut(source: PageSource, signal: AbortSignal | undefined): Promise<CollectionTest> {
    const plan = await this.#planOf(source)
    return await this.#tested({ sourceId: sourceIdOf(source), kind: source.kind, plan }, signal)
  }

  async look(): Promise<void> {
    const rows = await listSourceDefinitions(this.#options.relational, { limit: mostOnPage })
    // What an older or newer release stored and this one cannot read is not tried.
    this.#page = rows.flatMap(({ definition }) => pageSourceSchema.safeParse(definition).data ?? [])
    await this.#readContexts()
    const given = this.#given()
    const { file, environment, credentials, allowAddresses } = given
    const contexts = [...this.#contexts]
    const said = JSON.stringify({
      page: this.#page,
      file,
      environment,
      credentials,
      allowAddresses,
      contexts,
    })
    if (said === this.#said) return
    this.#said = said
    const sources = desiredSources(given)
    this.#sources = sources
    this.#supervisor?.want(sources)
  }

  refresherOf(clusterId: ClusterId): RefreshCluster | undefined {
    return this.#supervisor?.refresherOf(clusterId)
  }

  async evaluate(): Promise<void> {
    throw unavailable(
      'this process only answers; the one that reads sources checks clusters every few minutes',
    )
  }

  metrics(): Metric[] {
    return this.#supervisor?.metrics() ?? []
  }

  async stop(): Promise<void> {
    await this.#job.stop()
    await this.#supervisor?.stop()
  }

  async #planOf(source: PageSource): Promise<DesiredSource['plan']> {
    await this.#readContexts()
    const given = this.#given()
    const plan = pageSourcePlan(source, given)
    const address = 'server' in source ? source.server : 'url' in source ? source.url : undefined
    if ('trouble' in plan || address === undefined) return plan
    const why = await refusalByName(new URL(address).hostname, given.rule)
    return why === undefined ? plan : { trouble: refusedAddress(why).trouble }
  }

  async #tested(
    source: Pick<DesiredSource, 'sourceId' | 'kind' | 'plan'>,
    signal: AbortSignal | undefined,
  ): Promise<CollectionTest> {
    return await this.#tests.run(
      () =>
        testSource(source, {
          collectors: this.#collectors,
          signal,
          onMistake: (error) =>
            this.#options.log.error(
              { err: error, sourceId: source.sourceId },
              'the test of a source failed in an unforeseen way',
            ),
        }),
      signal ?? new AbortController().signal,
    )
  }

  /** Asked at every connection, so it is made once for each list of addresses. */
  #ruleFor(allowed: readonly string[]): OutgoingRule {
    if (this.#rule?.allowed !== allowed) this.#rule = { allowed, rule: outgoingRule(allowed) }
    return this.#rule.rule
  }

  #given(): Given & Pick<ConfiguredSources, 'allowAddresses'> {
    const configured = this.#options.configured()
    return {
      ...configured,
      page: this.#page,
      contextsOf: (place) => this.#contexts.get(place) ?? { contexts: [], problem: undefined },
      rule: this.#ruleFor(configured.allowAddresses),
    }
  }

  async #readContexts(): Promise<void> {
    const places = namedKubeconfigs(this.#given())
    const found = await Promise.all(places.map(async (place) => [place, await contextsOf(place)] as const))
    this.#contexts = new Map(found)
  }
}

/** A name that leads to a refused address is refused when it is written down; connecting asks again. */
async function refusalByName(host: string, rule: OutgoingRule): Promise<string | undefined> {
  const name = host.replace(/^\[|\]$/g, '')
  const found = await lookup(name, { all: true }).catch(() => [])
  const why = found.map(({ address }) => rule.refusalOf(address)).find((refusal) => refusal !== undefined)
  return why && `${name} leads to ${why}`
}

function supervisorOptions(
  { relational, clock, log, limits }: CollectingOptions,
  collectors: readonly Collector<SourceDefinition>[],
  inventoryOf: SupervisorOptions['inventoryOf'],
): SupervisorOptions {
  return {
    collectors,
    inventoryOf,
    leases: {
      take: (ask) => takeLeases(relational, ask),
      release: (ask) => releaseLeases(relational, ask),
      holders: () => listHolders(relational, { limit: 1_000 }),
    },
    claims: {
      take: (claims, forMs) => claimClusters(relational, { claims, forMs }),
      release: (claim) => releaseClaim(relational, claim),
    },
    health: {
      read: (sourceIds) => listSourceHealth(relational, { sourceIds, limit: mostSources }),
      write: (rows) => putSourceHealth(relational, { rows }),
      known: () => listKnownSources(relational, { limit: mostSources }),
      forget: async (sourceIds) => {
        for (const sourceId of sourceIds) await forgetTold(relational, { sourceId })
        await removeSourceHealth(relational, { sourceIds })
      },
    },
    clock,
    log,
    chance: Math.random,
    ...(limits && { limits }),
  }
}
