import { expect, it } from 'vitest'
import { computeKindOf } from './compute-kind.ts'

it.each([
  ['auto-mode', { 'eks.amazonaws.com/compute-type': 'auto', 'karpenter.sh/nodepool': 'general-purpose' }],
  ['fargate', { 'eks.amazonaws.com/compute-type': 'fargate' }],
  ['hybrid', { 'eks.amazonaws.com/compute-type': 'hybrid' }],
  ['karpenter', { 'karpenter.sh/nodepool': 'default' }],
  ['karpenter', { 'karpenter.sh/provisioner-name': 'default' }],
  ['managed', { 'eks.amazonaws.com/nodegroup': 'ng-1', 'eks.amazonaws.com/compute-type': 'ec2' }],
  ['managed', { 'cloud.google.com/gke-nodepool': 'pool-1' }],
  ['self-managed', { 'kubernetes.io/os': 'linux' }],
  ['self-managed', {}],
])('a node is %s by %j', (kind, labels) => {
  expect(computeKindOf(labels)).toBe(kind)
})
