// The order in which families go: dev → stage → prod for every version, one minor at a time, with time to soak in
// between and only within maintenance windows. Families that may go start at once; what is blocked or not known is
// mended first, and with it whatever comes behind it in its line.
import { afterUpgrades, compareMinors, type MinorVersion } from '../support/minor-version.ts'
import { type Environment, environments } from './environment.ts'
import type { Family, FamilyMember } from './family.ts'
import { dayMs, type Maintenance, MaintenanceCalendar, type MaintenanceWindow } from './maintenance.ts'

export interface WaveMember extends FamilyMember {
  readonly minor: MinorVersion
  /** The day that presses; null where none is known. */
  readonly deadline: Date | null
}

export interface WaveFamily {
  readonly family: Family<WaveMember>
  readonly isGo: boolean
}

export interface WaveParams {
  readonly target: MinorVersion
  readonly startsAt: Date
  readonly soakDays: number
  /** What is blocked has so many days from the start. */
  readonly mendDays: number
  readonly maintenance: Maintenance
}

/** "held" waits until blockers are mended. */
export const tracks = ['clear', 'held'] as const
export type Track = (typeof tracks)[number]

export interface PlannedMove {
  readonly clusterId: string
  readonly familyId: string
  readonly from: string
  readonly to: string
  readonly window: MaintenanceWindow
}

export interface Wave {
  /** From 1, by when it starts. */
  readonly number: number
  readonly environment: Environment
  readonly to: string
  readonly track: Track
  readonly startsAt: Date
  readonly endsAt: Date
  readonly moves: readonly PlannedMove[]
}

/** Why a family waits; null when it does not. */
export type HeldBy = 'itself' | 'before' | null

/** What is not a go holds itself, and every family that comes behind it in its line. */
export function heldBy(families: readonly WaveFamily[]): Map<string, HeldBy> {
  const place = ({ family }: WaveFamily) => environments.indexOf(family.environment)
  const firstHeld = new Map<string, number>()
  for (const one of families) {
    const { line } = one.family
    if (!one.isGo) firstHeld.set(line, Math.min(place(one), firstHeld.get(line) ?? environments.length))
  }
  return new Map(
    families.map((one) => {
      const isBehind = (firstHeld.get(one.family.line) ?? environments.length) < place(one)
      return [one.family.id, one.isGo ? (isBehind ? 'before' : null) : 'itself']
    }),
  )
}

const text = (minor: MinorVersion): string => afterUpgrades(minor, 0)

function stepsOf(families: readonly WaveFamily[], target: MinorVersion): MinorVersion[] {
  const minors = new Map<string, MinorVersion>()
  for (const { minor } of families.flatMap(({ family }) => family.clusters)) {
    for (let next = minor.minor + 1; minor.major === target.major && next <= target.minor; next += 1) {
      minors.set(`${minor.major}.${next}`, { major: minor.major, minor: next })
    }
  }
  return [...minors.values()].sort(compareMinors)
}

const pressing = (one: WaveMember, other: WaveMember): number =>
  (one.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER) -
  (other.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER)

/** Clusters that take this step: they stand below it and below the target. */
function moversOf(
  families: readonly WaveFamily[],
  to: MinorVersion,
): { member: WaveMember; familyId: string }[] {
  return families
    .flatMap(({ family }) => family.clusters.map((member) => ({ member, familyId: family.id })))
    .filter(({ member }) => member.minor.major === to.major && compareMinors(member.minor, to) < 0)
    .sort((one, other) => pressing(one.member, other.member))
}

type Ends = Map<string, Date>
const keyOf = (environment: Environment, to: string, track: Track) => `${environment} ${to} ${track}`

/** When a wave may start: after what proves it, soaked; what was mended, also after those that had no need to be. */
function mayStart(
  ends: Ends,
  wave: Pick<Wave, 'environment' | 'track'>,
  to: MinorVersion,
  params: WaveParams,
): Date {
  const { startsAt, soakDays, mendDays } = params
  const place = environments.indexOf(wave.environment)
  const before = wave.track === 'clear' ? (['clear'] as const) : tracks
  const soaked = before.flatMap((track) => [
    ...environments.slice(0, place).map((earlier) => ends.get(keyOf(earlier, text(to), track))),
    ends.get(keyOf(wave.environment, afterUpgrades(to, -1), track)),
  ])
  const at = [
    startsAt.getTime() + (wave.track === 'held' ? mendDays * dayMs : 0),
    ...soaked.flatMap((end) => (end === undefined ? [] : [end.getTime() + soakDays * dayMs])),
    ...(wave.track === 'held' ? [ends.get(keyOf(wave.environment, text(to), 'clear'))?.getTime() ?? 0] : []),
  ]
  return new Date(Math.max(...at))
}

/** Every cluster below the target takes every minor up to it, each in one wave. */
export function wavesOf(families: readonly WaveFamily[], params: WaveParams): Wave[] {
  const held = heldBy(families)
  const calendar = new MaintenanceCalendar(params.maintenance)
  const ends: Ends = new Map()
  const waves: Omit<Wave, 'number'>[] = []
  for (const to of stepsOf(families, params.target)) {
    for (const environment of environments) {
      for (const track of tracks) {
        const own = families.filter(
          ({ family }) =>
            family.environment === environment && (held.get(family.id) === null) === (track === 'clear'),
        )
        const movers = moversOf(own, to)
        if (movers.length === 0) continue
        const placed = calendar.place(movers, mayStart(ends, { environment, track }, to, params))
        const from = afterUpgrades(to, -1)
        const moves = placed.map(({ item: { member, familyId }, window }) => ({
          ...{ clusterId: member.clusterId, familyId, from, to: text(to), window },
        }))
        const startsAt = moves[0]?.window.startsAt as Date
        const endsAt = moves.at(-1)?.window.endsAt as Date
        ends.set(keyOf(environment, text(to), track), endsAt)
        waves.push({ environment, to: text(to), track, startsAt, endsAt, moves })
      }
    }
  }
  return waves
    .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime())
    .map((wave, index) => ({ number: index + 1, ...wave }))
}
