import { describe, expect, it } from 'vitest'
import { unavailable } from '../../domain/errors.ts'
import { LineBatch } from './line-batch.ts'

const limits = { groupBytes: 100, groupMs: 1, groupsInFlight: 1, heldBytes: 1_000 }
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A store whose answers are given by hand. */
function heldStore() {
  const sent: { body: string; answer(error?: unknown): void }[] = []
  const insert = (body: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      sent.push({
        body: body.toString(),
        answer: (error) => (error === undefined ? resolve() : reject(error)),
      })
    })
  return { sent, insert }
}

describe('LineBatch', () => {
  it('sends what several submit in one insert, and resolves when that is durable', async () => {
    const { sent, insert } = heldStore()
    const batch = new LineBatch(limits, insert)
    let done = 0
    const all = ['a', 'b\nc', ''].map((text) =>
      batch
        .submit(() => text)
        .then(() => {
          done += 1
        }),
    )
    await turn()
    expect([sent.map(({ body }) => body), done]).toEqual([['a\nb\nc\n'], 1])
    sent[0]?.answer()
    await Promise.all(all)
    expect([done, batch.heldBytes]).toEqual([3, 0])
  })

  it('sends no more inserts at once than it may, each of its size, in the order they came', async () => {
    const { sent, insert } = heldStore()
    const batch = new LineBatch(limits, insert)
    const all = Array.from({ length: 9 }, (_, n) => batch.submit(() => String(n).repeat(50)))
    for (let group = 0; group < 5; group += 1) {
      await turn()
      expect(sent).toHaveLength(group + 1)
      sent[group]?.answer()
    }
    await Promise.all(all)
    expect(sent.map(({ body }) => body.replaceAll(/(.)\1+/g, '$1'))).toEqual([
      '0\n1\n',
      '2\n3\n',
      '4\n5\n',
      '6\n7\n',
      '8\n',
    ])
  })

  it('holds no more bytes than it may, and lets those wait who come when it is full', async () => {
    const { sent, insert } = heldStore()
    const batch = new LineBatch({ ...limits, heldBytes: 250 }, insert)
    let written = 0
    const write = (): string => {
      written += 1
      return 'x'.repeat(100)
    }
    const all = Array.from({ length: 20 }, () => batch.submit(write))
    let most = 0
    for (let group = 0; group < 20; group += 1) {
      await turn()
      most = Math.max(most, batch.heldBytes)
      expect(written, 'lines are made when there is room for them').toBeLessThanOrEqual(group + 3)
      sent[group]?.answer()
    }
    await Promise.all(all)
    expect([written, most <= 350, batch.heldBytes]).toEqual([20, true, 0])
  })

  it('fails everybody who waits when the store is away, and works again afterwards', async () => {
    const { sent, insert } = heldStore()
    const batch = new LineBatch(limits, insert)
    const all = Array.from({ length: 6 }, () => batch.submit(() => 'x'.repeat(60)))
    await turn()
    sent[0]?.answer(unavailable('away'))
    const outcomes = await Promise.allSettled(all)
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect([sent.length, batch.heldBytes]).toEqual([1, 0])
    const again = batch.submit(() => 'y')
    await turn()
    sent[1]?.answer()
    await again
  })

  it('fails only the one whose lines the store refuses', async () => {
    const refused = new Error('bad line')
    const batch = new LineBatch(limits, async (body) => {
      if (body.includes('bad')) throw refused
    })
    const outcomes = await Promise.allSettled(['good', 'bad', 'fine'].map((text) => batch.submit(() => text)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('gives its room back when lines cannot be made', async () => {
    const batch = new LineBatch({ ...limits, heldBytes: 1 }, async () => undefined)
    const broken = batch.submit(() => {
      throw new Error('no lines')
    })
    const next = batch.submit(() => 'ok')
    await expect(broken).rejects.toThrow('no lines')
    await next
  })

  it('has a barrier behind all that was submitted, and none behind what comes later', async () => {
    const { sent, insert } = heldStore()
    const batch = new LineBatch({ ...limits, groupMs: 60_000 }, insert)
    const first = batch.submit(() => 'a')
    await turn()
    let passed = false
    const barrier = batch.barrier().then(() => {
      passed = true
    })
    await turn()
    expect([sent.length, passed]).toEqual([1, false])
    sent[0]?.answer()
    await Promise.all([first, barrier])
    await batch.barrier()
  })
})
