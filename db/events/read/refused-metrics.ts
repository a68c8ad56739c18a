// Readings at which a source was refused one metric while it read others: they say nothing of that metric. Text of SQL
// only. Key: (cluster, metric, labels, at) within the days of the bounds given; there is a row only where it was refused.
import { type ApiSampleMetric, refusedLabels, refusedMetric } from '../../../domain/model/api-sample.ts'

/** `AND …` on rows of api_samples: those at which this metric was not refused. `bounds` are those of the question. */
export const notRefused = (metric: ApiSampleMetric, bounds: string): string => `
  AND (cluster_id, api_samples.source, api_samples.at) NOT IN (
    SELECT cluster_id, api_samples.source, api_samples.at FROM api_samples
    WHERE metric = '${refusedMetric}' AND labels = '${refusedLabels(metric)}' AND ${bounds})`
