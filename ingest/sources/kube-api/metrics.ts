// Reads control planes' own metrics every minute, as streams, and stores the few that the product shows: the
// API server's, and on EKS the scheduler's and the controller manager's, which are asked of it too. What does
// not let us is told as a trouble; nothing else of the cluster waits for it.
import { createHash } from 'node:crypto'
import { isPeriplusError } from '../../../domain/errors.ts'
import type { ControlPlaneComponent } from '../../../domain/model/api-sample.ts'
import type { MetricSample } from '../../collection.ts'
import { MetricLines } from '../../control-plane-metrics/metric-lines.ts'
import { pause } from '../../kube-client/backoff.ts'
import { type ComponentCall, type PathCall, subjectOf } from '../../kube-client/call.ts'
import type { KubeClient } from '../../kube-client/client.ts'
import { failureOfContent, KubeFailure } from '../../kube-client/failure.ts'
import type { ServerVersion } from './cluster-facts.ts'
import { readControllerManagerMetrics, readMetrics, readSchedulerMetrics } from './permissions.ts'
import { backoffOf, type Reading } from './reading.ts'

export interface MetricsEndpoint {
  readonly component: ControlPlaneComponent
  readonly call: PathCall | ComponentCall
}

const ofApiServer: MetricsEndpoint = { component: 'kube-apiserver', call: readMetrics }

/** Platform versions that offer them (Amazon EKS user guide, "View raw metrics"); later minors always do. */
export const offeredSince =
  'EKS offers it from platform version eks.27 of 1.28, eks.21 of 1.29, eks.18 of 1.30 and eks.10 of 1.31 on'

/** What can be asked of a server of this version; one that does not tell its version may be an EKS. */
export function endpointsOf(version: ServerVersion | null): readonly MetricsEndpoint[] {
  if (version !== null && !version.gitVersion.includes('-eks-')) return [ofApiServer]
  return [
    ofApiServer,
    { component: 'kube-scheduler', call: readSchedulerMetrics },
    { component: 'kube-controller-manager', call: readControllerManagerMetrics },
  ]
}

/** Never resolves; rejects with the signal's reason once it aborts. */
export async function readMetricsForEver(reading: Reading, endpoint: MetricsEndpoint): Promise<never> {
  const { signal, settings, progress, tools, random } = reading
  const subject = subjectOf(endpoint.call)
  const backoff = backoffOf(reading)
  // Not all clusters at the same second.
  await pause(settings.metricsMs * random(), signal)
  for (;;) {
    try {
      await tools.inventory.putSamples(await samplesNow(reading, endpoint))
      progress.answered()
      progress.clear(subject)
      backoff.reset()
      await pause(settings.metricsMs, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (isPeriplusError(error) && error.code === 'Unavailable') {
        progress.trouble({ kind: 'store', says: error.message, steps: [], subject })
      } else if (!(error instanceof KubeFailure)) throw error
      // Of EKS only some platform versions offer these: what is not there is no trouble.
      else if (error.status === 404 && endpoint !== ofApiServer) progress.clear(subject)
      else progress.trouble(error.trouble)
      const isLeftOut = error instanceof KubeFailure && (error.status === 403 || error.status === 404)
      await (isLeftOut
        ? pause(settings.leftOutMs, signal)
        : pause(Math.max(settings.metricsMs, backoff.next()), signal))
    }
  }
}

async function samplesNow(reading: Reading, endpoint: MetricsEndpoint): Promise<MetricSample[]> {
  const { client, clusterId, tools, signal } = reading
  const at = tools.clock.now()
  const { readings, instance, leftOut } = await scrape(client, endpoint, signal)
  if (leftOut > 0) tools.report.count('seriesLeftOut', leftOut)
  return readings.map(({ metric, labels, value }) => ({
    clusterId,
    metric,
    labels: [labels, `instance=${instance}`]
      .flatMap((part) => (part === '' ? [] : part.split(',')))
      .sort()
      .join(','),
    at,
    value,
  }))
}

/** Ten times what the largest servers say. */
const mostBytes = 64 << 20
const longestMs = 120_000

/**
 * Part of what a server is called: when what is kept of its series changes, the same server goes by another
 * name, so that a counter that is kept from then on is not taken for one that rose from nothing.
 */
const form = '2'

/**
 * One reading, whole or not at all. Behind one address stand several servers, each with counters of its own:
 * `instance` tells them apart, by when they were started.
 */
export async function scrape(client: KubeClient, { component, call }: MetricsEndpoint, signal: AbortSignal) {
  const lines = new MetricLines(component)
  const sinceMs = performance.now()
  let bytes = 0
  const { chunks } = await client.ask(call, { signal })
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > mostBytes) throw failureOfContent(call, client.host, 'an endless text')
    if (performance.now() - sinceMs > longestMs)
      throw failureOfContent(call, client.host, 'a text that does not end within two minutes')
    lines.push(chunk)
  }
  const readings = lines.end()
  if (readings.length === 0) throw failureOfContent(call, client.host, 'a text without any metric we know')
  const { startedAt, leftOut } = lines
  const instance =
    startedAt === undefined
      ? component
      : createHash('sha256').update(`${form} ${component} ${startedAt}`).digest('hex').slice(0, 8)
  return { readings, instance, leftOut }
}
