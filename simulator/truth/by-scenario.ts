// Which truths each scenario adds to the ledger.
import type { ScenarioTruths } from './fact.ts'
import { s01Truths } from './s01.ts'
import { s05Truths } from './s05.ts'
import { s06Truths } from './s06.ts'
import { s18Truths } from './s18.ts'

/** A scenario without an entry plants what others' truths count. */
export const truthsByScenario: Readonly<Record<string, ScenarioTruths>> = {
  S01: s01Truths,
  S05: s05Truths,
  'S05-b': s05Truths,
  S06: s06Truths,
  S18: s18Truths,
}
