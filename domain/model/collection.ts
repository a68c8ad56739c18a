// A source that is read by us (a cluster's API server, the accounts of a cloud, a store of metrics): how it is called and how
// well reading it goes. Pushed audit logs are judged in source.ts.
import { z } from 'zod'

export const collectionKinds = ['eks-api', 'kube-api', 'prometheus'] as const
export type CollectionKind = (typeof collectionKinds)[number]

export const collectionNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,99}$/,
    'a source is called by 1 to 100 of a-z, 0-9, dot and dash, starting with a letter or digit',
  )

export const collectionStates = [
  'starting',
  'listing',
  'watching',
  'waiting',
  'spare',
  'failing',
  'stopped',
] as const
/**
 * "listing": reading everything. "watching": up to date and told of changes, or between two rounds.
 * "waiting": another worker has the lease, or its turn to start has not come. "spare": another source reads
 * its cluster; it takes over when that one cannot. "failing": the last try failed; it is tried again.
 */
export type CollectionState = (typeof collectionStates)[number]

export const troubleKinds = [
  'unreachable',
  'unauthorized',
  'forbidden',
  'certificate',
  'not-kubernetes',
  'not-found',
  'throttled',
  'clock',
  'configuration',
  'conflict',
  'store',
  'internal',
] as const
export type TroubleKind = (typeof troubleKinds)[number]

/** One thing that goes wrong while a source is read; others of the same source may go well. */
export interface Trouble {
  readonly kind: TroubleKind
  /** What failed and why, without secrets: "LIST pods: 403 pods is forbidden: …". */
  readonly says: string
  /** What to do, and the statement or manifest that grants it, one step each. */
  readonly steps: readonly string[]
  /** What it concerns: "pods", "account 444455556666", "eu-west-1"; "" for the whole source. */
  readonly subject: string
  readonly since: Date
}

/** As the supervisor keeps it in the relational store; one row a source. */
export interface CollectionHealth {
  /** `<kind>:<name>`. */
  readonly sourceId: string
  readonly state: CollectionState
  /** Clusters it speaks of. */
  readonly clusterIds: readonly string[]
  /** Newest instant its data is complete for; null when it never was. */
  readonly asOf: Date | null
  readonly lastTriedAt: Date | null
  readonly nextTryAt: Date | null
  /** How often it is brought up to date; older than three times this is stale. */
  readonly intervalMs: number
  readonly troubles: readonly Trouble[]
  /** What it read since it started: "objects", "pages", "changes", "calls", "throttled", "relists", … */
  readonly counts: Readonly<Record<string, number>>
  /** The server's clock minus ours; null when not known. */
  readonly clockSkewMs: number | null
  readonly updatedAt: Date
}
