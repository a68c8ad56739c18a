// Clients whose requests grew, of clusters whose audit logs arrive: the week by days against four weeks before it.
// Clusters are named by their ids; who has their names puts them in.
import { coveredHours } from '../../../db/events/read/coverage.ts'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { countedTalkers } from '../../../db/events/read/talkers.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import { addressesOf } from '../../../domain/review/addresses.ts'
import type { Review } from '../../../domain/review/review.ts'
import { regressionsOf, type TalkerWeek } from '../../../domain/review/talker-regressions.ts'
import { dayStartMs, type IsoWeek, weekMs } from '../../../domain/review/week.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { QueryContext } from '../../context.ts'
import { newestAudit } from '../audit-freshness.ts'

const weeksBefore = 4
const clusterLimit = 20_000
/** Clients of a cluster, in all clusters: what is not among them asks too little to matter. */
const talkersMost = 5_000
const dayMs = 86_400_000

async function countsOf({ events, signal }: QueryContext, scope: Scope, window: Window): Promise<TalkerWeek> {
  const question = {
    scope,
    window,
    groupBy: ['userAgent', 'cluster'],
    rankBy: 'requests',
    where: {},
    signal,
  } as const
  const hours = await coveredHours(events, { scope, window, limit: clusterLimit })
  if (hours.size === 0) return { hours, counts: [] }
  const source = await talkerSource(events, question)
  const { rows } = await countedTalkers(events, { ...question, source, limit: talkersMost, offset: 0 })
  const counts = rows.map(({ key: { userAgent = '', cluster = '' }, requests }) => ({
    ...{ userAgent, clusterId: cluster, requests },
  }))
  return { hours, counts }
}

export async function talkerRegressions(
  ctx: QueryContext,
  args: { week: IsoWeek; scope: Scope; now: Date },
): Promise<Review['talkers']> {
  const { week, scope, now } = args
  const known = await newestAudit(ctx.events, { scope, limit: clusterLimit })
  if (known.length === 0) return { connected: false, why: 'No audit log of these clusters arrives.' }
  const end = Math.min(week.toMs, dayStartMs(now.getTime()) + dayMs)
  const windowOf = (back: number): Window => ({
    from: new Date(week.fromMs - back * weekMs),
    to: new Date(back === 0 ? end : week.toMs - back * weekMs),
    grain: 'day',
  })
  const weeks = Array.from({ length: weeksBefore + 1 }, (_, back) => countsOf(ctx, scope, windowOf(back)))
  const [own, ...before] = await Promise.all(weeks)
  if (own === undefined || own.hours.size === 0) {
    return { connected: false, why: 'No audit log of these clusters arrived in this week.' }
  }
  const { talker } = addressesOf({ week: week.name, isOver: false, scope: undefined })
  const hrefOf = (clusterId: string, agents: readonly string[]) => talker(clusterId, agents, windowOf(0))
  return { connected: true, clusters: own.hours.size, rows: regressionsOf({ week: own, before, hrefOf }) }
}
