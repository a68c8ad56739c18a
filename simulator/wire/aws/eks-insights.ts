// Insights: what EKS says stands in the way of the next version, of going back, and of hybrid nodes; worked out
// from the cluster as it was when it was last looked at. Names, and words of what passes, are EKS's own where they are
// published; those of what does not pass, of rollback and of hybrid nodes are not, and are ours.
import { incompatibleAddOns } from '../../world/add-ons.ts'
import { minorText } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import { type Cluster, minorAt, type NodeGroup } from '../../world/fleet.ts'
import { hText, hUuid } from '../../world/hash.ts'
import { nodeGroupsAt } from '../../world/node-history.ts'
import { isConnected, type Json, seconds } from './eks-common.ts'
import { nodeGroupArn } from './eks-node-groups.ts'
import { upgradedMs } from './eks-updates.ts'
import { type Judged, mayLook, passingUnless, type Verdict } from './insights-judged.ts'
import { deprecationsOf } from './insights-of-apis.ts'

/** Who may go back to the version before: for seven days. */
const rollbackMs = 7 * dayMs

const nodeGroups = (
  cluster: Cluster,
  isBad: (group: NodeGroup) => boolean,
  status: Verdict,
): readonly Json[] =>
  cluster.nodeGroups
    .filter(isBad)
    .map((group) => ({ insightStatus: { status, reason: '' }, arn: nodeGroupArn(cluster, group) }))

function kubeletSkew(cluster: Cluster, minor: number): Judged {
  const most = Math.max(...cluster.nodeGroups.map((group) => minor - group.minor))
  // After the upgrade three behind would be four.
  const status: Verdict = most >= 3 ? 'ERROR' : most >= 1 ? 'WARNING' : 'PASSING'
  return {
    name: 'Kubelet version skew',
    description:
      'Checks for kubelet versions of worker nodes in the cluster to see if upgrade would cause non compliance with supported Kubernetes kubelet version skew policy.',
    ...passingUnless(
      status,
      'Node kubelet versions match the cluster control plane version.',
      `Node kubelet versions are up to ${most} minor versions behind the control plane.`,
    ),
    recommendation:
      'Upgrade your worker nodes to match the Kubernetes version of your cluster control plane.',
    resources: nodeGroups(cluster, (group) => group.minor < minor, status),
    needsLook: 'Unable to determine status of node kubelet versions.',
  }
}

function proxySkew({ isProxyLate }: Cluster): Judged {
  return {
    name: 'kube-proxy version skew',
    description:
      'Checks version of kube-proxy in cluster to see if upgrade would cause non compliance with supported Kubernetes kube-proxy version skew policy.',
    ...passingUnless(
      isProxyLate ? 'WARNING' : 'PASSING',
      'kube-proxy versions match the cluster control plane version.',
      'kube-proxy versions are behind the cluster control plane version.',
    ),
    recommendation: 'Upgrade kube-proxy to match the Kubernetes version of your cluster control plane.',
    needsLook: 'Unable to determine status of kube-proxy versions.',
  }
}

function addOns(cluster: Cluster, atMs: number): Judged {
  const late = incompatibleAddOns(cluster, atMs)
  return {
    name: 'EKS add-on version compatibility',
    description:
      'Checks version of installed EKS add-ons to ensure they are compatible with the next version of Kubernetes.',
    ...passingUnless(
      late.length > 0 ? 'ERROR' : 'PASSING',
      'All installed EKS add-on versions are compatible with next Kubernetes version.',
      `${late.length} installed EKS add-on versions are not compatible with next Kubernetes version.`,
    ),
    recommendation:
      'Upgrade EKS add-ons to a version that is compatible with the next version of Kubernetes.',
    summary: { addonCompatibilityDetails: late },
  }
}

function linux(cluster: Cluster, minor: number): Judged {
  const status: Verdict = minor + 1 >= 33 ? 'ERROR' : 'WARNING'
  const resources = nodeGroups(cluster, ({ amiType }) => amiType.startsWith('AL2_'), status)
  return {
    name: 'Amazon Linux 2 compatibility',
    description:
      'Checks if any nodes in the cluster run Amazon Linux 2, for which there are no images from Kubernetes 1.33 on.',
    ...passingUnless(
      resources.length > 0 ? status : 'PASSING',
      'No Amazon Linux 2 nodes detected.',
      'Amazon Linux 2 nodes detected.',
    ),
    recommendation: 'Migrate nodes to Amazon Linux 2023 or Bottlerocket.',
    resources,
    needsLook: 'Unable to determine the operating system of nodes.',
  }
}

const health = ({ healthIssue }: Cluster): Judged => ({
  name: 'Cluster health issues',
  description:
    'Checks for any cluster health issues that prevent successful upgrade to the next Kubernetes version on EKS.',
  ...passingUnless(
    healthIssue === undefined ? 'PASSING' : 'ERROR',
    'No cluster health issues detected.',
    'Cluster health issues detected.',
  ),
  recommendation: 'Identify and resolve any cluster health issues.',
})

