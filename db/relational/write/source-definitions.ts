// Keeps sources that are defined on the page, and lets go of all that is known of one that is no more.
import { eq } from 'drizzle-orm'
import type { SourceDefinition } from '../../../domain/model/source-definition.ts'
import type { Relational } from '../client.ts'
import { sourceDefinitions, sourceHealth, sourceLeases } from '../schema/collection.ts'
import { clusterFacts } from '../schema/inventory.ts'

const sourceIdOf = ({ kind, name }: SourceDefinition): string => `${kind}:${name}`

/** False when there is one of this kind and name already; then nothing is changed. */
export async function createSourceDefinition(
  relational: Relational,
  args: { definition: SourceDefinition; now: Date },
): Promise<boolean> {
  const { definition, now } = args
  const { rowCount } = await relational.db
    .insert(sourceDefinitions)
    .values({ sourceId: sourceIdOf(definition), definition, createdAt: now })
    .onConflictDoNothing()
  return rowCount === 1
}

/** False when there is none to change. */
export async function changeSourceDefinition(
  relational: Relational,
  args: { definition: SourceDefinition },
): Promise<boolean> {
  const { rowCount } = await relational.db
    .update(sourceDefinitions)
    .set({ definition: args.definition })
    .where(eq(sourceDefinitions.sourceId, sourceIdOf(args.definition)))
  return rowCount === 1
}

/** True when there was such a definition. What the source told of clusters is forgotten by forgetSource. */
export async function removeSourceDefinition(
  relational: Relational,
  args: { sourceId: string },
): Promise<boolean> {
  const { rowCount } = await relational.db
    .delete(sourceDefinitions)
    .where(eq(sourceDefinitions.sourceId, args.sourceId))
  return rowCount === 1
}

/**
 * A source that is configured no more: its health, its lease and what it said of clusters go. Clusters
 * stay as they were last known, and another source may say what they are.
 */
export async function forgetSource(relational: Relational, args: { sourceId: string }): Promise<void> {
  const { sourceId } = args
  await relational.db.transaction(async (tx) => {
    await tx.delete(sourceHealth).where(eq(sourceHealth.sourceId, sourceId))
    await tx.delete(sourceLeases).where(eq(sourceLeases.sourceId, sourceId))
    await tx.delete(clusterFacts).where(eq(clusterFacts.sourceId, sourceId))
  })
}
