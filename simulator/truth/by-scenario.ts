// Which truths each scenario adds to the ledger.
import type { ScenarioTruths } from './fact.ts'
import { s01Truths } from './s01.ts'
import { s02Truths } from './s02.ts'
import { s02bTruths } from './s02b.ts'
import { s05Truths } from './s05.ts'
import { s06Truths } from './s06.ts'
import { s09Truths } from './s09.ts'
import { s10Truths } from './s10.ts'
import { s12Truths } from './s12.ts'
import { s13Truths } from './s13.ts'
import { s17Truths } from './s17.ts'
import { s18Truths } from './s18.ts'
import { s19Truths } from './s19.ts'
import { s20Truths } from './s20.ts'

/** A scenario without an entry plants what others' truths count. */
export const truthsByScenario: Readonly<Record<string, ScenarioTruths>> = {
  S01: s01Truths,
  S02: s02Truths,
  'S02-b': s02bTruths,
  'S02-c': s02Truths,
  S05: s05Truths,
  'S05-b': s05Truths,
  S06: s06Truths,
  S09: s09Truths,
  'S09-b': s09Truths,
  S10: s10Truths,
  'S10-b': s10Truths,
  S12: s12Truths,
  S13: s13Truths,
  S17: s17Truths,
  S18: s18Truths,
  S19: s19Truths,
  S20: s20Truths,
}
