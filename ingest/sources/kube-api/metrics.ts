// Reads an API server's own metrics every minute, as a stream, and stores the few that the product shows.
// A server that does not let us is told as a trouble; nothing else of the cluster waits for it.
import { createHash } from 'node:crypto'
import { isPeriplusError } from '../../../domain/errors.ts'
import type { MetricSample } from '../../collection.ts'
import { pause } from '../../kube-client/backoff.ts'
import { subjectOf } from '../../kube-client/call.ts'
import type { KubeClient } from '../../kube-client/client.ts'
import { KubeFailure } from '../../kube-client/failure.ts'
import { MetricLines } from './metric-lines.ts'
import { readMetrics } from './permissions.ts'
import { backoffOf, type Reading } from './reading.ts'

/** Never resolves; rejects with the signal's reason once it aborts. */
export async function readMetricsForEver(reading: Reading): Promise<never> {
  const { signal, settings, progress, tools, random } = reading
  const subject = subjectOf(readMetrics)
  const backoff = backoffOf(reading)
  // Not all clusters at the same second.
  await pause(settings.metricsMs * random(), signal)
  for (;;) {
    try {
      await tools.inventory.putSamples(await samplesNow(reading))
      progress.answered()
      progress.clear(subject)
      backoff.reset()
      await pause(settings.metricsMs, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (isPeriplusError(error) && error.code === 'Unavailable') {
        progress.trouble({ kind: 'store', says: error.message, steps: [], subject })
      } else if (error instanceof KubeFailure) progress.trouble(error.trouble)
      else throw error
      const isLeftOut = error instanceof KubeFailure && (error.status === 403 || error.status === 404)
      await (isLeftOut
        ? pause(settings.leftOutMs, signal)
        : pause(Math.max(settings.metricsMs, backoff.next()), signal))
    }
  }
}

async function samplesNow({ client, clusterId, tools, signal }: Reading): Promise<MetricSample[]> {
  const at = tools.clock.now()
  const { readings, instance } = await scrape(client, signal)
  return readings.map(({ metric, labels, value }) => ({
    clusterId,
    metric,
    labels: [labels, ...(instance === undefined ? [] : [`instance=${instance}`])]
      .flatMap((part) => (part === '' ? [] : part.split(',')))
      .sort()
      .join(','),
    at,
    value,
  }))
}

/**
 * One reading. Behind one address stand several servers, each with counters of its own: `instance` tells
 * them apart, by when they were started.
 */
export async function scrape(client: KubeClient, signal: AbortSignal) {
  const lines = new MetricLines()
  const { chunks } = await client.ask(readMetrics, { signal })
  for await (const chunk of chunks) lines.push(chunk)
  const readings = lines.end()
  const instance =
    lines.startedAt === undefined
      ? undefined
      : createHash('sha256').update(lines.startedAt).digest('hex').slice(0, 8)
  return { readings, instance }
}
