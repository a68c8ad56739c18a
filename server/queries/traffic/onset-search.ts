// Where talkers of a window started or jumped: a program in a cluster is judged by its own counts and by the time in
// which that cluster was watched. What stands out in a day or an hour is looked up again in finer buckets, a few at most.
import { coveredBuckets } from '../../../db/events/read/covered-buckets.ts'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { talkerPoints } from '../../../db/events/read/talker-points.ts'
import { countedTalkers } from '../../../db/events/read/talkers.ts'
import type { TalkerFilter, TalkerKey } from '../../../domain/model/talker.ts'
import { type CountSeries, findOnsets, mayHaveRisen, type Onset } from '../../../domain/onset/find-onsets.ts'
import { earlierDays, type OnsetParameters, onsetParameters } from '../../../domain/onset/parameters.ts'
import { bucketsOf, type Grain, grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { QueryContext } from '../../context.ts'
import type { TrafficQuestion } from './question.ts'

export interface FoundOnset {
  readonly agent: string
  readonly clusterId: string
  readonly grain: Grain
  readonly onset: Onset
}

export interface FoundOnsets {
  readonly found: readonly FoundOnset[]
  readonly talkers: number
  readonly talkersTotal: number
}

const groupBy = ['agent', 'cluster'] as const
/** Buckets of a coarser grain that are looked up in a finer one. */
const closerLooks = 4
const finerGrain = { day: 'hour', hour: 'minute', minute: null } as const

interface Counts {
  readonly keys: readonly TalkerKey[]
  readonly total: number
  /** Undefined: it is none of the keys, which is not the same as nothing. */
  of(key: TalkerKey): CountSeries
}

async function countsOf(ctx: QueryContext, question: TrafficQuestion, limit: number): Promise<Counts> {
  const { scope, window, signal } = question
  const source = await talkerSource(ctx.events, question)
  const ranking = { ...question, source, groupBy, rankBy: 'requests', limit, offset: 0 } as const
  const { rows, total } = await countedTalkers(ctx.events, ranking)
  // A cluster that was asked about was watched, too, when none of its talkers said anything.
  const clusters = [
    ...new Set([...(question.where.cluster ?? []), ...rows.map(({ key }) => key.cluster ?? '')]),
  ]
  const [points, covered] = await Promise.all([
    rows.length === 0
      ? null
      : talkerPoints(ctx.events, { source, groupBy, talkers: rows, isOnly: true, signal }),
    coveredBuckets(ctx.events, { scope, window, clusters }),
  ])
  const starts = bucketsOf(window).map((bucket) => bucket.getTime() / 1_000)
  return {
    keys: rows.map(({ key }) => key),
    total: total.keys,
    of: (key) => {
      const watched = covered.get(key.cluster ?? '')
      const counted = points?.of(key)
      return {
        startMs: window.from.getTime(),
        bucketMs: grainSeconds[window.grain] * 1_000,
        values: starts.map((start) => (watched?.has(start) ? (counted?.get(start) ?? 0) : null)),
      }
    },
  }
}

/** The window with what is read before it, and a little after it to see what came of it. */
function spanOf({ from, to, grain }: Window, now: Date): Window {
  const { lead, coolDown } = onsetParameters[grain]
  const stepMs = grainSeconds[grain] * 1_000
  const end = Math.ceil(Math.min(now.getTime(), to.getTime() + coolDown * stepMs) / stepMs) * stepMs
  return {
    from: new Date(from.getTime() - lead * stepMs),
    to: new Date(Math.max(end, from.getTime())),
    grain,
  }
}

/** Earlier days by hours; for windows of days, earlier weeks by days. */
function daysBefore({ from, grain }: Window): Window {
  const coarse = grain === 'day' ? 'day' : 'hour'
  const stepMs = grainSeconds[coarse] * 1_000
  const to = Math.floor(from.getTime() / stepMs) * stepMs
  const days = grain === 'day' ? 2 * earlierDays : earlierDays
  return { from: new Date(to - days * 86_400_000), to: new Date(to), grain: coarse }
}

const rise = ({ onset }: FoundOnset): number => onset.after - onset.before
const isOf = (one: FoundOnset) => (other: FoundOnset) =>
  other.agent === one.agent && other.clusterId === one.clusterId

/** What is looked up in finer buckets: those judge, so one bucket is enough here, also one that has not ended. */
const spotOf = (given: OnsetParameters): OnsetParameters => ({
  ...given,
  lasting: 1,
  baselineLeast: 2,
  leastRequests: onsetParameters.minute.leastRequests,
})

interface Judged {
  readonly question: TrafficQuestion
  readonly counts: Counts
  /** Null: nothing of it rose. */
  readonly earlier: Counts | null
  readonly now: Date
}

/** Earlier days of the talkers that may have risen, which on a quiet day are none: they are most of what there is to read. */
async function earlierOf(
  ctx: QueryContext,
  question: TrafficQuestion,
  counts: Counts,
): Promise<Counts | null> {
  const { window, where } = question
  const given = onsetParameters[window.grain]
  const risen = counts.keys.filter((key) => {
    const series = counts.of(key)
    return mayHaveRisen(series, given) || (window.grain !== 'minute' && mayHaveRisen(series, spotOf(given)))
  })
  if (risen.length === 0) return null
  const agents = [...new Set(risen.map(({ agent }) => agent ?? ''))]
  const clusters = [...new Set(risen.map(({ cluster }) => cluster ?? ''))]
  const before = {
    ...question,
    where: { ...where, agent: agents, cluster: clusters },
    window: daysBefore(window),
  }
  return countsOf(ctx, before, agents.length * clusters.length)
}

function judged({ question, counts, earlier, now }: Judged, isSpot: boolean): FoundOnset[] {
  const { from, to, grain } = question.window
  const given = onsetParameters[grain]
  if (earlier === null) return []
  return counts.keys.flatMap((key) => {
    const series = counts.of(key)
    const endMs = series.startMs + series.values.length * series.bucketMs
    const onsets = findOnsets(
      {
        ...series,
        isLastPartial: !isSpot && endMs > now.getTime(),
        fromMs: from.getTime(),
        earlier: earlier.of(key),
      },
      isSpot ? spotOf(given) : given,
    )
    return onsets
      .filter(({ atMs }) => atMs < to.getTime())
      .map((onset): FoundOnset => ({ agent: key.agent ?? '', clusterId: key.cluster ?? '', grain, onset }))
  })
}

/** The same in the finer grain, where that finds it; what does not last is none. */
async function lookedCloser(ctx: QueryContext, question: TrafficQuestion, spots: readonly FoundOnset[]) {
  const grain = finerGrain[question.window.grain]
  if (grain === null) return []
  const starts = [...new Set(spots.map(({ onset }) => onset.atMs))]
  const looks = starts.map(async (atMs) => {
    const there = spots.filter(({ onset }) => onset.atMs === atMs)
    const where: TalkerFilter = { ...question.where, agent: [...new Set(there.map(({ agent }) => agent))] }
    const stepMs = grainSeconds[question.window.grain] * 1_000
    // It may have begun in the bucket before, too late to stand out there.
    const window: Window = { from: new Date(atMs - stepMs), to: new Date(atMs + stepMs), grain }
    const { found } = await searchOnsets(ctx, { ...question, where, window }, there.length * 20)
    return there.flatMap((spot) => found.filter(isOf(spot)))
  })
  const found = (await Promise.all(looks)).flat()
  return found.filter((one, at) => found.findIndex((other) => isSame(one, other)) === at)
}

const isSame = (one: FoundOnset, other: FoundOnset) =>
  isOf(one)(other) && one.grain === other.grain && one.onset.atMs === other.onset.atMs

/** In no order. At most `limit` talkers are looked at, those with most requests. */
export async function searchOnsets(
  ctx: QueryContext,
  question: TrafficQuestion,
  limit: number,
): Promise<FoundOnsets> {
  const now = ctx.clock.now()
  const { window } = question
  const counts = await countsOf(ctx, { ...question, window: spanOf(window, now) }, limit)
  const earlier = await earlierOf(ctx, question, counts)
  const all = { question, counts, earlier, now }
  const told = { talkers: counts.keys.length, talkersTotal: counts.total }
  if (earlier === null) return { found: [], ...told }
  if (window.grain === 'minute') return { found: judged(all, false), ...told }
  const spots = judged(all, true)
    .sort((left, right) => rise(right) - rise(left))
    .slice(0, closerLooks)
  const closer = await lookedCloser(ctx, question, spots)
  // Where the finer counts are not known it stands as the coarse ones tell it.
  const coarse = judged(all, false).filter((one) => !closer.some(isOf(one)))
  return { found: [...closer, ...coarse], ...told }
}
