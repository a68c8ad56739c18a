// Menu of what there is to do with ingest tokens.
import { createToken, createTokenInput } from '../queries/tokens/create.ts'
import { listTokens, listTokensInput } from '../queries/tokens/list.ts'
import { revokeToken, revokeTokenInput } from '../queries/tokens/revoke.ts'
import { rotateToken, rotateTokenInput } from '../queries/tokens/rotate.ts'
import { adminProcedure, router } from '../trpc.ts'

export const tokensRouter = router({
  create: adminProcedure.input(createTokenInput).mutation(({ ctx, input }) => createToken(ctx, input)),
  list: adminProcedure.input(listTokensInput).query(({ ctx, input }) => listTokens(ctx, input)),
  rotate: adminProcedure.input(rotateTokenInput).mutation(({ ctx, input }) => rotateToken(ctx, input)),
  revoke: adminProcedure.input(revokeTokenInput).mutation(({ ctx, input }) => revokeToken(ctx, input)),
})
