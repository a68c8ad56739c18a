// What a node is to the product: what it can carry, whether it is ready, what is wrong with it, and to
// which group of machines it belongs in the words of each provider. Pure; throws NoQuantity.
import type { NodeFacts } from '../../../domain/model/kube-object.ts'
import { short, textOr } from './bounds.ts'
import { millicoresOf, wholeOf } from './quantity.ts'
import type { WireCondition, WireNode } from './wire.ts'

type Labels = Readonly<Record<string, string>>

const firstOf = (labels: Labels, names: readonly string[]): string | null => {
  for (const name of names) {
    const value = labels[name]
    if (value !== undefined && value !== '') return short(value)
  }
  return null
}

/** In this order: the provider's own group, then the tools that make nodes on top of it. */
const groupLabels = [
  'eks.amazonaws.com/nodegroup',
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/agentpool',
  'agentpool',
  'karpenter.sh/nodepool',
  'karpenter.sh/provisioner-name',
  'alpha.eksctl.io/nodegroup-name',
  'kops.k8s.io/instancegroup',
  'doks.digitalocean.com/node-pool',
  'oci.oraclecloud.com/node-pool',
] as const

const capacityLabels = [
  'eks.amazonaws.com/capacityType',
  'karpenter.sh/capacity-type',
  'cloud.google.com/gke-provisioning',
  'kubernetes.azure.com/scalesetpriority',
] as const

/** AWS's words whoever says it: ON_DEMAND, SPOT, CAPACITY_BLOCK, RESERVED; null when nobody does. */
function capacityTypeOf(labels: Labels): string | null {
  if (labels['cloud.google.com/gke-spot'] === 'true') return 'SPOT'
  if (labels['cloud.google.com/gke-preemptible'] === 'true') return 'SPOT'
  const said = firstOf(labels, capacityLabels)?.toUpperCase().replaceAll('-', '_')
  if (said === 'STANDARD' || said === 'REGULAR') return 'ON_DEMAND'
  return said === 'PREEMPTIBLE' ? 'SPOT' : (said ?? null)
}

/** Ready, NotReady, or Unknown when its kubelet has fallen silent. */
export function nodePhaseOf({ status }: WireNode): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status
  return ready === 'True' ? 'Ready' : ready === 'False' ? 'NotReady' : 'Unknown'
}

/**
 * Conditions named …Ready or …Healthy are good when True (EKS node monitoring agent), all others bad when
 * True (kubelet, node-problem-detector).
 */
function isWrong({ type, status }: WireCondition): boolean {
  if (type === 'Ready') return false
  return /(Ready|Healthy)$/.test(type) ? status !== 'True' : status === 'True'
}

export function nodeFactsOf({ metadata, spec, status }: WireNode): NodeFacts {
  const labels = metadata.labels ?? {}
  const info = status?.nodeInfo
  const capacity = status?.capacity ?? {}
  return {
    kubeletVersion: textOr(info?.kubeletVersion),
    kubeProxyVersion: textOr(info?.kubeProxyVersion),
    osImage: textOr(info?.osImage),
    kernelVersion: textOr(info?.kernelVersion),
    containerRuntime: textOr(info?.containerRuntimeVersion),
    architecture: textOr(info?.architecture),
    instanceType: firstOf(labels, ['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type']),
    zone: firstOf(labels, ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone']),
    region: firstOf(labels, ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region']),
    providerId: textOr(spec?.providerID),
    nodeGroup: firstOf(labels, groupLabels),
    capacityType: capacityTypeOf(labels),
    isUnschedulable: spec?.unschedulable ?? false,
    taints: (spec?.taints ?? []).slice(0, 100).map(({ key, value, effect }) => ({
      key: short(key),
      value: textOr(value),
      effect: short(effect),
    })),
    problems: (status?.conditions ?? [])
      .filter(isWrong)
      .slice(0, 50)
      .map(({ type, reason, lastTransitionTime }) => ({
        type: short(type),
        reason: textOr(reason),
        since: textOr(lastTransitionTime),
      })),
    cpuCapacityMillicores: millicoresOf(capacity.cpu ?? '0'),
    memoryCapacityBytes: wholeOf(capacity.memory ?? '0'),
    podCapacity: wholeOf(capacity.pods ?? '0'),
  }
}
