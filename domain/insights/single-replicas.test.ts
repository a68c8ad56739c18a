import { expect, it } from 'vitest'
import { fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { singleReplicas } from './single-replicas.ts'

const none = { count: 0, names: [] }
const weak = (namespace: string, count: number, others: number) => ({
  namespace,
  namespaceLabels: { team: namespace },
  workloads: 7,
  single: { count, names: count > 0 ? ['Deployment cart'] : [] },
  unprobed: others > 0 ? { count: others, names: ['Deployment other'] } : none,
})

it('names the namespaces, with their workloads and whom to ask', () => {
  const workloads = [weak('shop', 3, 0), weak('well', 0, 2)]
  const result = runCheck(singleReplicas, fakeSlices({ workloads }))
  expect(result?.status).toBe('warning')
  expect(result?.findings).toMatchObject([
    {
      subject: { kind: 'Namespace', namespace: null, name: 'shop' },
      ownerHint: { namespaceLabels: { team: 'shop' } },
      evidence: [{ signal: 'cluster-object', count: 3, names: ['Deployment cart'] }],
    },
  ])
  expect(result?.findings[0]?.summary).toMatch(/^3 of 7 workloads /)
})

it('passes where there are none', () => {
  expect(runCheck(singleReplicas, fakeSlices({ workloads: [weak('well', 0, 1)] }))?.status).toBe('passing')
  expect(runCheck(singleReplicas, fakeSlices())?.status).toBe('passing')
})
