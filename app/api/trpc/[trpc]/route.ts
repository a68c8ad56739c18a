// The tRPC door. The outer wall (server/http) has already checked Host, Origin, method and content
// type. Says when to come back with Retry-After; batches are bounded.
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { isPeriplusError } from '../../../../domain/errors.ts'
import { createContext } from '../../../../server/context.ts'
import { appRouter } from '../../../../server/root.ts'

export const dynamic = 'force-dynamic'

/** One screen asks a handful of questions; more in one request is somebody probing. */
const questionsPerBatch = 20

function answer(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: new URL(request.url).pathname.replace(/\/[^/]*$/, ''),
    req: request,
    router: appRouter,
    maxBatchSize: questionsPerBatch,
    createContext: () => createContext(request.headers.get('x-request-id')),
    responseMeta: ({ errors, type }) => {
      const seconds = errors.map(({ cause }) =>
        isPeriplusError(cause) ? cause.retryAfterSeconds : undefined,
      )
      const longest = Math.max(0, ...seconds.map((value) => value ?? 0))
      return {
        headers: new Headers({
          // Compressing what is said bit by bit would hold it back.
          'cache-control': type === 'subscription' ? 'no-store, no-transform' : 'no-store',
          ...(longest === 0 ? {} : { 'retry-after': String(longest) }),
        }),
      }
    },
  })
}

export { answer as GET, answer as POST }
