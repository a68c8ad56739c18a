// A talker that started or jumped, and what changed just before. A suspected change is a likely cause, never a proven
// one: it says how it is linked to the talker, who made it and which records tell of it.
import type { Grain, Window } from '../units/window.ts'
import type { FactChange } from './cluster-change.ts'
import type { ClusterId } from './cluster-id.ts'
import type { Freshness } from './freshness.ts'

export interface WorkloadName {
  /** "DaemonSet". */
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** How a changed workload belongs to a talker, the closest first. */
export const changeLinks = ['runs it', 'its service account', 'its name', 'its namespace'] as const
export type ChangeLink = (typeof changeLinks)[number]

/** What may explain an onset, the most telling first. */
export const changeWords = ['created', 'rolled out', 'scaled', 'changed'] as const
export type ChangeWord = (typeof changeWords)[number]

export interface SuspectedChange {
  readonly what: ChangeWord
  readonly at: Date
  readonly workload: WorkloadName
  readonly link: ChangeLink
  /** Who asked for it; null where only the object itself tells of the change. */
  readonly who: { readonly user: string; readonly userAgent: string; readonly sourceIp: string } | null
  /** The request that made it. */
  readonly request: { readonly auditId: string; readonly at: Date; readonly verb: string } | null
  /** What differs in the object; empty when it was created, or is not read. */
  readonly differs: readonly FactChange[]
  /** Images of its pods since; empty where the object is not read. */
  readonly images: readonly string[]
}

/** Where causes were looked for. */
export interface OnsetLook {
  readonly from: Date
  readonly to: Date
  /** Workloads of the cluster were read at that time. */
  readonly objects: boolean
  /** Single requests of that time are kept. */
  readonly requests: boolean
  /** Workloads that changed then and have nothing to do with the talker. */
  readonly others: number
}

export interface TalkerOnset {
  readonly agent: string
  readonly clusterId: ClusterId
  /** Full names it asked under since, most requests first, at most a few. */
  readonly userAgents: readonly string[]
  /** Whom it asked as since, likewise. */
  readonly users: readonly string[]
  /** Start of its first bucket at the new level; `grain` says how exact that is. */
  readonly at: Date
  readonly grain: Grain
  readonly notBefore: Date
  /** Requests a second. */
  readonly before: number
  readonly after: number
  readonly ratio: number | null
  readonly kind: 'started' | 'jumped'
  readonly score: number
  /** Likeliest first. */
  readonly changes: readonly SuspectedChange[]
  readonly looked: OnsetLook
}

export interface TalkerOnsets {
  readonly window: Window
  readonly freshness: Freshness
  /** The largest rise first. */
  readonly onsets: readonly TalkerOnset[]
  /** Talkers (a program in a cluster) that were looked at, and all there are. */
  readonly talkers: number
  readonly talkersTotal: number
}
