// Writes readings of API servers' own metrics as they stand. A reading that is no number is left out: the
// store holds none.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'

export interface ApiSample {
  readonly clusterId: ClusterId
  readonly metric: string
  /** "priority_level=workload-low", several joined by "," in the order of their names; "" for none. */
  readonly labels: string
  readonly at: Date
  readonly value: number
}

/** Lines for the table, at most one a sample; `source` is "" for a cluster's own endpoints. */
export function sampleLines(samples: readonly ApiSample[], source = ''): string[] {
  return samples
    .filter(({ value }) => Number.isFinite(value))
    .map(({ clusterId, metric, labels, at, value }) =>
      JSON.stringify({
        cluster_id: clusterId,
        metric,
        labels: Buffer.from(labels).toString(),
        at: Math.floor(at.getTime() / 1_000),
        value,
        ...(source !== '' && { source }),
      }),
    )
}

/** Resolves when they are durable; the same reading again changes nothing. */
export async function insertSamples(events: Events, body: Buffer): Promise<void> {
  await events.insertBytes({ table: 'api_samples', format: 'JSONEachRow', body })
}
