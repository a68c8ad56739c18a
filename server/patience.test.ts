import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { orStopped, within } from './patience.ts'

const never = new Promise<never>(() => undefined)

describe('orStopped', () => {
  it('is its work, done or failed, while nobody says stop', async () => {
    const { signal } = new AbortController()
    expect(await orStopped(Promise.resolve(1), signal)).toBe(1)
    await expect(orStopped(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
  })

  it('ends at the stop, before it and after, and undoes what comes too late', async () => {
    const stop = new AbortController()
    const undone: string[] = []
    const undo = (late: string) => undone.push(late)
    const waiting = orStopped(sleep(20, 'first'), stop.signal, undo)
    stop.abort(new Error('stopping'))
    await expect(waiting).rejects.toThrow('stopping')
    await expect(orStopped(never, stop.signal)).rejects.toThrow('stopping')
    await expect(orStopped(Promise.resolve('second'), stop.signal, undo)).rejects.toThrow('stopping')
    await expect(orStopped(Promise.reject(new Error('late')), stop.signal, undo)).rejects.toThrow('stopping')
    await sleep(40)
    expect(undone).toEqual(['second', 'first'])
  })
})

describe('within', () => {
  it('is its work when that is there in time', async () => {
    expect(await within(10_000, Promise.resolve(true), false)).toBe(true)
  })

  it('is the other answer when it fails or takes longer', async () => {
    expect(await within(10_000, Promise.reject(new Error('no')), 'failed')).toBe('failed')
    expect(await within(1, never, 'late')).toBe('late')
  })
})
