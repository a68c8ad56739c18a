// The whole Monday page as data: what `review.week` answers, what is sealed when a week is over, what the page draws
// and the exports spell out. Types only. Instants are ISO 8601 text, so that what was sealed reads as it was written.
// Every number says where its rows are; what is not known is null, and what is not connected says why.
import type { FindingStatus } from '../model/finding.ts'
import type { Freshness } from '../model/freshness.ts'
import type { Owner } from '../model/owner.ts'

/** ISO 8601, UTC. */
export type Instant = string

/** Of the form of a sealed review; grows when a field changes its meaning. */
export const reviewVersion = 1

/** In the product, below its base path: "/fleet?version=1.32", "/review?week=2026-W48#changes-upgraded". */
export type Address = string

/** "running": not over. "ended": over, and not sealed yet. "sealed": stays as it is. */
export const weekStates = ['running', 'ended', 'sealed'] as const
export type WeekState = (typeof weekStates)[number]

export interface ReviewWeek {
  /** "2026-W48". */
  readonly week: string
  readonly year: number
  readonly number: number
  /** Monday 00:00 UTC. */
  readonly from: Instant
  /** The next Monday 00:00 UTC: no part of the week. */
  readonly to: Instant
  readonly state: WeekState
  /** Monday to Sunday: the last snapshot of each day; null where there is none. */
  readonly days: readonly { readonly day: string; readonly snapshotAt: Instant | null }[]
  /** The fleet that this week is held against; null when nothing older is known, and then nothing is compared. */
  readonly comparedWith: Instant | null
  /** The instant the review speaks of: its last snapshot, or now while it runs. Null when the week has none. */
  readonly standsFor: Instant | null
  /** Why it speaks of less than the whole week; null when it does not. */
  readonly partialBecause: string | null
  /** Weeks before and after that can be read; null when there are none. */
  readonly previous: string | null
  readonly next: string | null
}

/** Which list of this review has exactly the rows that a number counts. */
export type RowsOf =
  | { readonly list: 'changes'; readonly kind: ChangeKind }
  | { readonly list: 'calendar'; readonly provider: string; readonly version: string }
  | { readonly list: 'chase' }
  | { readonly list: 'owner'; readonly ownerId: string }
  | { readonly list: 'risk'; readonly riskId: string }
  | { readonly list: 'headline'; readonly id: HeadlineId }
  /** Changes of all kinds that the sentence does not name. */
  | { readonly list: 'other-changes' }
  /** Clusters with anything in the way of their next version. */
  | { readonly list: 'blocked' }
  | { readonly list: 'stale' }

export type DigestPart =
  | { readonly kind: 'text'; readonly text: string }
  /** The first words of the digest: what presses most. */
  | { readonly kind: 'strong'; readonly text: string }
  | {
      readonly kind: 'number'
      /** As it is read: "26 clusters on 1.32", "$9,490 a month". */
      readonly text: string
      readonly value: number
      readonly href: Address
      /** Null for an amount of money. */
      readonly rows: RowsOf | null
    }

/** Two or three; put together they read as one paragraph. */
export interface DigestSentence {
  readonly id: 'support' | 'forced' | 'change' | 'blockers' | 'calm' | 'nothing-known'
  readonly parts: readonly DigestPart[]
}

export const headlineIds = [
  'clusters',
  'standard-support',
  'extended-support',
  'upgrade-blockers',
  'control-planes',
  'compute-cost',
] as const
export type HeadlineId = (typeof headlineIds)[number]

export interface Headline {
  readonly id: HeadlineId
  readonly label: string
  readonly unit: 'clusters' | 'findings' | 'usd-per-month'
  /** Null: not known. */
  readonly then: number | null
  readonly now: number | null
  /** Null when either is. */
  readonly delta: number | null
  /** What a rise means; "none" where it is neither. */
  readonly rise: 'good' | 'bad' | 'none'
  /** Below the number: "4 created, 1 gone". Empty when there is nothing to say. */
  readonly note: string
  readonly href: Address
  /** Why there is no number; null when there is one. */
  readonly unknownBecause: string | null
  /** By day, oldest first, up to the end of the week; of the whole fleet only, and empty otherwise. */
  readonly series: readonly { readonly day: string; readonly value: number | null }[]
}

/** A cluster as a review names it. */
export interface NamedCluster {
  readonly clusterId: string
  readonly name: string
}

/** Something an owner shall do: findings of one check on their clusters, or a version to leave. */
export interface ChaseItem {
  readonly checkId: string
  readonly title: string
  /** "Replace nodes before the control plane moves". */
  readonly action: string
  readonly status: Exclude<FindingStatus, 'passing'>
  /** Waived ones left out. */
  readonly findings: number
  /** All of them have it; the first by name. */
  readonly clusters: readonly NamedCluster[]
  readonly clustersTotal: number
  /** What it is about, the first by name: "NodeGroup workers". */
  readonly subjects: readonly { readonly clusterId: string; readonly subject: string }[]
  readonly deadline: Instant | null
  readonly href: Address
}

export interface ChaseMessage {
  /** Ready to send; addresses in it begin with `baseUrlPlaceholder`. */
  readonly text: string
  readonly markdown: string
}

/** Stands in messages where the page, or whoever sends them, knows the product's own address. */
export const baseUrlPlaceholder = '{{periplus}}'

