import { describe, expect, it } from 'vitest'
import type { AddOn, ProviderInsight } from '../model/cluster-part.ts'
import { fakeSlices } from '../model/fake-slices.ts'
import { addOnCompatibility } from './add-on-compatibility.ts'
import { runCheck } from './check.ts'

const insight = (over: Partial<ProviderInsight>) => ({
  name: 'i-1',
  facts: {
    title: 'EKS add-on version compatibility',
    status: 'ERROR',
    reason: null,
    targetVersion: '1.36',
    lastRefreshAt: '2026-11-23T03:00:00Z',
    addOns: [
      { name: 'coredns', compatibleVersions: ['v1.13.0-eksbuild.1', 'v1.12.4-eksbuild.1'] },
      { name: 'vpc-cni', compatibleVersions: ['v1.21.0-eksbuild.2'] },
    ],
    ...over,
  } as ProviderInsight,
})
const installed = (name: string, version: string | null) => ({
  name,
  facts: { version, namespace: 'kube-system' } as AddOn,
})
const addOns = [installed('coredns', 'v1.11.4-eksbuild.2'), installed('vpc-cni', 'v1.21.0-eksbuild.2')]
const ask = (insights: ReturnType<typeof insight>[], own = addOns) =>
  runCheck(addOnCompatibility, fakeSlices({ insights, 'add-ons': own }))

describe('add-on compatibility', () => {
  it('names the add-on whose version is not listed for the next version', () => {
    expect(ask([insight({})])?.findings).toMatchObject([
      {
        subject: { kind: 'AddOn', name: 'coredns' },
        status: 'error',
        summary: 'coredns v1.11.4-eksbuild.2 is not listed as compatible with 1.36.',
        evidence: [
          { signal: 'provider' },
          { signal: 'provider-insight', at: new Date('2026-11-23T03:00:00Z') },
        ],
      },
    ])
  })

  it.each([
    ['PASSING', 'passing'],
    ['WARNING', 'warning'],
    ['ERROR', 'error'],
  ] as const)('follows the provider: %s is %s', (status, expected) => {
    expect(ask([insight({ status })])?.status).toBe(expected)
  })

  it('is unknown where the provider told nothing or could not tell', () => {
    expect(ask([])?.status).toBe('unknown')
    expect(ask([insight({ title: 'Kubelet version skew' })])?.status).toBe('unknown')
    expect(ask([insight({ status: 'UNKNOWN', addOns: [] })])?.status).toBe('unknown')
    // The cluster is at 1.35: it was looked at before it was.
    for (const status of ['PASSING', 'ERROR'] as const) {
      expect(ask([insight({ status, targetVersion: '1.35' })])).toMatchObject({
        status: 'unknown',
        findings: [{ subject: { kind: 'Cluster' }, evidence: [{ signal: 'provider-insight' }] }],
      })
    }
  })

  it('believes the provider where it names no add-on', () => {
    expect(ask([insight({ addOns: [], reason: 'two add-ons' })])?.findings).toMatchObject([
      { subject: { kind: 'Cluster' }, status: 'error' },
    ])
  })
})
