// How far checking anew is, as a listener hears it: at once, then what changed and nothing twice, to the end; and what he
// hears when he goes or the server stops.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { QueryContext } from '../../context.ts'
import { refreshProgress } from './refresh.ts'

type RefreshProgress = NonNullable<ReturnType<QueryContext['collecting']['refreshing']['progress']>>

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const startedAt = new Date('2026-11-26T12:00:00Z')
const begun: RefreshProgress = {
  ...{ id: 'one', clusters: ['a', 'b', 'c'], done: 0, underWay: [], failures: [] },
  ...{ startedAt, endedAt: null, isStopped: false },
}
const ended = { ...begun, done: 3, endedAt: new Date('2026-11-26T12:01:00Z') }

/** A process whose refresh is as the test says, step by step; it stays as the last one. */
function listening(steps: readonly (RefreshProgress | undefined)[]) {
  const left = [...steps]
  const [signal, stopping] = [new AbortController(), new AbortController()]
  const refreshing = { progress: () => (left.length > 1 ? left.shift() : left[0]) }
  const ctx = { collecting: { refreshing }, signal: signal.signal, stopping: stopping.signal }
  return { heard: refreshProgress(ctx as unknown as QueryContext), signal, stopping }
}

async function allOf(heard: ReturnType<typeof refreshProgress>) {
  const told: unknown[] = []
  const done = (async () => {
    for await (const answer of heard) told.push(answer?.done ?? null)
  })()
  await vi.runAllTimersAsync()
  await done
  return told
}

it.each([
  ['nobody asked', [undefined], [null]],
  ['what ended', [ended], [3]],
  ['every change once', [begun, begun, { ...begun, done: 1 }, { ...begun, done: 1 }, ended], [0, 1, 3]],
  ['an end without a change before it', [begun, begun, begun, ended], [0, 3]],
] as const)('is told: %s', async (_, steps, told) => {
  expect(await allOf(listening(steps).heard)).toEqual(told)
})

it('is told to nobody who went', async () => {
  const { heard, signal } = listening([begun])
  expect((await heard.next()).value).toMatchObject({ id: 'one', total: 3, startedAt })
  const next = heard.next()
  signal.abort()
  expect(await next).toEqual({ done: true, value: undefined })
})

it('breaks off with a word when the server stops', async () => {
  const { heard, stopping } = listening([begun])
  await heard.next()
  const next = heard.next()
  stopping.abort()
  await expect(next).rejects.toMatchObject({ code: 'Unavailable', retryAfterSeconds: 2 })
})
