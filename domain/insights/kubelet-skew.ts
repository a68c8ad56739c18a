// Nodes whose kubelet is too old for the API server, or will be once it is upgraded. Judges sets of nodes by
// group and minor version; what the nodes run is judged elsewhere.
import type { NodeSet } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { afterUpgrades, minorVersionOf } from '../support/minor-version.ts'
import { nodeSkew, skewedAfter } from '../support/skew.ts'
import {
  type Check,
  clusterSubject,
  counted,
  deadlineOf,
  evidence,
  findingOf,
  type Slice,
  severityOf,
  versionUnknown,
} from './check.ts'

const id = 'kubelet-skew'

interface Kubelets {
  readonly nodeGroup: string | null
  /** "1.31"; null when its nodes do not say. */
  readonly minor: string | null
  readonly nodes: number
  readonly names: readonly string[]
}

/** Patch releases do not matter here. */
function byMinor(sets: readonly NodeSet[]): Kubelets[] {
  const found = new Map<string, Kubelets>()
  for (const { nodeGroup, kubeletVersion, nodes, names } of sets) {
    const version = minorVersionOf(kubeletVersion ?? '')
    const minor = version === null ? null : afterUpgrades(version, 0)
    const key = JSON.stringify([nodeGroup, minor])
    const before = found.get(key)
    found.set(key, {
      nodeGroup,
      minor,
      nodes: nodes + (before?.nodes ?? 0),
      names: [...(before?.names ?? []), ...names].sort(),
    })
  }
  return [...found.values()]
}

function judge(slice: Slice<'nodes'>, version: string, kubelets: Kubelets, warnAhead: number): Finding[] {
  const { nodeGroup, minor, nodes, names } = kubelets
  const server = minorVersionOf(version)
  const skew = nodeSkew(version, minor ?? '')
  const after = skewedAfter(version, minor ?? '', warnAhead)
  if (server === null || (after === null && skew.status !== 'unknown')) return []
  const target = afterUpgrades(server, after ?? 0)
  const which = `${counted(nodes, 'node')}${nodeGroup === null ? ' of no group' : ` of ${nodeGroup}`}`
  const says =
    skew.status === 'unknown'
      ? `${which} do not say which kubelet they run.`
      : skew.status === 'newer'
        ? `${which} run kubelet ${minor}, newer than the API server at ${version}, which is never supported.`
        : after === 0
          ? `${which} run kubelet ${minor}, more than ${skew.allowed} minors older than the API server at ${version}.`
          : `${which} run kubelet ${minor}, too old for an API server at ${target}.`
  return [
    findingOf(id, slice, {
      subject:
        nodeGroup === null
          ? clusterSubject(slice.clusterId)
          : { kind: 'NodeGroup', namespace: null, name: nodeGroup },
      about: minor === null ? 'kubelet unknown' : `kubelet ${minor}`,
      status: after === null ? 'unknown' : severityOf(after),
      summary: says,
      evidence: [
        evidence({
          signal: 'cluster-object',
          says: `status.nodeInfo.kubeletVersion of ${counted(nodes, 'node')}`,
          at: slice.at.nodes,
          count: nodes,
          names,
        }),
      ],
      recommendation:
        after === null
          ? 'See why these nodes do not report: their kubelet may never have registered fully.'
          : skew.status === 'newer'
            ? `Replace these nodes by ones at ${version}, or upgrade the control plane first from now on.`
            : `Replace these nodes by ones at ${version} before the control plane goes to ${target}.`,
      deadline: deadlineOf(slice.cluster.support),
    }),
  ]
}

export const kubeletSkew: Check<'nodes', { readonly warnAhead: number }> = {
  id,
  title: 'Kubelet version skew',
  about:
    'Nodes too old for their API server fail in ways nobody tests. An upgrade of the control plane that leaves nodes behind the policy is how that begins.',
  severityRule:
    'Error when nodes are outside the policy now or after the next upgrade; warning when after the one that follows. Unknown for nodes that do not say their version.',
  needs: ['nodes'],
  params: { warnAhead: 2 },
  remedy: 'Bring nodes to the version of the control plane before it moves on.',
  sources: ['Kubernetes version skew policy: up to three minors older from 1.28 on, two before; never newer'],
  providerTitle: /^Kubelet version skew$/i,
  blocksUpgrade: true,
  providers: null,
  evaluate: (slice, { warnAhead }) => {
    const { version } = slice.cluster
    if (version === null || minorVersionOf(version) === null) return [versionUnknown(id, slice)]
    return byMinor(slice.nodes).flatMap((kubelets) => judge(slice, version, kubelets, warnAhead))
  },
}
