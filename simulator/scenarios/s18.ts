// S18, collector-faults: whoever reads these clusters meets everything that goes wrong on a wire, one after the
// other, and a while in which one of them does not answer at all. Their audit events come twice, and in disorder.
import { hourMs, secondMs } from '../world/clock.ts'
import { type Edit, momentOf, type Scenario, type WireFault } from '../world/scenario.ts'

/** Large enough for a list of more than 37 pages of 500. */
const large = 'stream-use1-c1'
/** Whose API server's clock is wrong. */
const small = 'svc-sec-use1'

const day = 14
/** In the hour that begins then. */
const fault = (time: string, given: WireFault): Edit => ({
  do: 'wire.fault',
  cluster: large,
  at: momentOf(day, time),
  until: momentOf(day, time) + hourMs,
  fault: { times: 1, ...given },
})

const whileListed: readonly Edit[] = [
  fault('00:00', { what: 'list nodes', answer: 'cut' }),
  fault('00:00', { what: 'list pods', answer: 'expire', after: 5 }),
  fault('00:00', { what: 'list pods', answer: 429, retryAfterSeconds: 2, after: 12 }),
  fault('00:00', { what: 'list pods', answer: 'truncate', after: 20 }),
  fault('00:00', { what: 'list pods', answer: 'slow', waitMs: 2 * secondMs, after: 25 }),
  fault('00:00', { what: 'list pods', answer: 410, after: 36 }),
  fault('00:00', { what: 'watch nodes', answer: 410 }),
  fault('00:00', { what: 'get /metrics', answer: 503 }),
]

const whileWatched: readonly Edit[] = [
  fault('01:00', { what: 'watch pods', answer: 'cut', times: 2 }),
  fault('01:00', { what: 'watch nodes', answer: 'cut' }),
]

export const s18: Scenario = {
  id: 'S18',
  title: 'collector-faults',
  pins: [
    {
      cluster: large,
      nodeGroups: [
        { name: 'system', size: 20, machine: 'm6i4', image: 'AL2023' },
        { name: 'workers-a', size: 400, machine: 'm7i24', image: 'BOTTLEROCKET' },
        { name: 'workers-b', size: 180, machine: 'c7i24', image: 'AL2023' },
      ],
    },
  ],
  edits: [
    ...whileListed,
    ...whileWatched,
    {
      do: 'wire.fault',
      cluster: large,
      at: momentOf(day, '02:00'),
      until: momentOf(day, '02:20'),
      fault: { what: '*', answer: 'cut' },
    },
    {
      do: 'clock.skew',
      cluster: small,
      byMs: 90 * secondMs,
      from: momentOf(day, '03:00'),
      until: momentOf(day, '04:00'),
    },
    ...[large, small].map(
      (cluster): Edit => ({
        do: 'audit.disorder',
        cluster,
        duplicated: 0.05,
        reordered: 0.005,
      }),
    ),
    { do: 'clock.skew', cluster: large, slot: 3, byMs: 90 * secondMs, from: momentOf(13) },
  ],
}
