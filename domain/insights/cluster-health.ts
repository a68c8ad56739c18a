// Health issues that the provider reports of a cluster and its parts, in its own codes. How nodes and pods fare is
// judged elsewhere (domain/model/cluster-health.ts).
import type { Finding } from '../model/finding.ts'
import { type Check, clusterSubject, evidence, findingOf, type Slice } from './check.ts'

const id = 'cluster-health'

const kinds: Readonly<Record<string, string>> = {
  'add-on': 'AddOn',
  capability: 'Capability',
  'fargate-profile': 'FargateProfile',
  'node-group': 'NodeGroup',
}

/** Free addresses in subnets are a check of their own. */
const leftToOthers = 'InsufficientFreeAddresses'

const untold = (slice: Slice<'cluster'>): Finding =>
  findingOf(id, slice, {
    subject: clusterSubject(slice.clusterId),
    status: 'unknown',
    summary: 'Nobody told how its provider finds the cluster.',
    evidence: [
      evidence({ signal: 'provider', says: 'health is missing in what is told', at: slice.at.cluster }),
    ],
    recommendation: 'Let a source read the cluster by eks:DescribeCluster.',
  })

function ofCluster(slice: Slice<'cluster'>): Finding[] {
  const { issues, status } = slice.cluster
  if (issues === null) return [untold(slice)]
  const failed = status === 'FAILED' ? [{ code: 'FAILED', message: 'its status is FAILED' }] : []
  const others = issues.filter(({ code }) => code !== leftToOthers)
  return [...failed, ...others].map(({ code, message }) =>
    findingOf(id, slice, {
      subject: clusterSubject(slice.clusterId),
      about: code,
      status: 'error',
      summary: `The provider reports ${code}: it would stop an upgrade.`,
      evidence: [evidence({ signal: 'provider', says: `${code}: ${message}`, at: slice.at.cluster })],
      recommendation: `Mend ${code} first; the provider's guide of cluster health codes says how.`,
    }),
  )
}

function ofParts(slice: Slice<'cluster'>): Finding[] {
  return slice.cluster.troubledParts.map(({ kind, name, status }) =>
    findingOf(id, slice, {
      subject: { kind: kinds[kind] ?? kind, namespace: null, name },
      about: status,
      status: 'warning',
      summary: `${name} is ${status}.`,
      evidence: [evidence({ signal: 'provider', says: `${name}: ${status}`, at: slice.at.cluster })],
      recommendation: 'Mend it before anything is upgraded: what is ill before is worse after.',
    }),
  )
}

export const clusterHealth: Check<'cluster'> = {
  id,
  title: 'Cluster health',
  about:
    'A cluster whose subnets, roles or security groups are gone cannot be upgraded, and one day cannot be reached.',
  severityRule:
    'Error for issues of the cluster itself; warning for node groups, add-ons and the like. Unknown when nobody tells how the provider finds it.',
  needs: [],
  params: {},
  remedy: 'Restore what the code names; the provider checks again by itself.',
  sources: ['Amazon EKS API: Cluster.health, Nodegroup.health, Addon.health'],
  providerTitle: /^Cluster health issues$/i,
  blocksUpgrade: true,
  providers: ['eks'],
  evaluate: (slice) => [...ofCluster(slice), ...ofParts(slice)],
}
