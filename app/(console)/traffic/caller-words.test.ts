// Words for what stands behind a caller, by hand.
import { expect, test } from 'vitest'
import type { Caller, CallerWorkload } from '../../../domain/model/caller.ts'
import { behindText, unknownText, workloadAddress } from './caller-words.ts'

const owner = (name: string) => ({ id: name, name, contact: null })
const agent = (clusterId: string, by = 'Policy'): CallerWorkload => ({
  ...{ clusterId, kind: 'DaemonSet', namespace: 'policy-system', name: 'policy-agent', pods: 9 },
  owner: owner(by),
})
const caller = (workloads: readonly CallerWorkload[], workloadsTotal = workloads.length): Caller => ({
  ...{ user: 'u', serviceAccount: { namespace: 'policy-system', name: 'agent' }, workloads, workloadsTotal },
})

test('one workload, the same in several clusters, and several of different owners', () => {
  expect(behindText(caller([agent('a')]))).toBe('DaemonSet policy-agent · Policy')
  expect(behindText(caller([agent('a'), agent('b')]))).toBe('DaemonSet policy-agent in 2 clusters · Policy')
  const other = { ...agent('a'), kind: 'Deployment', name: 'hook' }
  expect(behindText(caller([agent('a'), other], 3))).toBe(
    'DaemonSet policy-agent and 2 more workloads · Policy',
  )
  expect(behindText(caller([agent('a'), agent('b', 'Storage')]))).toBe(
    'DaemonSet policy-agent in 2 clusters · 2 owners',
  )
  expect(behindText(caller([]))).toBeNull()
})

test('why nothing is known', () => {
  const none = caller([])
  expect(unknownText({ ...none, serviceAccount: null }, { clustersRead: 4 })).toMatch(
    /^Not a service account/,
  )
  expect(unknownText(none, { clustersRead: 0 })).toMatch(/are not read/)
  expect(unknownText(none, { clustersRead: 1 })).toMatch(/^No pod ran under it/)
  expect(unknownText(caller([agent('a')]), { clustersRead: 1 })).toBeNull()
})

test('a workload leads to its row on the cluster page, an unknown kind to its cluster', () => {
  expect(workloadAddress(agent('a b'))).toBe(
    '/cluster?cluster=a+b&tab=workloads&kind=DaemonSet&find=policy-agent',
  )
  expect(workloadAddress({ ...agent('a'), kind: 'Pod', name: 'x' })).toBe(
    '/cluster?cluster=a&tab=pods&find=x',
  )
  expect(workloadAddress({ ...agent('a'), kind: 'Rollout' })).toBe('/cluster?cluster=a')
})
