// Slices of one cluster for tests of checks: everything read, nothing amiss, until a test says otherwise. Holds no
// judgement, so that what a test expects stands in the test.
import { calendarWith } from '../support/shipped-calendar.ts'
import { supportOf } from '../support/support-status.ts'
import type { ClusterSlices, ClusterSubject, Read, Slices } from './cluster-slices.ts'

export const sliceNow = new Date('2026-11-23T09:00:00Z')
export const sliceAt = new Date('2026-11-23T08:59:00Z')

export const read = <Data>(data: Data): Read<Data> => ({ ok: true, data, at: sliceAt })
export const unread = (reason: string): Read<never> => ({ ok: false, reason })

export function fakeCluster(over: Partial<ClusterSubject> = {}): ClusterSubject {
  const { provider = 'eks', version = '1.35' } = over
  const calendar = calendarWith([]).filter((row) => row.provider === provider)
  return {
    name: 'shop',
    provider,
    version,
    status: 'ACTIVE',
    issues: [],
    troubledParts: [],
    deletionProtection: true,
    support: supportOf({ provider, version }, calendar, sliceNow),
    calendar,
    ...over,
  }
}

const untold = unread('nobody told')

/** Slices of a cluster as it is told by all its sources; `over` replaces whole slices. */
export function fakeSlices(over: Partial<Slices> = {}): ClusterSlices {
  return {
    clusterId: 'shop.eu-west-1.111122223333',
    now: sliceNow,
    cluster: read(over.cluster ?? fakeCluster()),
    nodes: read(over.nodes ?? []),
    'node-images': read(over['node-images'] ?? { nodes: read([]), groups: untold }),
    'kube-proxy': read(over['kube-proxy'] ?? { components: read([]), addOns: untold }),
    'add-ons': read(over['add-ons'] ?? []),
    insights: read(over.insights ?? []),
    workloads: read(over.workloads ?? []),
    components: read(over.components ?? []),
    budgets: read(over.budgets ?? []),
    'api-usage': read(
      over['api-usage'] ?? {
        requests: untold,
        annotated: untold,
        metric: untold,
        insights: untold,
        written: untold,
        behind: new Map(),
      },
    ),
  }
}
