// What would make a talker ask less, or hurt less: the half hour around its busiest minute, in the cluster it asks most,
// judged by the single requests that are still kept.
import type { z } from 'zod'
import { busiestMinute, requestPatterns } from '../../../db/events/read/request-patterns.ts'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { countedTalkers } from '../../../db/events/read/talkers.ts'
import { listClusterCounts } from '../../../db/relational/read/cluster-counts.ts'
import { fixCards } from '../../../domain/fix-cards/fix-cards.ts'
import type { FixCard, TalkerSample } from '../../../domain/fix-cards/request-pattern.ts'
import { compareMinors, minorVersionOf } from '../../../domain/support/minor-version.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { QueryContext } from '../../context.ts'
import { type TrafficQuestion, trafficInput, trafficQuestion } from './question.ts'

/** Narrowed to a talker by its filter. */
export const fixesInput = trafficInput

export interface TalkerFixes {
  /** Null: it asked for nothing in this window. */
  readonly clusterId: string | null
  /** What was sampled; null: no single request of it is kept. */
  readonly sample: { readonly from: Date; readonly to: Date; readonly requests: number } | null
  readonly cards: readonly FixCard[]
}

const halfSampleMs = 15 * 60_000
const patternsMost = 20
const nothing: TalkerFixes = { clusterId: null, sample: null, cards: [] }

/** The cluster it asks most there, and whom it asks as. */
async function mostOf(ctx: QueryContext, question: TrafficQuestion) {
  const source = await talkerSource(ctx.events, question)
  const { rows } = await countedTalkers(ctx.events, {
    ...{ ...question, source, groupBy: ['cluster', 'user'], rankBy: 'requests', limit: 20, offset: 0 },
  })
  const clusterId = rows[0]?.key.cluster ?? null
  const users = rows.filter(({ key }) => key.cluster === clusterId).map(({ key }) => key.user ?? '')
  return { clusterId, users }
}

/** Objects that lists of them read, and the newest kubelet: no kubelet is newer than its API server. */
async function clusterOf({ relational }: QueryContext, clusterId: string) {
  const [counts] = await listClusterCounts(relational, { among: [clusterId], afterId: '', limit: 1 })
  if (counts === undefined) return { objects: {}, atLeastVersion: null }
  const { pods, nodes, namespaces, nodesByKubelet } = counts
  const kubelets = Object.keys(nodesByKubelet).flatMap((text) => minorVersionOf(text) ?? [])
  const newest = kubelets.sort(compareMinors).at(-1)
  const atLeastVersion = newest === undefined ? null : `${newest.major}.${newest.minor}`
  return { objects: { pods, nodes, namespaces }, atLeastVersion }
}

export async function fixes(ctx: QueryContext, input: z.infer<typeof fixesInput>): Promise<TalkerFixes> {
  const { question } = await trafficQuestion(ctx, input)
  const busiest = await busiestMinute(ctx.events, question)
  if (busiest === null) return nothing
  const window: Window = {
    from: new Date(Math.max(busiest.getTime() - halfSampleMs, question.window.from.getTime())),
    to: new Date(Math.min(busiest.getTime() + halfSampleMs, question.window.to.getTime())),
    grain: 'minute',
  }
  const { clusterId, users } = await mostOf(ctx, { ...question, window })
  if (clusterId === null) return nothing
  const there = { ...question, window, where: { ...question.where, cluster: [clusterId] } }
  const [sampled, known] = await Promise.all([
    requestPatterns(ctx.events, { ...there, limit: patternsMost }),
    clusterOf(ctx, clusterId),
  ])
  if (sampled === null) return { ...nothing, clusterId }
  const { patterns, from } = sampled
  const to = new Date(Math.min(sampled.to.getTime(), ctx.clock.now().getTime()))
  const sample: TalkerSample = { ...known, seconds: (to.getTime() - from.getTime()) / 1_000, patterns, users }
  const requests = patterns.reduce((sum, one) => sum + one.requests, 0)
  return { clusterId, sample: { from, to, requests }, cards: fixCards(sample) }
}
