import { describe, expect, it } from 'vitest'
import type { ProviderInsight } from '../model/cluster-part.ts'
import type { ApiUsage, CallerBehind } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices, read, sliceAt, unread } from '../model/fake-slices.ts'
import { apiRemovals } from './api-removals.ts'
import { runCheck } from './check.ts'

const untold = unread('nobody told')
const flowschemas = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1beta3', resource: 'flowschemas' }
const user = 'system:serviceaccount:hpa:operator'
const lastAt = new Date('2026-11-23T05:40:00Z')
const calls = read([{ ...flowschemas, user, userAgent: 'hpa/1.4', requests: 8_640, lastAt }])
const operator: CallerBehind = {
  workloads: [{ kind: 'Deployment', namespace: 'hpa', name: 'legacy-hpa-operator' }],
  workloadLabels: { team: 'ads' },
  namespaceLabels: { team: 'platform' },
}

function ask(version: string | null, over: Partial<ApiUsage> = { requests: calls }) {
  const usage: ApiUsage = {
    requests: untold,
    annotated: untold,
    metric: untold,
    insights: untold,
    written: untold,
    behind: new Map([[user, operator]]),
    ...over,
  }
  return runCheck(apiRemovals, fakeSlices({ cluster: fakeCluster({ version }), 'api-usage': usage }))
}

describe('removed APIs still called', () => {
  // v1beta3 of flowcontrol is not served from 1.32 on (deprecated API migration guide).
  it.each([
    ['1.29', 'warning'],
    ['1.30', 'warning'],
    ['1.31', 'error'],
    ['1.32', 'passing'],
    ['1.33', 'passing'],
    [null, 'unknown'],
  ])('a caller of flowcontrol v1beta3 on %s: %s', (version, status) => {
    expect(ask(version)?.status).toBe(status)
  })

  it('names the caller, what stands behind it, the count, the last call and what to call instead', () => {
    expect(ask('1.31')?.findings).toMatchObject([
      {
        subject: { kind: 'ServiceAccount', namespace: 'hpa', name: 'operator' },
        about: 'flowcontrol.apiserver.k8s.io/v1beta3 flowschemas',
        summary: `${user} calls flowcontrol.apiserver.k8s.io/v1beta3 flowschemas, which Kubernetes 1.32 no longer serves.`,
        recommendation: 'Call flowcontrol.apiserver.k8s.io/v1 instead, before the upgrade to 1.32.',
        lastSeenAt: lastAt,
        ownerHint: { workloadLabels: { team: 'ads' }, namespaceLabels: { team: 'platform' } },
        evidence: [
          { signal: 'audit-request', count: 8_640, at: lastAt },
          { signal: 'cluster-object', at: sliceAt, names: ['Deployment hpa/legacy-hpa-operator'] },
        ],
      },
    ])
  })

  it('knows less where less is told', () => {
    const metric = read([{ ...flowschemas, removedIn: '1.32', at: sliceAt, counted: null }])
    expect(ask('1.31', { metric })?.findings).toMatchObject([
      { subject: { kind: 'Cluster' }, status: 'error', lastSeenAt: null, ownerHint: {} },
    ])
    const people = read([
      { ...flowschemas, user: 's.lindqvist', userAgent: 'kubectl/v1.27.3', requests: 3, lastAt },
    ])
    expect(ask('1.31', { requests: people })?.findings).toMatchObject([
      { subject: { kind: 'User', name: 's.lindqvist' } },
    ])
  })

  it('is unknown where the provider could not tell and nobody else does', () => {
    const facts = {
      title: 'Deprecated APIs removed in Kubernetes v1.36',
      status: 'UNKNOWN',
    } as ProviderInsight
    const insights = read([
      { name: 'i-1', facts: { ...facts, lastRefreshAt: null, reason: null, deprecations: [] } },
    ])
    expect(ask('1.35', { insights })?.status).toBe('unknown')
    expect(ask('1.35', { insights, metric: read([]) })?.status).toBe('passing')
    expect(ask('1.35', { insights: read([]) })?.status).toBe('passing')
  })

  it('tells a caller of hundreds of agents in a bounded finding', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...{ ...flowschemas, user, lastAt },
      userAgent: `script/${index}`,
      requests: 1,
    }))
    expect(ask('1.31', { requests: read(many) })?.findings[0]?.evidence.length).toBeLessThanOrEqual(50)
  })
})
