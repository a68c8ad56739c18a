import { describe, expect, it } from 'vitest'
import { startReviewJob } from './review-job.ts'

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

function rig() {
  const state = {
    now: new Date('2026-11-22T23:50:00Z'),
    nowMs: 0,
    looks: 0,
    taken: [] as string[],
    isKnown: true,
    failing: false,
    failures: 0,
  }
  const job = startReviewJob({
    clock: { now: () => state.now },
    lookEveryMs: 1,
    takeEveryMs: 900_000,
    nowMs: () => {
      state.looks += 1
      return state.nowMs
    },
    take: async () => {
      if (state.failing) throw new Error('away')
      state.taken.push(state.now.toISOString())
      return state.isKnown
    },
    onFailure: () => {
      state.failures += 1
    },
  })
  const looked = async () => {
    const { looks } = state
    await until(() => state.looks > looks + 3)
  }
  return { state, job, looked }
}

describe('the fleet is looked at for reviews', () => {
  it('every quarter of an hour, and at once when the day is another', async () => {
    const { state, job, looked } = rig()
    await looked()
    expect(state.taken).toEqual(['2026-11-22T23:50:00.000Z'])
    state.nowMs += 899_999
    await looked()
    expect(state.taken).toHaveLength(1)
    state.nowMs += 1
    await looked()
    expect(state.taken).toHaveLength(2)
    state.now = new Date('2026-11-23T00:00:10Z')
    await looked()
    await job.stop()
    expect(state.taken.slice(2)).toEqual(['2026-11-23T00:00:10.000Z'])
  })

  it('again and again until there is something to see, and after a store was away', async () => {
    const { state, job } = rig()
    state.isKnown = false
    await until(() => state.taken.length > 2)
    state.failing = true
    await until(() => state.failures > 0)
    state.failing = false
    state.isKnown = true
    const { length } = state.taken
    await until(() => state.taken.length > length)
    await job.stop()
    expect(state.taken.length).toBeGreaterThan(length)
  })
})
