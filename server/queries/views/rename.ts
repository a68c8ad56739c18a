// Gives a saved view another name; what it shows stays.
import { z } from 'zod'
import { renameView as updateName } from '../../../db/relational/write/saved-views.ts'
import { notFound } from '../../../domain/errors.ts'
import { viewNameSchema } from '../../../domain/model/saved-view-input.ts'
import type { QueryContext } from '../../context.ts'
import { nameTaken } from './save.ts'

export const renameViewInput = z.strictObject({ id: z.uuid(), name: viewNameSchema })

export async function renameView(
  ctx: QueryContext,
  input: z.infer<typeof renameViewInput>,
): Promise<{ readonly id: string; readonly name: string }> {
  const done = await updateName(ctx.relational, { ...input, now: ctx.clock.now() })
  if (done === 'name taken') throw nameTaken(input.name)
  if (done === 'none') throw notFound('this view is gone: somebody removed it')
  return input
}
