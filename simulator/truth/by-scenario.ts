// Which truths each scenario adds to the ledger.
import type { ScenarioTruths } from './fact.ts'
import { s01Truths } from './s01.ts'

/** A scenario without an entry plants what others' truths count. */
export const truthsByScenario: Readonly<Record<string, ScenarioTruths>> = {
  S01: s01Truths,
}
