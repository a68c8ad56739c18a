// What five partitions with even shares gain over one, run write after write.
import { runStore } from '../store-run.ts'
import type { Row } from './row.ts'

export function v09(): Row {
  const options = { store: 'journal', writesPerSecond: 100_000, writes: 200_000, seed: 9 } as const
  const one = runStore(options).donePerSecond
  const five = runStore({ ...options, shares: [0.2, 0.2, 0.2, 0.2, 0.2] }).donePerSecond
  return {
    id: 'V9',
    check: 'writes a second of five partitions with even shares, against one',
    target: '5×',
    tolerance: '≥ 4.75×',
    measured: `${(five / one).toFixed(2)}×`,
    holds: five / one >= 4.75,
  }
}
