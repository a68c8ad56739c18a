import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsInSight } from './row-window.ts'

const rowHeight = 30
const overscan = 12
const seen = fc.record({
  top: fc.double({ min: -50, max: 3_000_000, noNaN: true }),
  height: fc.integer({ min: 0, max: 4_000 }),
})

describe('the rows in sight', () => {
  it('are all drawn, with the rows asked for around them, and few others', () => {
    fc.assert(
      fc.property(seen, ({ top, height }) => {
        const [from, to] = rowsInSight({ top, height }, rowHeight, overscan)
        const first = Math.max(0, top) / rowHeight
        const last = (Math.max(0, top) + height) / rowHeight
        expect(from).toBeLessThanOrEqual(Math.max(0, first - overscan))
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThanOrEqual(last + overscan)
        expect(to - from).toBeLessThanOrEqual(height / rowHeight + 2 * overscan + 2 + overscan)
      }),
    )
  })

  it('stay the same over most small moves, so that scrolling does not draw each pixel anew', () => {
    const at = (top: number) => rowsInSight({ top, height: 616 }, rowHeight, overscan).join()
    const changes = Array.from({ length: 3_000 }, (_, top) => at(top)).filter(
      (rows, index, all) => rows !== all[index - 1],
    )
    expect(changes.length).toBeLessThan(3_000 / rowHeight / 2)
  })
})
