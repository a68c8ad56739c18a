// What a cluster is made of as its provider lists it: node groups, add-ons, insights and the rest. One
// schema a kind; keys are the provider's words in our spelling. Objects inside the cluster are elsewhere.
import { z } from 'zod'
import { healthIssueSchema } from './cluster.ts'

const text = z.string().max(4_096)
const list = z.array(text).max(2_000)
const instant = z.iso.datetime().nullable()
const health = z.array(healthIssueSchema).max(100)

export const nodeGroupSchema = z.strictObject({
  version: text.nullable(),
  releaseVersion: text.nullable(),
  status: text.nullable(),
  capacityType: text.nullable(),
  amiType: text.nullable(),
  instanceTypes: list,
  minSize: z.int().nullable(),
  maxSize: z.int().nullable(),
  desiredSize: z.int().nullable(),
  labels: z.record(text, text),
  /** Effects as Kubernetes spells them: NoSchedule, NoExecute, PreferNoSchedule. */
  taints: z.array(z.strictObject({ key: text, value: text.nullable(), effect: text })).max(100),
  nodeRepair: z.boolean().nullable(),
  autoScalingGroups: list,
  tags: z.record(text, text),
  health,
  createdAt: instant,
})
export type NodeGroup = z.infer<typeof nodeGroupSchema>

export const fargateProfileSchema = z.strictObject({
  status: text.nullable(),
  namespaces: list,
  createdAt: instant,
})
export type FargateProfile = z.infer<typeof fargateProfileSchema>

export const addOnSchema = z.strictObject({
  version: text.nullable(),
  status: text.nullable(),
  publisher: text.nullable(),
  owner: text.nullable(),
  namespace: text.nullable(),
  /** The provider's default for this cluster's version; null when the catalogue was not read. */
  defaultVersion: text.nullable(),
  /** Newest that the catalogue lists for this cluster's version. */
  latestVersion: text.nullable(),
  /** Versions newer than the installed one that the catalogue lists; null when it was not read. */
  versionsBehind: z.int().nullable(),
  /** kube-proxy's, where its configuration says one: "ipvs". Nothing else of configurations is kept. */
  proxyMode: text.nullable().default(null),
  health,
  modifiedAt: instant,
})
export type AddOn = z.infer<typeof addOnSchema>

export const insightStatuses = ['PASSING', 'WARNING', 'ERROR', 'UNKNOWN'] as const

export const providerInsightSchema = z.strictObject({
  /** What the provider calls it: "Kubelet version skew". */
  title: text,
  category: text,
  status: z.enum(insightStatuses),
  reason: text.nullable(),
  description: text.nullable(),
  recommendation: text.nullable(),
  /** The version that would be upgraded to. */
  targetVersion: text.nullable(),
  lastRefreshAt: instant,
  lastTransitionAt: instant,
  resources: z
    .array(
      z.strictObject({
        status: text.nullable(),
        reason: text.nullable(),
        uri: text.nullable(),
        arn: text.nullable(),
      }),
    )
    .max(1_000),
  deprecations: z
    .array(
      z.strictObject({
        usage: text,
        replacedWith: text.nullable(),
        stopServingVersion: text.nullable(),
        startServingReplacementVersion: text.nullable(),
        clients: z
          .array(
            z.strictObject({
              userAgent: text,
              requestsLast30Days: z.int().nullable(),
              lastRequestAt: instant,
            }),
          )
          .max(1_000),
      }),
    )
    .max(500),
  addOns: z.array(z.strictObject({ name: text, compatibleVersions: list })).max(200),
})
export type ProviderInsight = z.infer<typeof providerInsightSchema>

export const accessEntrySchema = z.strictObject({
  type: text.nullable(),
  username: text.nullable(),
  groups: list,
  createdAt: instant,
})
export type AccessEntry = z.infer<typeof accessEntrySchema>

export const podIdentitySchema = z.strictObject({
  namespace: text,
  serviceAccount: text,
  roleArn: text.nullable(),
  targetRoleArn: text.nullable(),
  ownerArn: text.nullable(),
})
export type PodIdentity = z.infer<typeof podIdentitySchema>

export const clusterUpdateSchema = z.strictObject({
  type: text,
  status: text,
  params: z.record(text, text),
  errors: z.array(healthIssueSchema).max(100),
  createdAt: instant,
})
export type ClusterUpdate = z.infer<typeof clusterUpdateSchema>

export const capabilitySchema = z.strictObject({
  type: text,
  status: text.nullable(),
  version: text.nullable(),
  health,
})
export type Capability = z.infer<typeof capabilitySchema>

export const partSchemas = {
  'access-entry': accessEntrySchema,
  'add-on': addOnSchema,
  capability: capabilitySchema,
  'fargate-profile': fargateProfileSchema,
  insight: providerInsightSchema,
  'node-group': nodeGroupSchema,
  'pod-identity': podIdentitySchema,
  update: clusterUpdateSchema,
} as const
export type PartKind = keyof typeof partSchemas

/** `name` is unique to the kind in its cluster: a node group's name, an insight's id. */
export type ClusterPart = {
  [Kind in PartKind]: {
    readonly kind: Kind
    readonly name: string
    readonly facts: z.infer<(typeof partSchemas)[Kind]>
  }
}[PartKind]

/**
 * Facts that move by themselves and say nothing of the cluster: when the provider last looked, how often
 * somebody called, what its catalogue offers, how many nodes an autoscaler wants just now.
 */
export const partNoise: Readonly<Record<PartKind, readonly string[]>> = {
  'access-entry': [],
  'add-on': ['defaultVersion', 'latestVersion', 'versionsBehind', 'modifiedAt'],
  capability: [],
  'fargate-profile': [],
  insight: [
    'description',
    'recommendation',
    'reason',
    'lastRefreshAt',
    'lastTransitionAt',
    'resources',
    'deprecations',
    'addOns',
  ],
  'node-group': ['desiredSize', 'autoScalingGroups'],
  'pod-identity': [],
  update: [],
}
