// What a collector is given in tests: an inventory in memory that remembers every state, a report that can
// be looked at, a clock that is set by hand. Only tests import it.
import { unavailable } from '../../../domain/errors.ts'
import type { ClusterAlias, ClusterFacts } from '../../../domain/model/cluster.ts'
import type { CollectionState, Trouble } from '../../../domain/model/collection.ts'
import type { ObjectKind, ObjectState } from '../../../domain/model/kube-object.ts'
import type {
  CollectionReport,
  CollectorTools,
  FingerprintedState,
  Identified,
  Inventory,
  KnownObject,
  MetricSample,
  SampleSpan,
} from '../../collection.ts'

interface Stored {
  readonly kind: ObjectKind
  readonly uid: string
  readonly observedAt: Date
  readonly isDeleted: boolean
  readonly fingerprint: bigint
  /** Undefined when only its end is known. */
  readonly state: ObjectState | undefined
}

export class MemoryInventory implements Inventory {
  /** In the order they were stored. */
  readonly history: Stored[] = []
  readonly samples: MetricSample[] = []
  readonly facts = new Map<string, ClusterFacts>()
  readonly aliases = new Map<string, string>()
  /** The store is away. */
  isAway = false
  /** Awaited by every put. */
  delay: () => Promise<void> = () => Promise.resolve()
  readonly #last = new Map<string, Stored>()

  async identify(ask: { suggestedId: string; aliases: readonly ClusterAlias[] }): Promise<Identified> {
    this.#proveHere()
    const keys = ask.aliases.map(({ kind, value }) => `${kind} ${value}`)
    const known = new Set(keys.flatMap((key) => this.aliases.get(key) ?? []))
    if (known.size > 1) return { ok: false, says: `its aliases belong to ${[...known].join(' and ')}` }
    const clusterId = [...known][0] ?? ask.suggestedId
    for (const key of keys) this.aliases.set(key, clusterId)
    return { ok: true, clusterId }
  }

  async tellCluster(clusterId: string, facts: ClusterFacts): Promise<void> {
    this.#proveHere()
    this.facts.set(clusterId, facts)
  }

  async tellParts(): Promise<void> {}
  async tellAccounts(): Promise<void> {}
  async tellCalendar(): Promise<void> {}
  async tellGone(): Promise<void> {}
  async toldClusters(): Promise<[]> {
    return []
  }

  async knownObjects(
    _: string,
    kind: ObjectKind,
    { after, limit }: { after: KnownObject | null; limit: number },
  ): Promise<KnownObject[]> {
    this.#proveHere()
    const keyOf = ({ namespace, name, uid }: Omit<KnownObject, 'fingerprint'>) =>
      Buffer.from([namespace, name, uid].join('\0'))
    const from = after === null ? null : keyOf(after)
    return [...this.#last.values()]
      .flatMap(({ kind: own, isDeleted, uid, fingerprint, state }) => {
        if (own !== kind || isDeleted || state === undefined) return []
        return [{ namespace: state.namespace, name: state.name, uid, fingerprint }]
      })
      .filter((known) => from === null || Buffer.compare(keyOf(known), from) > 0)
      .sort((left, right) => Buffer.compare(keyOf(left), keyOf(right)))
      .slice(0, limit)
  }

  async putObjects(states: readonly FingerprintedState[]): Promise<void> {
    await this.delay()
    this.#proveHere()
    for (const { state, fingerprint } of states) {
      const { kind, uid, observedAt, isDeleted } = state
      this.#store({ kind, uid, observedAt, isDeleted, fingerprint, state })
    }
  }

  async putGone(_: string, kind: ObjectKind, uids: readonly string[], observedAt: Date): Promise<void> {
    await this.delay()
    this.#proveHere()
    for (const uid of uids) {
      this.#store({ kind, uid, observedAt, isDeleted: true, fingerprint: 0n, state: undefined })
    }
  }

  async putSamples(samples: readonly MetricSample[]): Promise<void> {
    this.#proveHere()
    this.samples.push(...samples)
  }

  async sampleSpans(): Promise<SampleSpan[]> {
    return []
  }

  /** Objects that were there at an instant; without one, that are there now. */
  alive<Kind extends ObjectKind>(kind: Kind, at?: Date): ObjectState<Kind>[] {
    const last = new Map<string, Stored>()
    for (const stored of this.history) {
      if (stored.kind === kind && (at === undefined || stored.observedAt <= at)) last.set(stored.uid, stored)
    }
    return [...last.values()].flatMap(({ isDeleted, state }) =>
      isDeleted || state === undefined ? [] : [state as ObjectState<Kind>],
    )
  }

  #store(stored: Stored): void {
    this.history.push(stored)
    this.#last.set(stored.uid, stored)
  }

  #proveHere(): void {
    if (this.isAway) throw unavailable('the event store is away')
  }
}

export class ToldReport implements CollectionReport {
  readonly states: CollectionState[] = []
  readonly counts: Record<string, number> = {}
  readonly skews: number[] = []
  /** By kind and subject, as they stand. */
  readonly troubles = new Map<string, Omit<Trouble, 'since'>>()
  /** Every one that was ever told. */
  readonly toldTroubles: Omit<Trouble, 'since'>[] = []
  clusterIds: readonly string[] = []
  completeAt: Date | undefined

  state(state: CollectionState): void {
    this.states.push(state)
  }

  clusters(clusterIds: readonly string[]): void {
    this.clusterIds = clusterIds
  }

  complete(at: Date): void {
    this.completeAt = at
  }

  trouble(trouble: Omit<Trouble, 'since'>): void {
    this.troubles.set(`${trouble.kind} ${trouble.subject}`, trouble)
    this.toldTroubles.push(trouble)
  }

  clear(subject: string): void {
    for (const [key, trouble] of this.troubles) if (trouble.subject === subject) this.troubles.delete(key)
  }

  count(name: string, by: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + by
  }

  clockSkew(ms: number): void {
    this.skews.push(ms)
  }
}

/** Stands still until it is set. */
export class HandClock {
  #atMs: number

  constructor(at: Date | string) {
    this.#atMs = new Date(at).getTime()
  }

  now(): Date {
    return new Date(this.#atMs)
  }

  tick(ms: number): Date {
    this.#atMs += ms
    return this.now()
  }
}

export interface Rig {
  readonly inventory: MemoryInventory
  readonly report: ToldReport
  readonly clock: HandClock
  readonly tools: CollectorTools
}

export function openRig(inventory = new MemoryInventory(), clock = new HandClock(new Date())): Rig {
  const report = new ToldReport()
  const tools: CollectorTools = {
    sourceId: 'kube-api:test',
    inventory,
    report,
    clock,
    turn: (work) => work(),
    claim: async () => undefined,
    offerRefresh: () => undefined,
  }
  return { inventory, report, clock, tools }
}

/** Waits until it holds; throws with `what` says when it does not within a while. */
export async function until(holds: () => boolean, what: () => string, withinMs = 8_000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
