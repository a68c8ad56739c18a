// What sources that are read write to: clusters and their parts into the relational store, objects and
// samples of all of them together into the event store. It reads no source and judges nothing; a promise
// that resolves means durable, and Unavailable means that a store is away.
import type { Events } from '../../db/events/client.ts'
import { knownObjects } from '../../db/events/read/known-objects.ts'
import { storedKinds } from '../../db/events/read/object-kinds.ts'
import { sampleSpans } from '../../db/events/read/sample-spans.ts'
import { insertSamples, sampleLines } from '../../db/events/write/api-samples.ts'
import { insertGone, insertObjects, newestVersion, objectLine } from '../../db/events/write/objects.ts'
import type { Relational } from '../../db/relational/client.ts'
import { clustersOfSource } from '../../db/relational/read/cluster-facts.ts'
import { tellAccounts } from '../../db/relational/write/accounts.ts'
import { tellClusterFacts, tellClusterGone } from '../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../db/relational/write/cluster-parts.ts'
import { tellClusterVersions } from '../../db/relational/write/cluster-versions.ts'
import { identifyCluster } from '../../db/relational/write/identify-cluster.ts'
import { type ClusterId, placeOf } from '../../domain/model/cluster-id.ts'
import type { CollectionKind } from '../../domain/model/collection.ts'
import { storeFailure } from '../../domain/store-failure.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { FingerprintedState, Inventory, ToldCluster } from '../collection.ts'
import { KindsKept } from './kinds-kept.ts'
import { type BatchLimits, batchLimits, LineBatch } from './line-batch.ts'
import { ObjectStamps } from './object-stamps.ts'

export interface InventoryDeps {
  readonly relational: Relational
  readonly events: Events
  /** The product's clock: when something was told. */
  readonly clock: Clock
  /** Smaller ones for tests. */
  readonly limits?: Partial<BatchLimits>
}

/** One for all sources of a process. */
export interface Inventories {
  /** What a source writes to. */
  of(source: { readonly sourceId: string; readonly kind: CollectionKind }): Inventory
  /** Clusters whose objects changed since this was last asked. */
  takeChanged(): ClusterId[]
  /** Bytes that wait for the event store or are on their way to it. */
  heldBytes(): number
  /** Resolves when all objects and samples that were put by now are durable or have failed. */
  barrier(): Promise<void>
}

/** How far a kind of source is believed over others: a provider's own API before what a server guesses. */
const ranks: Record<CollectionKind, number> = { 'eks-api': 0, 'kube-api': 10, prometheus: 20 }

/** Clusters told of by one question. */
const clustersAtOnce = 1_000

const mostSpans = 20_000

/** States in one insert at most; a caller that brings more is cut into several. */
const statesAtOnce = 1_000

/** The PostgreSQL client does not say which of its errors mean that the store is away. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw storeFailure(error) ?? error
  }
}

interface Shared {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  readonly objects: LineBatch
  readonly samples: LineBatch
  readonly stamps: ObjectStamps
  readonly kinds: KindsKept
  readonly changed: Set<ClusterId>
  /** Puts of objects under way, from their call on. */
  readonly puts: Set<Promise<void>>
}

export function createInventory({ relational, events, clock, limits }: InventoryDeps): Inventories {
  const bounds = { ...batchLimits, ...limits }
  const shared: Shared = {
    relational,
    events,
    clock,
    objects: new LineBatch(bounds, (body) => insertObjects(events, body)),
    samples: new LineBatch(bounds, (body) => insertSamples(events, body)),
    kinds: new KindsKept((clusterId) => storedKinds(events, { clusterId })),
    stamps: new ObjectStamps((clusterId) => newestVersion(events, { clusterId })),
    changed: new Set(),
    puts: new Set(),
  }
  return {
    of: ({ sourceId, kind }) => ({
      ...clusterSide(shared, sourceId, ranks[kind]),
      ...objectSide(shared, sampleSource({ sourceId, kind })),
    }),
    takeChanged: () => {
      const taken = [...shared.changed]
      shared.changed.clear()
      return taken
    },
    heldBytes: () => shared.objects.heldBytes + shared.samples.heldBytes,
    barrier: async () => {
      await Promise.all([shared.objects.hurry([...shared.puts]), shared.samples.barrier()])
    },
  }
}

