// Work of many bodies on one loop, with a clock that the work itself moves on.
import { expect, it } from 'vitest'
import { loopPause } from './loop-pause.ts'

interface Turn {
  workMs: number
}

/** What each turn of the loop did, while `bodies` of `pieces` pieces of `pieceMs` each were worked on. */
async function turnsOf(bodies: number, pieces: number, pieceMs: number, shareMs: number) {
  let nowMs = 0
  const turns: Turn[] = []
  const order: number[] = []
  const pause = loopPause(shareMs, () => nowMs)
  let isOver = false
  const watch = (): void => {
    turns.push({ workMs: 0 })
    if (!isOver) setImmediate(watch)
  }
  const work = async (body: number): Promise<void> => {
    for (let piece = 0; piece < pieces; piece += 1) {
      await pause()
      order.push(body)
      nowMs += pieceMs
      const turn = turns.at(-1)
      if (turn !== undefined) turn.workMs += pieceMs
    }
  }
  watch()
  await Promise.all(Array.from({ length: bodies }, (_, body) => work(body)))
  isOver = true
  return { longestMs: Math.max(...turns.map(({ workMs }) => workMs)), order, nowMs }
}

it('shares a turn of the loop between many small bodies, and leaves the rest to the next', async () => {
  const { longestMs, nowMs } = await turnsOf(64, 1, 3, 8)
  expect(nowMs).toBe(192)
  expect(longestMs).toBe(9)
})

it('lets one piece go on in every turn, however long it takes', async () => {
  expect((await turnsOf(5, 1, 50, 8)).longestMs).toBe(50)
})

it('goes round in order, so that a large body does not hold up the small ones', async () => {
  const { order } = await turnsOf(3, 4, 3, 8)
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
})

it('wakes again after everything was quiet', async () => {
  const pause = loopPause(8, () => 0)
  await pause()
  await new Promise((resolve) => setImmediate(resolve))
  await pause()
})
