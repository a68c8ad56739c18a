import { describe, expect, it } from 'vitest'
import { invalid, unavailable } from './errors.ts'
import { storeFailure } from './store-failure.ts'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('storeFailure', () => {
  it.each([
    coded('ECONNREFUSED'),
    coded('ENOENT'),
    coded('57P03'),
    coded('57P01'),
    coded('08006'),
    coded('53300'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Failed query: select …', { cause: coded('ECONNRESET') }),
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
  ])('takes %s for a store that is away', (error) => {
    expect(storeFailure(error)).toMatchObject({ code: 'Unavailable', retryAfterSeconds: 2 })
  })

  it('passes errors of ours on, also wrapped', () => {
    const ours = invalid('no')
    expect(storeFailure(ours)).toBe(ours)
    expect(storeFailure(new Error('outer', { cause: unavailable('away', 5) }))).toMatchObject({
      retryAfterSeconds: 5,
    })
  })

  it.each([coded('42P01'), coded('23505'), new TypeError('x is not a function'), undefined, null, 'text', 7])(
    'takes %s for something else',
    (error) => expect(storeFailure(error)).toBeUndefined(),
  )

  it('does not run in circles', () => {
    const error = new Error('a') as Error & { cause: unknown }
    error.cause = error
    expect(storeFailure(error)).toBeUndefined()
  })
})
