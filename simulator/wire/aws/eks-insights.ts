// Upgrade insights: what EKS says stands in the way of the next version, worked out from the cluster as it is.
// Refreshed once a day, each cluster at an hour of its own.
import { eksVersions, minorText } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { h01, hUuid, purpose } from '../../world/hash.ts'
import { addOnAge, addOns, addOnsOf, type Json } from './eks-cluster.ts'

type Verdict = 'PASSING' | 'WARNING' | 'ERROR'

interface Judged {
  readonly name: string
  readonly description: string
  readonly status: Verdict
  readonly reason: string
  readonly recommendation: string
  readonly resources?: readonly Json[]
  readonly summary?: Json
}

/** The last time before `nowMs`. */
export function refreshedMs({ id }: Cluster, nowMs: number): number {
  const phase = Math.floor(dayMs * h01(id ^ purpose.schedule, 9))
  return Math.floor((nowMs - 1 - phase) / dayMs) * dayMs + phase
}

const nodeGroupArn = ({ region, account, name }: Cluster, group: string): string =>
  `arn:aws:eks:${region.code}:${account.id}:nodegroup/${name}/${group}`

/** What runs the node groups that this is true of. */
function ofGroups(
  cluster: Cluster,
  isBad: (minor: number, ami: string) => boolean,
  status: Verdict,
): readonly Json[] {
  return cluster.nodeGroups
    .filter(({ minor, amiType }) => isBad(minor, amiType))
    .map(({ name }) => ({ insightStatus: { status, reason: '' }, arn: nodeGroupArn(cluster, name) }))
}

function skew(cluster: Cluster, component: 'Kubelet' | 'kube-proxy'): Judged {
  const most = Math.max(...cluster.nodeGroups.map(({ minor }) => cluster.minor - minor))
  const status: Verdict = most >= 3 ? 'ERROR' : most >= 1 ? 'WARNING' : 'PASSING'
  const match =
    component === 'Kubelet'
      ? 'Node kubelet versions match the cluster control plane version.'
      : 'kube-proxy versions match the cluster control plane version.'
  return {
    name: `${component} version skew`,
    description: `Checks for ${component} versions of worker nodes in the cluster to see if upgrade would cause non compliance with supported Kubernetes version skew policy.`,
    status,
    reason:
      status === 'PASSING' ? match : `Worker nodes are ${most} minor versions behind the control plane.`,
    recommendation:
      'Upgrade your worker nodes to match the Kubernetes version of your cluster control plane.',
    resources: ofGroups(cluster, (minor) => minor < cluster.minor, status),
  }
}

function addOnJudged(cluster: Cluster): Judged {
  const late = addOnsOf(cluster).filter(({ name }) => addOnAge(cluster, name) === 2 && name !== 'kube-proxy')
  const isNewest = cluster.minor + 1 >= Math.max(...eksVersions.map(({ minor }) => minor))
  const status: Verdict = late.length > 0 && isNewest ? 'ERROR' : 'PASSING'
  return {
    name: 'EKS add-on version compatibility',
    description:
      'Checks version of installed EKS add-ons to ensure they are compatible with the next version of Kubernetes.',
    status,
    reason:
      status === 'PASSING'
        ? 'All installed EKS add-on versions are compatible with next Kubernetes version.'
        : `${late.length} installed add-ons are not compatible with the next Kubernetes version.`,
    recommendation:
      'Upgrade EKS add-ons to a version that is compatible with the next version of Kubernetes.',
    summary: {
      addonCompatibilityDetails: (status === 'PASSING' ? [] : late).map(({ name }) => ({
        name,
        compatibleVersions: addOns.find((known) => known.name === name)?.versions.slice(0, 2) ?? [],
      })),
    },
  }
}

function linuxJudged(cluster: Cluster): Judged {
  const resources = ofGroups(cluster, (_, ami) => ami.startsWith('AL2_'), 'ERROR')
  const status: Verdict = resources.length === 0 ? 'PASSING' : cluster.minor + 1 >= 33 ? 'ERROR' : 'WARNING'
  return {
    name: 'Amazon Linux 2 compatibility',
    description:
      'Checks if any worker nodes run Amazon Linux 2, for which there are no images from Kubernetes 1.33 on.',
    status,
    reason: status === 'PASSING' ? 'No Amazon Linux 2 nodes detected.' : 'Amazon Linux 2 nodes detected.',
    recommendation: 'Migrate worker nodes to Amazon Linux 2023 or Bottlerocket.',
    resources,
  }
}

function judgedOf(cluster: Cluster): readonly Judged[] {
  const next = minorText(cluster.minor + 1)
  const healthy: Judged = {
    name: 'Cluster health issues',
    description:
      'Checks for any cluster health issues that prevent successful upgrade to the next Kubernetes version on EKS.',
    status: 'PASSING',
    reason: 'No cluster health issues detected.',
    recommendation: 'Identify and resolve any cluster health issues.',
  }
  const deprecated: Judged = {
    name: `Deprecated APIs removed in Kubernetes v${next}`,
    description: `Checks for usage of deprecated APIs that are scheduled for removal in Kubernetes v${next}.`,
    status: 'PASSING',
    reason: 'No deprecated API usage detected within the last 30 days.',
    recommendation: `Update manifests and API clients to use newer Kubernetes APIs if applicable before upgrading to Kubernetes v${next}.`,
    summary: { deprecationDetails: [] },
  }
  // Of the versions to come only 1.29 and 1.32 removed what was served.
  const removes = cluster.minor + 1 === 29 || cluster.minor + 1 === 32
  return [
    linuxJudged(cluster),
    healthy,
    ...(removes ? [deprecated] : []),
    addOnJudged(cluster),
    skew(cluster, 'Kubelet'),
    skew(cluster, 'kube-proxy'),
  ]
}

/** Whole, as DescribeInsight tells them. */
export function insightsOf(cluster: Cluster, nowMs: number): readonly Json[] {
  if (cluster.site.connector !== undefined) return []
  const at = refreshedMs(cluster, nowMs) / 1_000
  return judgedOf(cluster).map((judged, n) => ({
    id: hUuid(cluster.id, n, 34),
    name: judged.name,
    category: 'UPGRADE_READINESS',
    kubernetesVersion: minorText(cluster.minor + 1),
    lastRefreshTime: at,
    lastTransitionTime: (cluster.createdMs + 30 * dayMs) / 1_000,
    description: judged.description,
    insightStatus: { status: judged.status, reason: judged.reason },
    recommendation: judged.recommendation,
    additionalInfo: {
      'EKS update cluster documentation':
        'https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html',
    },
    resources: judged.resources ?? [],
    categorySpecificSummary: { deprecationDetails: [], addonCompatibilityDetails: [], ...judged.summary },
  }))
}

/** What a list tells of one. */
export function insightSummary(insight: Json): Json {
  const { recommendation, additionalInfo, resources, categorySpecificSummary, ...summary } = insight
  return summary
}