export interface ChaseRow {
  readonly owner: Owner
  /** Of this owner, in all. */
  readonly clustersOwned: number
  /** With something due; the first by what presses. */
  readonly clusters: readonly NamedCluster[]
  readonly clustersTotal: number
  /** Errors and warnings that nobody waived, of all items. */
  readonly findings: number
  readonly errors: number
  /** What presses first comes first. */
  readonly items: readonly ChaseItem[]
  /** The nearest day of any item; null when no day presses. */
  readonly due: Instant | null
  /** What staying beyond `due` adds to the bill, USD a month; null when it adds nothing or nobody knows. */
  readonly extraUsdPerMonth: number | null
  /** What extended support costs them today, USD a month. */
  readonly extendedUsdPerMonth: number
  readonly message: ChaseMessage
  readonly href: Address
}

export interface Chase {
  /** By what presses, then by how much; `unowned` stands among them. */
  readonly rows: readonly ChaseRow[]
  /** Owners with something due; `rows` may be shorter. */
  readonly total: number
  /** Owners of any cluster. */
  readonly owners: number
  /** Of all owners: sums of rows, also of those that are not listed. */
  readonly findings: number
  readonly clusters: number
}

export interface CalendarRow {
  /** "" where nobody said. */
  readonly provider: string
  readonly version: string
  readonly clusters: number
  /** Days at 00:00 UTC; null where nobody said. */
  readonly releasedOn: Instant | null
  readonly standardEndsAt: Instant | null
  readonly extendedEndsAt: Instant | null
  readonly phase: 'standard' | 'extended' | 'unsupported' | 'unknown'
  /** The nearest day on which something happens to these clusters; null when none is known. */
  readonly nextAt: Instant | null
  readonly next: 'extended' | 'unsupported' | 'upgraded' | null
  /** What these clusters cost beyond the ordinary fee today, and more from `nextAt` on; null where no price is known. */
  readonly extendedUsdPerMonth: number | null
  readonly addedUsdPerMonth: number | null
  readonly owners: number
  readonly href: Address
  readonly source: string | null
}

export interface SupportCalendar {
  /** Versions in use, oldest first; then clusters of no known version. */
  readonly rows: readonly CalendarRow[]
  readonly unknownVersion: number
  readonly surchargeUsdPerClusterMonth: number
}

export const changeKinds = [
  'created',
  /** Older than what it is compared with, and not known then. */
  'found',
  'gone',
  'upgraded',
  'tier',
  'add-on',
  'node-group',
  'protection',
  'owner',
  'findings-opened',
  'findings-closed',
] as const
export type ChangeKind = (typeof changeKinds)[number]

export interface ChangeRow extends NamedCluster {
  readonly ownerId: string
  /** What of the cluster: an add-on's or a node group's name, a finding's subject; null for the cluster itself. */
  readonly subject: string | null
  /** Null: was not there. */
  readonly before: string | null
  /** Null: is not there any more. */
  readonly after: string | null
  readonly href: Address
}

export interface ChangeGroup {
  readonly kind: ChangeKind
  /** Within a kind: the add-on and the version it came to, the check of findings; "" where there is one group. */
  readonly about: string
  /** "11 clusters upgraded". */
  readonly title: string
  /** "6 moved from 1.34 to 1.35"; empty when there is nothing to add. */
  readonly detail: string
  readonly total: number
  /** The first by cluster. */
  readonly rows: readonly ChangeRow[]
  /** The part of the page where they stand. */
  readonly anchor: string
}

export interface Changes {
  /** Null when there is nothing to compare with. */
  readonly total: number | null
  readonly byKind: Readonly<Record<ChangeKind, number>>
  readonly groups: readonly ChangeGroup[]
}

export interface Risk {
  readonly id: string
  readonly severity: 'error' | 'warning'
  /** "Nodes too old for the next version". */
  readonly title: string
  /** Why it stands where it does: who, until when. */
  readonly reason: string
  readonly clusters: readonly NamedCluster[]
  readonly clustersTotal: number
  readonly findings: number
  readonly deadline: Instant | null
  readonly href: Address
}

export interface TalkerRegression {
  /** User agent without its version, or the user where it has none. */
  readonly agent: string
  readonly clusterId: string
  readonly clusterName: string
  /** A second, in the middle of four weeks before. */
  readonly thenPerSecond: number
  readonly nowPerSecond: number
  readonly times: number
  readonly href: Address
}

/** A part of the review that nothing feeds: why, and what would. */
export interface NotConnected {
  readonly connected: false
  readonly why: string
}

export type MaybeConnected<Part> = ({ readonly connected: true } & Part) | NotConnected

export interface Review {
  readonly version: typeof reviewVersion
  readonly week: ReviewWeek
  /** When this was put together: of a sealed week the day it was sealed. */
  readonly preparedAt: Instant
  /** Clusters in scope at the end, and whether that is the whole fleet. */
  readonly clusters: number
  readonly isWholeFleet: boolean
  readonly digest: readonly DigestSentence[]
  readonly headlines: readonly Headline[]
  readonly chase: Chase
  readonly calendar: SupportCalendar
  readonly changes: Changes
  readonly risks: readonly Risk[]
  readonly talkers: MaybeConnected<{ readonly rows: readonly TalkerRegression[]; readonly clusters: number }>
  readonly costMovers: MaybeConnected<{ readonly rows: readonly never[] }>
  readonly incidents: MaybeConnected<{ readonly rows: readonly never[] }>
  /** Of the evidence, when the review was put together. */
  readonly freshness: Freshness
}

/** A week that can be read, as lists of weeks show it. */
export type ListedWeek = Pick<ReviewWeek, 'week' | 'from' | 'to' | 'state'> & {
  /** Days of it that have a snapshot. */
  readonly snapshots: number
}
