import { describe, expect, it } from 'vitest'
import type { NodeSet } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { kubeletSkew } from './kubelet-skew.ts'

const set = (over: Partial<NodeSet>): NodeSet => ({
  nodeGroup: 'core',
  kubeletVersion: 'v1.35.1-eks-abc',
  osImage: null,
  nodes: 3,
  names: [],
  ...over,
})
const ask = (version: string | null, nodes: readonly NodeSet[]) =>
  runCheck(kubeletSkew, fakeSlices({ cluster: fakeCluster({ version }), nodes }))

// Expectations by hand from the version skew policy of Kubernetes.
describe('kubelet skew', () => {
  it.each([
    ['1.35', 'v1.35.1-eks-abc', 'passing'],
    ['1.35', 'v1.34.0', 'passing'],
    ['1.35', 'v1.33.9-eks-abc', 'warning'],
    ['1.35', 'v1.32.9', 'error'],
    ['1.35', 'v1.31.2', 'error'],
    ['1.35', 'v1.36.0', 'error'],
    ['1.28', 'v1.25.16', 'error'],
    ['1.26', 'v1.24.1', 'error'],
    ['1.26', 'v1.25.1', 'passing'],
    ['1.35', null, 'unknown'],
    ['1.35', 'unknown', 'unknown'],
    [null, 'v1.35.0', 'unknown'],
  ])('API server %s, kubelet %s: %s', (version, kubeletVersion, status) => {
    expect(ask(version, [set({ kubeletVersion })])?.status).toBe(status)
  })

  it('tells each group and minor once, with its nodes', () => {
    const result = ask('1.35', [
      set({ kubeletVersion: 'v1.32.1', nodes: 2, names: ['b'] }),
      set({ kubeletVersion: 'v1.32.9', nodes: 5, names: ['a'] }),
      set({ kubeletVersion: 'v1.33.0', nodes: 1 }),
      set({ kubeletVersion: 'v1.32.9', nodeGroup: null, nodes: 4 }),
    ])
    expect(
      result?.findings.map(({ subject, about, status, evidence }) => [
        `${subject.kind} ${subject.name}`,
        about,
        status,
        evidence[0]?.count,
        evidence[0]?.names.join(),
      ]),
    ).toEqual([
      ['NodeGroup core', 'kubelet 1.32', 'error', 7, 'a,b'],
      ['NodeGroup core', 'kubelet 1.33', 'warning', 1, ''],
      ['Cluster shop.eu-west-1.111122223333', 'kubelet 1.32', 'error', 4, ''],
    ])
    expect(result?.findings[0]).toMatchObject({
      summary: '7 nodes of core run kubelet 1.32, too old for an API server at 1.36.',
      recommendation: 'Replace these nodes by ones at 1.35 before the control plane goes to 1.36.',
      deadline: new Date('2027-03-27T00:00:00Z'),
    })
  })
})
