// A server that is killed again and again, against one that is looked at millisecond by millisecond.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KilledFlow, type Memory } from './killed-flow.ts'

interface Seen {
  readonly kills: readonly { readonly killedMs: number; readonly bytes: number }[]
  /** At the beginning of each millisecond. */
  readonly running: readonly number[]
  readonly waiting: readonly number[]
  /** Before it. */
  readonly answered: readonly number[]
  readonly lost: number
}

/** First in, first out; nobody waits long enough to be turned away. */
function lookedAt(arrivals: readonly number[], servers: number, holdMs: number, memory: Memory): Seen {
  const kills: { killedMs: number; bytes: number }[] = []
  const seen = { running: [] as number[], waiting: [] as number[], answered: [] as number[] }
  let [ends, queue, sinceMs, backMs, answered, lost] = [[] as number[], 0, Number.NEGATIVE_INFINITY, 0, 0, 0]
  for (let ms = 0; ms < lastMs; ms += 1) {
    answered += ends.filter((end) => end < ms).length
    ends = ends.filter((end) => end >= ms)
    seen.running.push(ends.length)
    seen.waiting.push(queue)
    seen.answered.push(answered)
    const come = arrivals.filter((at) => at === ms).length
    if (ms < backMs) {
      lost += come
      continue
    }
    let [busy, isKilled, bytes] = [ends.filter((end) => end > ms).length, false, 0]
    queue += come
    while (queue > 0 && busy < servers) {
      queue -= 1
      busy += 1
      ends.push(ms + holdMs)
      const held = busy * memory.bytesEach + memory.otherBytes(ms - sinceMs)
      if (!isKilled && held > memory.capacityBytes) [isKilled, bytes] = [true, held]
    }
    if (!isKilled) continue
    const done = ends.filter((end) => end < ms + 1).length
    answered += done
    lost += ends.length - done + queue
    ;[ends, queue, backMs] = [[], 0, ms + 1 + memory.awayMs]
    sinceMs = backMs
    kills.push({ killedMs: ms + 1, bytes })
  }
  return { kills, ...seen, lost }
}

const lastMs = 1_500

describe('a flow that kills its server', () => {
  it('is what it is millisecond by millisecond', () => {
    const flows = fc.record({
      arrivals: fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 200 }),
      servers: fc.integer({ min: 1, max: 6 }),
      holdMs: fc.integer({ min: 2, max: 60 }),
      room: fc.integer({ min: 1, max: 7 }),
      awayMs: fc.integer({ min: 1, max: 90 }),
    })
    fc.assert(
      fc.property(flows, ({ arrivals, servers, holdMs, room, awayMs }) => {
        const sorted = [...arrivals].sort((a, b) => a - b)
        const memory: Memory = {
          capacityBytes: 10 * room,
          bytesEach: 10,
          otherBytes: (sinceMs) => (sinceMs < 40 ? 9 : 0),
          awayMs,
        }
        const seen = lookedAt(sorted, servers, holdMs, memory)
        const flow = new KilledFlow({ arrivals: Float64Array.from(sorted), servers, holdMs }, memory)
        const kills = flow.lives
          .map(({ killedMs, bytes }) => ({ killedMs, bytes }))
          .filter(({ killedMs }) => Number.isFinite(killedMs))
        expect(kills).toEqual(seen.kills)
        expect(flow.lost(0, sorted.length)).toBe(seen.lost)
        for (let ms = 0; ms < lastMs; ms += 7) {
          expect([ms, flow.started(ms) - flow.ended(ms), flow.waiting(ms), flow.ended(ms)]).toEqual([
            ms,
            seen.running[ms],
            seen.waiting[ms],
            seen.answered[ms],
          ])
        }
      }),
      { verbose: 1 },
    )
  })

  it('has no fate for a request that came while the server was away', () => {
    const memory: Memory = { capacityBytes: 1, bytesEach: 1, otherBytes: () => 0, awayMs: 100 }
    const flow = new KilledFlow(
      { arrivals: Float64Array.from([0, 1, 50, 300]), servers: 9, holdMs: 40 },
      memory,
    )
    expect(flow.lives.map(({ killedMs }) => killedMs)).toEqual([2, Number.POSITIVE_INFINITY])
    expect(() => flow.fate(2)).toThrow('request 2 came while the server was away')
    expect([flow.fate(3), flow.lost(0, 4), flow.lost(3, 4)]).toEqual(['served', 3, 0])
  })
})
