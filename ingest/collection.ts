// What a source that we read must be able to do, and what it is given to do it with. It reads, cuts down
// and tells; it never decides about leases, back-off, batching or which store. Failure is data: what goes
// wrong outside is a Trouble, or a CollectionFailure that ends this try; nothing else crosses to others.
import type { Account } from '../domain/model/account.ts'
import type { ApiSampleMetric } from '../domain/model/api-sample.ts'
import type { ClusterAlias, ClusterFacts } from '../domain/model/cluster.ts'
import type { ClusterId } from '../domain/model/cluster-id.ts'
import type { ClusterPart, PartKind } from '../domain/model/cluster-part.ts'
import type { CollectionKind, CollectionState, Trouble } from '../domain/model/collection.ts'
import type { ObjectKind, ObjectState } from '../domain/model/kube-object.ts'
import type { LogHour, LogReading } from '../domain/model/log-hour.ts'
import type { ClusterVersion } from '../domain/support/calendar.ts'
import type { Clock } from '../domain/units/clock.ts'

/** This try is over; the supervisor says so, waits and tries again. */
export class CollectionFailure extends Error {
  override readonly name = 'CollectionFailure'
  readonly trouble: Omit<Trouble, 'since'>
  /** The server asked us to wait this long (Retry-After). */
  readonly retryAfterMs: number | undefined

  constructor(trouble: Omit<Trouble, 'since'>, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(trouble.says, 'cause' in options ? { cause: options.cause } : undefined)
    this.trouble = trouble
    this.retryAfterMs = options.retryAfterMs
  }
}

/** What a collector says of itself while it reads. Cheap: written to the store a moment later. */
export interface CollectionReport {
  state(state: Exclude<CollectionState, 'waiting' | 'spare' | 'failing' | 'stopped'>): void
  /** Clusters it speaks of, all of them. */
  clusters(clusterIds: readonly ClusterId[]): void
  /** Its data is complete for this instant. */
  complete(at: Date): void
  /** Replaces what was said of the same kind and subject. */
  trouble(trouble: Omit<Trouble, 'since'>): void
  /** What concerned this subject is over. */
  clear(subject: string): void
  count(name: string, by: number): void
  clockSkew(ms: number): void
}

export type Identified =
  | { readonly ok: true; readonly clusterId: ClusterId }
  /** The aliases belong to different clusters, or the id to another one: shown, never merged. */
  | { readonly ok: false; readonly says: string }

/** One reading of an API server's own metrics, cut down to what the product shows. */
export interface MetricSample {
  readonly clusterId: ClusterId
  /** A name of the closed list in domain/model/api-sample.ts. */
  readonly metric: string
  /** "priority_level=workload-low", several joined by "," in the order of their names; "" for none. */
  readonly labels: string
  readonly at: Date
  readonly value: number
}

export interface SampleSpan {
  readonly clusterId: ClusterId
  readonly oldest: Date
  readonly newest: Date
}

export interface KnownObject {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** Of the state it was last stored in. */
  readonly fingerprint: bigint
}

/** A cluster that this source spoke of, as it then said. */
export interface ToldCluster {
  readonly clusterId: ClusterId
  readonly name: string
  readonly accountId: string | null
  readonly region: string | null
}

/** A state and the 64-bit fingerprint of what is kept of it: equal ones need not be stored again. */
export interface FingerprintedState {
  readonly state: ObjectState
  readonly fingerprint: bigint
}

/** One search of an hour of a cluster's audit log. */
export type AskedHour = Pick<LogReading, 'clusterId' | 'hour' | 'bytesScanned'>

/** Hours of audit logs that were added up elsewhere. */
export interface LogHours {
  /**
   * Hours of a cluster that need no reading, by their start in Unix seconds: told minute by minute by raw audit, or
   * read whole, and then when and of how many requests.
   */
  known(ask: { readonly clusterId: ClusterId; readonly from: Date; readonly to: Date }): Promise<{
    readonly byRaw: ReadonlySet<number>
    readonly byLogs: ReadonlyMap<number, { readonly readAtMs: number; readonly requests: number }>
  }>
  /** All of an hour, which takes the place of what was read of it before. */
  put(hour: AskedHour & Pick<LogHour, 'rows'>): Promise<void>
  /** What was looked through in vain. */
  scanned(reading: AskedHour): Promise<void>
  /** Bytes this source has had looked through since. */
  bytesSince(since: Date): Promise<number>
}

