// The closed list: every action this source asks of AWS, and no other. Policies are written from it, and each
// client refuses what is not on it before a byte is sent. All of them read; AssumeRole lends what reads.
import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeCapabilityCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeFargateProfileCommand,
  DescribeInsightCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  DescribeUpdateCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListCapabilitiesCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListInsightsCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  ListUpdatesCommand,
} from '@aws-sdk/client-eks'
import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'

/** By service as IAM spells it. */
export const closedList = {
  eks: {
    DescribeAccessEntry: DescribeAccessEntryCommand,
    DescribeAddon: DescribeAddonCommand,
    DescribeAddonVersions: DescribeAddonVersionsCommand,
    DescribeCapability: DescribeCapabilityCommand,
    DescribeCluster: DescribeClusterCommand,
    DescribeClusterVersions: DescribeClusterVersionsCommand,
    DescribeFargateProfile: DescribeFargateProfileCommand,
    DescribeInsight: DescribeInsightCommand,
    DescribeNodegroup: DescribeNodegroupCommand,
    DescribePodIdentityAssociation: DescribePodIdentityAssociationCommand,
    DescribeUpdate: DescribeUpdateCommand,
    ListAccessEntries: ListAccessEntriesCommand,
    ListAddons: ListAddonsCommand,
    ListCapabilities: ListCapabilitiesCommand,
    ListClusters: ListClustersCommand,
    ListFargateProfiles: ListFargateProfilesCommand,
    ListInsights: ListInsightsCommand,
    ListNodegroups: ListNodegroupsCommand,
    ListPodIdentityAssociations: ListPodIdentityAssociationsCommand,
    ListUpdates: ListUpdatesCommand,
  },
  organizations: {
    ListAccounts: ListAccountsCommand,
    ListAccountsForParent: ListAccountsForParentCommand,
    ListOrganizationalUnitsForParent: ListOrganizationalUnitsForParentCommand,
    ListRoots: ListRootsCommand,
  },
  sts: {
    AssumeRole: AssumeRoleCommand,
    GetCallerIdentity: GetCallerIdentityCommand,
  },
} as const

export type AwsService = keyof typeof closedList
export type OperationOf<Service extends AwsService> = keyof (typeof closedList)[Service] & string
type CommandOf<Service extends AwsService, Operation extends OperationOf<Service>> = InstanceType<
  Extract<(typeof closedList)[Service][Operation], abstract new (...input: never[]) => unknown>
>

/** What an operation is asked with and answers, as the SDK types it. */
export type InputOf<Service extends AwsService, Operation extends OperationOf<Service>> =
  CommandOf<Service, Operation> extends { input: infer Input } ? Input : never
export type OutputOf<Service extends AwsService, Operation extends OperationOf<Service>> =
  CommandOf<Service, Operation> extends {
    resolveMiddleware(...given: never[]): (request: never) => Promise<{ output: infer Output }>
  }
    ? Output
    : never

/** `eks:ListClusters` and the like: one word for an action in policies, troubles and records. */
export type AwsAction = { [Service in AwsService]: `${Service}:${OperationOf<Service>}` }[AwsService]

export const actionsOf = (service: AwsService): readonly AwsAction[] =>
  Object.keys(closedList[service]).map((operation) => `${service}:${operation}` as AwsAction)

export const awsActions: readonly AwsAction[] = [
  ...actionsOf('eks'),
  ...actionsOf('organizations'),
  ...actionsOf('sts'),
]
