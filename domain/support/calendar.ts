// When a provider's Kubernetes minor versions are released and supported until. Data only, with its
// source; what it means on a given day is support-status.ts.
import { z } from 'zod'
import { clusterProviders } from '../model/cluster.ts'

const day = z.iso.date()

/** What a tier of provisioned control planes carries with a version, as its provider tells it. */
const controlPlaneTierSchema = z.strictObject({
  /** As DescribeCluster spells it: "tier-xl". */
  tier: z.string().max(40),
  seats: z.number().positive().nullable(),
  podsPerSecond: z.number().positive().nullable(),
  databaseGb: z.number().positive().nullable(),
})
export type ControlPlaneTier = z.infer<typeof controlPlaneTierSchema>

export const clusterVersionSchema = z.strictObject({
  provider: z.enum(clusterProviders),
  /** "1.33". */
  version: z.string().regex(/^\d+\.\d+$/),
  releasedOn: day.nullable(),
  /** First day that is no longer in standard support (00:00 UTC). */
  endOfStandardSupport: day.nullable(),
  /** First day that is no longer in extended support; null where none is sold. */
  endOfExtendedSupport: day.nullable(),
  latestPatch: z.string().max(40).nullable(),
  latestPlatformVersion: z.string().max(40).nullable(),
  isDefault: z.boolean(),
  /** Absent while its provider tells none. */
  tiers: z.array(controlPlaneTierSchema).max(40).optional(),
  /** Who says so: "DescribeClusterVersions" or the shipped table's source. */
  source: z.string().max(200),
})
export type ClusterVersion = z.infer<typeof clusterVersionSchema>
