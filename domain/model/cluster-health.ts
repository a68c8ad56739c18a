// How well a cluster is, judged from what is known of it, with every reason in words. The worst reason
// names the health. Support and cost are judged elsewhere: a cluster can be well and out of support.

/** Worst first. "stale": what was known is too old to say; "unknown": nobody told what is in it yet. */
export const clusterHealths = ['critical', 'degraded', 'stale', 'unknown', 'healthy'] as const
export type ClusterHealth = (typeof clusterHealths)[number]

export interface HealthSubject {
  /** The provider's life-cycle word; null when it has none. */
  readonly status: string | null
  /** Health issues the provider reports of the cluster itself. */
  readonly issues: readonly { readonly code: string; readonly message: string }[]
  /** Node groups, add-ons, Fargate profiles and capabilities that are not well. */
  readonly troubledParts: readonly { readonly kind: string; readonly name: string; readonly status: string }[]
  /** Null while its objects are not read. */
  readonly nodes: { readonly total: number; readonly ready: number } | null
  readonly pods: { readonly total: number; readonly pending: number } | null
  /** Since when its newest source is out of date; null when one is fresh. */
  readonly staleSince: Date | null
  /** False while only its audit log is known. */
  readonly isTold: boolean
}

export interface HealthReason {
  readonly health: 'critical' | 'degraded' | 'stale' | 'unknown'
  readonly says: string
}

export interface JudgedHealth {
  readonly health: ClusterHealth
  /** Worst first. */
  readonly reasons: readonly HealthReason[]
}

const failed = new Set(['FAILED'])
/** Part of all nodes that may be away before it is worth a word, and before it is bad. */
const nodesDegraded = 0.01
const nodesCritical = 0.2
const podsPending = 0.05
/** A handful of pods pends in any cluster that scales. */
const fewPods = 5

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function nodeReasons({ nodes, pods }: HealthSubject): HealthReason[] {
  const found: HealthReason[] = []
  if (nodes !== null && nodes.total > 0) {
    const away = nodes.total - nodes.ready
    const says = `${away} of ${plural(nodes.total, 'node')} not Ready`
    if (away / nodes.total >= nodesCritical) found.push({ health: 'critical', says })
    else if (away / nodes.total >= nodesDegraded) found.push({ health: 'degraded', says })
  }
  if (pods !== null && pods.pending > fewPods && pods.pending / pods.total > podsPending) {
    found.push({ health: 'degraded', says: `${pods.pending} of ${plural(pods.total, 'pod')} Pending` })
  }
  return found
}

export function judgeHealth(subject: HealthSubject): JudgedHealth {
  const reasons: HealthReason[] = []
  if (subject.status !== null && failed.has(subject.status)) {
    reasons.push({ health: 'critical', says: `its provider says ${subject.status}` })
  }
  for (const { code, message } of subject.issues) {
    reasons.push({ health: 'critical', says: message === '' ? code : `${code}: ${message}` })
  }
  for (const { kind, name, status } of subject.troubledParts) {
    reasons.push({ health: 'degraded', says: `${kind.replaceAll('-', ' ')} ${name} is ${status}` })
  }
  reasons.push(...nodeReasons(subject))
  if (subject.staleSince !== null) {
    reasons.push({ health: 'stale', says: `nothing new since ${subject.staleSince.toISOString()}` })
  }
  if (!subject.isTold) {
    reasons.push({ health: 'unknown', says: 'only its audit log is known; no source reads what is in it' })
  }
  const worst = clusterHealths.find((health) => reasons.some((reason) => reason.health === health))
  const rank = (reason: HealthReason): number => clusterHealths.indexOf(reason.health)
  return { health: worst ?? 'healthy', reasons: reasons.sort((left, right) => rank(left) - rank(right)) }
}
