// Keeps the parts of a cluster as they were last told, whole kinds at a time, and tells what changed. The
// first telling of a kind is where knowledge begins and changes nothing; nor does a provider's noise.
import { and, eq, inArray, sql } from 'drizzle-orm'
import { notFound } from '../../../domain/errors.ts'
import { changedFacts, factsWithout, isSameFact } from '../../../domain/model/cluster-change.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { type ClusterPart, type PartKind, partNoise } from '../../../domain/model/cluster-part.ts'
import { type PartSums, sumParts } from '../../../domain/model/part-sums.ts'
import type { Relational } from '../client.ts'
import { clusterParts, clusters } from '../schema/inventory.ts'
import { type ClusterChange, insertChanges, type Transaction } from './cluster-changes.ts'

export interface ToldParts {
  readonly clusterId: ClusterId
  readonly kind: PartKind
  /** All of this kind. Of two with one name the last counts. */
  readonly parts: readonly ClusterPart[]
  readonly sourceId: string
  readonly now: Date
}

type Facts = ClusterPart['facts']

/** Holds the cluster, so that its tellers wait for each other. A kind without sums was never told. */
async function sumsBefore(tx: Transaction, { clusterId, kind }: ToldParts): Promise<PartSums | undefined> {
  const [row] = await tx
    .select({ partSums: clusters.partSums })
    .from(clusters)
    .where(eq(clusters.id, clusterId))
    .limit(1)
    .for('update')
  if (row === undefined) throw notFound(`there is no cluster ${clusterId}; it is made known first`)
  return row.partSums[kind]
}

interface Difference {
  readonly fresh: readonly { name: string; facts: Facts }[]
  readonly gone: readonly string[]
  readonly changes: readonly ClusterChange[]
}

function differenceOf(
  kind: PartKind,
  before: ReadonlyMap<string, Facts>,
  parts: readonly ClusterPart[],
): Difference {
  const noise = partNoise[kind]
  const now = new Map(parts.map(({ name, facts }) => [name, facts]))
  const gone = [...before.keys()].filter((name) => !now.has(name))
  const fresh: { name: string; facts: Facts }[] = []
  const changes: ClusterChange[] = gone.map((name) => ({
    subjectKind: kind,
    subjectName: name,
    field: '',
    before: factsWithout(before.get(name) ?? {}, noise),
    after: null,
  }))
  for (const [name, facts] of now) {
    const old = before.get(name)
    if (old !== undefined && isSameFact(old, facts)) continue
    fresh.push({ name, facts })
    const told =
      old === undefined
        ? [{ field: '', before: null, after: factsWithout(facts, noise) }]
        : changedFacts(old, facts, noise)
    changes.push(...told.map((change) => ({ subjectKind: kind, subjectName: name, ...change })))
  }
  return { fresh, gone, changes }
}

async function write(tx: Transaction, told: ToldParts, { fresh, gone }: Difference): Promise<void> {
  const { clusterId, kind, sourceId, now } = told
  const at = now.toISOString()
  if (gone.length > 0) {
    const own = and(eq(clusterParts.clusterId, clusterId), eq(clusterParts.kind, kind))
    await tx.delete(clusterParts).where(and(own, inArray(clusterParts.name, [...gone])))
  }
  if (fresh.length === 0) return
  await tx.execute(sql`
    INSERT INTO ${clusterParts} (cluster_id, kind, name, facts, source_id, first_seen_at, observed_at)
    SELECT ${clusterId}::text, ${kind}::text, part.name, part.facts, ${sourceId}::text,
      ${at}::timestamptz, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) AS part(name text, facts jsonb)
    ON CONFLICT (cluster_id, kind, name) DO UPDATE
    SET facts = excluded.facts, source_id = excluded.source_id, observed_at = excluded.observed_at`)
}

/** All parts of a kind; those not among them are gone. Throws NotFound when nobody made the cluster known. */
export async function tellClusterParts(relational: Relational, told: ToldParts): Promise<void> {
  const { clusterId, kind, parts, sourceId, now } = told
  await relational.db.transaction(async (tx) => {
    const before = await sumsBefore(tx, told)
    const isFirst = before === undefined
    const rows = await tx
      .select({ name: clusterParts.name, facts: clusterParts.facts })
      .from(clusterParts)
      .where(and(eq(clusterParts.clusterId, clusterId), eq(clusterParts.kind, kind)))
      .limit(100_000)
    const known = new Map(rows.map(({ name, facts }) => [name, facts]))
    const difference = differenceOf(kind, known, parts)
    await write(tx, told, difference)
    const after = sumParts(kind, parts)
    // The same parts may be added up otherwise than by the release that did it last.
    if (isFirst || difference.fresh.length > 0 || difference.gone.length > 0 || !isSameFact(before, after)) {
      const sums = JSON.stringify({ [kind]: after })
      await tx
        .update(clusters)
        .set({ partSums: sql`${clusters.partSums} || ${sums}::jsonb` })
        .where(eq(clusters.id, clusterId))
    }
    if (!isFirst) await insertChanges(tx, { clusterId, at: now, sourceId, changes: difference.changes })
  })
}
