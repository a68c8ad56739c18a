// What ingest looks like at this moment, for /metrics: how full, how late, how far the seals are.
import type { DiskGuard } from './disk-guard.ts'
import type { Budget } from './pipeline/budget.ts'
import type { GroupCommit } from './pipeline/group-commit.ts'
import { gauge, type LoopWatch, type Metric } from './pipeline/metrics.ts'
import type { SealJob } from './seal-job.ts'

interface Gauged {
  readonly budget: Budget
  readonly groups: readonly GroupCommit[]
  readonly disk: DiskGuard
  readonly seals: SealJob
  readonly loop: LoopWatch
}

export function gaugesOf({ budget, groups, disk, seals, loop }: Gauged): Metric[] {
  const sum = (of: (group: GroupCommit) => number): number =>
    groups.reduce((total, group) => total + of(group), 0)
  const byGrain = (of: 'open' | 'lagSeconds' | 'sealed') =>
    Object.entries(seals.state()).map(([grain, state]) => ({ labels: { grain }, value: state[of] }))
  return [
    gauge('held_bytes', 'Bytes of bodies between the door and the answer.', budget.usedBytes),
    gauge('held_bytes_limit', 'Past this, bodies are refused with 429.', budget.limitBytes),
    gauge(
      'queue_bytes',
      'Bytes that wait for a group.',
      sum((group) => group.queuedBytes),
    ),
    gauge(
      'queue_age_seconds',
      'How long the oldest of them has waited.',
      Math.max(0, ...groups.map((group) => group.queueAgeMs)) / 1_000,
    ),
    gauge(
      'groups_in_flight',
      'Groups on their way to the event store.',
      sum((group) => group.groupsInFlight),
    ),
    gauge(
      'paused',
      '1 while nothing is taken because the disk is full.',
      disk.pausedBecause() === undefined ? 0 : 1,
    ),
    gauge(
      'loop_stall_seconds',
      'Longest stall of the event loop since the last scrape.',
      loop.longestStallSeconds(),
    ),
    {
      name: 'periplus_seal_sealed_total',
      help: 'Buckets sealed.',
      type: 'counter',
      samples: byGrain('sealed'),
    },
    {
      name: 'periplus_seal_open',
      help: 'Buckets touched and not yet sealed.',
      type: 'gauge',
      samples: byGrain('open'),
    },
    {
      name: 'periplus_seal_lag_seconds',
      help: 'Age of the oldest touch without a seal.',
      type: 'gauge',
      samples: byGrain('lagSeconds'),
    },
  ]
}
