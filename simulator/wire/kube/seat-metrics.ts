// Seats of an API server by priority level, who waits for them and who was turned away: from the run of a storm where
// there is one, and from what is offered otherwise.
import { nominalSeats } from '../../physics/apf.ts'
import { limitsAt } from '../../physics/control-plane.ts'
import { heldCallsOf, seatsHeld } from '../../physics/held-seats.ts'
import type { Outcomes } from '../../world/api-asking.ts'
import { levelsOf } from '../../world/flow-schemas.ts'
import { h01, hText, purpose } from '../../world/hash.ts'
import { type Storm, stormBy, stormLevel } from '../../world/storms.ts'
import type { ClusterState } from '../../world/world.ts'
import { startedMs } from './request-metrics.ts'
import { type Family, type Series, series } from './series.ts'

interface Gauge {
  readonly name: string
  readonly help: string
  of(level: string, ms: number): number
}

const scrapeMs = 15_000

/** Storms of a level that have begun: before, nobody needs to work them out. */
const stormsAt = (state: ClusterState, level: string, ms: number): readonly Storm[] =>
  state.cluster.agents
    .filter((agent) => stormLevel(agent) === level && agent.fromMs < ms)
    .map((agent) => stormBy(state, agent))

function gaugesOf(state: ClusterState): readonly Gauge[] {
  const { cluster } = state
  const levels = levelsOf(cluster)
  const limit = (name: string, ms: number): number => {
    const level = levels.find((known) => known.name === name)
    return level === undefined ? 0 : nominalSeats(limitsAt(state, ms).seats, level, levels)
  }
  const shares = levels.reduce((all, level) => all + level.shares, 0)
  const shareOf = (name: string): number =>
    (levels.find((known) => known.name === name)?.shares ?? 0) / shares
  const sum = (level: string, ms: number, of: (storm: Storm) => number): number =>
    stormsAt(state, level, ms).reduce((all, storm) => all + of(storm), 0)
  const executing = (level: string, ms: number): number => {
    const draw = h01(cluster.id ^ purpose.requests, hText(0, level), Math.floor(ms / scrapeMs))
    const seats = limit(level, ms)
    const held = seatsHeld(state, ms) * shareOf(level)
    const stormy = sum(level, ms, ({ run, width }) => width * (run.started(ms) - run.ended(ms)))
    return stormy > 0 ? stormy : Math.floor(Math.max(seats * 0.12 * draw, held))
  }
  return [
    {
      name: 'apiserver_flowcontrol_nominal_limit_seats',
      help: 'Nominal number of execution seats configured for each priority level',
      of: limit,
    },
    {
      name: 'apiserver_flowcontrol_current_limit_seats',
      help: 'current derived number of execution seats available to each priority level',
      of: limit,
    },
    {
      name: 'apiserver_flowcontrol_current_executing_seats',
      help: 'Concurrency (number of seats) occupied by the currently executing requests',
      of: executing,
    },
    {
      name: 'apiserver_flowcontrol_current_inqueue_requests',
      help: 'Number of requests currently pending in queues',
      of: (level, ms) => sum(level, ms, ({ run }) => run.waiting(ms)),
    },
  ]
}

function gaugeFamilies(state: ClusterState): readonly Family[] {
  return gaugesOf(state).map(({ name, help, of }) => ({
    name,
    type: 'gauge',
    help,
    series: () =>
      levelsOf(state.cluster).map((level) =>
        series(name, { priority_level: level.name }, (ms) => of(level.name, ms)),
      ),
  }))
}

const rejected = 'apiserver_flowcontrol_rejected_requests_total'

/** Of storms, by their runs. */
const stormRejections = (state: ClusterState): readonly Series[] =>
  state.cluster.agents.flatMap((agent) =>
    (['queue-full', 'time-out'] as const).map((reason): Series => {
      const labels = {
        flow_schema: agent.isolated === undefined ? 'service-accounts' : agent.name,
        priority_level: stormLevel(agent),
        reason,
      }
      return series(rejected, labels, (ms) => {
        if (ms <= agent.fromMs) return undefined
        const { run } = stormBy(state, agent)
        const fromMs = startedMs(state, ms)
        return run.turnedAway(reason, ms) - run.turnedAway(reason, fromMs) || undefined
      })
    }),
  )

const nothing: Outcomes = { outcome: () => ({ code: 200, waitedUs: 0, tookUs: 0 }), byCode: () => new Map() }

/** Of clients that want more seats than there are: service accounts, all of them. */
function heldRejections(state: ClusterState): readonly Series[] {
  const counts = heldCallsOf(state).map(({ outcomes }) => outcomes(nothing))
  if (counts.length === 0) return []
  const labels = { flow_schema: 'service-accounts', priority_level: 'workload-low', reason: 'queue-full' }
  return [
    series(rejected, labels, (ms) => {
      const fromMs = startedMs(state, ms)
      return counts.reduce((sum, { byCode }) => sum + (byCode(fromMs, ms).get(429) ?? 0), 0) || undefined
    }),
  ]
}

/** Counted from when the server was started, as all of its counters. */
function rejections(state: ClusterState): readonly Family[] {
  const all = [...stormRejections(state), ...heldRejections(state)]
  if (all.length === 0) return []
  const help = 'Number of requests rejected by API Priority and Fairness subsystem'
  return [{ name: rejected, type: 'counter', stability: 'BETA', help, series: () => all }]
}

function inflight({ cluster }: ClusterState): Family {
  const name = 'apiserver_current_inflight_requests'
  const busy = (kind: string, ms: number): number =>
    1 + Math.floor(cluster.nodes / 400 + 3 * h01(cluster.id, hText(0, kind), Math.floor(ms / scrapeMs)))
  return {
    name,
    type: 'gauge',
    help: 'Maximal number of currently used inflight request limit',
    series: () =>
      ['mutating', 'readOnly'].map((kind) => series(name, { request_kind: kind }, (ms) => busy(kind, ms))),
  }
}

export const seatFamilies = (state: ClusterState): readonly Family[] => [
  ...gaugeFamilies(state),
  ...rejections(state),
  inflight(state),
]
