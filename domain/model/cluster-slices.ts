// What checks are given of one cluster: nouns that a loader fills from the stores and a check judges. Sets and
// counts of things that are alike, so that the largest cluster is a bounded slice. Judges nothing.
import type { ClusterVersion } from '../support/calendar.ts'
import type { SupportStatus } from '../support/support-status.ts'
import type { ClusterProvider, HealthIssue, OldApiWrite } from './cluster.ts'
import type { ClusterId } from './cluster-id.ts'
import type { AddOn, NodeGroup, ProviderInsight } from './cluster-part.ts'
import type { TroubledPart } from './part-sums.ts'

/** Something that was read, with the instant it is true for; or why it was not. */
export type Read<Data> =
  | { readonly ok: true; readonly data: Data; readonly at: Date }
  | { readonly ok: false; readonly reason: string }

export interface ClusterSubject {
  readonly name: string
  readonly provider: ClusterProvider
  readonly version: string | null
  readonly status: string | null
  /** Null when nobody told how its provider finds it. */
  readonly issues: readonly HealthIssue[] | null
  /** Node groups, add-ons and the like that their provider says are not well. */
  readonly troubledParts: readonly TroubledPart[]
  readonly deletionProtection: boolean | null
  readonly support: SupportStatus
  /** Rows of its provider. */
  readonly calendar: readonly ClusterVersion[]
}

/** Nodes that are alike in all that checks look at. */
export interface NodeSet {
  /** Null for nodes of no group. */
  readonly nodeGroup: string | null
  readonly kubeletVersion: string | null
  readonly osImage: string | null
  readonly nodes: number
  /** The first of them by name. */
  readonly names: readonly string[]
}

export interface NamedPart<Facts> {
  readonly name: string
  readonly facts: Facts
}

/** Workloads of one namespace with something amiss. */
export interface WeakNamespace {
  readonly namespace: string
  readonly namespaceLabels: Readonly<Record<string, string>>
  /** All Deployments and StatefulSets that want pods. */
  readonly workloads: number
  readonly single: NamedCount
  readonly unprobed: NamedCount
}

export interface NamedCount {
  readonly count: number
  /** The first of them: "Deployment cart". */
  readonly names: readonly string[]
}

/** Parts of image names by which components are found. */
export const componentImages = [
  '/kube-proxy:',
  'ingress-nginx/controller',
  'nginx-ingress-controller',
] as const

/** A workload that runs a component checks look for, found by its images. */
export interface Component {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly images: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly namespaceLabels: Readonly<Record<string, string>>
}

/** A PodDisruptionBudget that lets no pod go now, or never does. */
export interface TightBudget {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly namespaceLabels: Readonly<Record<string, string>>
  readonly expectedPods: number
  readonly currentHealthy: number
  readonly desiredHealthy: number
  readonly disruptionsAllowed: number
  readonly minAvailable: string | null
  readonly maxUnavailable: string | null
}

/** What nodes are made of, told from two sides: at least one of them was read. */
export interface NodeImages {
  readonly nodes: Read<readonly NodeSet[]>
  readonly groups: Read<readonly NamedPart<NodeGroup>[]>
}

/** kube-proxy, told from two sides: at least one of them was read. */
export interface KubeProxies {
  readonly components: Read<readonly Component[]>
  readonly addOns: Read<readonly NamedPart<AddOn>[]>
}

/** Calls of one user with one agent to one API, in the window looked at. */
export interface ApiCalls {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly user: string
  readonly userAgent: string
  readonly requests: number
  readonly lastAt: Date
}

/** The same, of those that the API server itself marked. */
export interface AnnotatedCalls extends ApiCalls {
  /** "" when it did not say. */
  readonly removedIn: string
}

/** A series of `apiserver_requested_deprecated_apis` that stands above 0. */
export interface DeprecatedSeries {
  readonly group: string
  readonly version: string
  readonly resource: string
  /** "" when it did not say. */
  readonly removedIn: string
  /** Newest reading. */
  readonly at: Date
  /** What the servers' counters of requests say of it; null when they were not read. */
  readonly counted: {
    /** First reading of them. */
    readonly since: Date
    readonly requests: number
    /** The reading that told of the last one; null: none since. */
    readonly lastAt: Date | null
  } | null
}

/** Who stands behind a user, as stored objects say. */
export interface CallerBehind {
  readonly workloads: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[]
  readonly workloadLabels: Readonly<Record<string, string>>
  readonly namespaceLabels: Readonly<Record<string, string>>
}

/** Each signal on its own: an API may be known by one alone. */
export interface ApiUsage {
  readonly requests: Read<readonly ApiCalls[]>
  readonly annotated: Read<readonly AnnotatedCalls[]>
  readonly metric: Read<readonly DeprecatedSeries[]>
  readonly insights: Read<readonly NamedPart<ProviderInsight>[]>
  /** Stored objects that were last written by such a version, within the window. */
  readonly written: Read<readonly OldApiWrite[]>
  /** By user. */
  readonly behind: ReadonlyMap<string, CallerBehind>
}

/** All that checks may need of a cluster. */
export interface Slices {
  readonly cluster: ClusterSubject
  readonly nodes: readonly NodeSet[]
  readonly 'node-images': NodeImages
  readonly 'kube-proxy': KubeProxies
  readonly 'add-ons': readonly NamedPart<AddOn>[]
  readonly insights: readonly NamedPart<ProviderInsight>[]
  readonly workloads: readonly WeakNamespace[]
  readonly components: readonly Component[]
  readonly budgets: readonly TightBudget[]
  readonly 'api-usage': ApiUsage
}
export type SliceName = keyof Slices

/** What was read of one cluster, and what could not be. */
export type ClusterSlices = { readonly [Name in SliceName]: Read<Slices[Name]> } & {
  readonly clusterId: ClusterId
  readonly now: Date
}
