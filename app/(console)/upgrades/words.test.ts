// Words of the upgrades page: what a cell says, and under which day rows stand together.
import { expect, it } from 'vitest'
import { cellWord, checkHead, groupOf } from './words.ts'

const none = { error: 0, warning: 0, unknown: 0, passing: 0 }
const now = new Date('2026-11-26T04:00:00Z')

it.each([
  [{ status: 'passing', findings: none, waived: 0 }, 'Pass'],
  [{ status: 'passing', findings: none, waived: 2 }, '2 waived'],
  [{ status: 'unknown', findings: none, waived: 0 }, 'Not known'],
  [{ status: 'error', findings: { ...none, error: 1 }, waived: 0 }, '1 finding'],
  [{ status: 'error', findings: { ...none, error: 1, warning: 2 }, waived: 5 }, '3 findings'],
] as const)('says %j as "%s"', (cell, words) => {
  expect(cellWord(cell)).toBe(words)
})

it.each([
  [null, null, 'standard', 'No day is known'],
  ['2026-12-02', '2026-12-02', 'standard', 'Upgraded by force on Wed 2 Dec'],
  ['2026-11-26', '2026-11-26', 'extended', 'Upgraded by force since Thu 26 Nov'],
  ['2026-12-02', '2027-12-02', 'standard', 'Leaves standard support on Wed 2 Dec'],
  ['2027-03-23', '2027-04-01', 'extended', 'Leaves extended support on Tue 23 Mar 2027'],
] as const)('a deadline of %s, forced on %s, in %s support is "%s"', (deadline, forced, status, words) => {
  const at = (text: string | null) => (text === null ? null : new Date(text))
  const support = { status, endsAt: at(deadline), forcedUpgradeAt: at(forced) }
  expect(groupOf({ support, deadline: at(deadline) }, now)).toBe(words)
})

it('heads what it has no short word for by its title', () => {
  expect([checkHead('api-removals', 'Removed APIs still called'), checkHead('new', 'New')]).toEqual([
    'APIs',
    'New',
  ])
})
