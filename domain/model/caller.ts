// Who stands behind a user of an audit log: a service account, the workloads whose pods run under it, and whom
// those belong to. Only what stored objects say; a token may be used from elsewhere.
import type { ClusterId } from './cluster-id.ts'
import type { Owner } from './owner.ts'

export interface CallerWorkload {
  readonly clusterId: ClusterId
  /** "DaemonSet", "Rollout"; "Pod" for one that nothing controls. */
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** Its pods that run under the service account. */
  readonly pods: number
  readonly owner: Owner
}

export interface Caller {
  /** As the audit log names it. */
  readonly user: string
  /** Null: it is none. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string } | null
  /** Most pods first, at most a few; `workloadsTotal` counts them all. */
  readonly workloads: readonly CallerWorkload[]
  readonly workloadsTotal: number
}

export interface Callers {
  /** One a user, in the order asked for. */
  readonly rows: readonly Caller[]
  /** The instant their objects stood so. */
  readonly at: Date
  /** Clusters in scope whose objects are read; of others nothing can be said. */
  readonly clustersRead: number
}

const form = /^system:serviceaccount:([^:]+):([^:]+)$/

/** "system:serviceaccount:argocd:argocd-server" → its namespace and name; null for any other user. */
export function serviceAccountOf(user: string): { namespace: string; name: string } | null {
  const [, namespace, name] = form.exec(user) ?? []
  return namespace === undefined || name === undefined ? null : { namespace, name }
}
