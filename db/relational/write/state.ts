// Remembers a fact about the installation; the last writer wins.
import type { Relational } from '../client.ts'
import { installationState } from '../schema/installation.ts'

export async function putState(
  relational: Relational,
  state: { key: string; value: unknown; now: Date },
): Promise<void> {
  const row = { key: state.key, value: state.value, updatedAt: state.now }
  await relational.db
    .insert(installationState)
    .values(row)
    .onConflictDoUpdate({ target: installationState.key, set: row })
}
