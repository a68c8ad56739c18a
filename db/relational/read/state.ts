// What the installation remembers about itself, by key.
import { eq } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { installationState } from '../schema/installation.ts'

/** The stored value, undefined when there is none. The caller knows and checks its shape. */
export async function getState(relational: Relational, key: string): Promise<unknown> {
  const [row] = await relational.db
    .select({ value: installationState.value })
    .from(installationState)
    .where(eq(installationState.key, key))
    .limit(1)
  return row?.value
}
