// For store tests: sources as periplus.yaml would define them, read by the real collectors under the real
// supervisor into real embedded stores. Only tests import it.
import { setTimeout as sleep } from 'node:timers/promises'
import { objectCounts } from '../db/events/read/object-counts.ts'
import { objectPage } from '../db/events/read/objects.ts'
import { listSourceHealth } from '../db/relational/read/source-health.ts'
import { everything } from '../db/store-tests/audit-events.ts'
import { openTestStores, quiet, type TestStores } from '../db/store-tests/stores.ts'
import type { CollectionHealth } from '../domain/model/collection.ts'
import type { ObjectKind, ObjectState } from '../domain/model/kube-object.ts'
import type { KubeSource, SourceDefinition } from '../domain/model/source-definition.ts'
import type { Clock } from '../domain/units/clock.ts'
import { type Collecting, openCollecting } from './collecting.ts'
import type { Collector } from './collection.ts'
import { secretReader } from './definitions/secret-places.ts'
import { type StartedInventory, startInventory } from './inventory/start.ts'
import { eksCollector } from './sources/eks-api/source.ts'
import { defaultTuning } from './sources/eks-api/tuning.ts'
import { collectors, grants } from './sources/registry.ts'

export const rigToken = 'token-of-the-rig'
const variable = 'RIG_TOKEN'

/** A cluster at an address, as periplus.yaml names it. */
export const clusterAt = (name: string, server: string): KubeSource => ({
  kind: 'kube-api',
  name,
  server,
  credential: 'rig',
})

/** A stand-in needs no rest between calls. */
const hurried = eksCollector({
  readSecret: secretReader(() => undefined),
  tuning: {
    pace: { ...defaultTuning.pace, startPerSecond: 400, slowestPerSecond: 50, fastestPerSecond: 400 },
  },
}) as Collector<SourceDefinition>

/** What `look` answers once it throws no more. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 60_000): Promise<T> {
  for (const deadline = performance.now() + withinMs; ; await sleep(50)) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
  }
}

type Environment = Readonly<Record<string, string | undefined>>

export class ReadingRig {
  readonly stores: TestStores
  readonly #clock: Clock
  readonly #environment: Environment
  #file: readonly SourceDefinition[] = []
  #collecting: Collecting | undefined
  #inventory: StartedInventory | undefined

  private constructor(stores: TestStores, clock: Clock, environment: Environment) {
    this.stores = stores
    this.#environment = environment
    this.#clock = clock
  }

  /** `environment`: of the sources, where credential plugins are to be found. */
  static async open(
    clock: Clock = { now: () => new Date() },
    environment: Environment = {},
  ): Promise<ReadingRig> {
    return new ReadingRig(await openTestStores(), clock, environment)
  }

  /** As if periplus.yaml said this now. */
  async read(...file: readonly SourceDefinition[]): Promise<void> {
    this.#file = file
    this.#collecting ??= this.#start()
    await this.look()
  }

  /** Definitions were changed, in the file or on the page. */
  async look(): Promise<void> {
    await this.#collecting?.look()
  }

  #start(): Collecting {
    const { relational, events } = this.stores
    const clock = this.#clock
    const inventory = startInventory({ relational, events, clock, onFailure: () => undefined })
    this.#inventory = inventory
    return openCollecting({
      relational,
      clock,
      log: quiet,
      configured: () => ({
        file: this.#file,
        environment: [],
        credentials: [{ name: 'rig', token: { env: variable } }],
        allowAddresses: [],
        kubeconfig: '/nowhere/kubeconfig',
      }),
      collectors: (deps) => collectors(deps).map((one) => (one.kind === 'eks-api' ? hurried : one)),
      grants,
      inventoryOf: (source) => inventory.of(source),
      environment: { ...this.#environment, [variable]: rigToken },
      version: '0.0.0-test',
    })
  }

  /** As a server that stops; `read` starts it again. */
  async leave(): Promise<void> {
    await this.#collecting?.stop()
    await this.#inventory?.stop()
    this.#collecting = undefined
  }

  async close(): Promise<void> {
    await this.leave()
    await this.stores.close()
  }

  async health(name: string): Promise<CollectionHealth | undefined> {
    const rows = await listSourceHealth(this.stores.relational, { limit: 1_000 })
    return rows.find(({ health }) => health.sourceId.endsWith(`:${name}`))?.health
  }

  /** Resolves when all of it was read and stored. */
  async isRead(name: string): Promise<void> {
    await eventually(async () => {
      const { state, asOf, troubles } = (await this.health(name)) ?? {}
      if (state !== 'watching' || !asOf) throw new Error(`${name} is ${state}: ${JSON.stringify(troubles)}`)
    })
  }

  /** Objects of a kind as they stand, or stood. */
  async objects<Kind extends ObjectKind>(
    cluster: string,
    kind: Kind,
    at?: Date,
  ): Promise<ObjectState<Kind>[]> {
    const { rows } = await objectPage(this.stores.events, {
      scope: everything,
      clusters: [cluster],
      kind,
      where: {},
      sort: { by: 'name', descending: false },
      offset: 0,
      limit: 10_000,
      ...(at && { at }),
    })
    return rows as ObjectState<Kind>[]
  }

  async counts(cluster: string, at?: Date) {
    const [counts] = await objectCounts(this.stores.events, {
      scope: everything,
      clusters: [cluster],
      limit: 1,
      ...(at && { at }),
    })
    return { nodes: counts?.nodes ?? 0, pods: counts?.pods ?? 0, workloads: counts?.workloads ?? 0 }
  }
}
