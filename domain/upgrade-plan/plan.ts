// A plan of upgrades: which families may go to a version, in which waves, by when, which days it misses and what
// staying costs meanwhile. Put together from the parts beside it; deterministic for the same clusters, calendar and
// instant.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { compareMinors, type MinorVersion, minorVersionOf } from '../support/minor-version.ts'
import { type Course, type Miss, missKinds, missOf } from './course.ts'
import { type Family, familiesOf } from './family.ts'
import { type Gate, type GateCheck, gateOf, isGo } from './gate.ts'
import type { Maintenance } from './maintenance.ts'
import { type MoneyOfMonth, moneyOfStaying } from './money.ts'
import { type HeldBy, heldBy, type PlannedMove, type Wave, type WaveMember, wavesOf } from './waves.ts'

export interface PlanCluster extends Omit<WaveMember, 'minor'> {
  readonly provider: ClusterProvider
  /** Null when no source told. */
  readonly version: string | null
  readonly supportType: 'STANDARD' | 'EXTENDED'
  /** Its provider charges for extended support. */
  readonly isCharged: boolean
  readonly checks: readonly GateCheck[]
}

export interface PlanParams {
  /** "1.35" */
  readonly target: string
  readonly startsAt: Date
  readonly soakDays: number
  readonly mendDays: number
  readonly maintenance: Maintenance
}

export interface PlanFamily<Cluster extends PlanCluster> {
  readonly id: string
  readonly family: Family<Cluster & WaveMember>
  readonly gate: Gate
  readonly heldBy: HeldBy
  /** When its last cluster is on the target. */
  readonly endsAt: Date
}

export interface Unplanned {
  readonly clusterId: string
  readonly name: string
  readonly because: string
}

export interface PlannedMiss extends Miss {
  readonly clusterId: string
  readonly name: string
}

export interface Plan<Cluster extends PlanCluster> {
  readonly families: readonly PlanFamily<Cluster>[]
  readonly waves: readonly Wave[]
  /** Worst first, then by the day that passes. */
  readonly misses: readonly PlannedMiss[]
  /** Clusters that are on the target or newer. */
  readonly done: number
  /** Those that cannot be planned, each with why. */
  readonly unplanned: readonly Unplanned[]
  readonly money: readonly MoneyOfMonth[]
  /** In the plan, and not in its money: nobody charges for them, or at a price that is not known. */
  readonly uncharged: number
  /** When the last cluster has moved; null when there is nothing to move. */
  readonly endsAt: Date | null
}

export interface PlanQuestion<Cluster extends PlanCluster> {
  readonly clusters: readonly Cluster[]
  readonly calendar: readonly ClusterVersion[]
  readonly params: PlanParams
  readonly now: Date
}

/** Why it cannot go there at all; null when it can. */
function obstacleOf(
  { provider, version }: PlanCluster,
  minor: MinorVersion | null,
  { target, released }: { target: MinorVersion; released: (provider: ClusterProvider) => boolean },
): string | null {
  if (version === null) return 'its version is not known'
  if (minor === null) return `“${version}” is no version that can be read`
  if (minor.major !== target.major) return `${version} is of another major version`
  return released(provider)
    ? null
    : `its provider (${provider}) has not released ${target.major}.${target.minor}`
}

/** A provider whose calendar nobody knows may have it. */
function releasedBy(calendar: readonly ClusterVersion[], target: string, now: Date) {
  return (provider: ClusterProvider): boolean => {
    const rows = calendar.filter((row) => row.provider === provider)
    const row = rows.find(({ version }) => version === target)
    return (
      rows.length === 0 || (row !== undefined && (row.releasedOn === null || new Date(row.releasedOn) <= now))
    )
  }
}

type Movers<Cluster> = (Cluster & WaveMember)[]

function sorted<Cluster extends PlanCluster>({ clusters, calendar, params, now }: PlanQuestion<Cluster>) {
  const target = minorVersionOf(params.target) ?? { major: 0, minor: 0 }
  const released = releasedBy(calendar, params.target, now)
  const movers: Movers<Cluster> = []
  const unplanned: Unplanned[] = []
  let done = 0
  for (const cluster of clusters) {
    const minor = minorVersionOf(cluster.version ?? '')
    if (minor !== null && compareMinors(minor, target) >= 0) {
      done += 1
      continue
    }
    const because = obstacleOf(cluster, minor, { target, released })
    if (because === null && minor !== null) movers.push({ ...cluster, minor })
    else unplanned.push({ clusterId: cluster.clusterId, name: cluster.name, because: because ?? '' })
  }
  return { target, movers, unplanned, done }
}

function movesByCluster(waves: readonly Wave[]): Map<string, PlannedMove[]> {
  const moves = new Map<string, PlannedMove[]>()
  for (const move of waves.flatMap((wave) => wave.moves)) {
    const own = moves.get(move.clusterId)
    if (own === undefined) moves.set(move.clusterId, [move])
    else own.push(move)
  }
  for (const own of moves.values())
    own.sort((one, other) => Number(one.window.endsAt) - Number(other.window.endsAt))
  return moves
}

function missesOf<Cluster extends PlanCluster>(
  movers: Movers<Cluster>,
  courses: ReadonlyMap<string, Course>,
  { calendar, now }: PlanQuestion<Cluster>,
): PlannedMiss[] {
  return movers
    .flatMap(({ clusterId, name }) => {
      const course = courses.get(clusterId)
      const miss = course === undefined ? null : missOf(course, calendar, now)
      return miss === null ? [] : [{ ...miss, clusterId, name }]
    })
    .sort(
      (one, other) =>
        missKinds.indexOf(one.kind) - missKinds.indexOf(other.kind) ||
        one.at.getTime() - other.at.getTime() ||
        (one.clusterId < other.clusterId ? -1 : 1),
    )
}

const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map(Number)))

export function planUpgrades<Cluster extends PlanCluster>(question: PlanQuestion<Cluster>): Plan<Cluster> {
  const { calendar, params, now } = question
  const { target, movers, unplanned, done } = sorted(question)
  const gated = familiesOf(movers).map((family) => {
    const gate = gateOf(family.clusters.map(({ checks }) => checks))
    return { family, gate, isGo: isGo(gate) }
  })
  const held = heldBy(gated)
  const startsAt = latest([params.startsAt, now])
  const waves = wavesOf(gated, { ...params, target, startsAt })
  const moves = movesByCluster(waves)
  const courses = new Map(
    movers.map(({ clusterId, provider, supportType, version }) => {
      const own = (moves.get(clusterId) ?? []).map(({ to, window }) => ({ to, at: window.endsAt }))
      return [clusterId, { provider, supportType, version: version ?? '', moves: own }] as const
    }),
  )
  const endsAt = waves.length === 0 ? null : latest(waves.map((wave) => wave.endsAt))
  const charged = movers.filter(({ isCharged }) => isCharged)
  return {
    families: gated.map(({ family, gate }) => {
      const ends = family.clusters.flatMap(
        ({ clusterId }) => moves.get(clusterId)?.at(-1)?.window.endsAt ?? [],
      )
      return { id: family.id, family, gate, heldBy: held.get(family.id) ?? null, endsAt: latest(ends) }
    }),
    ...{ waves, done, unplanned, endsAt },
    misses: missesOf(movers, courses, question),
    money: moneyOfStaying(
      charged.flatMap(({ clusterId }) => courses.get(clusterId) ?? []),
      calendar,
      { now, until: endsAt ?? now },
    ),
    uncharged: movers.length - charged.length,
  }
}
