// What is known of one cluster. Several sources may speak of the same one; each says only what it knows,
// and `mergeClusterFacts` makes one cluster of it. Judges nothing: support and health are elsewhere.
import { z } from 'zod'

export const clusterProviders = ['eks', 'eks-anywhere', 'gke', 'aks', 'openshift', 'kubernetes'] as const
/** "kubernetes": a cluster of no known provider. */
export type ClusterProvider = (typeof clusterProviders)[number]

const text = z.string().max(2_048)
const list = z.array(text).max(1_000)

/** A health issue in its provider's own words and codes. */
export const healthIssueSchema = z.strictObject({
  code: text,
  message: text,
  resourceIds: list,
})
export type HealthIssue = z.infer<typeof healthIssueSchema>

/** An object that somebody last wrote by a version of its API that some Kubernetes no longer serves. */
export const oldApiWriteSchema = z.strictObject({
  group: text,
  /** That it was written by: "v1beta3". */
  version: text,
  /** Plural: "flowschemas". */
  resource: text,
  /** "namespace/name", or the name. */
  object: text,
  /** As field managers call themselves: the client's name up to the first "/". */
  manager: text,
  /** Null where only an annotation tells of it. */
  at: z.iso.datetime().nullable(),
})
export type OldApiWrite = z.infer<typeof oldApiWriteSchema>

/** How it is known whether AWS Backup protects a cluster, or why it is not. */
export const backupWordSchema = z.strictObject({
  /** When AWS Backup was last asked and answered; null: it never was. */
  knownAt: z.iso.datetime().nullable(),
  /** Of the newest backup; null: there is none, or none was told. */
  lastBackupAt: z.iso.datetime().nullable(),
  /** Null where it is known. */
  unknownWhy: text.nullable(),
})
export type BackupWord = z.infer<typeof backupWordSchema>

/** A key that is absent was not said; one that is null was said to be none. */
export const clusterFactsSchema = z.strictObject({
  name: text.optional(),
  provider: z.enum(clusterProviders).optional(),
  accountId: text.nullish(),
  region: text.nullish(),
  arn: text.nullish(),
  /** https URL of the API server. */
  endpoint: text.nullish(),
  /** Minor version as the provider and every rule spell it: "1.33". */
  version: z
    .string()
    .regex(/^\d+\.\d+$/)
    .nullish(),
  /** What `/version` says: "v1.33.5-eks-113cf36". */
  gitVersion: text.nullish(),
  /** "eks.21". */
  platformVersion: text.nullish(),
  /** The provider's life-cycle word: ACTIVE, UPDATING, FAILED, … */
  status: text.nullish(),
  createdAt: z.iso.datetime().nullish(),
  /** EKS: what shall happen at the end of standard support. A preference, never the support status. */
  supportType: z.enum(['STANDARD', 'EXTENDED']).nullish(),
  /** Control-plane scaling tier as the provider spells it: "standard", "tier-xl", … */
  tier: text.nullish(),
  tags: z.record(text, text).optional(),
  /** EKS Auto Mode. */
  autoMode: z.boolean().nullish(),
  endpointPublic: z.boolean().nullish(),
  endpointPrivate: z.boolean().nullish(),
  publicAccessCidrs: list.nullish(),
  /** Control-plane log types that are delivered: api, audit, … */
  logging: list.nullish(),
  deletionProtection: z.boolean().nullish(),
  /** Whether it is among the protected resources of AWS Backup; absent where that could not be asked. */
  backupProtection: z.boolean().nullish(),
  /** Absent where nobody asked. */
  backup: backupWordSchema.optional(),
  zonalShift: z.boolean().nullish(),
  authenticationMode: text.nullish(),
  secretsEncrypted: z.boolean().nullish(),
  ipFamily: text.nullish(),
  vpcId: text.nullish(),
  subnetIds: list.nullish(),
  hybridNodes: z.boolean().nullish(),
  /** Provider of a cluster that was only registered with EKS; null for one that EKS runs. */
  connector: text.nullish(),
  health: z.array(healthIssueSchema).max(100).optional(),
  oldApiWrites: z.array(oldApiWriteSchema).max(200).optional(),
})
export type ClusterFacts = z.infer<typeof clusterFactsSchema>

/** Facts that move by themselves, and are no change of the cluster. */
export const clusterNoise: readonly (keyof ClusterFacts)[] = ['oldApiWrites', 'backup']

/** Other names of the same cluster, each unique to it (contracts, "Identity"). */
export const aliasKinds = ['arn', 'endpoint', 'kube-system'] as const
export type AliasKind = (typeof aliasKinds)[number]

export interface ClusterAlias {
  readonly kind: AliasKind
  /** An ARN, the host of the API endpoint in lower case, the UID of the namespace kube-system. */
  readonly value: string
}

/** Facts of one source, and how far they may be believed over others'. */
export interface ToldFacts {
  readonly facts: ClusterFacts
  readonly observedAt: Date
  /** Lower wins where two sources speak of the same thing: the provider's own API before a guess. */
  readonly rank: number
}

/** One set of facts: for each key what the most believed source says, the newest among equals. */
export function mergeClusterFacts(told: readonly ToldFacts[]): ClusterFacts {
  const order = [...told].sort(
    (left, right) => left.rank - right.rank || right.observedAt.getTime() - left.observedAt.getTime(),
  )
  // Written back to front, so that the most believed writes last.
  const merged: ClusterFacts = {}
  for (const { facts } of order.reverse()) {
    for (const [key, value] of Object.entries(facts)) {
      if (value !== undefined) Object.assign(merged, { [key]: value })
    }
  }
  return merged
}
