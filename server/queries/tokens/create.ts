// Makes an ingest token and shows it this once: only its hash is kept, so nobody can show it again.
// Does not ask whether the clusters it is good for are known; the first event makes them so.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createIngestToken } from '../../../db/relational/write/ingest-tokens.ts'
import { invalid } from '../../../domain/errors.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import { hashOfToken, newIngestToken } from '../../auth/tokens.ts'
import type { QueryContext } from '../../context.ts'

/** Longest a token may be asked to last; without an end it lasts until it is revoked. */
const longestMs = 3_660 * 86_400_000

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
  /** From this instant on it is refused. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
})

export interface CreatedToken {
  readonly id: string
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  readonly expiresAt: Date | null
  /** Never shown again. */
  readonly token: string
}

function endOf(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null
  const end = new Date(text)
  if (end <= now) throw invalid(`expiresAt: ${end.toISOString()} has passed; it is ${now.toISOString()}`)
  if (end.getTime() - now.getTime() > longestMs) throw invalid('expiresAt: at most ten years ahead')
  return end
}

export async function createToken(
  ctx: QueryContext,
  input: z.infer<typeof createTokenInput>,
): Promise<CreatedToken> {
  const token = newIngestToken()
  const clusters = input.clusters === 'all' ? 'all' : [...new Set(input.clusters)].sort()
  const id = randomUUID()
  const now = ctx.clock.now()
  const expiresAt = endOf(input.expiresAt, now)
  await createIngestToken(ctx.relational, {
    id,
    name: input.name,
    sha256: hashOfToken(token),
    hint: token.slice(0, 8),
    clusters,
    createdAt: now,
    expiresAt,
  })
  ctx.log.info({ tokenId: id, by: ctx.viewer.name }, 'ingest token made')
  return { id, name: input.name, clusters, expiresAt, token }
}
