// Makes an ingest token and shows it this once: only its hash is kept, so nobody can show it again.
// Does not ask whether the clusters it is good for are known; the first event makes them so.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createIngestToken } from '../../../db/relational/write/ingest-tokens.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id.ts'
import { hashOfToken, newIngestToken } from '../../auth/tokens.ts'
import type { QueryContext } from '../../context.ts'

export const createTokenInput = z.strictObject({
  /** What a person calls it; shown in the list. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{C}]*$/u, 'a name has no control characters'),
  /** 'all' is scope `*`: good for every cluster, also ones not known yet. */
  clusters: z.union([z.literal('all'), z.array(clusterIdSchema).min(1).max(1_000)]).default('all'),
})

export interface CreatedToken {
  readonly id: string
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  /** Never shown again. */
  readonly token: string
}

export async function createToken(
  ctx: QueryContext,
  input: z.infer<typeof createTokenInput>,
): Promise<CreatedToken> {
  const token = newIngestToken()
  const clusters = input.clusters === 'all' ? 'all' : [...new Set(input.clusters)].sort()
  const id = randomUUID()
  await createIngestToken(ctx.relational, {
    id,
    name: input.name,
    sha256: hashOfToken(token),
    hint: token.slice(0, 8),
    clusters,
    createdAt: ctx.clock.now(),
  })
  ctx.log.info({ tokenId: id, by: ctx.viewer.name }, 'ingest token made')
  return { id, name: input.name, clusters, token }
}
