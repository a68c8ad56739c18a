// How every procedure is built: superjson, roles, and one mapping of errors. A procedure says in its
// meta which role it needs; one that says nothing is refused. Errors of ours go out with their words;
// everything else is "internal" with the request id and no text, and goes to the log.
import { initTRPC, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import superjson from 'superjson'
import type { PeriplusError, PeriplusErrorCode } from '../domain/errors.ts'
import { storeFailure } from '../domain/store-failure.ts'
import { mayAct, type Role } from './auth/viewer.ts'
import type { QueryContext } from './context.ts'

interface ProcedureMeta {
  readonly role: Role
}

const codes: Record<PeriplusErrorCode, TRPCError['code']> = {
  NotFound: 'NOT_FOUND',
  Forbidden: 'FORBIDDEN',
  Invalid: 'BAD_REQUEST',
  Unavailable: 'SERVICE_UNAVAILABLE',
  LimitExceeded: 'TOO_MANY_REQUESTS',
  Conflict: 'CONFLICT',
}

function trpcErrorOf(error: PeriplusError): TRPCError {
  return new TRPCError({ code: codes[error.code], message: error.message, cause: error })
}

/** What is wrong with an input, one clause per field; undefined when the cause is no zod error. */
function inputProblems(cause: unknown): string | undefined {
  const issues = (cause as { issues?: unknown } | undefined)?.issues
  if (!Array.isArray(issues)) return undefined
  const clauses = (issues as { path: PropertyKey[]; message: string }[])
    .slice(0, 10)
    .map(({ path, message }) => (path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message))
  return clauses.join('; ')
}

/** Any failure of a procedure → what may leave the house. `report` is told of the unexpected. */
function publicError(
  error: TRPCError,
  signal: AbortSignal | undefined,
  report: (error: unknown) => void,
): TRPCError {
  // Nobody waits for this answer any more, and a question broken off is no failure.
  if (signal?.aborted) return new TRPCError({ code: 'CLIENT_CLOSED_REQUEST', message: 'the caller is gone' })
  const known = storeFailure(error.cause ?? error)
  if (known !== undefined) return trpcErrorOf(known)
  if (error.code === 'BAD_REQUEST') {
    return new TRPCError({
      code: 'BAD_REQUEST',
      message: inputProblems(error.cause) ?? 'the input cannot be read',
    })
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error
  report(error.cause ?? error)
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'internal error' })
}

const t = initTRPC
  .context<QueryContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    // Proxies cut lines on which nothing is said, and a viewer learns from silence that his was cut.
    sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 20_000 } },
    errorFormatter: ({ shape, error, ctx }) => {
      // Also what failed before any procedure ran: a context that could not be made.
      const known = storeFailure(error.cause)
      const shown = known === undefined ? error : trpcErrorOf(known)
      return {
        code: TRPC_ERROR_CODES_BY_KEY[shown.code],
        message: shown.code === 'INTERNAL_SERVER_ERROR' ? 'internal error' : shown.message,
        data: {
          code: shown.code,
          httpStatus: getHTTPStatusCodeFromError(shown),
          path: shape.data.path ?? null,
          requestId: ctx?.requestId ?? null,
          retryAfterSeconds: known?.retryAfterSeconds ?? null,
        },
      }
    },
  })

const guarded = t.procedure.use(async ({ ctx, meta, next, path, signal }) => {
  const report = (error: unknown) =>
    ctx.log.error({ err: error, requestId: ctx.requestId, path }, 'procedure failed')
  if (meta === undefined || !mayAct(ctx.viewer, meta.role)) {
    throw new TRPCError({ code: 'FORBIDDEN', message: `${path} needs the role ${meta?.role ?? 'of nobody'}` })
  }
  const startedAt = performance.now()
  const result = await next({ ctx: { ...ctx, signal } })
  // Whoever broke off did not wait for an answer, so there is nothing to measure.
  if (!signal?.aborted) ctx.queryTimes.observe(path, (performance.now() - startedAt) / 1_000, !result.ok)
  if (!result.ok) throw publicError(result.error, signal, report)
  return result
})

export const { router } = t
export const viewerProcedure = guarded.meta({ role: 'viewer' })
export const operatorProcedure = guarded.meta({ role: 'operator' })
export const adminProcedure = guarded.meta({ role: 'admin' })
