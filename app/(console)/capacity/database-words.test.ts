// What the page says of databases under load, and of two beside each other only what follows.
import { expect, it } from 'vitest'
import type { DatabaseLoad } from '../../../domain/capacity/database-load.ts'
import type { ControlPlane } from './capacity-view.ts'
import { adviceBesideLoad, loadDetail, loadSaid, loadText, pairText } from './database-words.ts'

const at = (time: string): Date => new Date(`2026-03-13T${time}:00Z`)
const unread: DatabaseLoad = { kind: 'unread' }
const keptUp: DatabaseLoad = { kind: 'kept-up', most: 8_500, at: at('09:24'), within25Ms: 0.9996 }
const untold: DatabaseLoad = { ...keptUp, most: 0.4, within25Ms: null }
const behind: DatabaseLoad = {
  ...{ kind: 'behind', since: at('09:20'), until: null, carries: 2_734 },
  ...{ waiting: 164_040.4, waitingAt: at('09:25'), seconds: 60.02 },
}

it.each([
  [unread, '–', 'Not told', 'Its API server told nothing in this time of its requests to the database.'],
  [
    keptUp,
    '8,500 requests/s',
    'Kept up',
    'Most at Fri 13 Mar 09:24, >99.9% within 25 ms. What more it can do was not asked of it.',
  ],
  [
    untold,
    '0.40 requests/s',
    'Kept up',
    'Most at Fri 13 Mar 09:24. What more it can do was not asked of it.',
  ],
  [
    behind,
    'no more than 2,734 requests/s',
    'Behind',
    'From Fri 13 Mar 09:20 its requests took a second or more on average. At most 164,040 were in it at once, at Fri 13 Mar 09:25: 1 m each.',
  ],
  [
    { ...behind, until: at('09:33') },
    'no more than 2,734 requests/s',
    'Was behind',
    'From Fri 13 Mar 09:20 until Fri 13 Mar 09:33 its requests took a second or more on average. At most 164,040 were in it at once, at Fri 13 Mar 09:25: 1 m each.',
  ],
])('one: %o', (load, text, said, detail) => {
  expect([loadText(load), loadSaid(load).text, loadDetail(load)]).toEqual([text, said, detail])
})

it.each([
  [behind, keptUp, 'The database of b did 3.1 times what that of a can, and was not at its limit.'],
  [keptUp, behind, 'The database of a did 3.1 times what that of b can, and was not at its limit.'],
  [
    behind,
    { ...behind, carries: 1_367 },
    'The database of a can do 2.0 times what that of b can; both were behind.',
  ],
  [keptUp, keptUp, null],
  [unread, behind, null],
  [undefined, behind, null],
])('two: %o beside %o', (one, other, wanted) => {
  expect(pairText({ name: 'a', load: one }, { name: 'b', load: other })).toBe(wanted)
})

it('does not say of a control plane whose database is behind that it fits', () => {
  const advice = { kind: 'room', axis: null, other: null, stillTight: [], isHigher: null, mayReturn: true }
  const row = { advice, axes: [], provider: 'eks', tier: 'tier-xl' } as unknown as ControlPlane
  const fits = { text: 'fits', detail: 'Its database would allow a return to standard mode (up to 8 GB).' }
  for (const load of [undefined, unread, keptUp]) expect(adviceBesideLoad(row, load)).toEqual(fits)
  expect(adviceBesideLoad(row, behind)).toEqual({
    text: 'its database was behind: see who writes',
    detail: `What the database of a tier can do is not published: whether another helps is not known. ${fits.detail}`,
  })
  const move = { ...row, advice: { ...advice, kind: 'no-tiers', axis: 'seats' } } as unknown as ControlPlane
  expect(adviceBesideLoad(move, behind).text).toBe('no tiers to choose from')
})
