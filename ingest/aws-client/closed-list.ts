// The closed list: every action Periplus asks of AWS, and no other. Policies are written from it, and each
// client refuses what is not on it before a byte is sent. All of them read, but for four: AssumeRole lends what reads,
// StartInsightsRefresh has EKS look at a cluster anew, StartQuery and StopQuery begin and end a search of logs; none
// changes a resource.
import type * as Backup from '@aws-sdk/client-backup'
import type * as Logs from '@aws-sdk/client-cloudwatch-logs'
import type * as Eks from '@aws-sdk/client-eks'
import type * as Organizations from '@aws-sdk/client-organizations'
import type * as Sts from '@aws-sdk/client-sts'

/** By service, as IAM spells both. */
export const closedList = {
  backup: ['ListProtectedResources'],
  eks: [
    'DescribeAccessEntry',
    'DescribeAddon',
    'DescribeAddonVersions',
    'DescribeCapability',
    'DescribeCluster',
    'DescribeClusterVersions',
    'DescribeFargateProfile',
    'DescribeInsight',
    'DescribeInsightsRefresh',
    'DescribeNodegroup',
    'DescribePodIdentityAssociation',
    'DescribeUpdate',
    'ListAccessEntries',
    'ListAddons',
    'ListCapabilities',
    'ListClusters',
    'ListFargateProfiles',
    'ListInsights',
    'ListNodegroups',
    'ListPodIdentityAssociations',
    'ListUpdates',
    'StartInsightsRefresh',
  ],
  logs: ['DescribeLogGroups', 'GetQueryResults', 'StartQuery', 'StopQuery'],
  organizations: ['ListAccounts', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent', 'ListRoots'],
  sts: ['AssumeRole', 'GetCallerIdentity'],
} as const

export type AwsService = keyof typeof closedList
export type OperationOf<Service extends AwsService> = (typeof closedList)[Service][number]

/** The SDK's package of each service; loaded when one is first asked. */
export interface AwsSdk {
  readonly backup: typeof Backup
  readonly eks: typeof Eks
  readonly logs: typeof Logs
  readonly organizations: typeof Organizations
  readonly sts: typeof Sts
}

type CommandOf<Service extends AwsService, Operation extends string> = InstanceType<
  Extract<
    AwsSdk[Service][`${Operation}Command` & keyof AwsSdk[Service]],
    abstract new (
      ...input: never[]
    ) => unknown
  >
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
  closedList[service].map((operation) => `${service}:${operation}` as AwsAction)

export const awsActions: readonly AwsAction[] = [
  ...actionsOf('backup'),
  ...actionsOf('eks'),
  ...actionsOf('logs'),
  ...actionsOf('organizations'),
  ...actionsOf('sts'),
]
