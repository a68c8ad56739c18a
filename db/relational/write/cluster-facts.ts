// Keeps what each source says of a cluster, and makes one cluster of it in the same transaction. What the
// most believed sources say differently from before becomes a change; what is only learned does not.
import { and, asc, eq, isNull } from 'drizzle-orm'
import { notFound } from '../../../domain/errors.ts'
import {
  type ClusterFacts,
  clusterNoise,
  mergeClusterFacts,
  type ToldFacts,
} from '../../../domain/model/cluster.ts'
import { changedFacts, isSameFact } from '../../../domain/model/cluster-change.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterFacts, clusterParts, clusters } from '../schema/inventory.ts'
import { type ClusterChange, insertChanges, type Transaction } from './cluster-changes.ts'
import { touchCluster } from './touch-cluster.ts'

const factsRow = {
  clusterId: clusters.id,
  facts: clusters.facts,
  toldAt: clusters.toldAt,
  goneAt: clusters.goneAt,
}

/** The cluster, held until the transaction ends: its tellers wait for each other. */
async function held(tx: Transaction, clusterId: ClusterId) {
  const [row] = await tx
    .select(factsRow)
    .from(clusters)
    .where(eq(clusters.id, clusterId))
    .limit(1)
    .for('update')
  return row
}

async function toldOf(tx: Transaction, clusterId: ClusterId): Promise<(ToldFacts & { sourceId: string })[]> {
  const { sourceId, facts, observedAt, rank } = clusterFacts
  return tx
    .select({ sourceId, facts, observedAt, rank })
    .from(clusterFacts)
    .where(and(eq(clusterFacts.clusterId, clusterId), isNull(clusterFacts.goneAt)))
    .limit(1_000)
}

/** Facts that lists filter and sort by stand in columns of their own. */
function columnsOf(clusterId: ClusterId, facts: ClusterFacts) {
  return {
    name: facts.name ?? clusterId,
    provider: facts.provider ?? null,
    version: facts.version ?? null,
    platformVersion: facts.platformVersion ?? null,
    status: facts.status ?? null,
    tier: facts.tier ?? null,
    supportType: facts.supportType ?? null,
    deletionProtection: facts.deletionProtection ?? null,
    tags: facts.tags ?? {},
    facts,
    // What its id said of the place stays while no source says it.
    ...(facts.accountId === undefined ? {} : { accountId: facts.accountId }),
    ...(facts.region === undefined ? {} : { region: facts.region }),
  }
}

const ofCluster = (clusterId: ClusterId, change: Omit<ClusterChange, 'subjectKind' | 'subjectName'>) => ({
  subjectKind: 'cluster',
  subjectName: clusterId,
  ...change,
})

/** All that the source now says of the cluster. Throws NotFound when nobody made the cluster known. */
export async function tellClusterFacts(
  relational: Relational,
  args: { clusterId: ClusterId; sourceId: string; rank: number; facts: ClusterFacts; now: Date },
): Promise<void> {
  const { clusterId, sourceId, rank, facts, now } = args
  await relational.db.transaction(async (tx) => {
    const before = await held(tx, clusterId)
    if (before === undefined) throw notFound(`there is no cluster ${clusterId}; it is made known first`)
    const told = await toldOf(tx, clusterId)
    const own = told.find((each) => each.sourceId === sourceId)
    const isRepeated = own !== undefined && own.rank === rank && isSameFact(own.facts, facts)
    const row = { clusterId, sourceId, rank, observedAt: now, goneAt: null }
    if (isRepeated) {
      await tx
        .update(clusterFacts)
        .set({ observedAt: now })
        .where(and(eq(clusterFacts.clusterId, clusterId), eq(clusterFacts.sourceId, sourceId)))
    } else {
      await tx
        .insert(clusterFacts)
        .values({ ...row, facts })
        .onConflictDoUpdate({
          target: [clusterFacts.clusterId, clusterFacts.sourceId],
          set: { ...row, facts },
        })
    }
    const others = told.filter((each) => each.sourceId !== sourceId)
    const merged = mergeClusterFacts([...others, { facts, rank, observedAt: now }])
    const changes = before.toldAt === null ? [] : changedFacts(before.facts, merged, clusterNoise)
    const isBack = before.goneAt !== null
    const isChanged = !isSameFact(before.facts, merged) || isBack || before.toldAt === null
    await tx
      .update(clusters)
      .set({ toldAt: now, ...(isChanged ? { ...columnsOf(clusterId, merged), goneAt: null } : {}) })
      .where(eq(clusters.id, clusterId))
    await insertChanges(tx, {
      clusterId,
      at: now,
      sourceId,
      changes: [
        ...(isBack ? [ofCluster(clusterId, { field: '', before: null, after: merged })] : []),
        ...changes.map((change) => ofCluster(clusterId, change)),
      ],
    })
  })
}

