import { describe, expect, it } from 'vitest'
import { createLane, LaneFull } from './lane.ts'

function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('createLane', () => {
  it('never gives one item to two, and serves in the order asked', async () => {
    const lane = createLane(['a', 'b'], 100)
    const busy = new Set<string>()
    const served: number[] = []
    await Promise.all(
      Array.from({ length: 50 }, (_unused, index) =>
        lane.use(async (item) => {
          expect(busy.has(item)).toBe(false)
          busy.add(item)
          served.push(index)
          await new Promise((resolve) => setImmediate(resolve))
          busy.delete(item)
        }),
      ),
    )
    expect(served).toEqual(Array.from({ length: 50 }, (_unused, index) => index))
  })

  it('gives an item back after a failure', async () => {
    const lane = createLane(['only'], 1)
    await expect(lane.use(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await lane.use(async (item) => item)).toBe('only')
  })

  it('stands still once nobody works, and those who come meanwhile wait', async () => {
    const lane = createLane(['a', 'b'], 10)
    const held = gate()
    const done: string[] = []
    const working = lane.use(async () => {
      await held.opened
      done.push('worked')
    })
    const still = lane.still(async () => {
      done.push('still')
      await new Promise((resolve) => setImmediate(resolve))
      done.push('moving again')
    })
    const waiting = lane.use(async () => done.push('waited'))
    held.open()
    await Promise.all([working, still, waiting])
    expect(done).toEqual(['worked', 'still', 'moving again', 'waited'])
    await expect(lane.still(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    await lane.idle()
  })

  it('refuses at once when too many wait', async () => {
    const lane = createLane(['only'], 1)
    const held = gate()
    const working = lane.use(() => held.opened)
    const waiting = lane.use(async () => 'waited')
    await expect(lane.use(async () => 'one too many')).rejects.toThrow(LaneFull)
    held.open()
    await working
    expect(await waiting).toBe('waited')
  })

  it('passes over who went away, who then never gets an item', async () => {
    const lane = createLane(['only'], 10)
    const held = gate()
    const working = lane.use(() => held.opened)
    const leaving = new AbortController()
    let wasServed = false
    const gone = lane.use(async () => {
      wasServed = true
    }, leaving.signal)
    const next = lane.use(async () => 'next')
    leaving.abort()
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' })
    held.open()
    await working
    expect(await next).toBe('next')
    expect(wasServed).toBe(false)
    await expect(lane.use(async () => undefined, leaving.signal)).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  it('tells when nobody works', async () => {
    const lane = createLane(['a', 'b'], 10)
    await lane.idle()
    const held = gate()
    const working = lane.use(() => held.opened)
    let isIdle = false
    const idle = lane.idle().then(() => {
      isIdle = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isIdle).toBe(false)
    held.open()
    await working
    await idle
  })
})
