// The scenarios there are, which go together, and which the demo shows.
import type { Scenario } from '../world/scenario.ts'
import { b7 } from './b7.ts'
import { s01 } from './s01.ts'
import { s02, s02b, s02c } from './s02.ts'
import { s05, s05b } from './s05.ts'
import { s06 } from './s06.ts'
import { s09, s09b } from './s09.ts'
import { s10, s10b } from './s10.ts'
import { s12 } from './s12.ts'
import { s13 } from './s13.ts'
import { s17 } from './s17.ts'
import { s18 } from './s18.ts'
import { s19 } from './s19.ts'
import { s20 } from './s20.ts'

/** In the order of their ids, loads last. */
const scenarios: readonly Scenario[] = [
  s01,
  s02,
  s02b,
  s02c,
  s05,
  s05b,
  s06,
  s09,
  s09b,
  s10,
  s10b,
  s12,
  s13,
  s17,
  s18,
  s19,
  s20,
  b7,
]

export const scenarioIds: readonly string[] = scenarios.map(({ id }) => id)

/** Large clusters and a wire that fails are for who reads them, not for who looks on. */
const apart: readonly string[] = [b7.id, s02.id, s17.id, s18.id]

/** All but variants and those: they go together. */
export const scenariosTogether: readonly string[] = scenarioIds.filter(
  (id) => !id.includes('-') && !apart.includes(id),
)

const baseOf = (id: string): string => id.replace(/-.*$/, '')

/** Sorted and whole: S01 is always among them. Throws RangeError in words. */
export function chosenScenarios(ids: readonly string[]): readonly Scenario[] {
  const wanted = [...new Set(['S01', ...ids])].sort()
  const chosen = wanted.map((id) => {
    const found = scenarios.find((known) => known.id === id)
    if (found === undefined) {
      throw new RangeError(`there is no scenario ${JSON.stringify(id)}; there are ${scenarioIds.join(', ')}`)
    }
    return found
  })
  for (const [n, { id }] of chosen.entries()) {
    const other = chosen.slice(n + 1).find((later) => baseOf(later.id) === baseOf(id))
    if (other !== undefined) throw new RangeError(`${id} and ${other.id} are of one world each: choose one`)
  }
  return chosen
}
