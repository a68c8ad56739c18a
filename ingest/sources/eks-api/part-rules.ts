// How each kind of part is read: with which calls, how often it is listed, and how long a description holds.
// Passing insights are taken from the list; settled updates never change; Fargate profiles cannot.

import type { z } from 'zod'
import type { PartKind, partSchemas } from '../../../domain/model/cluster-part.ts'
import type { AwsAction } from '../../aws-client/closed-list.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import {
  accessEntryOf,
  addOnOf,
  capabilityOf,
  clusterUpdateOf,
  fargateProfileOf,
  insightOf,
  nodeGroupOf,
  podIdentityOf,
} from './normalise-parts.ts'

export type FactsOf<Kind extends PartKind> = z.infer<(typeof partSchemas)[Kind]>

/** What a list says of one part. */
export interface Listed {
  readonly name: string
  /** Another one means that the part changed. */
  readonly mark: string
  readonly summary?: unknown
}

export interface PartRule<Kind extends PartKind> {
  readonly kind: Kind
  /** What describes one. */
  readonly action: AwsAction
  /** As a person calls them: "node groups". */
  readonly says: string
  /** How often they are listed; 0 is every round. */
  readonly everyMs: number
  /** How long a description of one that is settled holds. */
  readonly describeEveryMs: number
  /** No more than these are taken. */
  readonly most: number
  list(place: Place, clusterName: string): Promise<readonly Listed[]>
  describe(place: Place, clusterName: string, listed: Listed, isKnown: boolean): Promise<FactsOf<Kind>>
  isSettled(facts: FactsOf<Kind>): boolean
}

const minute = 60_000
const hour = 60 * minute
const named = (names: readonly string[]): Listed[] => names.map((name) => ({ name, mark: '' }))
const isActive = ({ status }: { readonly status: string | null }): boolean => status === 'ACTIVE'
const always = (): boolean => true

/** The answer has the thing it was asked for; AWS's types allow none. */
function answered<Thing>({ action }: { readonly action: AwsAction }, thing: Thing | undefined): Thing {
  if (thing !== undefined) return thing
  throw new AwsFailure(action, {
    kind: 'internal',
    remedy: 'none',
    code: 'EmptyAnswer',
    says: 'the answer is empty',
  })
}

const nodeGroups: PartRule<'node-group'> = {
  kind: 'node-group',
  action: 'eks:DescribeNodegroup',
  says: 'node groups',
  everyMs: 0,
  // Their sizes and health move all the time.
  describeEveryMs: 0,
  most: 500,
  list: async (place, clusterName) =>
    named(await place.all('ListNodegroups', { clusterName }, ({ nodegroups }) => nodegroups)),
  describe: async (place, clusterName, { name: nodegroupName }) => {
    const { nodegroup } = await place.ask('DescribeNodegroup', { clusterName, nodegroupName })
    return nodeGroupOf(answered(nodeGroups, nodegroup))
  },
  isSettled: isActive,
}

const fargateProfiles: PartRule<'fargate-profile'> = {
  kind: 'fargate-profile',
  action: 'eks:DescribeFargateProfile',
  says: 'Fargate profiles',
  everyMs: hour,
  describeEveryMs: 24 * hour,
  most: 500,
  list: async (place, clusterName) =>
    named(
      await place.all(
        'ListFargateProfiles',
        { clusterName },
        ({ fargateProfileNames }) => fargateProfileNames,
      ),
    ),
  describe: async (place, clusterName, { name: fargateProfileName }) => {
    const { fargateProfile } = await place.ask('DescribeFargateProfile', { clusterName, fargateProfileName })
    return fargateProfileOf(answered(fargateProfiles, fargateProfile))
  },
  isSettled: isActive,
}

const addOns: PartRule<'add-on'> = {
  kind: 'add-on',
  action: 'eks:DescribeAddon',
  says: 'add-ons',
  everyMs: 0,
  describeEveryMs: 30 * minute,
  most: 500,
  list: async (place, clusterName) =>
    named(await place.all('ListAddons', { clusterName }, ({ addons }) => addons)),
  describe: async (place, clusterName, { name: addonName }) => {
    const { addon } = await place.ask('DescribeAddon', { clusterName, addonName })
    return addOnOf(answered(addOns, addon))
  },
  isSettled: isActive,
}

