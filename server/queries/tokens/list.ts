// The ingest tokens of this installation, newest first, revoked ones included; never the tokens
// themselves. The bootstrap token lives in a file or a setting and is not in this list.
import { z } from 'zod'
import { type IngestTokenRow, listIngestTokens } from '../../../db/relational/read/ingest-tokens.ts'
import type { QueryContext } from '../../context.ts'

export const listTokensInput = z.strictObject({ limit: z.int().min(1).max(1_000).default(200) }).optional()

export interface TokenList {
  readonly tokens: readonly IngestTokenRow[]
}

export async function listTokens(
  ctx: QueryContext,
  input: z.infer<typeof listTokensInput>,
): Promise<TokenList> {
  return { tokens: await listIngestTokens(ctx.relational, { limit: input?.limit ?? 200 }) }
}