/**
 * The source finds the cluster no more. When no other speaks of it either, the cluster is gone and keeps
 * what was last known of it; else it is what the others say. Telling it again changes nothing.
 */
export async function tellClusterGone(
  relational: Relational,
  args: { clusterId: ClusterId; sourceId: string; now: Date },
): Promise<void> {
  const { clusterId, sourceId, now } = args
  await relational.db.transaction(async (tx) => {
    const before = await held(tx, clusterId)
    const { rowCount } = await tx
      .update(clusterFacts)
      .set({ goneAt: now })
      .where(
        and(
          eq(clusterFacts.clusterId, clusterId),
          eq(clusterFacts.sourceId, sourceId),
          isNull(clusterFacts.goneAt),
        ),
      )
    if (before === undefined || rowCount === 0) return
    const told = await toldOf(tx, clusterId)
    const isGone = told.length === 0
    const facts = isGone ? before.facts : mergeClusterFacts(told)
    const changes = isGone
      ? [{ field: '', before: before.facts, after: null }]
      : changedFacts(before.facts, facts, clusterNoise)
    await tx
      .update(clusters)
      .set(isGone ? { goneAt: now } : columnsOf(clusterId, facts))
      .where(eq(clusters.id, clusterId))
    await insertChanges(tx, {
      clusterId,
      at: now,
      sourceId,
      changes: changes.map((change) => ofCluster(clusterId, change)),
    })
  })
}

type Teller = Pick<ToldFacts, 'rank'> & { readonly sourceId: string }

/** Node groups, add-ons and the like come from providers: when none of them speaks of it, nobody tells them. */
const tellsNoParts = (forgotten: Teller, others: readonly Teller[]): boolean =>
  others.every(({ rank }) => rank > forgotten.rank)

async function forgetOne(relational: Relational, clusterId: ClusterId, sourceId: string): Promise<void> {
  await relational.db.transaction(async (tx) => {
    const before = await held(tx, clusterId)
    const told = await toldOf(tx, clusterId)
    const own = told.find((each) => each.sourceId === sourceId)
    const others = told.filter((each) => each.sourceId !== sourceId)
    await tx
      .delete(clusterFacts)
      .where(and(eq(clusterFacts.clusterId, clusterId), eq(clusterFacts.sourceId, sourceId)))
    if (before !== undefined) await touchCluster(tx, clusterId)
    if (before === undefined || own === undefined || others.length === 0) return
    const isWithoutParts = tellsNoParts(own, others)
    await tx
      .update(clusters)
      .set({
        ...columnsOf(clusterId, mergeClusterFacts(others)),
        ...(isWithoutParts ? { partSums: {} } : {}),
      })
      .where(eq(clusters.id, clusterId))
    if (isWithoutParts) await tx.delete(clusterParts).where(eq(clusterParts.clusterId, clusterId))
  })
}

/** Clusters forgotten by one question; each is a transaction of its own. */
const forgottenAtOnce = 1_000

/**
 * A source that is configured no more says nothing any more. A cluster that others speak of is what they
 * say; one that nobody speaks of stays as it was last known. The cluster itself did not change, so this
 * writes no change.
 */
export async function forgetTold(relational: Relational, { sourceId }: { sourceId: string }): Promise<void> {
  const own = eq(clusterFacts.sourceId, sourceId)
  for (;;) {
    const told = await relational.db
      .select({ clusterId: clusterFacts.clusterId })
      .from(clusterFacts)
      .where(own)
      .orderBy(asc(clusterFacts.clusterId))
      .limit(forgottenAtOnce)
    for (const { clusterId } of told) await forgetOne(relational, clusterId, sourceId)
    if (told.length < forgottenAtOnce) return
  }
}
