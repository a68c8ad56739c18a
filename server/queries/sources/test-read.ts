// Looks at one source that is read, now and without storing anything: what works, what is missing, and the
// statement that grants it.
import { z } from 'zod'
import { listSourceHealth } from '../../../db/relational/read/source-health.ts'
import { notFound } from '../../../domain/errors.ts'
import { mayKnowSource } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

export const testReadInput = z.strictObject({ sourceId: z.string().min(1).max(200) })

export interface SourceCheck {
  readonly what: string
  readonly ok: boolean
  readonly says: string
  readonly grant: string | null
}

export interface ReadTest {
  readonly sourceId: string
  readonly ok: boolean
  readonly checks: readonly SourceCheck[]
  readonly clockSkewMs: number | null
}

export async function testRead(
  ctx: QueryContext,
  { sourceId }: z.infer<typeof testReadInput>,
): Promise<ReadTest> {
  if (ctx.viewer.clusters !== 'all') {
    const [row] = await listSourceHealth(ctx.relational, { sourceIds: [sourceId], limit: 1 })
    if (!mayKnowSource(ctx.viewer, row?.health.clusterIds ?? [])) {
      throw notFound('there is no such source; it may have been removed')
    }
  }
  const { checks, clockSkewMs } = await ctx.collecting.test(sourceId, ctx.signal)
  return { sourceId, ok: checks.every(({ ok }) => ok), checks, clockSkewMs }
}
