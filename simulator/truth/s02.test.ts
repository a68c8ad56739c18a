// A storm of lists counted by the ledger, by its requests one by one and by what metrics say at any instant; and the
// DaemonSet that brings it, which comes and goes with its pods.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { auditLines } from '../wire/audit/audit-log.ts'
import { apiServerFamilies } from '../wire/kube/metrics.ts'
import { type RequestClass, requestClassesOf } from '../world/api-requests.ts'
import { FrozenClock, firstDay, hourMs, minuteMs, testEpochMs } from '../world/clock.ts'
import { momentOf } from '../world/scenario.ts'
import { podCount, World } from '../world/world.ts'
import { s02Truths } from './s02.ts'

const name = 'stream-use1-c2'
const fromMs = testEpochMs + momentOf(13, '14:00')
const toMs = fromMs + 30 * minuteMs

function rigOf(id: string) {
  const clock = new FrozenClock(testEpochMs + momentOf(firstDay))
  const scenarios = chosenScenarios([id])
  const world = new World({ seed: 20_260_105, scale: 'small', epochMs: testEpochMs, clock, scenarios })
  const cluster = world.cluster(name)
  if (cluster === undefined) throw new Error(`there is no ${name}`)
  const state = world.state(cluster)
  const storm = requestClassesOf(state).find(({ key }) => key.startsWith('policy-agent/')) as RequestClass
  const truths = (from: number, to: number): ReadonlyMap<string, number> => {
    const all = s02Truths.ofCluster?.(state, { fromMs: from, toMs: to }, world) ?? []
    return new Map(all.map((one) => [`${one.metric}/${one.subject}`, one.value]))
  }
  const series = apiServerFamilies(state).flatMap((family) => family.series())
  /** 0: the line is not there. */
  const metric = (of: string, labels: Readonly<Record<string, string>>, ms: number): number => {
    const found = series.find(
      (one) => one.name === of && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )
    return found?.at(ms) ?? 0
  }
  return { world, state, storm, truths, metric }
}

const level = { priority_level: 'workload-low' }
const user = 'system:serviceaccount:policy-system:policy-agent'

