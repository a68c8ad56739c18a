// How new what is known of clusters' API requests is: streamed, or by the hour from CloudWatch Logs Insights, each judged by
// its own rhythm.
import { askedTogether } from '../../db/asked-together.ts'
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

interface Asked {
  readonly scope: Scope
  readonly limit: number
}

async function readNewest(events: Events, args: Asked): Promise<readonly NewestOfCluster[]> {
  const [streamed, hours] = await Promise.all([newestByCluster(events, args), newestLogHours(events, args)])
  const ofHours = hours.map((hour) => ({ ...hour, staleAfterMs: logHoursStaleAfterMs }))
  return newestOfBoth(streamed, ofHours, pushStaleAfterMs)
}

/** Every question of a page says how fresh its answer is. */
export const newestAudit = (events: Events, args: Asked): Promise<readonly NewestOfCluster[]> =>
  askedTogether(events, `newest audit ${JSON.stringify([args.scope, args.limit])}`, () =>
    readNewest(events, args),
  )
