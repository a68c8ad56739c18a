// What scenarios plan for the nodes of one cluster, each with its time: faults, bursts of pods, a zone that falls silent. How
// it goes on from there is physics, not the scenario's.
import { type Caller, editsOf, type Gang, type Scenario } from './scenario.ts'

export interface PlannedFault {
  readonly atMs: number
  readonly group: string
  /** Counted from the first of the group. */
  readonly first: number
  readonly count: number
  readonly xid: number
}

export interface Impairment {
  readonly zone: string
  readonly fromMs: number
  readonly toMs: number
  /** When EKS shifts away from the zone. */
  readonly shiftMs: number
}

export interface RunningGang extends Gang {
  readonly fromMs: number
}

export interface PlannedBurst {
  readonly fromMs: number
  readonly untilMs: number
  readonly perSecond: number
}

/** Calls that each take so many seats for so long. */
export interface PlannedHold {
  readonly fromMs: number
  readonly untilMs: number
  readonly client: Pick<Caller, 'from' | 'userAgent'>
  readonly perSecond: number
  readonly seats: number
  readonly holdSeconds: number
}

export interface Happenings {
  /** In the order of their times. */
  readonly holds: readonly PlannedHold[]
  /** In the order of their times. */
  readonly bursts: readonly PlannedBurst[]
  readonly gangs: readonly RunningGang[]
  readonly faults: readonly PlannedFault[]
  readonly impairments: readonly Impairment[]
}

/** `region` as in names of clusters. */
export function happeningsOf(
  scenarios: readonly Scenario[],
  cluster: string,
  region: string,
  epochMs: number,
): Happenings {
  return {
    holds: editsOf(scenarios, 'seats.hold')
      .filter((edit) => edit.cluster === cluster)
      .map(({ from, until, client, perSecond, seats, holdSeconds }) => ({
        fromMs: epochMs + from,
        untilMs: epochMs + until,
        ...{ client, perSecond, seats, holdSeconds },
      }))
      .sort((a, b) => a.fromMs - b.fromMs),
    bursts: editsOf(scenarios, 'pods.burst')
      .filter((edit) => edit.cluster === cluster)
      .map(({ from, until, perSecond }) => ({ fromMs: epochMs + from, untilMs: epochMs + until, perSecond }))
      .sort((a, b) => a.fromMs - b.fromMs),
    gangs: editsOf(scenarios, 'gang.run')
      .filter((edit) => edit.cluster === cluster)
      .map(({ gang, from }) => ({ ...gang, fromMs: epochMs + from })),
    faults: editsOf(scenarios, 'nodes.fail')
      .filter((edit) => edit.cluster === cluster)
      .map(({ at, group, first, count, xid }) => ({ atMs: epochMs + at, group, first, count, xid })),
    impairments: editsOf(scenarios, 'zone.impair')
      .filter((edit) => edit.region === region)
      .map(({ zone, at, forMs, shiftAfterMs }) => ({
        zone,
        fromMs: epochMs + at,
        toMs: epochMs + at + forMs,
        shiftMs: epochMs + at + shiftAfterMs,
      })),
  }
}
