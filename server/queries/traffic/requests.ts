// The single requests behind a number, newest first, as far back as raw retention reaches.
import { z } from 'zod'
import { apiRequests, type RequestCursor } from '../../../db/events/read/requests.ts'
import { getState } from '../../../db/relational/read/state.ts'
import { invalid } from '../../../domain/errors.ts'
import type { ApiRequests } from '../../../domain/model/talker.ts'
import type { QueryContext } from '../../context.ts'
import { trafficInput, trafficQuestion } from './question.ts'

export const requestsInput = trafficInput.extend({
  limit: z.int().min(1).max(500).default(50),
  cursor: z.string().max(512).optional(),
})

const dayMs = 86_400_000
const cursorSchema = z.tuple([z.string().regex(/^\d{1,19}$/), z.string().max(100), z.string().max(256)])

const encode = (cursor: RequestCursor): string =>
  Buffer.from(JSON.stringify([cursor.atUs, cursor.clusterId, cursor.auditId])).toString('base64url')

function decode(text: string): RequestCursor {
  const unreadable = (): never => {
    throw invalid('cursor: not a cursor of this question; ask again without one')
  }
  const bytes = Buffer.from(text, 'base64url').toString('utf8')
  const parts = cursorSchema.safeParse(jsonOrNull(bytes))
  if (!parts.success) return unreadable()
  const [atUs, clusterId, auditId] = parts.data
  return { atUs, clusterId, auditId }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Where raw requests begin: what retention has dropped for ever, or is about to. */
async function rawFrom(ctx: QueryContext): Promise<Date> {
  const floor = await getState(ctx.relational, 'retention_floor')
  const days = ctx.settings.retentionRawDays * dayMs
  const limit = Math.floor((ctx.clock.now().getTime() - days) / dayMs) * dayMs
  const stored = z.iso.datetime().safeParse(floor)
  return new Date(Math.max(limit, stored.success ? Date.parse(stored.data) : 0))
}

export async function requests(
  ctx: QueryContext,
  input: z.infer<typeof requestsInput>,
): Promise<ApiRequests> {
  const { question, freshness } = await trafficQuestion(ctx, input)
  const { rows, last } = await apiRequests(ctx.events, {
    ...question,
    limit: input.limit,
    after: input.cursor === undefined ? null : decode(input.cursor),
  })
  return {
    window: question.window,
    freshness: await freshness,
    rows,
    nextCursor: last === null ? null : encode(last),
    rawFrom: await rawFrom(ctx),
  }
}
