// The loads that AWS says its control planes carry: a change takes no longer than a second, 99 times of 100, and the
// database has room for what is in it.
import { type Load, mutatingMs } from '../latency.ts'
import { bytesOf } from '../store-size.ts'
import { gigabyte, quotaGbOf, type Tier } from '../tiers.ts'
import type { Row } from './row.ts'

/** Pods that change a second, as large clusters are tested with. */
const churn = 20
const writesPerChange = 8

function loadOf(tier: Tier, store: Load['store'], nodes: number, pods: number): Load {
  const heartbeats = nodes / 10 + nodes / 300
  return { tier, store, pods, churn, writesPerSecond: heartbeats + writesPerChange * churn }
}

function carried(
  load: Load,
  nodes: number,
): { readonly ms: number; readonly gb: number; readonly is: boolean } {
  const ms = mutatingMs(load, 0.99)
  const gb = (load.pods * bytesOf.pod + nodes * (bytesOf.node + bytesOf.lease)) / gigabyte
  return { ms, gb, is: ms <= 1_000 && gb <= quotaGbOf(load.tier) }
}

export function v11(): Row {
  const large = carried(loadOf('tier-4xl', 'journal', 40_000, 640_000), 40_000)
  const standard = carried(loadOf('standard', 'raft', 5_000, 80_000), 5_000)
  const words = ({ ms, gb }: typeof large): string => `p99 ${ms.toFixed(0)} ms, ${gb.toFixed(2)} GB`
  return {
    id: 'V11',
    check:
      'changes within 1 s and a database within its quota: 4XL with 40,000 nodes and 640,000 pods, standard with 5,000 and 80,000',
    target: 'both carried',
    tolerance: '–',
    measured: `4XL: ${words(large)}; standard: ${words(standard)}`,
    holds: large.is && standard.is,
  }
}
