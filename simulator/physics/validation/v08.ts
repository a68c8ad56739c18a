// Writes that take no longer than 15 ms: on Raft at what is much for it, and on the journal at what is much for that.
import { latencies, shareWithin } from '../store.ts'
import type { Row } from './row.ts'

export function v08(): Row {
  const within = (store: 'journal' | 'raft', load: number): number =>
    100 * shareWithin(latencies(store, 'write', load), 15)
  const [raft, journal] = [within('raft', 2_400), within('journal', 8_800)]
  return {
    id: 'V8',
    check: 'writes that take no longer than 15 ms, Raft at 2,400/s and journal at 8,800/s',
    target: '35 % → 90 %',
    tolerance: '5 pp',
    measured: `${raft.toFixed(1)} % → ${journal.toFixed(1)} %`,
    holds: Math.abs(raft - 35) <= 5 && Math.abs(journal - 90) <= 5,
  }
}
