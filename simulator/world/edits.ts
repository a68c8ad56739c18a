// What no world could do: edits of scenarios that contradict the fleet, the calendar of versions or themselves.
// Judged once, before anything is asked of the world.
import { eksVersions } from './calendar.ts'
import type { Cluster } from './fleet.ts'
import { regions } from './organization.ts'
import type { Edit, Scenario } from './scenario.ts'

type Of<Do extends Edit['do']> = Extract<Edit, { do: Do }>

/** Why it cannot be; undefined: it can. */
function whyNot(edit: Edit, cluster: Cluster | undefined): string | undefined {
  switch (edit.do) {
    case 'client.run':
      if (!Number.isSafeInteger(edit.client.everyMs) || edit.client.everyMs <= 0)
        return 'a client calls every so many whole milliseconds'
      if (edit.client.leavesBytes !== undefined && cluster?.databaseBytes === undefined)
        return 'a database that a client fills is of a size that is fixed'
      return endsEarly(edit.from, edit.until)
    case 'version.upgrade':
      return edit.forMs > 0 ? undefined : 'an upgrade takes some time'
    case 'gang.run':
      return undefined
    case 'pods.burst':
      return edit.perSecond > 0 ? endsEarly(edit.from, edit.until) : 'no pod comes'
    case 'seats.hold':
      return Math.min(edit.perSecond, edit.seats, edit.holdSeconds) > 0
        ? endsEarly(edit.from, edit.until)
        : 'it holds no seat'
    case 'tier.change':
      return undefined
    case 'nodes.fail':
      return whyNoNodes(edit, cluster)
    case 'zone.impair':
      return whyNoZone(edit)
    case 'wire.fault':
      return endsEarly(edit.at, edit.until)
    case 'clock.skew':
      if (edit.slot !== undefined && cluster !== undefined && edit.slot >= cluster.nodes)
        return `there is no slot ${edit.slot} among ${cluster.nodes}`
      return endsEarly(edit.from, edit.until)
  }
}

const endsEarly = (from: number, until: number | undefined): string | undefined =>
  until !== undefined && until <= from ? 'it ends before it begins' : undefined

function whyNoNodes({ group: name, first, count }: Of<'nodes.fail'>, cluster: Cluster | undefined) {
  const group = cluster?.nodeGroups.find((known) => known.name === name)
  if (group === undefined) return `there is no node group ${name}`
  if (first >= 0 && count > 0 && first + count <= group.size) return undefined
  return `the ${group.size} nodes of ${name} have no ${count} from ${first} on`
}

function whyNoZone({ region, zone, forMs }: Of<'zone.impair'>): string | undefined {
  const zones = regions.find(({ short }) => short === region)?.zones
  if (zones === undefined) return `there is no region ${region}`
  if (!zones.includes(zone)) return `${region} has no zone ${zone}, but ${zones.join(', ')}`
  return forMs > 0 ? undefined : 'it lasts some time'
}

/** One version at a time, one after the other, to versions that there are. */
function whyNoUpgrades({ minor, upgrades }: Cluster): string | undefined {
  let [reached, endMs] = [minor, Number.NEGATIVE_INFINITY]
  for (const upgrade of upgrades) {
    if (upgrade.startMs < endMs) return 'one upgrade begins while another is under way'
    if (upgrade.to !== reached + 1) return `1.${upgrade.to} does not come after 1.${reached}`
    if (!eksVersions.some((known) => known.minor === upgrade.to)) return `there is no 1.${upgrade.to}`
    endMs = upgrade.endMs
    if (upgrade.failure === undefined) reached = upgrade.to
  }
  return undefined
}

/** Throws RangeError in words for the first edit that cannot be. */
export function refuseImpossible(scenarios: readonly Scenario[], clusters: readonly Cluster[]): void {
  const named = new Map(clusters.map((cluster) => [cluster.name, cluster]))
  for (const { id, edits } of scenarios) {
    for (const edit of edits) {
      const cluster = 'cluster' in edit ? named.get(edit.cluster) : undefined
      const why = whyNot(edit, cluster)
      if (why !== undefined) {
        const where = 'cluster' in edit ? edit.cluster : `${edit.region} ${edit.zone}`
        throw new RangeError(`${id}: ${edit.do} of ${where} cannot be: ${why}`)
      }
    }
  }
  for (const cluster of clusters) {
    const why = whyNoUpgrades(cluster)
    if (why !== undefined) throw new RangeError(`${cluster.name} cannot be upgraded so: ${why}`)
  }
}
