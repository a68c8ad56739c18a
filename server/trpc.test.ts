import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { conflict, forbidden, invalid, limitExceeded, notFound, unavailable } from '../domain/errors.ts'
import { openViewer, type Role } from './auth/viewer.ts'
import type { QueryContext } from './context.ts'
import { createQueryTimes } from './query-times.ts'
import { adminProcedure, operatorProcedure, router, viewerProcedure } from './trpc.ts'

const logged: unknown[] = []
const failures: Record<string, unknown> = {
  notFound: notFound('no such cluster'),
  forbidden: forbidden('not yours'),
  invalid: invalid('labels cannot be used'),
  conflict: conflict('already there'),
  limit: limitExceeded('too many', 7),
  unavailable: unavailable('the event store is away', 3),
  refused: Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
  bug: new TypeError('secret: hunter2'),
  text: 'hunter2',
}

const testRouter = router({
  fail: viewerProcedure.input(z.strictObject({ how: z.string() })).query(({ input }) => {
    throw failures[input.how]
  }),
  operate: operatorProcedure.query(() => 'done'),
  rule: adminProcedure.query(() => 'done'),
  signal: viewerProcedure.query(({ ctx }) => ctx.signal instanceof AbortSignal),
})

async function ask(path: string, input?: unknown, role: Role = 'admin') {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
  const response = await fetchRequestHandler({
    endpoint: '/t',
    req: new Request(`http://x/t/${path}${query}`),
    router: testRouter,
    createContext: () =>
      ({
        viewer: { ...openViewer, role },
        requestId: 'r-1',
        log: { error: (fields: unknown) => logged.push(fields) },
        queryTimes: createQueryTimes(),
      }) as unknown as QueryContext,
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

describe('errors of procedures', () => {
  it.each([
    ['notFound', 404, 'NOT_FOUND', 'no such cluster', null],
    ['forbidden', 403, 'FORBIDDEN', 'not yours', null],
    ['invalid', 400, 'BAD_REQUEST', 'labels cannot be used', null],
    ['conflict', 409, 'CONFLICT', 'already there', null],
    ['limit', 429, 'TOO_MANY_REQUESTS', 'too many', 7],
    ['unavailable', 503, 'SERVICE_UNAVAILABLE', 'the event store is away', 3],
    ['refused', 503, 'SERVICE_UNAVAILABLE', 'the database does not answer; it is asked again', 2],
  ])('%s goes out as %i with its words', async (how, status, code, message, retryAfterSeconds) => {
    const answer = await ask('fail', { how })
    expect(answer.status).toBe(status)
    expect(answer.body.error.json).toMatchObject({
      message,
      data: { code, httpStatus: status, path: 'fail', requestId: 'r-1', retryAfterSeconds },
    })
    expect(answer.text).not.toMatch(/stack|10\.0\.0\.7/)
  })

  it.each(['bug', 'text'])(
    '%s goes out as internal, with the request id, without text, and is logged',
    async (how) => {
      logged.length = 0
      const answer = await ask('fail', { how })
      expect(answer.status).toBe(500)
      expect(answer.body.error.json).toEqual({
        code: -32603,
        message: 'internal error',
        data: {
          code: 'INTERNAL_SERVER_ERROR',
          httpStatus: 500,
          path: 'fail',
          requestId: 'r-1',
          retryAfterSeconds: null,
        },
      })
      expect(answer.text).not.toContain('hunter2')
      expect(logged).toHaveLength(1)
    },
  )

  it('says which part of an input is wrong', async () => {
    const answer = await ask('fail', { how: 7, more: true })
    expect(answer.status).toBe(400)
    expect(answer.body.error.json.message).toMatch(/how: .*expected string.*; .*more/)
  })

  it('says that a procedure is not there', async () => {
    expect((await ask('nothing')).status).toBe(404)
  })
})

describe('roles', () => {
  it.each([
    ['viewer', 'operate', 403],
    ['viewer', 'rule', 403],
    ['viewer', 'signal', 200],
    ['operator', 'operate', 200],
    ['operator', 'rule', 403],
    ['admin', 'operate', 200],
    ['admin', 'rule', 200],
  ] as const)('%s asking %s gets %i', async (role, path, status) => {
    expect((await ask(path, undefined, role)).status).toBe(status)
  })
})

it('hands the abort signal to the question', async () => {
  expect((await ask('signal')).body.result.data.json).toBe(true)
})
