// What will hurt next, ranked by stated rules: first clusters that will be upgraded although something stands in the way,
// then versions without support, then checks with errors whose day is near, then other errors, then versions that leave
// standard support soon. Within a rank: the nearest day, then most clusters. A finding that is waived is no risk.
import type { Addresses } from './addresses.ts'
import { clustersIn, pressesWithinDays, pressing } from './chase.ts'
import { groupedBy } from './grouped.ts'
import type { ChaseWords } from './message.ts'
import type { NamedCluster, Risk } from './review.ts'
import { blockersOf, type ClusterSnapshot, type LiveFinding } from './snapshot.ts'
import { atMidnight, nextOf, risesInPrice, surchargeUsdPerMonth } from './support-calendar.ts'
import { counted, daysBetween, dayText, dollars, listed } from './words.ts'

const listedRisks = 8
const clustersListed = 20

export interface RiskQuestion {
  readonly clusters: readonly ClusterSnapshot[]
  readonly at: string
  readonly blocking: ReadonlySet<string>
  readonly words: ChaseWords
  readonly addresses: Addresses
}

interface Ranked {
  readonly rank: number
  readonly risk: Risk
}

const named = ({ clusterId, name }: ClusterSnapshot): NamedCluster => ({ clusterId, name })

const idOf = ({ clusterId }: { readonly clusterId: string }): string => clusterId

const nearestDay = (days: readonly (string | null)[]): string | null =>
  days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null)

const isNear = (day: string | null, at: string): boolean =>
  day !== null && daysBetween(at, `${day}T00:00:00Z`) <= pressesWithinDays

type Told = Pick<Risk, 'id' | 'severity' | 'title' | 'reason' | 'findings' | 'href'> & {
  readonly clusters: readonly NamedCluster[]
  readonly day: string | null
}

const riskOf = ({ clusters, day, ...told }: Told): Risk => ({
  ...told,
  clusters: clusters.slice(0, clustersListed),
  clustersTotal: clusters.length,
  deadline: atMidnight(day),
})

const some = (clusters: readonly NamedCluster[]): string =>
  listed(
    clusters.map(({ name }) => name),
    clusters.length,
    3,
  )

function forced({ clusters, at, blocking, addresses }: RiskQuestion): Ranked[] {
  const found = clusters.filter((cluster) => {
    const next = nextOf(cluster)
    return next?.what === 'upgraded' && isNear(next.day, at) && blockersOf(cluster, blocking).length > 0
  })
  if (found.length === 0) return []
  const day = nearestDay(found.map((cluster) => nextOf(cluster)?.day ?? null))
  const findings = found.flatMap((cluster) => blockersOf(cluster, blocking)).length
  const when =
    day === null || daysBetween(at, `${day}T00:00:00Z`) <= 0
      ? 'any day now'
      : `from ${dayText(`${day}T00:00:00Z`, at)} on`
  const risk = riskOf({
    ...{ id: 'forced-upgrade', severity: 'error', findings, day, clusters: found.map(named) },
    title: 'Upgraded by the provider, ready or not',
    reason: `${some(found)}: upgraded ${when}, with ${counted(findings, 'finding')} in the way.`,
    href: addresses.clusters('/upgrades', found.map(idOf), 'risks'),
  })
  return [{ rank: 0, risk }]
}

function unsupported({ clusters, addresses }: RiskQuestion): Ranked[] {
  const found = clusters.filter(({ support }) => support === 'unsupported')
  if (found.length === 0) return []
  const risk = riskOf({
    ...{ id: 'unsupported', severity: 'error', findings: 0, day: null, clusters: found.map(named) },
    title: 'Versions without support',
    reason: `${some(found)}: no fixes come any more.`,
    href: addresses.clusters('/fleet', found.map(idOf), 'risks'),
  })
  return [{ rank: 1, risk }]
}

function ofCheck(check: string, findings: readonly LiveFinding[], question: RiskQuestion): Ranked[] {
  const errors = findings.filter(({ status }) => status === 'error')
  if (errors.length === 0) return []
  const { at, words, addresses } = question
  const clusters = clustersIn(errors)
  const day = nearestDay(errors.map(({ deadline = null }) => deadline))
  const isPressing = isNear(day, at)
  const until = day === null ? '' : `, by ${dayText(`${day}T00:00:00Z`, at)}`
  const risk = riskOf({
    ...{ id: `check-${check}`, severity: 'error', findings: errors.length, day, clusters },
    title: words.titleOf(check),
    reason: `${counted(errors.length, 'finding')} on ${some(clusters)}${until}. ${words.actionOf(check)}`,
    href: addresses.clusters('/upgrades', clusters.map(idOf), 'risks'),
  })
  return [{ rank: isPressing ? 2 : 3, risk }]
}

function leaving({ clusters, at, addresses }: RiskQuestion): Ranked[] {
  const found = clusters.filter((cluster) => risesInPrice(cluster) && isNear(cluster.supportEnds, at))
  if (found.length === 0) return []
  const day = nearestDay(found.map(({ supportEnds }) => supportEnds))
  const usd = found.length * surchargeUsdPerMonth
  const risk = riskOf({
    ...{ id: 'leaving-standard', severity: 'warning', findings: 0, day, clusters: found.map(named) },
    title: 'Leaving standard support',
    reason: `${some(found)}: ${dollars(usd)} a month more if they stay.`,
    href: addresses.clusters('/fleet', found.map(idOf), 'calendar'),
  })
  return [{ rank: 4, risk }]
}

export function risksOf(question: RiskQuestion): Risk[] {
  // That support ends is told by ranks of its own.
  const found = pressing(question.clusters, question.at).filter(({ check }) => check !== 'support-end')
  const byCheck = groupedBy(found, ({ check }) => check)
  const ranked = [
    ...forced(question),
    ...unsupported(question),
    ...[...byCheck].flatMap(([check, findings]) => ofCheck(check, findings, question)),
    ...leaving(question),
  ]
  const day = ({ risk }: Ranked): string => risk.deadline ?? '9999'
  return ranked
    .sort(
      (left, right) =>
        left.rank - right.rank ||
        (day(left) < day(right) ? -1 : day(left) > day(right) ? 1 : 0) ||
        right.risk.clustersTotal - left.risk.clustersTotal ||
        (left.risk.id < right.risk.id ? -1 : 1),
    )
    .slice(0, listedRisks)
    .map(({ risk }) => risk)
}
