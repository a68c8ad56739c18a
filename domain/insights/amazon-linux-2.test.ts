import { describe, expect, it } from 'vitest'
import type { NodeGroup } from '../model/cluster-part.ts'
import type { NodeImages, NodeSet } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices, read, unread } from '../model/fake-slices.ts'
import { amazonLinux2 } from './amazon-linux-2.ts'
import { runCheck } from './check.ts'

const untold = unread('nobody told')
const set = (nodeGroup: string | null, osImage: string, nodes: number): NodeSet => ({
  nodeGroup,
  osImage,
  nodes,
  kubeletVersion: 'v1.32.9',
  names: [],
})
const group = (name: string, amiType: string | null) => ({
  name,
  facts: { amiType, tags: { team: 'data' } } as unknown as NodeGroup,
})
const ask = (images: Partial<NodeImages>, version: string | null = '1.32', provider: 'eks' | 'gke' = 'eks') =>
  runCheck(
    amazonLinux2,
    fakeSlices({
      cluster: fakeCluster({ version, provider }),
      'node-images': { nodes: untold, groups: untold, ...images },
    }),
  )
const old = { nodes: read([set('core', 'Amazon Linux 2', 212)]) }

describe('Amazon Linux 2', () => {
  // 1.32 is the last version with its images.
  it.each([
    ['1.30', 'warning'],
    ['1.31', 'warning'],
    ['1.32', 'error'],
    ['1.33', 'error'],
    [null, 'unknown'],
  ])('on %s: %s', (version, status) => expect(ask(old, version)?.status).toBe(status))

  it.each(['Amazon Linux 2023.9.20260101', 'Bottlerocket OS 1.50.0 (aws-k8s-1.32)', 'Ubuntu 24.04 LTS'])(
    'is not %s',
    (osImage) => expect(ask({ nodes: read([set('core', osImage, 3)]) })?.status).toBe('passing'),
  )

  it.each([
    ['AL2_x86_64', 'error'],
    ['AL2_ARM_64', 'error'],
    ['AL2023_x86_64_STANDARD', 'passing'],
    ['BOTTLEROCKET_x86_64', 'passing'],
    [null, 'passing'],
  ])('AMI type %s alone: %s', (amiType, status) => {
    expect(ask({ groups: read([group('core', amiType)]) })?.status).toBe(status)
  })

  it('counts nodes and asks the tags of their group, once a group', () => {
    const result = ask({
      nodes: read([
        set('core', 'Amazon Linux 2', 200),
        set('core', 'Amazon Linux 2 (Karoo)', 12),
        set('new', 'Amazon Linux 2023', 28),
        set(null, 'Amazon Linux 2', 1),
      ]),
      groups: read([group('core', 'AL2_x86_64'), group('new', 'AL2023_x86_64_STANDARD')]),
    })
    expect(
      result?.findings.map(({ subject, evidence, ownerHint, summary }) => [
        subject.name,
        evidence.map(({ signal, count }) => `${signal} ${count}`).join(),
        ownerHint.nodeGroupTags?.team,
        summary.slice(0, 9),
      ]),
    ).toEqual([
      ['core', 'cluster-object 212,provider null', 'data', '212 nodes'],
      ['shop.eu-west-1.111122223333', 'cluster-object 1', undefined, '1 node ru'],
    ])
  })

  it('is no matter of other providers', () => expect(ask(old, '1.32', 'gke')).toBeNull())
})