/**
 * EKS refreshes insights once a day or when asked to, and counts deprecated calls over 30 days: an insight
 * may stay red for a month after the fix. Both are kept as told.
 */
export const insights: PartRule<'insight'> = {
  kind: 'insight',
  action: 'eks:DescribeInsight',
  says: 'insights',
  everyMs: 0,
  describeEveryMs: Number.POSITIVE_INFINITY,
  most: 1_000,
  list: async (place, clusterName) => {
    const told = await place.all('ListInsights', { clusterName }, ({ insights }) => insights)
    return told.flatMap((summary) => {
      const { id, insightStatus, lastRefreshTime, lastTransitionTime } = summary
      const mark = JSON.stringify([insightStatus?.status, lastRefreshTime, lastTransitionTime])
      return id === undefined ? [] : [{ name: id, mark, summary }]
    })
  },
  describe: async (place, clusterName, { name: id, summary }, isKnown) => {
    const facts = insightOf(summary as Parameters<typeof insightOf>[0])
    if (facts.status === 'PASSING' && !isKnown) return facts
    const { insight } = await place.ask('DescribeInsight', { clusterName, id })
    return insightOf(answered(insights, insight))
  },
  isSettled: always,
}

const accessEntries: PartRule<'access-entry'> = {
  kind: 'access-entry',
  action: 'eks:DescribeAccessEntry',
  says: 'access entries',
  everyMs: hour,
  describeEveryMs: 24 * hour,
  most: 2_000,
  list: async (place, clusterName) =>
    named(await place.all('ListAccessEntries', { clusterName }, ({ accessEntries }) => accessEntries)),
  describe: async (place, clusterName, { name: principalArn }) => {
    const { accessEntry } = await place.ask('DescribeAccessEntry', { clusterName, principalArn })
    return accessEntryOf(answered(accessEntries, accessEntry))
  },
  isSettled: always,
}

const podIdentities: PartRule<'pod-identity'> = {
  kind: 'pod-identity',
  action: 'eks:DescribePodIdentityAssociation',
  says: 'pod identity associations',
  everyMs: hour,
  describeEveryMs: 24 * hour,
  // AWS allows a thousand.
  most: 2_000,
  list: async (place, clusterName) => {
    const told = await place.all(
      'ListPodIdentityAssociations',
      { clusterName },
      ({ associations }) => associations,
    )
    return told.flatMap(({ associationId }) => associationId ?? []).map((name) => ({ name, mark: '' }))
  },
  describe: async (place, clusterName, { name: associationId }) => {
    const { association } = await place.ask('DescribePodIdentityAssociation', { clusterName, associationId })
    return podIdentityOf(answered(podIdentities, association))
  },
  isSettled: always,
}

const updates: PartRule<'update'> = {
  kind: 'update',
  action: 'eks:DescribeUpdate',
  says: 'updates',
  everyMs: 0,
  describeEveryMs: Number.POSITIVE_INFINITY,
  most: 500,
  list: async (place, name) => named(await place.all('ListUpdates', { name }, ({ updateIds }) => updateIds)),
  describe: async (place, name, { name: updateId }) => {
    const { update } = await place.ask('DescribeUpdate', { name, updateId })
    return clusterUpdateOf(answered(updates, update))
  },
  isSettled: ({ status }) => ['Successful', 'Failed', 'Cancelled'].includes(status),
}

const capabilities: PartRule<'capability'> = {
  kind: 'capability',
  action: 'eks:DescribeCapability',
  says: 'capabilities',
  everyMs: hour,
  describeEveryMs: 24 * hour,
  most: 100,
  list: async (place, clusterName) => {
    const told = await place.all('ListCapabilities', { clusterName }, ({ capabilities }) => capabilities)
    return told.flatMap(({ capabilityName: name, status, version, modifiedAt }) =>
      name === undefined ? [] : [{ name, mark: JSON.stringify([status, version, modifiedAt]) }],
    )
  },
  describe: async (place, clusterName, { name: capabilityName }) => {
    const { capability } = await place.ask('DescribeCapability', { clusterName, capabilityName })
    return capabilityOf(answered(capabilities, capability))
  },
  isSettled: isActive,
}

/** Updates first: a new one says that the rest may have changed. */
export const partRules = [
  updates,
  nodeGroups,
  addOns,
  insights,
  fargateProfiles,
  accessEntries,
  podIdentities,
  capabilities,
] as const
