// What an agent that lists without measure does to an API server: how often it asked, what became of each, when the first
// was turned away, who asked most, and who brought it. By the run of its requests, in any window.

import { mostSeats } from '../physics/list-cost.ts'
import type { Agent } from '../world/agents.ts'
import { type RequestClass, requestClassesOf } from '../world/api-requests.ts'
import { stormBy, stormLevel } from '../world/storms.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'

const rejected = 429

/** Seats by seconds that a class held, as far as it was served; watches give theirs back when they have begun. */
function heldBy(state: ClusterState, one: RequestClass, { fromMs, toMs }: Asked): number {
  const agent = state.cluster.agents.find(({ userAgent }) => one.key.startsWith(userAgent))
  const served = sum([...one.byCode(fromMs, toMs)].map(([code, count]) => (code === rejected ? 0 : count)))
  if (agent !== undefined) {
    const { width, run } = stormBy(state, agent)
    return (served * width * run.holdMs) / 1_000
  }
  const seats = one.verb === 'list' ? mostSeats : 1
  return one.verb === 'watch' ? 0 : (seats * served * one.meanUs) / 1_000_000
}

/** How many users come before it, and one. Nodes share evenly what is theirs, each a user of its own. */
function rankOf(
  state: ClusterState,
  agent: Agent,
  { fromMs }: Asked,
  of: (one: RequestClass) => number,
): number {
  const found = new Map<string, number>()
  for (const one of requestClassesOf(state)) {
    const amount = of(one)
    const { user = '' } = (amount === 0 ? undefined : one.call(one.calls.before(fromMs))) ?? {}
    const share = user.startsWith('system:node:') ? amount / state.cluster.nodes : amount
    found.set(user, (found.get(user) ?? 0) + share)
  }
  const own = found.get(userOf(agent)) ?? 0
  return 1 + [...found.values()].filter((amount) => amount > own).length
}

const userOf = ({ namespace, name }: Agent): string => `system:serviceaccount:${namespace}:${name}`

const inWindow = (metric: string, subject: string, value: number, derivation: string): Fact => ({
  metric,
  subject,
  value,
  derivation,
  isWindow: true,
})

const isOf = ({ userAgent }: Agent, { key }: RequestClass): boolean => key.startsWith(userAgent)

/** How many there were, and what became of them. */
function countFacts(state: ClusterState, agent: Agent, { fromMs, toMs }: Asked): readonly Fact[] {
  const [user, level] = [userOf(agent), stormLevel(agent)]
  const all = requestClassesOf(state)
  const codes = all.find((one) => isOf(agent, one))?.byCode(fromMs, toMs) ?? new Map<number, number>()
  const ofNodes = all.filter(({ priorityLevel }) => priorityLevel === 'node-high')
  const { run } = stormBy(state, agent)
  const within = (reason: 'queue-full' | 'time-out'): number =>
    run.turnedAway(reason, toMs) - run.turnedAway(reason, fromMs)
  const missed = sum(ofNodes.map(({ byCode }) => byCode(fromMs, toMs).get(rejected) ?? 0))
  const served = codes.get(200) ?? 0
  const turnedAway = codes.get(rejected) ?? 0
  return [
    inWindow('api.requests', user, served + turnedAway, 'each pod once in so many seconds, counted'),
    inWindow('api.requests.200', user, served, 'of these, by their run: served, however late'),
    inWindow('api.requests.429', user, turnedAway, 'of these, by their run: turned away'),
    inWindow(
      'apf.rejected.queue-full',
      level,
      within('queue-full'),
      'turned away within: the queue was full',
    ),
    inWindow('apf.rejected.time-out', level, within('time-out'), 'turned away within: it waited too long'),
    inWindow('api.requests.429', 'node-high', missed, 'kubelets have a level of their own'),
  ]
}

/** Of a window in which it asks: who asks most, whom it takes the seats from, and what brought it. */
function causeFacts(state: ClusterState, agent: Agent, asked: Asked): readonly Fact[] {
  const { fromMs, toMs } = asked
  const user = userOf(agent)
  const daemonSet = `DaemonSet/${agent.namespace}/${agent.name}`
  const { run } = stormBy(state, agent)
  const level = requestClassesOf(state).filter(({ priorityLevel }) => priorityLevel === stormLevel(agent))
  const held = (one: RequestClass): number => heldBy(state, one, asked)
  const share = sum(level.filter((one) => isOf(agent, one)).map(held)) / sum(level.map(held))
  const first = Object.values(run.rejections).map(([ms = Number.POSITIVE_INFINITY]) => ms)
  const byRequests = rankOf(state, agent, asked, ({ calls }) => calls.within(fromMs, toMs))
  const bySeats = rankOf(state, agent, asked, held)
  return [
    inWindow('api.first429Ms', user, Math.min(...first), 'its run: the queues of its hand are full'),
    inWindow('api.rank.requests', user, byRequests, 'calls of all classes, by user'),
    inWindow('api.rank.seatSeconds', user, bySeats, 'seats by seconds of all classes, by user'),
    inWindow(
      'apf.seatSeconds',
      user,
      sum(level.filter((one) => isOf(agent, one)).map(held)),
      'seats by seconds while they run, of those that were received within and served, however late',
    ),
    {
      ...inWindow('apf.share.seatSeconds', user, share, 'of its level: lists served, by seats and seconds'),
      op: 'approx',
      tol: 0.02,
    },
    inWindow('change.createdMs', daemonSet, agent.appliedMs, `applied by ${agent.by}`),
    inWindow('change.rolledBackMs', daemonSet, agent.untilMs, `taken from all nodes by ${agent.by}`),
  ]
}

function factsOf(state: ClusterState, agent: Agent, asked: Asked): readonly Fact[] {
  const { seats } = stormBy(state, agent)
  const isOn = agent.fromMs < asked.toMs && asked.fromMs < agent.untilMs
  return [
    ...countFacts(state, agent, asked),
    inWindow('apf.seats', stormLevel(agent), seats, "the level's share of the tier's seats, rounded up"),
    ...(isOn ? causeFacts(state, agent, asked) : []),
  ]
}

export const s02Truths: ScenarioTruths = {
  ofCluster: (state, asked) => state.cluster.agents.flatMap((agent) => factsOf(state, agent, asked)),
}
