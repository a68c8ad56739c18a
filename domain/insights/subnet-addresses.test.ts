import { expect, it } from 'vitest'
import type { ClusterSubject } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { subnetAddresses } from './subnet-addresses.ts'

const short = {
  code: 'InsufficientFreeAddresses',
  message: 'Subnets have fewer free addresses than EKS needs.',
  resourceIds: ['subnet-0a', 'subnet-0b'],
}
const other = { code: 'KmsKeyDisabled', message: 'The key is disabled.', resourceIds: [] }
const ask = (issues: ClusterSubject['issues'], provider: ClusterSubject['provider'] = 'eks') =>
  runCheck(subnetAddresses, fakeSlices({ cluster: fakeCluster({ issues, provider }) }))

it('says which subnets have too few addresses, and nothing of what else ails the cluster', () => {
  expect(ask([other, short])).toMatchObject({
    status: 'error',
    findings: [{ subject: { kind: 'Cluster' }, evidence: [{ names: ['subnet-0a', 'subnet-0b'] }] }],
  })
  expect(ask([other])?.status).toBe('passing')
  expect(ask([])?.status).toBe('passing')
})

it('is not known of a cluster whose provider nobody asks, and no question elsewhere', () => {
  expect(ask(null)).toMatchObject({ status: 'unknown', findings: [{ status: 'unknown' }] })
  expect(ask([short], 'gke')).toBeNull()
})
