// The saved views of this installation, by name. Everybody who may look sees all of them: a view is an
// address, and opening it shows no more than its reader may see.
import { z } from 'zod'
import { listSavedViews } from '../../../db/relational/read/saved-views.ts'
import type { SavedView } from '../../../domain/model/saved-view.ts'
import type { QueryContext } from '../../context.ts'

/** Most views an installation holds. */
export const mostViews = 200

export const listViewsInput = z
  .strictObject({ limit: z.int().min(1).max(1_000).default(mostViews) })
  .optional()

export interface ViewList {
  readonly views: readonly SavedView[]
}

export async function listViews(ctx: QueryContext, input: z.infer<typeof listViewsInput>): Promise<ViewList> {
  return { views: await listSavedViews(ctx.relational, { limit: input?.limit ?? mostViews }) }
}