describe('the storm', () => {
  const { storm, truths, metric, state } = rigOf('S02')

  it('is what the model says: 60,000 requests, so many served, so many turned away and for which reason', () => {
    const all = truths(fromMs, toMs + hourMs)
    const of = (what: string) => all.get(what)
    expect(of(`api.requests/${user}`)).toBe(60_000)
    expect(of(`api.requests.200/${user}`)).toBe(33_870)
    expect(of(`api.requests.429/${user}`)).toBe(26_130)
    expect(of('apf.rejected.queue-full/workload-low')).toBe(23_802)
    expect(of('apf.rejected.time-out/workload-low')).toBe(2_328)
    expect(of('api.requests.429/node-high')).toBe(0)
    expect(of('apf.seats/workload-low')).toBe(694)
    // Closed form: 69 at once, 3.7 s each.
    expect(Math.abs((of(`api.requests.200/${user}`) ?? 0) / ((1_800 * 69) / 3.7) - 1)).toBeLessThan(0.01)
  })

  it('turns the first away after 21.4 s, and is first by requests and by seats', () => {
    const all = truths(fromMs, toMs)
    expect(Math.round(((all.get(`api.first429Ms/${user}`) ?? 0) - fromMs) / 100)).toBe(214)
    expect(all.get(`api.rank.requests/${user}`)).toBe(1)
    expect(all.get(`api.rank.seatSeconds/${user}`)).toBe(1)
    expect(all.get(`apf.share.seatSeconds/${user}`)).toBeGreaterThan(0.98)
  })

  it('counts in any window what its requests are one by one', () => {
    const one = Array.from({ length: 60_000 }, (_, k) => {
      const n = storm.calls.before(fromMs) + k
      return { ms: storm.calls.timeOf(n) as number, ...storm.outcome(n) }
    })
    const instant = fc.integer({ min: fromMs - minuteMs, max: toMs + minuteMs })
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const within = one.filter(({ ms }) => ms >= from && ms < to)
        const all = truths(from, to)
        expect(all.get(`api.requests/${user}`)).toBe(within.length)
        for (const code of [200, 429]) {
          const expected = within.filter((call) => call.code === code).length
          expect([code, all.get(`api.requests.${code}/${user}`)]).toEqual([code, expected])
        }
        const runUs = within.map(({ code, tookUs, waitedUs }) => (code === 200 ? tookUs - waitedUs : 0))
        const held = runUs.reduce((sum, us) => sum + (10 * us) / 1_000_000, 0)
        expect(all.get(`apf.seatSeconds/${user}`) ?? 0).toBeCloseTo(held, 6)
        // What metrics say at an instant is of those that were answered by then.
        const answered = (call: (typeof one)[number]): boolean =>
          call.ms + call[call.code === 429 ? 'waitedUs' : 'tookUs'] / 1_000 < to
        const done = one.filter(answered)
        const lists = { verb: 'LIST', resource: 'pods', scope: 'cluster' }
        for (const code of [200, 429]) {
          const total = metric('apiserver_request_total', { ...lists, code: String(code) }, to)
          expect([code, total]).toEqual([code, done.filter((call) => call.code === code).length])
        }
        for (const reason of ['queue-full', 'time-out']) {
          const total = metric('apiserver_flowcontrol_rejected_requests_total', { reason, ...level }, to)
          expect([reason, total]).toEqual([reason, done.filter((call) => call.reason === reason).length])
        }
        const begun = one.filter(({ code, ms, waitedUs }) => code === 200 && ms + waitedUs / 1_000 < to)
        const waiting = one.filter(({ ms, waitedUs }) => ms < to && ms + waitedUs / 1_000 >= to).length
        expect(metric('apiserver_flowcontrol_current_inqueue_requests', level, to)).toBe(waiting)
        const seats = metric('apiserver_flowcontrol_current_executing_seats', level, to)
        const running = begun.length - done.filter(({ code }) => code === 200).length
        if (running > 0) expect(seats).toBe(10 * running)
      }),
      { verbose: 1, numRuns: 12 },
    )
  })

  it('says the same whatever was asked before', () => {
    const other = rigOf('S02')
    other.storm.outcome(59_999)
    expect(other.truths(fromMs, toMs)).toEqual(truths(fromMs, toMs))
    expect(other.storm.call(17)).toEqual(storm.call(17))
  })

  it('comes with a DaemonSet of two thousand pods on a cluster of eighty thousand, and goes with it', () => {
    const set = state.podSets.find(({ workload }) => workload.name === 'policy-agent')
    if (set === undefined) throw new Error('there is no policy-agent')
    const appliedMs = fromMs - 30_000
    const present = (ms: number) => state.nodes.present(ms).count
    expect([set.count(appliedMs), set.count(appliedMs + 1), set.count(toMs + 1)]).toEqual([0, 0, 0])
    for (const ms of [appliedMs + 2, fromMs, toMs]) expect(set.count(ms)).toBe(present(ms))
    expect(set.status(fromMs)).toMatchObject({ ready: present(fromMs), wanted: present(fromMs) })
    expect(Math.abs(podCount(state, fromMs) - set.count(fromMs) - 80_000)).toBeLessThan(400)
    const changes = set.changes(appliedMs - minuteMs, toMs + minuteMs)
    const of = (type: string): number => changes.filter((change) => change.type === type).length
    expect(of('born')).toBe(set.started(appliedMs - minuteMs, toMs + minuteMs))
    expect(of('gone')).toBe(of('born'))
    const last = changes
      .filter(({ type }) => type === 'ready')
      .slice(0, present(fromMs))
      .map(({ ms }) => ms)
    expect(Math.max(...last)).toBeLessThan(fromMs)
  })

  it('is brought by somebody whose request names what it creates, as its body does', () => {
    const [created] = [...auditLines(state, fromMs - minuteMs, fromMs)]
      .map(({ text }) => JSON.parse(text))
      .filter(({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'daemonsets')
    expect(created).toMatchObject({
      requestURI: '/apis/apps/v1/namespaces/policy-system/daemonsets?fieldManager=kubectl-client-side-apply',
      objectRef: { resource: 'daemonsets', namespace: 'policy-system', name: 'policy-agent' },
      requestReceivedTimestamp: expect.stringMatching(/^2026-01-18T13:59:30\./),
      responseStatus: { code: 201 },
    })
  })
})

it('leaves nobody else waiting where a flow schema isolates it', () => {
  const waits = (id: string): number[] => {
    const { state } = rigOf(id)
    const others = requestClassesOf(state).filter(
      ({ priorityLevel, verb, resource, key }) =>
        priorityLevel === 'workload-low' &&
        verb === 'list' &&
        resource === 'pods' &&
        !key.startsWith('policy-agent'),
    )
    return others
      .flatMap(({ calls, outcome }) =>
        Array.from(
          { length: calls.within(fromMs, toMs) },
          (_, k) => outcome(calls.before(fromMs) + k).waitedUs,
        ),
      )
      .sort((a, b) => a - b)
  }
  const [shared, apart] = [waits('S02'), waits('S02-c')]
  expect(shared.at(-1)).toBeGreaterThan(1_000_000)
  expect(apart.length).toBe(shared.length)
  expect(apart.at(-1)).toBe(0)
  const { truths } = rigOf('S02-c')
  expect(truths(fromMs, toMs).get(`api.requests/${user}`)).toBe(60_000)
  expect(truths(fromMs, toMs).get('apf.seats/policy-agents')).toBe(34)
})
