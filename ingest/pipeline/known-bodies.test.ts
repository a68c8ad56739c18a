import { describe, expect, it } from 'vitest'
import { KnownBodies, type Outcome } from './known-bodies.ts'

const outcome = (accepted: number, more: Partial<Outcome> = {}): Outcome => ({
  accepted,
  rejected: 0,
  errors: [],
  isLasting: true,
  ...more,
})

describe('KnownBodies', () => {
  it('runs a body once and repeats its outcome', async () => {
    const known = new KnownBodies(10)
    expect(await known.once('k', async () => outcome(3))).toEqual({ outcome: outcome(3), isRepeat: false })
    expect(await known.once('k', () => Promise.reject(new Error('not again')))).toEqual({
      outcome: outcome(3),
      isRepeat: true,
    })
  })

  it('makes the same body, sent again meanwhile, wait for the first', async () => {
    const known = new KnownBodies(10)
    let finish: (value: Outcome) => void = () => undefined
    let runs = 0
    const take = () => {
      runs += 1
      return new Promise<Outcome>((resolve) => {
        finish = resolve
      })
    }
    const all = [known.once('k', take), known.once('k', take), known.once('k', take)]
    await Promise.resolve()
    finish(outcome(7))
    expect((await Promise.all(all)).map(({ isRepeat }) => isRepeat)).toEqual([false, true, true])
    expect(runs).toBe(1)
  })

  it('lets the next one try when the first fails', async () => {
    const known = new KnownBodies(10)
    const results = await Promise.allSettled([
      known.once('k', () => Promise.reject(new Error('away'))),
      known.once('k', async () => outcome(1)),
      known.once('k', async () => outcome(2)),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(await known.once('k', async () => outcome(9))).toEqual({ outcome: outcome(1), isRepeat: true })
  })

  it('does not remember what may fare better tomorrow', async () => {
    const known = new KnownBodies(10)
    await known.once('k', async () => outcome(0, { rejected: 1, isLasting: false }))
    expect((await known.once('k', async () => outcome(1))).isRepeat).toBe(false)
  })

  it('forgets the least recently seen first, and weighs listed errors', async () => {
    const known = new KnownBodies(4)
    for (const key of ['a', 'b', 'c']) known.remember(key, outcome(1))
    await known.once('a', async () => outcome(2))
    const errors = Array.from({ length: 20 }, (_, line) => ({ line, reason: 'bad' }))
    known.remember('d', outcome(1, { errors }))
    expect((await known.once('a', async () => outcome(2))).isRepeat).toBe(true)
    expect((await known.once('b', async () => outcome(2, { isLasting: false }))).isRepeat).toBe(false)
    expect(known.size).toBe(3)
  })
})
