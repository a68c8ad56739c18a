// Which versions are in use, until when each is supported, what happens then to how many clusters, and what staying
// adds to the bill. From snapshots, so by the calendar that held when they were taken.
import { billingHoursPerMonth, controlPlaneFee, extendedSupport } from '../support/control-plane-fee.ts'
import { compareMinors, minorVersionOf } from '../support/minor-version.ts'
import type { Addresses } from './addresses.ts'
import { groupedBy } from './grouped.ts'
import type { CalendarRow, SupportCalendar } from './review.ts'
import { type ClusterSnapshot, type FleetSnapshot, sumOf, usdPerMonth, type VersionDays } from './snapshot.ts'

const extendedFee = controlPlaneFee({ provider: 'eks', support: 'extended', tier: null, isConnected: false })
const surchargeMicroUsd =
  extendedFee?.parts.find(({ what }) => what === extendedSupport)?.microUsdPerHour ?? 0
export const surchargeUsdPerMonth = (surchargeMicroUsd * billingHoursPerMonth) / 1e6

export const atMidnight = (day: string | null): string | null =>
  day === null ? null : `${day}T00:00:00.000Z`

/** Its owner asked for an upgrade at the end of standard support: it never comes to extended support. */
const isUpgradedFirst = ({ forcedUpgrade, supportEnds }: ClusterSnapshot): boolean =>
  forcedUpgrade !== null && supportEnds !== null && forcedUpgrade <= supportEnds

/** A cluster whose bill rises when its standard support ends and nobody moves it. */
export const risesInPrice = (cluster: ClusterSnapshot): boolean =>
  cluster.support === 'standard' &&
  cluster.supportNext === 'extended' &&
  cluster.provider === 'eks' &&
  cluster.hasFee &&
  !isUpgradedFirst(cluster)

/** The nearest day on which something happens to a cluster without anybody of ours; null when none is known. */
export function nextOf(
  cluster: ClusterSnapshot,
): { day: string; what: NonNullable<CalendarRow['next']> } | null {
  const { supportEnds, supportNext, forcedUpgrade } = cluster
  const isForced = forcedUpgrade !== null && (supportEnds === null || forcedUpgrade <= supportEnds)
  if (isForced) return { day: forcedUpgrade, what: 'upgraded' }
  if (supportEnds === null || supportNext === null) return null
  return { day: supportEnds, what: supportNext }
}

function byAge(left: CalendarRow, right: CalendarRow): number {
  const [one, other] = [minorVersionOf(left.version), minorVersionOf(right.version)]
  const age = one !== null && other !== null ? compareMinors(one, other) : 0
  return (
    age ||
    (left.version < right.version ? -1 : left.version > right.version ? 1 : 0) ||
    (left.provider < right.provider ? -1 : 1)
  )
}

/** The first day on which anything happens; where some of them are upgraded then, and others go on, they go on. */
function nextOfAll(clusters: readonly ClusterSnapshot[]) {
  return clusters
    .flatMap((cluster) => nextOf(cluster) ?? [])
    .reduce<ReturnType<typeof nextOf>>(
      (first, one) =>
        first === null || one.day < first.day || (one.day === first.day && one.what === 'extended')
          ? one
          : first,
      null,
    )
}

function rowOf(
  clusters: readonly [ClusterSnapshot, ...ClusterSnapshot[]],
  days: VersionDays | undefined,
  addresses: Addresses,
): CalendarRow {
  const [first] = clusters
  const provider = first.provider ?? ''
  const version = first.version ?? ''
  const next = nextOfAll(clusters)
  const priced = clusters.filter(({ hasFee }) => hasFee)
  const rising = clusters.filter(risesInPrice)
  return {
    provider,
    version,
    clusters: clusters.length,
    releasedOn: atMidnight(days?.releasedOn ?? null),
    standardEndsAt: atMidnight(
      days?.standardEnds ?? (first.support === 'standard' ? first.supportEnds : null),
    ),
    extendedEndsAt: atMidnight(
      days?.extendedEnds ?? (first.support === 'extended' ? first.supportEnds : null),
    ),
    phase: first.support,
    nextAt: atMidnight(next?.day ?? null),
    next: next?.what ?? null,
    extendedUsdPerMonth:
      priced.length === 0 ? null : usdPerMonth(sumOf(clusters, ({ extendedMicroUsd }) => extendedMicroUsd)),
    addedUsdPerMonth: priced.length === 0 ? null : rising.length * surchargeUsdPerMonth,
    owners: new Set(clusters.map(({ owner }) => owner)).size,
    href: addresses.fleet({ version, provider: provider || 'none' }, 'calendar'),
    source: days?.source ?? null,
  }
}

export function supportCalendar(
  { clusters, calendar }: Pick<FleetSnapshot, 'clusters' | 'calendar'>,
  addresses: Addresses,
): SupportCalendar {
  const found = groupedBy(
    clusters.filter(({ version }) => version !== null),
    ({ provider, version }) => `${provider ?? ''} ${version}`,
  )
  const daysOf = new Map(calendar.map((days) => [`${days.provider} ${days.version}`, days]))
  return {
    rows: [...found]
      .map(([key, own]) => rowOf(own, daysOf.get(key.startsWith(' ') ? `kubernetes${key}` : key), addresses))
      .sort(byAge),
    unknownVersion: clusters.filter(({ version }) => version === null).length,
    surchargeUsdPerClusterMonth: surchargeUsdPerMonth,
  }
}
