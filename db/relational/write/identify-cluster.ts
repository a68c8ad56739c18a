// Finds whose cluster some names belong to, and makes it known with them at first sight, all in one
// transaction that no other sight of a cluster overlaps. What is decided is domain/model/cluster-identity.
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { AliasKind, ClusterAlias } from '../../../domain/model/cluster.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { type Identity, identityOf, type KnownAlias } from '../../../domain/model/cluster-identity.ts'
import type { Relational } from '../client.ts'
import { clusterAliases, clusterChanges, clusterFacts, clusters } from '../schema/inventory.ts'

export interface IdentifyArgs {
  readonly suggestedId: ClusterId
  readonly aliases: readonly ClusterAlias[]
  readonly sourceId: string
  /** Of a cluster made known now. */
  readonly region: string | null
  readonly accountId: string | null
  readonly now: Date
}

type Reader = Pick<Relational['db'], 'select'>

async function knownOf(db: Reader, { suggestedId, aliases }: IdentifyArgs): Promise<KnownAlias[]> {
  const named = aliases.map(({ kind, value }) => sql`(${kind}, ${value})`)
  const belongs =
    named.length === 0
      ? sql`false`
      : sql`(${clusterAliases.kind}, ${clusterAliases.value}) IN (${sql.join(named, sql`, `)})`
  const owners = db.select({ id: clusterAliases.clusterId }).from(clusterAliases).where(belongs)
  const rows = await db
    .select({
      kind: clusterAliases.kind,
      value: clusterAliases.value,
      clusterId: clusterAliases.clusterId,
      sourceId: clusterAliases.sourceId,
      toldAt: clusterFacts.observedAt,
    })
    .from(clusterAliases)
    .leftJoin(
      clusterFacts,
      and(
        eq(clusterFacts.clusterId, clusterAliases.clusterId),
        eq(clusterFacts.sourceId, clusterAliases.sourceId),
        isNull(clusterFacts.goneAt),
      ),
    )
    .where(sql`${clusterAliases.clusterId} = ${suggestedId} OR ${inArray(clusterAliases.clusterId, owners)}`)
    .limit(10_000)
  return rows.map(({ kind, toldAt, ...row }) => ({
    ...row,
    kind: kind as AliasKind,
    isTold: toldAt !== null,
  }))
}

async function judged(db: Reader, args: IdentifyArgs): Promise<Identity & { isIdKnown: boolean }> {
  const known = await knownOf(db, args)
  const [row] = await db
    .select({ id: clusters.id })
    .from(clusters)
    .where(eq(clusters.id, args.suggestedId))
    .limit(1)
  const isIdKnown = row !== undefined
  return { ...identityOf({ ...args, known, isIdKnown }), isIdKnown }
}

const distinct = (aliases: readonly ClusterAlias[]): ClusterAlias[] => [
  ...new Map(aliases.map((alias) => [`${alias.kind} ${alias.value}`, alias])).values(),
]

/** Its cluster, or words that say why none can be told. */
export async function identifyCluster(relational: Relational, asked: IdentifyArgs): Promise<Identity> {
  const args = { ...asked, aliases: distinct(asked.aliases) }
  const seen = await judged(relational.db, args)
  // Nothing new: the common case waits for nobody.
  const isSettled = seen.ok && seen.fresh.length === 0 && seen.replaced.length === 0
  if (isSettled && (args.aliases.length > 0 || seen.isIdKnown)) return seen
  return relational.db.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE ${clusterAliases} IN SHARE ROW EXCLUSIVE MODE`)
    const identity = await judged(tx, args)
    if (!identity.ok) return identity
    const { clusterId, fresh, replaced } = identity
    const { region, accountId, sourceId, now } = args
    await tx
      .insert(clusters)
      .values({ id: clusterId, name: clusterId, region, accountId, firstSeenAt: now })
      .onConflictDoNothing()
    for (const { kind, value } of replaced) {
      await tx
        .delete(clusterAliases)
        .where(and(eq(clusterAliases.kind, kind), eq(clusterAliases.value, value)))
      await tx.insert(clusterChanges).values({
        clusterId,
        at: now,
        subjectKind: 'cluster',
        subjectName: clusterId,
        field: kind,
        before: value,
        after: fresh.find((alias) => alias.kind === kind)?.value ?? null,
        sourceId,
      })
    }
    if (fresh.length > 0) {
      await tx
        .insert(clusterAliases)
        .values(fresh.map(({ kind, value }) => ({ kind, value, clusterId, sourceId, firstSeenAt: now })))
    }
    return identity
  })
}
