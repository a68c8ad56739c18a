import { expect, test } from 'vitest'
import { headroomOf } from './headroom.ts'

test('room, tight from four fifths, full at the limit; nothing is said without a reading or a limit', () => {
  const judged = [0, 79.9, 80, 99.9, 100, 140].map((used) => headroomOf(used, 100))
  expect(judged).toEqual(['room', 'room', 'tight', 'tight', 'full', 'full'])
  expect([headroomOf(null, 100), headroomOf(5, null), headroomOf(5, 0)]).toEqual([null, null, null])
})
