import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterHealths, type HealthSubject, judgeHealth } from './cluster-health.ts'

const well: HealthSubject = {
  status: 'ACTIVE',
  issues: [],
  troubledParts: [],
  nodes: { total: 100, ready: 100 },
  pods: { total: 1_000, pending: 0 },
  staleSince: null,
  isTold: true,
}

describe('the health of a cluster', () => {
  it.each<[string, Partial<HealthSubject>, string, string | undefined]>([
    ['well', {}, 'healthy', undefined],
    ['without objects read', { nodes: null, pods: null }, 'healthy', undefined],
    ['empty', { nodes: { total: 0, ready: 0 }, pods: { total: 0, pending: 0 } }, 'healthy', undefined],
    [
      'one node of a hundred away',
      { nodes: { total: 100, ready: 99 } },
      'degraded',
      '1 of 100 nodes not Ready',
    ],
    ['one node of a thousand away', { nodes: { total: 1_000, ready: 999 } }, 'healthy', undefined],
    ['its only node away', { nodes: { total: 1, ready: 0 } }, 'critical', '1 of 1 node not Ready'],
    ['a fifth of its nodes away', { nodes: { total: 10, ready: 8 } }, 'critical', '2 of 10 nodes not Ready'],
    ['five pods pending', { pods: { total: 10, pending: 5 } }, 'healthy', undefined],
    [
      'a tenth of its pods pending',
      { pods: { total: 100, pending: 10 } },
      'degraded',
      '10 of 100 pods Pending',
    ],
    ['failed', { status: 'FAILED' }, 'critical', 'its provider says FAILED'],
    ['updating', { status: 'UPDATING' }, 'healthy', undefined],
    [
      'an issue',
      { issues: [{ code: 'Ec2SubnetNotFound', message: 'subnet-1 is gone' }] },
      'critical',
      'Ec2SubnetNotFound: subnet-1 is gone',
    ],
    [
      'a part in trouble',
      { troubledParts: [{ kind: 'node-group', name: 'ng-core', status: 'DEGRADED' }] },
      'degraded',
      'node group ng-core is DEGRADED',
    ],
    [
      'stale',
      { staleSince: new Date('2026-11-25T01:00:00Z') },
      'stale',
      'nothing new since 2026-11-25T01:00:00.000Z',
    ],
    [
      'known by its audit log alone',
      { isTold: false, nodes: null, pods: null },
      'unknown',
      expect.any(String),
    ],
  ])('%s', (_, over, health, says) => {
    const judged = judgeHealth({ ...well, ...over })
    expect(judged.health).toBe(health)
    expect(judged.reasons[0]?.says).toEqual(says)
  })

  it('is the worst of its reasons, and never worse for a cluster with less wrong', () => {
    const subject = fc.record<HealthSubject>({
      status: fc.constantFrom('ACTIVE', 'FAILED', null),
      issues: fc.array(fc.record({ code: fc.string(), message: fc.string() }), { maxLength: 2 }),
      troubledParts: fc.array(
        fc.record({ kind: fc.constant('add-on'), name: fc.string(), status: fc.constant('DEGRADED') }),
        { maxLength: 2 },
      ),
      nodes: fc.option(fc.nat(50).chain((total) => fc.nat(total).map((ready) => ({ total, ready })))),
      pods: fc.option(fc.nat(50).chain((total) => fc.nat(total).map((pending) => ({ total, pending })))),
      staleSince: fc.option(fc.constant(new Date(0))),
      isTold: fc.boolean(),
    })
    const rank = (of: HealthSubject): number => clusterHealths.indexOf(judgeHealth(of).health)
    fc.assert(
      fc.property(subject, (of) => {
        const judged = judgeHealth(of)
        expect(judged.health).toBe(judged.reasons[0]?.health ?? 'healthy')
        expect(rank({ ...of, issues: [], troubledParts: [] })).toBeGreaterThanOrEqual(rank(of))
      }),
    )
  })
})
