// Adds a source that is read: a name, a kind, a place, and a reference to what periplus.yaml or a
// kubeconfig defines. Refuses what could not be tried, with what to do; whether it answers is seen later.
import { z } from 'zod'
import { addSourceDefinition } from '../../../db/relational/write/source-definitions.ts'
import { conflict, invalid, limitExceeded } from '../../../domain/errors.ts'
import { pageSourceSchema, sourceIdOf } from '../../../domain/model/source-definition.ts'
import type { QueryContext } from '../../context.ts'

export const addSourceInput = z.strictObject({ source: pageSourceSchema })

const most = 5_000

export async function addSource(
  ctx: QueryContext,
  { source }: z.infer<typeof addSourceInput>,
): Promise<{ readonly sourceId: string }> {
  const sourceId = sourceIdOf(source)
  const taken = () =>
    conflict(`there is a source called ${source.name} of this kind already; take another name`)
  if (ctx.collecting.sources().some((known) => known.sourceId === sourceId)) throw taken()
  const trouble = await ctx.collecting.troubleOf(source)
  if (trouble !== undefined) throw invalid([trouble.says, ...trouble.steps].join(' '))
  const done = await addSourceDefinition(ctx.relational, {
    sourceId,
    definition: source,
    now: ctx.clock.now(),
    most,
  })
  if (done === 'name taken') throw taken()
  if (done === 'full') {
    throw limitExceeded(`the page defines ${most} sources, and no more; name further ones in periplus.yaml`)
  }
  await ctx.collecting.look()
  return { sourceId }
}
