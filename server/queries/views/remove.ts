// Removes a saved view. Removing one that is gone already says so.
import { z } from 'zod'
import { removeView as deleteView } from '../../../db/relational/write/saved-views.ts'
import { notFound } from '../../../domain/errors.ts'
import type { QueryContext } from '../../context.ts'

export const removeViewInput = z.strictObject({ id: z.uuid() })

export async function removeView(
  ctx: QueryContext,
  { id }: z.infer<typeof removeViewInput>,
): Promise<{ readonly id: string }> {
  if (!(await deleteView(ctx.relational, { id }))) throw notFound('this view is gone: somebody removed it')
  return { id }
}
