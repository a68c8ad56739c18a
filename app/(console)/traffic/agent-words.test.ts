// Versions side by side and owners of rows, by hand.
import { expect, test } from 'vitest'
import { newestFirst, versionsText } from './agent-words.ts'
import { ownersByRow } from './owner-words.ts'
import { keyId } from './talker-name.ts'

const version = (name: string, clusters: number) => ({ version: name, clusters, requests: clusters * 10 })
const agent = (versions: ReturnType<typeof version>[], versionsTotal = versions.length) => ({
  ...{ agent: 'policy-agent', clusters: 214, versions, versionsTotal },
})

test('versions are said newest first, with the clusters of each', () => {
  expect(versionsText(agent([version('3.7.4', 212), version('3.8.0', 2)]))).toBe(
    '3.8.0 in 2 clusters, 3.7.4 in 212',
  )
  expect(versionsText(agent([version('', 1)]))).toBe('no version in 1 cluster')
  expect(
    versionsText(agent([version('3.9.1', 5), version('3.10.0', 4), version('2', 3), version('1', 2)], 7)),
  ).toBe('3.10.0 in 4 clusters, 3.9.1 in 5, 2 in 3, 4 more versions')
  expect(
    newestFirst([version('', 1), version('1.9', 1), version('1.10', 1)]).map((each) => each.version),
  ).toEqual([...['1.10', '1.9', '']])
})

test('a row belongs to whoever owns the workloads that send most of it', () => {
  const workload = (owner: string) => ({
    ...{ clusterId: 'a', kind: 'Deployment', namespace: 'n', name: owner, pods: 1 },
    owner: { id: owner, name: owner, contact: null },
  })
  const sent = (verb: string, user: string, requests: number) => ({ key: { verb, user }, requests })
  const rows = [sent('list', 'u1', 5), sent('list', 'u2', 9), sent('get', 'u1', 1), sent('watch', 'human', 7)]
  const callers = [
    { user: 'u1', workloads: [workload('Policy')] },
    { user: 'u2', workloads: [workload('Shop'), workload('Cart')] },
    { user: 'human', workloads: [] },
  ]
  const owners = ownersByRow(rows, callers, ['verb'])
  expect(owners.get(keyId({ verb: 'list' }))).toBe('Shop and 2 more')
  expect(owners.get(keyId({ verb: 'get' }))).toBe('Policy')
  expect(owners.has(keyId({ verb: 'watch' }))).toBe(false)
})