/** Where what was read goes. Every promise resolves when it is durable; Unavailable when a store is away. */
export interface Inventory {
  /** Whose cluster this is; makes it known at first sight and remembers its aliases. */
  identify(ask: {
    readonly suggestedId: ClusterId
    readonly aliases: readonly ClusterAlias[]
    readonly sourceId: string
  }): Promise<Identified>
  /** All that this source now says of the cluster. */
  tellCluster(clusterId: ClusterId, facts: ClusterFacts): Promise<void>
  /** All parts of this kind; those not among them are gone. */
  tellParts<Kind extends PartKind>(
    clusterId: ClusterId,
    kind: Kind,
    parts: readonly Extract<ClusterPart, { kind: Kind }>[],
  ): Promise<void>
  /** Clusters this source spoke of before and that are not gone: what it has to find again. */
  toldClusters(): Promise<readonly ToldCluster[]>
  tellAccounts(accounts: readonly Account[]): Promise<void>
  tellCalendar(versions: readonly ClusterVersion[]): Promise<void>
  /** Clusters this source spoke of before and found again in none of what it read completely. */
  tellGone(clusterIds: readonly ClusterId[]): Promise<void>
  /**
   * Alive objects of a kind as last stored, by namespace, name and uid, each in the order of its bytes: as
   * API servers list them. The next page starts after the last one; a page is full unless it is the last.
   */
  knownObjects(
    clusterId: ClusterId,
    kind: ObjectKind,
    page: { readonly after: KnownObject | null; readonly limit: number },
  ): Promise<readonly KnownObject[]>
  /** Batched with those of other clusters. */
  putObjects(states: readonly FingerprintedState[]): Promise<void>
  /** Objects of which nothing is known but that they are gone. */
  putGone(clusterId: ClusterId, kind: ObjectKind, uids: readonly string[], observedAt: Date): Promise<void>
  putSamples(samples: readonly MetricSample[]): Promise<void>
  /** Between when this source stored samples of a metric, by cluster; those since an instant. */
  sampleSpans(metric: ApiSampleMetric, since: Date): Promise<readonly SampleSpan[]>
  readonly logHours: LogHours
}

/**
 * Has whoever runs a cluster judge it anew, and tells what came of it. `tell` is given each step in a few words. Resolves
 * with null when all is new, else with why not; rejects as `signal` ends, and when a store is away.
 */
export type RefreshCluster = (
  clusterId: ClusterId,
  tell: (says: string) => void,
  signal: AbortSignal,
) => Promise<string | null>

export interface CollectorTools {
  readonly sourceId: string
  readonly inventory: Inventory
  readonly report: CollectionReport
  /** The product's clock; waits and time-outs go by process time. */
  readonly clock: Clock
  /** Waits for a turn among all sources of this process: first readings do not all start at once. */
  turn<T>(work: () => Promise<T>): Promise<T>
  /**
   * Makes this source the one that reads the objects of a cluster, until its try is over. Rejects when another
   * source does, which ends this try: it is a spare, and asks again from time to time.
   */
  claim(clusterId: ClusterId): Promise<void>
  /** What can be asked of this source when somebody wants a cluster of its judged anew, until this try is over. */
  offerRefresh(refresh: RefreshCluster): void
}

export interface Collector<Definition> {
  readonly kind: CollectionKind
  /** How often its data is brought up to date; stale after three times this. */
  readonly intervalMs: number
  /** Whom it asks for a new look at a cluster, where it offers that: "EKS". */
  readonly asks?: string
  /** Reads until `signal` aborts, then resolves; rejects with CollectionFailure when this try is over. */
  run(definition: Definition, tools: CollectorTools, signal: AbortSignal): Promise<void>
  /** One look without storing anything: what works, what is missing and the statement that grants it. */
  test(definition: Definition, signal: AbortSignal): Promise<CollectionTest>
}

export interface CollectionTest {
  /** In the order they were tried. */
  readonly checks: readonly {
    readonly what: string
    readonly ok: boolean
    readonly says: string
    /** What grants what is missing: an RBAC manifest, an IAM statement, a command; null when nothing is. */
    readonly grant: string | null
    /** Worth reading also when it is well: what reading costs. */
    readonly isTold?: true
  }[]
  readonly clockSkewMs: number | null
}
