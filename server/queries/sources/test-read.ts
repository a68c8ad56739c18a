// Looks at one source, now and without storing anything: what works, what is missing, and the statement that grants
// it. One that is read already, or one that is not added yet: what its first reading would look through is told before.
import { z } from 'zod'
import { listSourceHealth } from '../../../db/relational/read/source-health.ts'
import { notFound } from '../../../domain/errors.ts'
import { pageSourceSchema, sourceIdOf } from '../../../domain/model/source-definition.ts'
import { mayKnowSource } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

export const testReadInput = z.strictObject({ sourceId: z.string().min(1).max(200) })

export const tryOutInput = z.strictObject({ source: pageSourceSchema })

export interface SourceCheck {
  readonly what: string
  readonly ok: boolean
  readonly says: string
  readonly grant: string | null
  /** Worth reading also when it is well. */
  readonly isTold?: true
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
  return testOf(sourceId, await ctx.collecting.test(sourceId, ctx.signal))
}

export async function tryOut(ctx: QueryContext, { source }: z.infer<typeof tryOutInput>): Promise<ReadTest> {
  return testOf(sourceIdOf(source), await ctx.collecting.tryOut(source, ctx.signal))
}

const testOf = (sourceId: string, { checks, clockSkewMs }: Omit<ReadTest, 'sourceId' | 'ok'>): ReadTest => ({
  sourceId,
  ok: checks.every(({ ok }) => ok),
  checks,
  clockSkewMs,
})
