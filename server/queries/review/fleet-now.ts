// The fleet at this instant, as a snapshot for reviews holds it: judged as every other page judges it, by today's owner
// rules and calendar. What a week that runs stands for, and what is stored of a day.

import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { type BriefFinding, listBriefFindings } from '../../../db/relational/read/findings.ts'
import { reviewMatter } from '../../../db/relational/read/review-matter.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Owner } from '../../../domain/model/owner.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import {
  clusterSnapshot,
  type FindingSnapshot,
  type FleetSnapshot,
  type VersionDays,
} from '../../../domain/review/snapshot.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { supportOf } from '../../../domain/support/support-status.ts'
import type { QueryContext } from '../../context.ts'
import { type Fleet, readFleet } from '../fleet/fleet-rows.ts'
import { seenSinceOf } from '../upgrades/question.ts'

const clusterLimit = 20_000
const versionLimit = 1_000

const dayOf = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null

/** By the calendar's own rules: the end of each phase is asked for at its beginning. */
function daysOf(row: ClusterVersion, calendar: readonly ClusterVersion[]): VersionDays {
  const { provider, version, releasedOn, source } = row
  const at = (now: Date) => supportOf({ provider, version }, calendar, now)
  const first = at(new Date(0))
  const standardEnds = first.status === 'standard' ? first.endsAt : null
  const second = standardEnds === null ? null : at(standardEnds)
  const extendedEnds = second?.status === 'extended' ? second.endsAt : null
  return {
    ...{ provider, version, releasedOn, source },
    standardEnds: dayOf(standardEnds),
    extendedEnds: dayOf(extendedEnds),
  }
}

function calendarInUse(rows: readonly FleetRow[], told: readonly ClusterVersion[]): VersionDays[] {
  const used = new Set(rows.map(({ provider, version }) => `${provider ?? 'kubernetes'} ${version}`))
  const calendar = calendarWith(told)
  return calendar
    .filter(({ provider, version }) => used.has(`${provider} ${version}`))
    .map((row) => daysOf(row, calendar))
}

/** Half of a finding's id is enough within one cluster. */
const shortId = 16

const subjectOf = ({ subjectKind, subjectNamespace, subjectName }: BriefFinding): string =>
  `${subjectKind} ${subjectNamespace === null ? '' : `${subjectNamespace}/`}${subjectName}`

interface Owned {
  readonly finding: FindingSnapshot
  readonly owner: Owner
}

function ownedFinding(finding: BriefFinding, cluster: FleetRow, owners: QueryContext['owners']): Owned[] {
  const { id, checkId, status, ownerHint, deadline, isWaived } = finding
  // What was last called before the window is over.
  if (status === 'passing') return []
  const { tags: clusterTags, accountId } = cluster
  const owner = owners.ownerOf({ ...ownerHint, clusterTags, accountId })
  return [
    {
      owner,
      finding: {
        ...{ id: id.slice(0, shortId), check: checkId, status, subject: subjectOf(finding) },
        ...(owner.id !== cluster.owner.id && { owner: owner.id }),
        ...(deadline !== null && { deadline }),
        ...(isWaived && { waived: true as const }),
      },
    },
  ]
}

export interface FleetNow {
  readonly snapshot: FleetSnapshot
  readonly scope: Fleet['scope']
}

/** Everything the viewer may see of what `input` asks for. */
export async function fleetNow(ctx: QueryContext, input: ScopeInput | undefined): Promise<FleetNow> {
  const { relational, owners } = ctx
  const { rows, now, scope, freshness } = await readFleet(ctx, input)
  // One after the other: an embedded store answers one at a time, and the others would wait at its door.
  const matter = await reviewMatter(relational, { limit: clusterLimit })
  const seenSince = seenSinceOf({}, now)
  const found = await listBriefFindings(relational, { scope, now, seenSince, limit: clusterLimit })
  const versions = await listClusterVersions(relational, { limit: versionLimit })
  const matterOf = new Map(matter.map((one) => [one.clusterId, one]))
  const findingsOf = new Map(found.map(({ clusterId, findings }) => [clusterId, findings]))
  const named = new Map(rows.map(({ owner }) => [owner.id, owner]))
  const clusters = rows.map((row) => {
    const owned = (findingsOf.get(row.clusterId) ?? []).flatMap((one) => ownedFinding(one, row, owners))
    for (const { owner } of owned) named.set(owner.id, owner)
    const { createdAt = null, addOns = null, nodeGroups = null } = matterOf.get(row.clusterId) ?? {}
    return clusterSnapshot(row, {
      createdAt,
      addOns,
      nodeGroups,
      findings: owned.map(({ finding }) => finding),
    })
  })
  const snapshot = {
    takenAt: now.toISOString(),
    clusters,
    owners: [...named.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
    calendar: calendarInUse(rows, versions),
    asOf: freshness.asOf?.toISOString() ?? null,
  }
  return { snapshot, scope }
}
