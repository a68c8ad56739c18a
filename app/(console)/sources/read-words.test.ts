import { describe, expect, it } from 'vitest'
import { ageText, countsText, inOrder, partsOfStep, type Stand, standText } from './read-words.ts'

const now = new Date('2026-11-23T12:00:00Z')
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
const stand = (over: Partial<Stand>): string =>
  standText(
    { state: 'reading', asOf: at(-5), nextTryAt: null, intervalMs: 60_000, troubles: [], ...over },
    now,
  )

describe('how a source that is read stands', () => {
  it.each([
    [{}, 'It is read and up to date.'],
    [
      { state: 'failing', nextTryAt: at(42) },
      'It cannot be read. What was read until Mon 23 Nov 2026 11:59:55 UTC is still shown, as of then. It is tried again in 42 s.',
    ],
    [
      { state: 'failing', asOf: null, nextTryAt: at(-1) },
      'It cannot be read. Nothing of it was read yet. It is tried again now.',
    ],
    [
      { state: 'failing', asOf: null },
      'It cannot be read. Nothing of it was read yet. It is not tried until its definition changes.',
    ],
    [
      { state: 'spare' },
      'Another source reads its cluster. This one takes over within a minute when that one cannot.',
    ],
    [
      { state: 'partly', troubles: [{ subject: 'pods' }] },
      'It is read, with 1 thing to mend; all the rest is up to date.',
    ],
  ] as const)('%j', (over, text) => expect(stand(over)).toBe(text))

  it('says for how long a stale one was not read', () => {
    expect(stand({ state: 'stale', asOf: at(-600) })).toContain('for more than 3 m. What was read until')
  })

  it('says how old its data is', () => {
    expect(ageText(null, now)).toBe('nothing yet')
    expect(ageText(at(-90), now)).toBe('1 m 30 s')
    expect(ageText(at(90), now)).toBe('1 m 30 s ahead')
  })
})

describe('counts, steps and rows', () => {
  it('counts what was read, what says most first, and leaves out nothing read', () => {
    expect(countsText({ calls: 1, objects: 12_034, relists: 0, odd: 3 })).toBe(
      '12,034 objects, 1 call, 3 odd',
    )
    expect(countsText({ calls: 2, objects: 12 }, 1)).toBe('12 objects')
    expect(countsText({})).toBe('')
  })

  it('takes what is to be copied out of a step', () => {
    expect(partsOfStep('Grant it.')).toEqual({ says: 'Grant it.', code: null })
    expect(partsOfStep('Apply this:\nkind: Role\nrules: []')).toEqual({
      says: 'Apply this:',
      code: 'kind: Role\nrules: []',
    })
  })

  it('keeps rows in their places', () => {
    expect(inOrder(['c', 'a', 'b'], [])).toEqual(['c', 'a', 'b'])
    expect(inOrder(['c', 'a', 'n', 'b'], ['a', 'x', 'b', 'c'])).toEqual(['a', 'b', 'c', 'n'])
  })
})
