// Whom to chase, for what, until when. The rules: what presses (pressing.ts) is somebody's errand. A finding belongs to
// whom owner rules name for its subject, else to the owner of its cluster; what nobody owns stands under "unowned". What
// presses first comes first.
import { type Owner, unowned } from '../model/owner.ts'
import type { Addresses } from './addresses.ts'
import { groupedBy } from './grouped.ts'
import { type ChaseWords, messageOf } from './message.ts'
import { clustersIn, inOrder, nearTo, type PressingFinding, type Weight } from './pressing.ts'
import type { Chase, ChaseItem, ChaseRow } from './review.ts'
import { type ClusterSnapshot, type FleetSnapshot, sumOf, usdPerMonth } from './snapshot.ts'
import { atMidnight, risesInPrice, surchargeUsdPerMonth } from './support-calendar.ts'

const rowsListed = 100
const clustersListed = 10
const clustersOfItem = 5
const subjectsListed = 3

export interface ChaseQuestion {
  readonly snapshot: Pick<FleetSnapshot, 'clusters' | 'owners'>
  /** What presses of it. */
  readonly findings: readonly PressingFinding[]
  /** The instant that days are counted from. */
  readonly at: string
  readonly words: ChaseWords
  readonly addresses: Addresses
}

export const anchorOfOwner = (ownerId: string): string => `chase-${ownerId}`

interface Due {
  readonly name: string
  readonly findings: readonly PressingFinding[]
  readonly weight: Weight
}

function itemOf({ name: check, findings, weight }: Due, ownerId: string, question: ChaseQuestion): ChaseItem {
  const { words, addresses } = question
  const clusters = clustersIn(findings)
  const [only] = clusters
  // The check of a single cluster opens by itself.
  const open = only !== undefined && clusters.length === 1 ? { on: only.clusterId, check } : {}
  return {
    checkId: check,
    title: words.titleOf(check),
    action: words.actionOf(check),
    status: weight.errors > 0 ? 'error' : 'warning',
    findings: findings.length,
    clusters: clusters.slice(0, clustersOfItem),
    clustersTotal: clusters.length,
    subjects: findings
      .slice(0, subjectsListed)
      .map(({ cluster, subject }) => ({ clusterId: cluster.clusterId, subject })),
    deadline: atMidnight(weight.day),
    href: addresses.upgrades({ owners: ownerId, ...open }, anchorOfOwner(ownerId)),
  }
}

function rowOf(
  owner: Owner,
  { findings, weight }: Due,
  own: readonly ClusterSnapshot[],
  question: ChaseQuestion,
): ChaseRow {
  const { at, addresses } = question
  const isNear = nearTo(at)
  const clusters = clustersIn(findings)
  const rising = own.filter((cluster) => risesInPrice(cluster) && isNear(cluster.supportEnds))
  const row = {
    owner,
    clustersOwned: own.length,
    clusters: clusters.slice(0, clustersListed),
    clustersTotal: clusters.length,
    findings: findings.length,
    errors: weight.errors,
    items: inOrder(findings, ({ check }) => check).map((due) => itemOf(due, owner.id, question)),
    due: atMidnight(weight.day),
    extraUsdPerMonth: rising.length === 0 ? null : rising.length * surchargeUsdPerMonth,
    extendedUsdPerMonth: usdPerMonth(sumOf(own, ({ extendedMicroUsd }) => extendedMicroUsd)),
    href: addresses.upgrades({ owners: owner.id }, anchorOfOwner(owner.id)),
  }
  return { ...row, message: messageOf(row, at) }
}

export function chaseOf(question: ChaseQuestion): Chase {
  const { snapshot, findings } = question
  const named = new Map(snapshot.owners.map((owner) => [owner.id, owner]))
  const known = (id: string): Owner =>
    named.get(id) ?? (id === unowned.id ? unowned : { id, name: id, contact: null })
  const clustersOf = groupedBy(snapshot.clusters, ({ owner }) => owner)
  const due = inOrder(findings, ({ ownerId }) => ownerId)
  return {
    rows: due
      .slice(0, rowsListed)
      .map((one) => rowOf(known(one.name), one, clustersOf.get(one.name) ?? [], question)),
    total: due.length,
    owners: new Set([...clustersOf.keys(), ...due.map(({ name }) => name)]).size,
    findings: findings.length,
    clusters: new Set(findings.map(({ cluster }) => cluster.clusterId)).size,
  }
}
