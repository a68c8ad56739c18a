// Every cluster that is there, judged: what the store holds of it, how new it is, what that means today. Judged rows
// are kept beside what they were judged from, and judged anew when any of that is another: the cluster itself, its
// sources' word, the rules of owners, the calendar, the day, or an hour at which it grows stale.
import type { FoundCluster } from '../../../domain/model/fleet-row.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import type { QueryContext } from '../../context.ts'
import { type Heard, heardByCluster, unheard } from './freshness.ts'
import { type Judging, judgeCluster, supportOn } from './judged-cluster.ts'
import type { KeptFleet } from './kept-fleet.ts'

interface Judged {
  readonly heard: Heard
  readonly newestMs: number | undefined
  readonly cluster: FoundCluster
}

interface JudgedFleet {
  readonly judged: Map<string, Judged>
  at: Date
  versions: KeptFleet['versions'] | null
  owners: QueryContext['owners'] | null
  simulated: ReadonlySet<string>
  supportFor: Judging['supportFor']
  /** By cluster id. */
  rows: readonly FoundCluster[]
}

const fleets = new WeakMap<KeptFleet, JudgedFleet>()

function fleetOf(kept: KeptFleet): JudgedFleet {
  const known = fleets.get(kept)
  if (known !== undefined) return known
  const fleet: JudgedFleet = {
    ...{ judged: new Map(), at: new Date(0), versions: null, owners: null, simulated: new Set(), rows: [] },
    supportFor: supportOn([], new Date(0)),
  }
  fleets.set(kept, fleet)
  return fleet
}

const dayOf = (at: Date): number => Math.floor(at.getTime() / 86_400_000)
const isSameSet = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  left.size === right.size && [...left].every((value) => right.has(value))

export interface Judges {
  readonly now: Date
  readonly owners: QueryContext['owners']
  /** Ids of sources that make up what they tell. */
  readonly simulated: ReadonlySet<string>
  /** Of clusters that `sees`: their newest event, where they ever sent one. */
  readonly newest: ReadonlyMap<string, Date>
  readonly sees: (clusterId: string) => boolean
}

/** True when nothing that was judged before may be taken as it is. */
function isAnew(fleet: JudgedFleet, kept: KeptFleet, { now, owners, simulated }: Judges): boolean {
  const isSame =
    fleet.versions === kept.versions &&
    fleet.owners === owners &&
    dayOf(fleet.at) === dayOf(now) &&
    fleet.at <= now &&
    isSameSet(fleet.simulated, simulated)
  if (isSame) return false
  fleet.supportFor = supportOn(calendarWith(kept.versions), now)
  Object.assign(fleet, { versions: kept.versions, owners, simulated })
  return true
}

/** Clusters whose judgement may be another by now. */
function overdue(fleet: JudgedFleet, kept: KeptFleet, judges: Judges, anew: boolean): string[] {
  const nowMs = judges.now.getTime()
  return [...kept.clusters.keys()].filter((id) => {
    const before = fleet.judged.get(id)
    if (anew || before === undefined || kept.changed.has(id)) return true
    if (before.cluster.isStale !== nowMs > before.heard.freshUntilMs) return true
    return judges.sees(id) && judges.newest.get(id)?.getTime() !== before.newestMs
  })
}

function judge(fleet: JudgedFleet, kept: KeptFleet, judges: Judges, ids: readonly string[]): void {
  const { now, owners, simulated } = judges
  const told = ids.flatMap((id) => kept.clusters.get(id)?.told ?? [])
  const sources = [...new Set(told.map(({ sourceId }) => sourceId))].flatMap(
    (id) => kept.sources.get(id) ?? [],
  )
  const newestMs = (id: string) =>
    judges.sees(id) ? judges.newest.get(id)?.getTime() : fleet.judged.get(id)?.newestMs
  const newest = ids.flatMap((clusterId) => {
    const at = newestMs(clusterId)
    return at === undefined ? [] : [{ clusterId, newest: new Date(at) }]
  })
  const heardOf = heardByCluster(told, sources, newest, now, simulated)
  const judging: Judging = { supportFor: fleet.supportFor, now, ownerOf: owners.ownerOf }
  for (const id of ids) {
    const cluster = kept.clusters.get(id)
    if (cluster === undefined) continue
    const heard = heardOf.get(id) ?? unheard
    const { row, findings } = cluster
    fleet.judged.set(id, {
      ...{ heard, newestMs: newestMs(id) },
      cluster: judgeCluster(row, heard, findings, judging),
    })
  }
}

/** By cluster id; the same array, of the same rows, while nothing is judged otherwise. */
export function judgeFleet(kept: KeptFleet, judges: Judges): readonly FoundCluster[] {
  const fleet = fleetOf(kept)
  const ids = overdue(fleet, kept, judges, isAnew(fleet, kept, judges))
  judge(fleet, kept, judges, ids)
  for (const id of kept.changed) if (!kept.clusters.has(id)) fleet.judged.delete(id)
  if (ids.length > 0 || fleet.rows.length !== kept.clusters.size) {
    const here = [...kept.clusters.keys()].sort()
    fleet.rows = here.flatMap((id) => fleet.judged.get(id)?.cluster ?? [])
  }
  kept.changed.clear()
  fleet.at = judges.now
  return fleet.rows
}
