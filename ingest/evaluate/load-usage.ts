// Who calls APIs that go, for a set of clusters: each signal with whether it was read, and who stands behind the
// service accounts that call. Fills the slice "api-usage"; judges nothing.

import type { Events } from '../../db/events/client.ts'
import { newestSamples, readingLastsSeconds } from '../../db/events/read/api-samples.ts'
import { annotatedCalls, apiCalls, deprecatedSeries } from '../../db/events/read/api-usage.ts'
import { newestByCluster } from '../../db/events/read/coverage.ts'
import { ourOwn } from '../../db/events/read/our-own.ts'
import { type WorkloadBehind, workloadsBehind } from '../../db/events/read/workloads-behind.ts'
import { serviceAccountOf } from '../../domain/model/caller.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type {
  AnnotatedCalls,
  ApiCalls,
  ApiUsage,
  CallerBehind,
  DeprecatedSeries,
} from '../../domain/model/cluster-slices.ts'
import { shippedApiLifecycle } from '../../domain/support/shipped-api-lifecycle.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import { auditRead, type Coverage, metricsRead } from './coverage.ts'

interface UsageQuestion {
  readonly clusters: readonly ClusterId[]
  readonly now: Date
  /** How far back requests count. */
  readonly windowDays: number
}

const dayMs = 86_400_000
/** Callers a cluster that are told; one of more is told by those with the most requests. */
const callersMost = 500
const groupsMost = 5_000

type OfCluster<Row> = Row & { readonly clusterId: ClusterId }

const own = <Row>(rows: readonly OfCluster<Row>[], clusterId: ClusterId): OfCluster<Row>[] =>
  rows.filter((row) => row.clusterId === clusterId)

async function readSignals(events: Events, { clusters, now, windowDays }: UsageQuestion) {
  const scope = ourOwn(clusters)
  const limit = clusters.length
  const asked = { clusters, now, limit: callersMost }
  const lately = {
    from: new Date(now.getTime() - readingLastsSeconds * 1_000).toISOString(),
    to: now.toISOString(),
  }
  const since = new Date(now.getTime() - windowDays * dayMs)
  const [heard, sampled, requests, annotated, series] = await Promise.all([
    newestByCluster(events, { scope, limit }),
    newestSamples(events, { scope, window: resolveWindow(lately), limit }),
    apiCalls(events, { ...asked, apis: shippedApiLifecycle, since }),
    annotatedCalls(events, asked),
    deprecatedSeries(events, { ...asked, since }),
  ])
  return { heard, sampled, requests, annotated, series }
}
type Signals = Awaited<ReturnType<typeof readSignals>>

function behindByUser(found: readonly WorkloadBehind[]): ReadonlyMap<string, CallerBehind> {
  const byUser = new Map<string, CallerBehind>()
  for (const { kind, namespace, name, serviceAccount, ...labels } of found) {
    const user = `system:serviceaccount:${namespace}:${serviceAccount}`
    // Most pods first: the labels are those of the workload that runs most of them.
    const before = byUser.get(user) ?? {
      workloads: [],
      workloadLabels: labels.workloadLabels ?? {},
      namespaceLabels: labels.namespaceLabels ?? {},
    }
    const isKnown = before.workloads.some((one) => one.kind === kind && one.name === name)
    byUser.set(
      user,
      isKnown ? before : { ...before, workloads: [...before.workloads, { kind, namespace, name }] },
    )
  }
  return byUser
}

export interface LoadedUsage {
  readonly calls: Omit<ApiUsage, 'insights' | 'requests' | 'annotated' | 'metric' | 'written'> & {
    readonly requests: readonly ApiCalls[]
    readonly annotated: readonly AnnotatedCalls[]
    readonly metric: readonly DeprecatedSeries[]
  }
  readonly audit: Coverage
  readonly metrics: Coverage
}

function usageOf(
  signals: Signals,
  clusterId: ClusterId,
  now: Date,
  behind: readonly WorkloadBehind[],
): LoadedUsage {
  const heard = signals.heard.find((one) => one.clusterId === clusterId)
  const sampled = signals.sampled.find((one) => one.clusterId === clusterId)
  return {
    calls: {
      requests: own(signals.requests, clusterId),
      annotated: own(signals.annotated, clusterId),
      metric: own(signals.series, clusterId),
      behind: behindByUser(behind),
    },
    audit: auditRead(heard?.newest, now),
    metrics: metricsRead(sampled?.newest),
  }
}

/** By cluster; insights are joined by whoever read them. */
export async function loadUsage(
  events: Events,
  question: UsageQuestion,
): Promise<(clusterId: ClusterId) => LoadedUsage> {
  const { clusters, now } = question
  const signals = await readSignals(events, question)
  const users = new Set([...signals.requests, ...signals.annotated].map(({ user }) => user))
  const accounts = [...users].flatMap((user) => serviceAccountOf(user) ?? [])
  const found = await workloadsBehind(events, {
    scope: ourOwn(clusters),
    clusters,
    accounts,
    limit: groupsMost,
  })
  return (clusterId) =>
    usageOf(
      signals,
      clusterId,
      now,
      found.filter((one) => one.clusterId === clusterId),
    )
}
