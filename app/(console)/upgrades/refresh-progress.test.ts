// When the page reads again what it shows: as clusters are checked, not at every question, and once at the end.
import { expect, it } from 'vitest'
import { isReadAgain, type Seen } from './refresh-progress.ts'

const second = 1_000
const seen = (id: string | null, done: number, isOver: boolean, atSeconds = 0): Seen => ({
  id,
  done,
  isOver,
  atMs: atSeconds * second,
})

it.each([
  ['nobody asked', seen(null, 0, false), seen(null, 0, false, 60), false],
  ['one began', seen(null, 0, false), seen('a', 0, false, 2), false],
  ['one began and ended between two questions', seen(null, 0, false), seen('a', 3, true, 2), true],
  [
    'clusters were checked, a moment after the last reading',
    seen('a', 0, false),
    seen('a', 5, false, 9),
    false,
  ],
  ['clusters were checked a while ago', seen('a', 0, false), seen('a', 5, false, 10), true],
  ['nothing was checked meanwhile', seen('a', 5, false), seen('a', 5, false, 60), false],
  ['it ended', seen('a', 5, false), seen('a', 5, true, 2), true],
  ['it ended long ago', seen('a', 5, true), seen('a', 5, true, 60), false],
  ['the server started anew', seen('a', 5, true), seen(null, 0, false, 60), false],
])('%s', (_what, known, now, isAgain) => {
  expect(isReadAgain(known, now)).toBe(isAgain)
})
