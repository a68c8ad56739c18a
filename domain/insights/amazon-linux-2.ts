// Nodes of Amazon Linux 2, for which EKS makes no images from 1.33 on and whose support ended on 26 November 2025.
// Told by the nodes themselves and by their node groups; Amazon Linux 2023 is another system.
import type { NodeImages } from '../model/cluster-slices.ts'
import type { Evidence, Finding } from '../model/finding.ts'
import { upgradesUntil } from '../support/api-lifecycle.ts'
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

const id = 'amazon-linux-2'

const isImage = (osImage: string | null): boolean =>
  osImage !== null && /^Amazon Linux 2(?!\d)/i.test(osImage)
const isAmiType = (amiType: string | null): boolean => amiType?.startsWith('AL2_') ?? false

interface OldGroup {
  /** Null for nodes of no group. */
  readonly name: string | null
  readonly evidence: Evidence[]
  readonly tags: Readonly<Record<string, string>>
}

/** By name: what its nodes say first, then what its provider says. */
function oldGroups({ nodes, groups }: NodeImages): OldGroup[] {
  const told = new Map(groups.ok ? groups.data.map(({ name, facts }) => [name, facts]) : [])
  const found = new Map<string | null, OldGroup>()
  const groupOf = (name: string | null): OldGroup => {
    const tags = name === null ? {} : (told.get(name)?.tags ?? {})
    const group = found.get(name) ?? { name, evidence: [], tags }
    found.set(name, group)
    return group
  }
  const counts = new Map<string | null, { nodes: number; names: string[] }>()
  for (const set of nodes.ok ? nodes.data : []) {
    if (!isImage(set.osImage)) continue
    const before = counts.get(set.nodeGroup) ?? { nodes: 0, names: [] }
    counts.set(set.nodeGroup, { nodes: before.nodes + set.nodes, names: [...before.names, ...set.names] })
  }
  for (const [name, { nodes: count, names }] of counts) {
    const says = `status.nodeInfo.osImage of ${counted(count, 'node')} is Amazon Linux 2`
    const at = nodes.ok ? nodes.at : new Date(0)
    groupOf(name).evidence.push(evidence({ signal: 'cluster-object', says, at, count, names }))
  }
  for (const { name, facts } of groups.ok ? groups.data : []) {
    if (!isAmiType(facts.amiType)) continue
    const says = `the node group's AMI type is ${facts.amiType}`
    const at = groups.ok ? groups.at : new Date(0)
    groupOf(name).evidence.push(evidence({ signal: 'provider', says, at }))
  }
  return [...found.values()]
}

function judge(slice: Slice<'node-images'>, group: OldGroup, upgrades: number, version: string): Finding {
  const nodes = group.evidence.find(({ count }) => count !== null)?.count ?? null
  const which = nodes === null ? 'Its nodes run' : `${counted(nodes, 'node')} run`
  return findingOf(id, slice, {
    subject:
      group.name === null
        ? clusterSubject(slice.clusterId)
        : { kind: 'NodeGroup', namespace: null, name: group.name },
    status: severityOf(upgrades),
    summary: `${which} Amazon Linux 2, for which EKS has no image from ${version} on.`,
    evidence: group.evidence,
    recommendation: 'Make a node group of Amazon Linux 2023 or Bottlerocket, move the pods, remove this one.',
    ownerHint: { nodeGroupTags: group.tags },
    deadline: deadlineOf(slice.cluster.support),
  })
}

export const amazonLinux2: Check<'node-images', { readonly without: string }> = {
  id,
  title: 'Amazon Linux 2 nodes',
  about:
    'A node group of Amazon Linux 2 cannot follow its cluster to 1.33, and gets no security fixes any more.',
  severityRule:
    'Error when the next upgrade reaches 1.33, or the cluster is there already; warning when it is further away.',
  needs: ['node-images'],
  params: { without: '1.33' },
  remedy: 'Replace Amazon Linux 2 by Amazon Linux 2023 or Bottlerocket.',
  sources: [
    'Amazon EKS user guide: Amazon Linux 2 ended on 26 November 2025; 1.32 is the last version with AMIs',
  ],
  providerTitle: /^Amazon Linux 2 compatibility$/i,
  blocksUpgrade: true,
  providers: ['eks'],
  evaluate: (slice, { without }) => {
    const groups = oldGroups(slice['node-images'])
    if (groups.length === 0) return []
    const upgrades = upgradesUntil(slice.cluster.version, without)
    if (upgrades === null) return [versionUnknown(id, slice)]
    return groups.map((group) => judge(slice, group, upgrades, without))
  },
}
