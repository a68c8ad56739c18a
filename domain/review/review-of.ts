// A review, put together from two snapshots of the fleet: the one the week is held against and the one it stands for.
// Pure: the same snapshots make the same review. Says what it does not know; asks nobody.
import type { ScopeInput } from '../model/scope.ts'
import { type Addresses, addressesOf } from './addresses.ts'
import { changesOf } from './changes.ts'
import { chaseOf } from './chase.ts'
import { compareSnapshots, type Difference } from './compare-snapshots.ts'
import { digestOf } from './digest.ts'
import { headlinesOf } from './headlines.ts'
import type { ChaseWords } from './message.ts'
import { pressing } from './pressing.ts'
import { type Review, type ReviewWeek, reviewVersion } from './review.ts'
import { risksOf } from './risks.ts'
import { blockersOf, type FleetSnapshot, freshnessOf, type SnapshotSums, snapshotSums } from './snapshot.ts'
import { supportCalendar } from './support-calendar.ts'

/** How checks are told, and which of them stand in the way of the next version. */
export interface CheckWords extends ChaseWords {
  readonly blocking: ReadonlySet<string>
}

export interface ReviewQuestion {
  readonly week: ReviewWeek
  readonly preparedAt: string
  /** Null: nothing is known from before. */
  readonly before: FleetSnapshot | null
  /** Null: nothing is known of the week. */
  readonly after: FleetSnapshot | null
  readonly scope: ScopeInput | undefined
  readonly isWholeFleet: boolean
  readonly series: readonly { readonly day: string; readonly sums: SnapshotSums }[]
  readonly words: CheckWords
  readonly talkers: Review['talkers']
}

const nothing: FleetSnapshot = { takenAt: '', clusters: [], owners: [], calendar: [], asOf: null }

const notFed = (why: string) => ({ connected: false as const, why })

function differencesOf({ before, after }: ReviewQuestion): Difference[] | null {
  return before === null || after === null ? null : compareSnapshots(before, after)
}

/** The parts that are made of snapshots alone. */
function partsOf(question: ReviewQuestion, snapshot: FleetSnapshot, addresses: Addresses) {
  const { week, before, after, words } = question
  const { blocking } = words
  const at = week.standsFor ?? question.preparedAt
  const findings = pressing(snapshot.clusters, at)
  const changes = changesOf(differencesOf(question), { addresses, titleOf: words.titleOf })
  const sums = (one: FleetSnapshot | null) => one && snapshotSums(one.clusters, blocking)
  return {
    changes,
    chase: chaseOf({ snapshot, findings, at, words, addresses }),
    calendar: supportCalendar(snapshot, addresses),
    risks: risksOf({ clusters: snapshot.clusters, findings, at, blocking, words, addresses }),
    headlines: headlinesOf({
      ...{ changes, blocking, addresses, clusters: snapshot.clusters },
      before: sums(before),
      after: sums(after),
      series: question.isWholeFleet ? question.series : [],
    }),
  }
}

export function reviewOf(question: ReviewQuestion): Review {
  const { week, words } = question
  const snapshot = question.after ?? nothing
  const addresses = addressesOf({ week: week.week, isOver: week.state !== 'running', scope: question.scope })
  const parts = partsOf(question, snapshot, addresses)
  const blocked = snapshot.clusters.filter((cluster) => blockersOf(cluster, words.blocking).length > 0)
  return {
    version: reviewVersion,
    week,
    preparedAt: question.preparedAt,
    clusters: snapshot.clusters.length,
    isWholeFleet: question.isWholeFleet,
    digest: digestOf({
      ...{ week, addresses, calendar: parts.calendar, changes: parts.changes, chase: parts.chase },
      blockers: parts.headlines.find(({ id }) => id === 'upgrade-blockers'),
      blockedClusters: blocked.length,
    }),
    ...parts,
    talkers: question.talkers,
    costMovers: notFed('No source of costs is read.'),
    incidents: notFed('Incidents are not kept yet.'),
    freshness: freshnessOf(snapshot),
  }
}
