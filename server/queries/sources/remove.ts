// Removes a source that was added on the page. Clusters only it spoke of stay as they were last known; of
// others what it alone told is forgotten, by whoever reads sources.
import { z } from 'zod'
import { removeSourceDefinition } from '../../../db/relational/write/source-definitions.ts'
import { conflict, notFound } from '../../../domain/errors.ts'
import type { PageSource } from '../../../domain/model/source-definition.ts'
import type { QueryContext } from '../../context.ts'

export const removeSourceInput = z.strictObject({ sourceId: z.string().min(1).max(200) })

/** The answer is what adds it again. */
export async function removeSource(
  ctx: QueryContext,
  { sourceId }: z.infer<typeof removeSourceInput>,
): Promise<{ readonly source: PageSource }> {
  const source = await removeSourceDefinition(ctx.relational, { sourceId })
  if (source !== undefined) {
    await ctx.collecting.look()
    return { source }
  }
  const known = ctx.collecting.sources().find((one) => one.sourceId === sourceId)
  if (known === undefined) throw notFound('there is no such source; it may have been removed')
  const where = known.origin === 'file' ? 'periplus.yaml' : 'PERIPLUS_KUBE_CONTEXTS'
  throw conflict(`this source is defined by ${where}; remove it there`)
}
