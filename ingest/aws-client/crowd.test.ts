import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { forEachOf, Gate } from './crowd.ts'

const items = Array.from({ length: 40 }, (_, index) => index)

describe('a gate', () => {
  it('lets so many in and everybody through, in the order they came', async () => {
    const gate = new Gate(3)
    let inside = 0
    let most = 0
    const order: number[] = []
    await Promise.all(
      items.map((item) =>
        gate.run(async () => {
          order.push(item)
          most = Math.max(most, ++inside)
          await wait(1)
          inside -= 1
        }),
      ),
    )
    expect(most).toBe(3)
    expect(order).toEqual(items)
  })

  it('stays open when what went in fails', async () => {
    const gate = new Gate(1)
    const failing = gate.run(() => Promise.reject(new Error('no')))
    const next = gate.run(() => Promise.resolve('in'))
    await expect(failing).rejects.toThrow('no')
    await expect(next).resolves.toBe('in')
  })
})

describe('a loop over items', () => {
  it('does all of them, so many at once', async () => {
    const done: number[] = []
    let inside = 0
    let most = 0
    await forEachOf(items, 4, async (item) => {
      most = Math.max(most, ++inside)
      await wait(item % 3)
      inside -= 1
      done.push(item)
    })
    expect(done.sort((a, b) => a - b)).toEqual(items)
    expect(most).toBe(4)
  })

  it('starts no more after a failure, and waits for what it started', async () => {
    let ended = 0
    let started = 0
    const work = async (item: number): Promise<void> => {
      started += 1
      await wait(item === 0 ? 1 : 5)
      ended += 1
      if (item === 0) throw new Error('first')
    }
    await expect(forEachOf(items, 4, work)).rejects.toThrow('first')
    expect(started).toBe(4)
    expect(ended).toBe(4)
  })

  it('has nothing to do for none', async () => {
    await expect(forEachOf([], 4, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
  })
})
