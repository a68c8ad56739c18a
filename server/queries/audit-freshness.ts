// How new what is known of clusters' API requests is: streamed, or by the hour from CloudWatch Logs Insights, each judged by
// its own rhythm.
import type { Events } from '../../db/events/client.ts'
import { newestByCluster } from '../../db/events/read/coverage.ts'
import { newestLogHours } from '../../db/events/read/log-hours.ts'
import {
  logHoursStaleAfterMs,
  type NewestOfCluster,
  newestOfBoth,
  pushStaleAfterMs,
} from '../../domain/model/freshness.ts'
import type { Scope } from '../../domain/model/scope.ts'

export async function newestAudit(
  events: Events,
  args: { scope: Scope; limit: number },
): Promise<readonly NewestOfCluster[]> {
  const [streamed, hours] = await Promise.all([newestByCluster(events, args), newestLogHours(events, args)])
  const ofHours = hours.map((hour) => ({ ...hour, staleAfterMs: logHoursStaleAfterMs }))
  return newestOfBoth(streamed, ofHours, pushStaleAfterMs)
}
