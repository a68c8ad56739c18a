// How new what is known of clusters' API requests is: streamed, or by the hour from CloudWatch Logs Insights, each judged by
// its own rhythm. Of a cluster that has both, the source that is fresh for longer.
import type { Events } from '../../db/events/client.ts'
import { newestByCluster } from '../../db/events/read/coverage.ts'
import { newestLogHours } from '../../db/events/read/log-hours.ts'
import { logHoursStaleAfterMs, type NewestOfCluster, pushStaleAfterMs } from '../../domain/model/freshness.ts'
import type { Scope } from '../../domain/model/scope.ts'

const freshUntil = ({ newest, staleAfterMs = pushStaleAfterMs }: NewestOfCluster): number =>
  newest.getTime() + staleAfterMs

export async function newestAudit(
  events: Events,
  args: { scope: Scope; limit: number },
): Promise<readonly NewestOfCluster[]> {
  const [streamed, hours] = await Promise.all([newestByCluster(events, args), newestLogHours(events, args)])
  if (hours.length === 0) return streamed
  const found = new Map<string, NewestOfCluster>(streamed.map((one) => [one.clusterId, one]))
  for (const hour of hours) {
    const one = { ...hour, staleAfterMs: logHoursStaleAfterMs }
    const known = found.get(hour.clusterId)
    if (known === undefined || freshUntil(known) < freshUntil(one)) found.set(hour.clusterId, one)
  }
  return [...found.values()].sort((left, right) => (left.clusterId < right.clusterId ? -1 : 1))
}
