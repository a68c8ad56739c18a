// Saves a view under a name that nobody has taken. Does not judge what its state means: that is the
// screen's, which says in words what it cannot read.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { saveView as insertView } from '../../../db/relational/write/saved-views.ts'
import { conflict, limitExceeded } from '../../../domain/errors.ts'
import type { SavedView } from '../../../domain/model/saved-view.ts'
import { viewNameSchema, viewQuerySchema, viewScreenSchema } from '../../../domain/model/saved-view-input.ts'
import type { QueryContext } from '../../context.ts'
import { mostViews } from './list.ts'

export const saveViewInput = z.strictObject({
  name: viewNameSchema,
  screen: viewScreenSchema,
  query: viewQuerySchema.default(''),
})

export const nameTaken = (name: string) =>
  conflict(`there is a view named “${name}” already; take another name, or remove that view first`)

export async function saveView(ctx: QueryContext, input: z.infer<typeof saveViewInput>): Promise<SavedView> {
  const id = randomUUID()
  const now = ctx.clock.now()
  const done = await insertView(ctx.relational, { id, ...input, now, most: mostViews })
  if (done === 'name taken') throw nameTaken(input.name)
  if (done === 'full') {
    throw limitExceeded(`an installation holds ${mostViews} views, and it does; remove one to save another`)
  }
  return { id, ...input, createdAt: now, updatedAt: now }
}
