// Ends an ingest token: from this answer on this process refuses it, others within five seconds.
// Revoking twice changes nothing.
import { z } from 'zod'
import { revokeIngestToken } from '../../../db/relational/write/ingest-tokens.ts'
import { notFound } from '../../../domain/errors.ts'
import type { QueryContext } from '../../context.ts'

export const revokeTokenInput = z.strictObject({ id: z.uuid() })

export interface RevokedToken {
  readonly id: string
  readonly revokedAt: Date
}

export async function revokeToken(
  ctx: QueryContext,
  input: z.infer<typeof revokeTokenInput>,
): Promise<RevokedToken> {
  const revokedAt = await revokeIngestToken(ctx.relational, { id: input.id, now: ctx.clock.now() })
  if (revokedAt === undefined) throw notFound(`there is no ingest token ${input.id}`)
  ctx.tokens.forget()
  ctx.log.info({ tokenId: input.id, by: ctx.viewer.name }, 'ingest token revoked')
  return { id: input.id, revokedAt }
}
