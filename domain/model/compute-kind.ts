// Who runs a node, told by the labels its runner puts on it. One rule for counting nodes in the store
// and for showing a single one.

export const computeKinds = [
  'auto-mode',
  'fargate',
  'hybrid',
  'karpenter',
  'managed',
  'self-managed',
] as const
export type ComputeKind = (typeof computeKinds)[number]

/** EKS says it of nodes it runs itself: "auto", "fargate" or "hybrid". */
export const computeTypeLabel = 'eks.amazonaws.com/compute-type'

const byComputeType: Readonly<Record<string, ComputeKind>> = {
  auto: 'auto-mode',
  fargate: 'fargate',
  hybrid: 'hybrid',
}
const karpenterLabels = ['karpenter.sh/nodepool', 'karpenter.sh/provisioner-name']
const nodeGroupLabels = [
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'kubernetes.azure.com/agentpool',
]

/** Labels whose presence tells; `computeTypeLabel` tells by its value. */
export const computeLabels: readonly string[] = [...karpenterLabels, ...nodeGroupLabels]

/** Nodes of EKS Auto Mode carry Karpenter's label too, so the provider's own word goes first. */
export function computeKindOf(labels: Readonly<Record<string, string>>): ComputeKind {
  const told = byComputeType[labels[computeTypeLabel] ?? '']
  if (told !== undefined) return told
  if (karpenterLabels.some((label) => label in labels)) return 'karpenter'
  return nodeGroupLabels.some((label) => label in labels) ? 'managed' : 'self-managed'
}
