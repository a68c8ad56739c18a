// Saves, renames and removes views. A name is taken once, in whatever case; an installation holds so many
// views and no more. Each is one statement.
import { eq, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { savedViews } from '../schema/views.ts'

export type Saved = 'saved' | 'name taken' | 'full'

const uniqueViolation = '23505'

const isNameTaken = (error: unknown): boolean =>
  (error as { cause?: { code?: unknown } }).cause?.code === uniqueViolation

/** Two savers at one moment may overshoot `most` by one each; the bound is against filling up, not exact. */
export async function saveView(
  relational: Relational,
  view: { id: string; name: string; screen: string; query: string; now: Date; most: number },
): Promise<Saved> {
  const at = view.now.toISOString()
  try {
    const { rowCount } = await relational.db.execute(sql`
      INSERT INTO ${savedViews} (id, name, screen, query, created_at, updated_at)
      SELECT ${view.id}::text, ${view.name}::text, ${view.screen}::text, ${view.query}::text,
        ${at}::timestamptz, ${at}::timestamptz
      WHERE (SELECT count(*) FROM ${savedViews}) < ${view.most}::int`)
    return rowCount === 0 ? 'full' : 'saved'
  } catch (error) {
    if (isNameTaken(error)) return 'name taken'
    throw error
  }
}

export async function renameView(
  relational: Relational,
  args: { id: string; name: string; now: Date },
): Promise<'renamed' | 'name taken' | 'none'> {
  try {
    const rows = await relational.db
      .update(savedViews)
      .set({ name: args.name, updatedAt: args.now })
      .where(eq(savedViews.id, args.id))
      .returning({ id: savedViews.id })
    return rows.length === 0 ? 'none' : 'renamed'
  } catch (error) {
    if (isNameTaken(error)) return 'name taken'
    throw error
  }
}

/** True when there was such a view. */
export async function removeView(relational: Relational, args: { id: string }): Promise<boolean> {
  const rows = await relational.db
    .delete(savedViews)
    .where(eq(savedViews.id, args.id))
    .returning({ id: savedViews.id })
  return rows.length > 0
}
