// S01, steady-diurnal: a fleet on ordinary days. Nothing is fixed, nothing happens that is not drawn.
import type { Scenario } from '../world/scenario.ts'

export const s01: Scenario = { id: 'S01', title: 'steady-diurnal', pins: [], edits: [] }
