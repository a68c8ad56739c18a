import { expect, it } from 'vitest'
import type { ClusterSubject } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { clusterHealth } from './cluster-health.ts'

const issue = { code: 'Ec2SubnetNotFound', message: 'subnet-1 is gone', resourceIds: ['subnet-1'] }
const troubled = { kind: 'node-group', name: 'core', status: 'DEGRADED' } as const

it.each<[string, Partial<ClusterSubject>, string, string[]]>([
  ['well', {}, 'passing', []],
  ['updating', { status: 'UPDATING' }, 'passing', []],
  ['of no told status', { status: null }, 'passing', []],
  ['failed', { status: 'FAILED' }, 'error', ['Cluster FAILED']],
  ['with an issue', { issues: [issue] }, 'error', ['Cluster Ec2SubnetNotFound']],
  ['with a node group in trouble', { troubledParts: [troubled] }, 'warning', ['NodeGroup DEGRADED']],
  [
    'with both',
    { issues: [issue], troubledParts: [troubled] },
    'error',
    ['Cluster Ec2SubnetNotFound', 'NodeGroup DEGRADED'],
  ],
])('a cluster %s', (_, over, status, found) => {
  const result = runCheck(clusterHealth, fakeSlices({ cluster: fakeCluster(over) }))
  expect(result?.status).toBe(status)
  expect(result?.findings.map(({ subject, about }) => `${subject.kind} ${about}`)).toEqual(found)
})
