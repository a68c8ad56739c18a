// Sources that were defined on the page, by id. Key: primary key; bounded by `limit`.
import { asc } from 'drizzle-orm'
import { type SourceDefinition, sourceDefinitionSchema } from '../../../domain/model/source-definition.ts'
import type { Relational } from '../client.ts'
import { sourceDefinitions } from '../schema/collection.ts'

export interface StoredSourceDefinition {
  readonly sourceId: string
  readonly definition: SourceDefinition
  readonly createdAt: Date
}

export async function listSourceDefinitions(
  relational: Relational,
  args: { limit: number },
): Promise<StoredSourceDefinition[]> {
  const rows = await relational.db
    .select()
    .from(sourceDefinitions)
    .orderBy(asc(sourceDefinitions.sourceId))
    .limit(args.limit)
  return rows.map((row) => ({ ...row, definition: sourceDefinitionSchema.parse(row.definition) }))
}
