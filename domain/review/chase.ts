// Whom to chase, for what, until when. The rules: what presses is an error, or a warning whose day comes within ninety
// days; what somebody waived, and what could not be determined, is nobody's errand. A finding belongs to whom owner rules
// name for its subject, else to the owner of its cluster; what nobody owns stands under "unowned". What presses first
// comes first: by the nearest day, then by errors, then by findings.
import { type Owner, unowned } from '../model/owner.ts'
import type { Addresses } from './addresses.ts'
import { groupedBy } from './grouped.ts'
import { type ChaseWords, messageOf } from './message.ts'
import type { Chase, ChaseItem, ChaseRow, NamedCluster } from './review.ts'
import {
  type ClusterSnapshot,
  type FleetSnapshot,
  type LiveFinding,
  livingFindings,
  sumOf,
  usdPerMonth,
} from './snapshot.ts'
import { atMidnight, risesInPrice, surchargeUsdPerMonth } from './support-calendar.ts'
import { daysBetween } from './words.ts'

export const pressesWithinDays = 90
const rowsListed = 100
const clustersListed = 20
const subjectsListed = 5

export interface ChaseQuestion {
  readonly snapshot: Pick<FleetSnapshot, 'clusters' | 'owners'>
  /** The instant that days are counted from. */
  readonly at: string
  readonly words: ChaseWords
  readonly addresses: Addresses
}

const isNear = (day: string | undefined | null, at: string): boolean =>
  day !== undefined && day !== null && daysBetween(at, `${day}T00:00:00Z`) <= pressesWithinDays

/** Findings that somebody shall do something about. */
export const pressing = (clusters: readonly ClusterSnapshot[], at: string): LiveFinding[] =>
  clusters
    .flatMap(livingFindings)
    .filter(({ status, deadline }) => status === 'error' || isNear(deadline, at))

const never = '9999-12-31'
/** The first of their days. */
const nearest = (findings: readonly LiveFinding[]): string | null =>
  findings.flatMap(({ deadline = [] }) => deadline).sort()[0] ?? null
const errorsOf = (findings: readonly LiveFinding[]): number =>
  findings.filter(({ status }) => status === 'error').length

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** What presses first, then what is worse, then what is more. */
function inOrder(left: readonly LiveFinding[], right: readonly LiveFinding[]): number {
  return (
    byText(nearest(left) ?? never, nearest(right) ?? never) ||
    errorsOf(right) - errorsOf(left) ||
    right.length - left.length
  )
}

/** Each cluster once, what presses first. */
export function clustersIn(findings: readonly LiveFinding[]): NamedCluster[] {
  return [...groupedBy(findings, ({ cluster }) => cluster.clusterId).values()]
    .sort((left, right) => inOrder(left, right) || byText(nameOf(left), nameOf(right)))
    .flatMap(([first]) =>
      first === undefined ? [] : [{ clusterId: first.cluster.clusterId, name: first.cluster.name }],
    )
}
const nameOf = ([first]: readonly LiveFinding[]): string => first?.cluster.name ?? ''

function itemOf(
  check: string,
  findings: readonly LiveFinding[],
  ownerId: string,
  { words, addresses }: ChaseQuestion,
): ChaseItem {
  const clusters = clustersIn(findings)
  const [only] = clusters
  // The check of a single cluster opens by itself.
  const open = only !== undefined && clusters.length === 1 ? { on: only.clusterId, check } : {}
  return {
    checkId: check,
    title: words.titleOf(check),
    action: words.actionOf(check),
    status: errorsOf(findings) > 0 ? 'error' : 'warning',
    findings: findings.length,
    clusters: clusters.slice(0, clustersListed),
    clustersTotal: clusters.length,
    subjects: findings
      .slice(0, subjectsListed)
      .map(({ cluster, subject }) => ({ clusterId: cluster.clusterId, subject })),
    deadline: atMidnight(nearest(findings)),
    href: addresses.upgrades({ owners: ownerId, ...open }, anchorOfOwner(ownerId)),
  }
}

export const anchorOfOwner = (ownerId: string): string => `chase-${ownerId}`

function rowOf(owner: Owner, findings: readonly LiveFinding[], question: ChaseQuestion): ChaseRow {
  const { snapshot, at, addresses } = question
  const own = snapshot.clusters.filter((cluster) => cluster.owner === owner.id)
  const clusters = clustersIn(findings)
  const rising = own.filter((cluster) => risesInPrice(cluster) && isNear(cluster.supportEnds, at))
  const items = [...groupedBy(findings, ({ check }) => check)]
    .sort(([one, some], [other, more]) => inOrder(some, more) || byText(one, other))
    .map(([check, ofCheck]) => itemOf(check, ofCheck, owner.id, question))
  const row = {
    owner,
    clustersOwned: own.length,
    clusters: clusters.slice(0, clustersListed),
    clustersTotal: clusters.length,
    findings: findings.length,
    errors: errorsOf(findings),
    items,
    due: atMidnight(nearest(findings)),
    extraUsdPerMonth: rising.length === 0 ? null : rising.length * surchargeUsdPerMonth,
    extendedUsdPerMonth: usdPerMonth(sumOf(own, ({ extendedMicroUsd }) => extendedMicroUsd)),
    href: addresses.upgrades({ owners: owner.id }, anchorOfOwner(owner.id)),
  }
  return { ...row, message: messageOf(row, at) }
}

export function chaseOf(question: ChaseQuestion): Chase {
  const { snapshot, at } = question
  const findings = pressing(snapshot.clusters, at)
  const owners = new Map(snapshot.owners.map((owner) => [owner.id, owner]))
  const byOwner = [...groupedBy(findings, ({ ownerId }) => ownerId)].sort(
    ([one, some], [other, more]) => inOrder(some, more) || byText(one, other),
  )
  const known = (id: string): Owner =>
    owners.get(id) ?? (id === unowned.id ? unowned : { id, name: id, contact: null })
  return {
    rows: byOwner.slice(0, rowsListed).map(([id, own]) => rowOf(known(id), own, question)),
    total: byOwner.length,
    owners: new Set([...snapshot.clusters.map(({ owner }) => owner), ...byOwner.map(([id]) => id)]).size,
    findings: findings.length,
    clusters: clustersIn(findings).length,
  }
}