/** Nodes may not be newer than the control plane they would find. */
function kubeletRollback(cluster: Cluster, before: number): Judged {
  const resources = nodeGroups(cluster, (group) => group.minor > before, 'ERROR')
  return {
    name: 'Kubelet version skew',
    description: 'Checks for kubelet versions of worker nodes that are newer than the version to go back to.',
    ...passingUnless(
      resources.length > 0 ? 'ERROR' : 'PASSING',
      'No node kubelet is newer than the version to go back to.',
      'Node kubelets are newer than the version to go back to.',
    ),
    recommendation: 'Roll worker nodes back before the control plane.',
    resources,
    needsLook: 'Unable to determine status of node kubelet versions.',
  }
}

const hybrid: Judged = {
  name: 'Hybrid node networks',
  description: 'Checks if the networks of hybrid nodes and of their pods can be reached from the cluster.',
  ...passingUnless('PASSING', 'Networks of hybrid nodes can be reached.', ''),
  recommendation: 'Correct routes and security groups as the documentation of EKS Hybrid Nodes says.',
}

interface Told {
  readonly judged: Judged
  readonly category: 'UPGRADE_READINESS' | 'MISCONFIGURATION' | 'ROLLBACK_READINESS'
  readonly target: number | undefined
  readonly sinceMs: number
}

function toldAt(known: Cluster, atMs: number): readonly Told[] {
  const cluster = { ...known, nodeGroups: nodeGroupsAt(known, atMs) }
  const minor = minorAt(cluster, atMs)
  const sinceMs = Math.min(atMs, upgradedMs(cluster, atMs))
  const ready = [
    linux(cluster, minor),
    health(cluster),
    addOns(cluster, atMs),
    kubeletSkew(cluster, minor),
    proxySkew(cluster),
  ]
  const upgrade = ready.map(
    (judged): Told => ({ judged, category: 'UPGRADE_READINESS', target: minor + 1, sinceMs }),
  )
  const apis = deprecationsOf(cluster, minor, atMs).map(
    ({ removedIn, changedMs, ...judged }): Told => ({
      judged,
      category: 'UPGRADE_READINESS',
      target: removedIn,
      sinceMs: Math.min(atMs, Math.max(changedMs, sinceMs)),
    }),
  )
  const last = cluster.upgrades.findLast(({ endMs, failure }) => failure === undefined && endMs < atMs)
  const back =
    last === undefined || last.endMs + rollbackMs <= atMs
      ? []
      : [health(cluster), kubeletRollback(cluster, minor - 1)]
  return [
    ...upgrade,
    ...apis,
    ...back.map((judged): Told => ({ judged, category: 'ROLLBACK_READINESS', target: minor - 1, sinceMs })),
    ...(cluster.family.name === 'edge'
      ? [{ judged: hybrid, category: 'MISCONFIGURATION', target: undefined, sinceMs } as const]
      : []),
  ]
}

/** Whole, as DescribeInsight tells them, judged by how the cluster was at `atMs`. */
export function insightsAt(cluster: Cluster, atMs: number): readonly Json[] {
  if (isConnected(cluster)) return []
  return toldAt(cluster, atMs).map(({ judged, category, target, sinceMs }) => {
    const isDark = judged.needsLook !== undefined && !mayLook(cluster)
    const passes = isDark || judged.status === 'PASSING'
    return {
      id: hUuid(cluster.id, hText(34, `${category} ${judged.name} ${target ?? ''}`)),
      name: judged.name,
      category,
      ...(target === undefined ? {} : { kubernetesVersion: minorText(target) }),
      lastRefreshTime: seconds(atMs),
      lastTransitionTime: seconds(sinceMs),
      description: judged.description,
      insightStatus: isDark
        ? { status: 'UNKNOWN', reason: judged.needsLook }
        : { status: judged.status, reason: judged.reason },
      recommendation: judged.recommendation,
      additionalInfo: {
        'EKS update cluster documentation':
          'https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html',
      },
      resources: passes ? [] : (judged.resources ?? []),
      categorySpecificSummary: { deprecationDetails: [], addonCompatibilityDetails: [], ...judged.summary },
    }
  })
}

/** What a list tells of one. */
export function insightSummary(insight: Json): Json {
  const { recommendation, additionalInfo, resources, categorySpecificSummary, ...summary } = insight
  return summary
}

/** Whether a list that was asked for with this filter has it. */
export function isWanted(insight: Json, filter: unknown): boolean {
  const { categories, kubernetesVersions, statuses } = (filter ?? {}) as Record<string, unknown[] | undefined>
  const { status } = insight.insightStatus as { status: string }
  const among = (wanted: unknown[] | undefined, value: unknown): boolean =>
    wanted === undefined || wanted.length === 0 || wanted.includes(value)
  return (
    among(categories, insight.category) &&
    among(kubernetesVersions, insight.kubernetesVersion) &&
    among(statuses, status)
  )
}
