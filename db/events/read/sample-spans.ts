// Between when a source stored samples: where it goes on. Key: (cluster, metric) since a day; bound: the samples
// of one metric since then, and `limit` clusters.
import { z } from 'zod'
import type { ApiSampleMetric } from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'

const seconds = z.coerce.number().transform((value) => new Date(value * 1_000))

export async function sampleSpans(
  events: Events,
  args: { metric: ApiSampleMetric; source: string; since: Date; limit: number },
): Promise<{ clusterId: ClusterId; oldest: Date; newest: Date }[]> {
  const { metric, source, since, limit } = args
  return events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(min(api_samples.at)) AS oldest, toUnixTimestamp(max(api_samples.at)) AS newest
      FROM api_samples
      WHERE metric = {metric:String} AND source = {source:String} AND api_samples.at >= toDateTime({since:UInt32}, 'UTC')
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: { metric, source, since: Math.floor(since.getTime() / 1_000), limit },
    row: z
      .object({ cluster_id: z.string(), oldest: seconds, newest: seconds })
      .transform(({ cluster_id, ...span }) => ({ clusterId: cluster_id, ...span })),
  })
}
