// Every check on clusters that nobody could mean: no version, versions that are none, a calendar without the version,
// add-ons that no catalogue knows, nothing told at all. None throws, and none passes what it could not judge.
import { describe, expect, it } from 'vitest'
import type { AddOn, ProviderInsight } from '../model/cluster-part.ts'
import type { ClusterSlices, ClusterSubject, Slices } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices, read, sliceAt, unread } from '../model/fake-slices.ts'
import { findingSchema } from '../model/finding.ts'
import { runCheck } from './check.ts'
import { checks } from './registry.ts'

const set = { nodeGroup: 'core', osImage: 'Amazon Linux 2', nodes: 3, names: ['n1'] }
const proxy = (version: string | null) => [
  { name: 'kube-proxy', facts: { version, namespace: null } as AddOn },
]
const call = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1beta3', resource: 'flowschemas' }

/** A cluster in which each check that looks at versions has something to find. */
function troubled(cluster: Partial<ClusterSubject>, over: Partial<Slices> = {}): ClusterSlices {
  const nodes = [{ ...set, kubeletVersion: 'v1.28.3' }]
  const requests = read([{ ...call, user: 'a', userAgent: 'b', requests: 1, lastAt: sliceAt }])
  const untold = unread('nobody told')
  return fakeSlices({
    cluster: fakeCluster(cluster),
    nodes,
    'node-images': { nodes: read(nodes), groups: untold },
    'kube-proxy': { components: untold, addOns: read(proxy('v1.28.1-eksbuild.1')) },
    'api-usage': {
      requests,
      annotated: untold,
      metric: untold,
      insights: untold,
      written: untold,
      behind: new Map(),
    },
    ...over,
  })
}

const byVersion = [
  'amazon-linux-2',
  'api-removals',
  'control-plane-steps',
  'ipvs-mode',
  'kube-proxy-skew',
  'kubelet-skew',
]
const statusesOf = (slices: ClusterSlices) =>
  new Map(
    checks.map((check) => {
      const result = runCheck(check, slices)
      for (const finding of result?.findings ?? []) findingSchema.parse(finding)
      // Whoever does not know says why, in the finding or as a whole.
      if (result?.status === 'unknown' && result.findings.length === 0)
        expect(result.unreadBecause).not.toBe('')
      return [check.id, result?.status ?? null]
    }),
  )

describe('clusters that nobody could mean', () => {
  it('are in trouble at a version that can be read, so that what follows is no accident', () => {
    const statuses = statusesOf(troubled({ version: '1.31' }))
    for (const id of byVersion.filter((one) => one !== 'ipvs-mode'))
      expect([id, statuses.get(id)]).not.toEqual([id, 'passing'])
  })

  it.each([
    null,
    '',
    'latest',
    '1',
    'v1',
    '1.x',
    '99.99',
    '-1.31',
    'Kubernetes 1.31',
    '１.３１',
    `1.${'9'.repeat(40)}`,
  ])('of version %j are unknown to every check that needs it', (version) => {
    const statuses = statusesOf(troubled({ version }))
    for (const id of [...byVersion, 'support-end']) expect([id, statuses.get(id)]).toEqual([id, 'unknown'])
  })

  it('of a version that no calendar names are unknown to the checks that go by days', () => {
    for (const calendar of [
      [],
      fakeCluster({ version: '1.35' }).calendar.filter(({ version }) => version < '1.20'),
    ]) {
      const support = {
        status: 'unknown',
        endsAt: null,
        next: null,
        forcedUpgradeAt: null,
        source: null,
      } as const
      const statuses = statusesOf(troubled({ version: '1.31', calendar, support }))
      expect(statuses.get('support-end')).toBe('unknown')
      expect(statuses.get('control-plane-steps')).toBe('unknown')
      // And known to those that do not.
      expect(statuses.get('api-removals')).toBe('error')
    }
  })

  it('with add-ons of no told version, or of none that a catalogue knows, are unknown or told as they are', () => {
    const insight = (over: Partial<ProviderInsight>): Slices['insights'][number] => ({
      name: 'i',
      facts: {
        ...{
          title: 'EKS add-on version compatibility',
          category: 'UPGRADE_READINESS',
          status: 'ERROR',
          reason: null,
        },
        ...{ targetVersion: '1.36', lastRefreshAt: null, addOns: [] },
        ...over,
      } as unknown as ProviderInsight,
    })
    const addOns = [...proxy(null), { name: 'homemade', facts: { version: 'v0', namespace: null } as AddOn }]
    const known = [{ name: 'kube-proxy', compatibleVersions: ['v1.36.0-eksbuild.1'] }]
    const of = (insights: Slices['insights']) =>
      statusesOf(
        troubled(
          { version: '1.35' },
          {
            'add-ons': addOns,
            insights,
            'kube-proxy': { components: unread('nobody told'), addOns: read(addOns) },
          },
        ),
      )
    expect(of([insight({ addOns: known })]).get('add-on-compatibility')).toBe('unknown')
    expect(of([insight({})]).get('add-on-compatibility')).toBe('error')
    expect(of([]).get('add-on-compatibility')).toBe('unknown')
    expect(of([]).get('kube-proxy-skew')).toBe('unknown')
  })

  it('of which nothing is told are unknown to all', () => {
    const nothing = Object.fromEntries(
      Object.entries(fakeSlices()).map(([name, slice]) => [
        name,
        typeof slice === 'object' && 'ok' in slice ? unread('nobody told') : slice,
      ]),
    ) as unknown as ClusterSlices
    expect(new Set(statusesOf(nothing).values())).toEqual(new Set(['unknown']))
    const bare = fakeCluster({
      version: null,
      status: null,
      issues: null,
      deletionProtection: null,
      provider: 'eks',
    })
    const statuses = statusesOf(troubled(bare))
    for (const id of ['cluster-health', 'deletion-protection', 'subnet-addresses', ...byVersion]) {
      expect([id, statuses.get(id)]).toEqual([id, 'unknown'])
    }
  })
})
