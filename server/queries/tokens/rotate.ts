// Puts a new ingest token in the place of one that works and shows it this once. The old one goes on
// working for the overlap, so that senders can be changed one after the other; then it ends by itself.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { rotateIngestToken } from '../../../db/relational/write/ingest-tokens.ts'
import { conflict } from '../../../domain/errors.ts'
import { hashOfToken, newIngestToken } from '../../auth/tokens.ts'
import type { QueryContext } from '../../context.ts'

const minuteMs = 60_000
const longestOverlapMinutes = 90 * 1_440

export const rotateTokenInput = z.strictObject({
  id: z.uuid(),
  /** How long the old one still works; 0 ends it now. */
  overlapMinutes: z.int().min(0).max(longestOverlapMinutes).default(1_440),
})

export interface RotatedToken {
  readonly id: string
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  readonly expiresAt: Date | null
  /** Never shown again. */
  readonly token: string
  readonly previousId: string
  readonly previousEndsAt: Date
}

export async function rotateToken(
  ctx: QueryContext,
  input: z.infer<typeof rotateTokenInput>,
): Promise<RotatedToken> {
  const token = newIngestToken()
  const id = randomUUID()
  const now = ctx.clock.now()
  const rotated = await rotateIngestToken(ctx.relational, {
    id: input.id,
    next: { id, sha256: hashOfToken(token), hint: token.slice(0, 8) },
    previousEndsAt: new Date(now.getTime() + input.overlapMinutes * minuteMs),
    now,
  })
  if (rotated === undefined) {
    throw conflict(
      `token ${input.id} cannot be rotated: it is unknown, revoked, has ended or was rotated before; create one instead`,
    )
  }
  ctx.tokens.forget()
  ctx.log.info({ tokenId: input.id, next: id, by: ctx.viewer.name }, 'ingest token rotated')
  return { ...rotated, id, token, previousId: input.id }
}
