// What lists do to an API server that buffers them whole: when its memory was full and it was killed, when it was back,
// who listed again then, and what became of the agent's lists, of which an audit log has only those that were answered.
import { KilledFlow } from '../physics/killed-flow.ts'
import type { Agent } from '../world/agents.ts'
import { requestClassesOf } from '../world/api-requests.ts'
import { relistings, restartsOf, servedMs } from '../world/restarts.ts'
import { stormBy } from '../world/storms.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'

const isTurnedAway = (code: number): boolean => code === 429

const inWindow = (metric: string, subject: string, value: number, derivation: string): Fact => ({
  ...{ metric, subject, value, derivation },
  isWindow: true,
})

/** Its lists: how many were asked for, and what became of each. */
function agentFacts(state: ClusterState, agent: Agent, { fromMs, toMs }: Asked): readonly Fact[] {
  const { namespace, name, userAgent, calls, by, appliedMs, untilMs } = agent
  const user = `system:serviceaccount:${namespace}:${name}`
  const answers = requestClassesOf(state)
    .filter(({ key }) => key.startsWith(userAgent))
    .flatMap(({ byCode }) => [...byCode(fromMs, toMs)])
  const counted = (isOne: (code: number) => boolean): number =>
    sum(answers.filter(([code]) => isOne(code)).map(([, count]) => count))
  const { run } = stormBy(state, agent)
  const count = run instanceof KilledFlow ? run.lost(calls.before(fromMs), calls.before(toMs)) : 0
  const turnedAway = counted(isTurnedAway)
  const isWithin = (ms: number): boolean => ms >= fromMs && ms < toMs
  const changes: [string, number][] = [
    ['change.createdMs', appliedMs],
    ['change.rolledBackMs', servedMs(state, untilMs)],
  ]
  return [
    inWindow(
      'api.requests.offered',
      user,
      calls.within(fromMs, toMs),
      'each pod once in so many seconds, counted',
    ),
    inWindow(
      'api.requests.200',
      user,
      counted((code) => !isTurnedAway(code)),
      'of these, answered before the server was killed',
    ),
    inWindow('api.requests.429', user, turnedAway, 'of these, turned away while it was there'),
    inWindow(
      'api.requests.lost',
      user,
      count,
      'of these, by the lives of the server: run or waited when it was killed (no event, since EKS writes none before a request is answered), or came while it was away',
    ),
    ...changes
      .filter(([, ms]) => isWithin(ms))
      .map(([metric, ms]) => inWindow(metric, `DaemonSet/${namespace}/${name}`, ms, `by ${by}`)),
  ]
}

/** The server's: each time that it was killed, by its number of all. */
function restartFacts(state: ClusterState, { fromMs, toMs }: Asked): readonly Fact[] {
  const restarts = restartsOf(state)
  const again = relistings(state)
  const keys = new Set(again.map(({ key }) => key))
  const answered = requestClassesOf(state).filter(({ key }) => keys.has(key))
  const within = restarts
    .map((restart, n) => ({ ...restart, n, nextMs: restarts[n + 1]?.killedMs ?? Number.MAX_SAFE_INTEGER }))
    .filter(({ killedMs }) => killedMs >= fromMs && killedMs < toMs)
  const { name } = state.cluster
  return [
    inWindow(
      'apiserver.restarts',
      name,
      within.length,
      'its lists one by one: each at 5 times its bytes, until that and its cache are more than its memory (64 GB at XL, assumed)',
    ),
    ...within.flatMap(({ n, killedMs, backMs, bytes, nextMs }) => {
      const subject = `${name}/${n + 1}`
      const asked = sum(again.map(({ calls }) => calls?.within(backMs, nextMs) ?? 0))
      const codes = answered.flatMap(({ byCode }) => [...byCode(backMs, nextMs).values()])
      return [
        inWindow('apiserver.killedMs', subject, killedMs, 'the millisecond after the list that was too much'),
        inWindow('apiserver.backMs', subject, backMs, 'away for 30 s, assumed'),
        inWindow('apiserver.memoryBytes', subject, bytes, 'held when it was killed'),
        inWindow(
          'apiserver.relists',
          subject,
          asked,
          'who watches, evenly over the 30 s of their back-off (assumed), until it is killed again',
        ),
        inWindow('apiserver.relists.answered', subject, sum(codes), 'of these, answered before that'),
      ]
    }),
  ]
}

export const s02bTruths: ScenarioTruths = {
  ofCluster: (state, asked) =>
    state.cluster.agents.length === 0
      ? []
      : [
          ...state.cluster.agents.flatMap((agent) => agentFacts(state, agent, asked)),
          ...restartFacts(state, asked),
        ],
}
