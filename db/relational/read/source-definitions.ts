// Sources defined on the page or through the API, by id. Key: primary key; bounded by `limit`.
import { asc } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { sourceDefinitions } from '../schema/collection.ts'

export type SourceDefinitionRow = typeof sourceDefinitions.$inferSelect

export async function listSourceDefinitions(
  relational: Relational,
  args: { limit: number },
): Promise<SourceDefinitionRow[]> {
  return relational.db
    .select()
    .from(sourceDefinitions)
    .orderBy(asc(sourceDefinitions.sourceId))
    .limit(args.limit)
}
