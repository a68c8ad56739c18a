// Lines that were rejected: how many for which reason, and each with its redacted text, newest first.
// A window is by when a line was heard, because its own time may be what is wrong with it.
import { z } from 'zod'
import {
  type RejectCursor,
  type RejectedLine,
  type RejectReason,
  rejectedLines,
  rejectReasons,
} from '../../../db/events/read/rejects.ts'
import { invalid } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'
import { heardUntil } from './rows.ts'

export const sourceRejectsInput = z.strictObject({
  window: windowInputSchema,
  scope: scopeInputSchema.optional(),
  reasons: z.array(z.string().min(1).max(200)).min(1).max(50).optional(),
  limit: z.int().min(1).max(500).default(50),
  cursor: z.string().max(100).optional(),
})

export interface SourceRejects {
  readonly lines: readonly RejectedLine[]
  /** All reasons of the window, most lines first, whatever reasons are asked for. */
  readonly byReason: readonly RejectReason[]
  readonly nextCursor: string | null
}

const reasonLimit = 50

const encode = ({ heardMs, body, line }: RejectCursor): string => `${heardMs}.${body}.${line}`

function decode(text: string): RejectCursor {
  const [, heardMs, body, line] = /^(\d{1,15})\.(\d{1,20})\.(\d{1,10})$/.exec(text) ?? []
  if (heardMs === undefined || body === undefined || Number(line) >= 2 ** 32 || BigInt(body) >= 2n ** 64n) {
    throw invalid('cursor: not a cursor of this question; ask again without one')
  }
  return { heardMs: Number(heardMs), body, line: Number(line) }
}

export async function sourceRejects(
  ctx: QueryContext,
  input: z.infer<typeof sourceRejectsInput>,
): Promise<SourceRejects> {
  const registry = await placedClusters(ctx)
  const question = {
    scope: grantScope(ctx.viewer, input.scope, registry),
    from: new Date(input.window.from),
    to: heardUntil(input.window),
    reasons: input.reasons,
  }
  const after = input.cursor === undefined ? null : decode(input.cursor)
  const [found, byReason] = await Promise.all([
    rejectedLines(ctx.events, { ...question, limit: input.limit + 1, after }),
    rejectReasons(ctx.events, { ...question, limit: reasonLimit }),
  ])
  const lines = found.slice(0, input.limit)
  const last = found.length > lines.length ? lines.at(-1) : undefined
  return {
    lines,
    byReason,
    nextCursor:
      last === undefined
        ? null
        : encode({ heardMs: last.heardAt.getTime(), body: last.body, line: last.line }),
  }
}
