// Waits that grow within bounds and never fall below what the server asked for; a gate that lets in no more
// than it should.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backoff, pause } from './backoff.ts'
import { Gate } from './gate.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`backoff.test.ts: seed ${seed}`)

test('each wait is from half to the whole of what is due, and at least what was asked for', () => {
  const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.record({ part, atLeastMs: fc.nat(100_000) }), { minLength: 1, maxLength: 30 }),
      (tries) => {
        let random = 0
        const backoff = new Backoff({ firstMs: 100, mostMs: 5_000 }, () => random)
        for (const [n, { part: now, atLeastMs }] of tries.entries()) {
          random = now
          const due = Math.min(5_000, 100 * 2 ** n)
          const ms = backoff.next(atLeastMs)
          expect(ms).toBeGreaterThanOrEqual(Math.max(due / 2, atLeastMs))
          expect(ms).toBeLessThanOrEqual(Math.max(due / 2, atLeastMs) + due / 2)
        }
        backoff.reset()
        expect(backoff.next()).toBeLessThanOrEqual(100)
      },
    ),
    { seed },
  )
})

test('a wait ends with the reason of whoever stops it', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  const waiting = pause(60_000, stop.signal)
  stop.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(pause(1, stop.signal)).rejects.toBe(reason)
})

test('a gate lets in no more than it may, and all in the end, whatever becomes of them', async () => {
  const gate = new Gate(3)
  let inside = 0
  let most = 0
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      gate.run(async () => {
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setTimeout(resolve, n % 4))
        inside -= 1
        if (n % 3 === 0) throw new Error('no')
        return n
      }),
    ),
  )
  expect(most).toBe(3)
  expect(inside).toBe(0)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(13)
})