/** All of them, however many pages that is. */
async function toldClusters(relational: Relational, sourceId: string): Promise<ToldCluster[]> {
  const found: ToldCluster[] = []
  for (let afterId = ''; ; ) {
    const page = await clustersOfSource(relational, { sourceId, afterId, limit: clustersAtOnce })
    for (const { clusterId, facts } of page) {
      const { name = clusterId, accountId = null, region = null } = facts
      found.push({ clusterId, name, accountId, region })
    }
    const last = page.at(-1)
    if (last === undefined || page.length < clustersAtOnce) return found
    afterId = last.clusterId
  }
}

type ObjectSide = Pick<Inventory, 'knownObjects' | 'putObjects' | 'putGone' | 'putSamples' | 'sampleSpans'>

function clusterSide(shared: Shared, sourceId: string, rank: number): Omit<Inventory, keyof ObjectSide> {
  const { relational, clock, stamps, kinds } = shared
  return {
    identify: async ({ suggestedId, aliases, sourceId: asker }) => {
      const own = { ...placeOf(suggestedId), now: clock.now() }
      const asked = { suggestedId, aliases, sourceId: asker, ...own }
      const identity = await told(identifyCluster(relational, asked))
      if (!identity.ok) return identity
      // Its lease may just have come from another worker.
      stamps.doubt(identity.clusterId)
      kinds.doubt(identity.clusterId)
      return { ok: true, clusterId: identity.clusterId }
    },
    tellCluster: (clusterId, facts) =>
      told(tellClusterFacts(relational, { clusterId, sourceId, rank, facts, now: clock.now() })),
    tellParts: (clusterId, kind, parts) =>
      told(tellClusterParts(relational, { clusterId, kind, parts, sourceId, now: clock.now() })),
    tellAccounts: (accounts) => told(tellAccounts(relational, { accounts, now: clock.now() })),
    tellCalendar: (versions) => told(tellClusterVersions(relational, { versions, now: clock.now() })),
    tellGone: async (clusterIds) => {
      for (const clusterId of clusterIds)
        await told(tellClusterGone(relational, { clusterId, sourceId, now: clock.now() }))
    },
    toldClusters: () => told(toldClusters(relational, sourceId)),
  }
}

/** As samples name who read them: "" for a cluster's own endpoints. */
const sampleSource = (source: { readonly sourceId: string; readonly kind: CollectionKind }): string =>
  source.kind === 'prometheus' ? source.sourceId : ''

function objectSide(shared: Shared, source: string): ObjectSide {
  const { events, objects, samples, stamps, kinds, changed, puts } = shared
  const put = async (states: readonly FingerprintedState[]): Promise<void> => {
    const clusterIds = new Set(states.map(({ state }) => state.clusterId))
    for (const clusterId of clusterIds) await stamps.prepare(clusterId)
    for (const { state } of states) kinds.note(state.clusterId, state.kind)
    await objects.submit(() =>
      states
        .map(({ state, fingerprint }) => {
          const version = stamps.stamp(state.clusterId, state, state.observedAt)
          return objectLine({ state, fingerprint, version })
        })
        .join('\n'),
    )
    for (const clusterId of clusterIds) changed.add(clusterId)
  }
  const putAll = async (states: readonly FingerprintedState[]): Promise<void> => {
    for (let from = 0; from < states.length; from += statesAtOnce)
      await put(states.slice(from, from + statesAtOnce))
  }
  return {
    knownObjects: async (clusterId, kind, page) => {
      if (page.after === null && !(await kinds.has(clusterId, kind))) return []
      return await knownObjects(events, { clusterId, kind, ...page })
    },
    putObjects: (states) => {
      const done = putAll(states)
      puts.add(done)
      const forget = (): boolean => puts.delete(done)
      done.then(forget, forget)
      return done
    },
    putGone: async (clusterId, kind, uids, observedAt) => {
      // An object of these may be on its way to the store still.
      await objects.hurry([...puts])
      await stamps.prepare(clusterId)
      await insertGone(events, { clusterId, kind, uids, version: stamps.next(clusterId, observedAt) })
      changed.add(clusterId)
    },
    putSamples: (readings) => samples.submit(() => sampleLines(readings, source).join('\n')),
    sampleSpans: (metric, since) => sampleSpans(events, { metric, source, since, limit: mostSpans }),
  }
}
