// A storm that kills the API server, counted by the ledger, by a server that is looked at list by list, by the calls that
// are left one by one, and by what metrics and the audit log say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { auditLines } from '../wire/audit/audit-log.ts'
import { apiServerFamilies } from '../wire/kube/metrics.ts'
import { plannedFaults } from '../wire/planned-faults.ts'
import { selectorOf } from '../wire/prometheus/selector.ts'
import { Targets } from '../wire/prometheus/targets.ts'
import { type RequestClass, requestClassesOf } from '../world/api-requests.ts'
import { FrozenClock, firstDay, hourMs, minuteMs, testEpochMs } from '../world/clock.ts'
import { relistersOf } from '../world/relists.ts'
import { memoryAt, restartsOf } from '../world/restarts.ts'
import { momentOf } from '../world/scenario.ts'
import { World } from '../world/world.ts'
import { s02bTruths } from './s02b.ts'

const name = 'stream-use1-c2'
const user = 'system:serviceaccount:policy-system:policy-agent'
const fromMs = testEpochMs + momentOf(13, '14:00')
const untilMs = fromMs + 30 * minuteMs + 15_500
const afterMs = untilMs + hourMs

function rigOf(id: string) {
  const clock = new FrozenClock(testEpochMs + momentOf(firstDay))
  const scenarios = chosenScenarios([id])
  const world = new World({ seed: 20_260_105, scale: 'small', epochMs: testEpochMs, clock, scenarios })
  const cluster = world.cluster(name)
  if (cluster === undefined) throw new Error(`there is no ${name}`)
  const state = world.state(cluster)
  const truths = (from: number, to: number): ReadonlyMap<string, number> => {
    const all = s02bTruths.ofCluster?.(state, { fromMs: from, toMs: to }, world) ?? []
    return new Map(all.map((one) => [`${one.metric}/${one.subject}`, one.value]))
  }
  const classOf = (key: string) =>
    requestClassesOf(state).find((one) => one.key.startsWith(key)) as RequestClass
  return { world, state, truths, classOf }
}

const { world, state, truths, classOf } = rigOf('S02-b')
const restarts = restartsOf(state)

/** Its lists come every 30 ms, the first 14.7 ms after the storm begins, of which metrics and logs tell whole ones. */
const arrivalMs = (n: number): number => Math.floor(fromMs + 14.7 + 30 * n)
const gigabyte = 1e9
const eachBytes = 5 * 80_000 * 3_300

describe('the server', () => {
  it('has room for 46 lists at once, not for the 69 that its level lets run, and for all of them once it streams', () => {
    const free = 64 * gigabyte - gigabyte - eachBytes
    expect(Math.floor(free / eachBytes)).toBe(46)
    expect((69 * eachBytes) / 8).toBeLessThan(free)
    expect(restarts[0]).toMatchObject({
      killedMs: arrivalMs(46) + 1,
      bytes: gigabyte + 48 * eachBytes,
      backMs: arrivalMs(46) + 30_001,
    })
    for (const id of ['S02', 'S02-c']) {
      const other = rigOf(id)
      expect([id, restartsOf(other.state)]).toEqual([id, []])
      expect(requestClassesOf(other.state).filter(({ key }) => key.endsWith('/again'))).toEqual([])
    }
  })

  it('is killed as often, and answers as many, as list by list', () => {
    const kills: number[] = []
    const again = relistersOf(state)
    let [running, backMs, answered, lost] = [[] as number[], Number.NEGATIVE_INFINITY, 0, 0]
    for (let n = 0; arrivalMs(n) < untilMs; n += 1) {
      const ms = arrivalMs(n)
      answered += running.filter((endMs) => endMs <= ms).length
      running = running.filter((endMs) => endMs > ms)
      if (ms < backMs) {
        lost += 1
        continue
      }
      running.push(ms + 3_700)
      const since = Math.min(30_000, ms - backMs)
      const others = again
        .map(({ clients, bytes, seconds }) => {
          const begun = (clients * since) / 30_000
          const done = (clients * Math.max(0, Math.min(30_000, ms - backMs - 1_000 * seconds))) / 30_000
          return backMs < 0 ? 0 : 5 * bytes * (begun - done)
        })
        .reduce((a, b) => a + b, 0)
      if (gigabyte + eachBytes + running.length * eachBytes + others <= 64 * gigabyte) continue
      kills.push(ms + 1)
      lost += running.length
      running = []
      backMs = ms + 30_001
    }
    answered += running.length
    expect(restarts.map(({ killedMs }) => killedMs)).toEqual(kills)
    expect(kills.length).toBeGreaterThan(50)
    const all = truths(fromMs, afterMs)
    expect(all.get(`apiserver.restarts/${name}`)).toBe(kills.length)
    expect(all.get(`api.requests.200/${user}`)).toBe(answered)
    expect(answered).toBeGreaterThan(0)
    expect(all.get(`api.requests.lost/${user}`)).toBe(lost)
    expect(truths(fromMs, fromMs + 30 * minuteMs).get(`api.requests.offered/${user}`)).toBe(60_000)
  })

  it('is there when the agent is taken back', () => {
    expect(truths(fromMs, afterMs).get('change.rolledBackMs/DaemonSet/policy-system/policy-agent')).toBe(
      untilMs,
    )
    expect(memoryAt(state, untilMs)).toBeGreaterThan(2 * gigabyte)
  })

  it('is listed again by everybody who watches, each once where it lasts', () => {
    const all = truths(fromMs, afterMs)
    const clients = relistersOf(state).reduce((count, one) => count + one.clients, 0)
    expect(clients).toBe(6 * state.cluster.nodes + 5)
    const last = `${name}/${restarts.length}`
    expect(all.get(`apiserver.relists/${last}`)).toBe(clients)
    expect(all.get(`apiserver.relists.answered/${last}`)).toBe(clients)
    // In the 1.29 s that it lives of their half minute.
    const second = all.get(`apiserver.relists/${name}/2`) ?? 0
    const [one, next] = [restarts[1], restarts[2]]
    const share = ((next?.killedMs ?? 0) - (one?.backMs ?? 0)) / 30_000
    expect(Math.abs(second - clients * share)).toBeLessThan(11)
    expect(all.get(`apiserver.relists.answered/${name}/2`)).toBeLessThan(second)
  })
})

const instant = fc.integer({ min: fromMs - minuteMs, max: untilMs + minuteMs })

describe('what is left of its calls', () => {
  it('is all that was offered, less what was lost', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const all = truths(Math.min(a, b), Math.max(a, b))
        const [offered = 0, ...parts] = ['offered', '200', '429', 'lost'].map((what) =>
          all.get(`api.requests.${what}/${user}`),
        )
        expect(parts.reduce<number>((sum, part = 0) => sum + part, 0)).toBe(offered)
      }),
      { verbose: 1, numRuns: 30 },
    )
  })

  it('is counted as it is one by one, and answered before the server was killed', () => {
    const before = 20 * minuteMs
    for (const key of ['kubelet/update leases', 'kube-proxy/watch services//200', 'policy-agent/']) {
      const { calls, outcome, receivedUs, byCode } = classOf(key)
      const first = calls.before(fromMs - before)
      const left = Array.from({ length: calls.before(untilMs + minuteMs) - first }, (_, k) => first + k)
      for (const n of left) {
        const ms = calls.timeOf(n) as number
        const endUs = (receivedUs(n) as number) + outcome(n).tookUs
        const killedMs = restarts.find((one) => one.killedMs > ms)?.killedMs ?? Number.POSITIVE_INFINITY
        const isAway = restarts.some((one) => one.killedMs <= ms && ms < one.backMs)
        expect([key, n, isAway, endUs < 1_000 * killedMs]).toEqual([key, n, false, true])
      }
      fc.assert(
        fc.property(instant, instant, (a, b) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)]
          const within = left.filter((n) => {
            const ms = calls.timeOf(n) as number
            return ms >= from && ms < to
          })
          expect(calls.within(from, to)).toBe(within.length)
          expect([...byCode(from, to).values()].reduce((all, count) => all + count, 0)).toBe(within.length)
        }),
        { verbose: 1, numRuns: 5 },
      )
    }
  })

  it('is no less than comes while it is there', () => {
    const awayMs = restarts.reduce((all, { killedMs, backMs }) => all + backMs - killedMs, 0)
    const seconds = (untilMs - fromMs - awayMs) / 1_000
    const renewals = (seconds * state.cluster.nodes) / 10
    expect(seconds).toBeGreaterThan(70)
    const left = classOf('kubelet/update leases').calls.within(fromMs, untilMs)
    expect(Math.abs(left / renewals - 1)).toBeLessThan(0.02)
    // None of the watches of these lives is told of, since each lasts longer.
    const [first, last] = [restarts[0]?.killedMs ?? 0, restarts.at(-1)?.killedMs ?? 0]
    expect(classOf('kube-proxy/watch services//200').calls.within(first - 5 * minuteMs, last)).toBe(0)
  })

  it('is in the audit log, and nothing else', () => {
    const last = restarts.at(-1)?.backMs ?? 0
    const ofAgent = [...auditLines(state, fromMs, afterMs, { userAgent: 'policy-agent/v2.7.0' })]
    expect(ofAgent.length).toBe(truths(fromMs, afterMs).get(`api.requests.200/${user}`))
    for (const { ms } of ofAgent) expect(ms).toBeGreaterThanOrEqual(last)
    const [, second] = restarts
    if (second === undefined) throw new Error('it was killed once')
    const shortly = [...auditLines(state, second.killedMs, second.backMs + 500)]
    expect(shortly.length).toBeGreaterThan(50)
    for (const { ms } of shortly) expect(ms).toBeGreaterThanOrEqual(second.backMs)
    const lists = shortly.map(({ text }) => JSON.parse(text)).filter(({ verb }) => verb === 'list')
    expect(lists.some(({ requestURI }) => requestURI.includes('resourceVersion=0'))).toBe(true)
  })
})

describe('the wire', () => {
  const series = apiServerFamilies(state).flatMap((family) => family.series())
  const metric = (of: string, ms: number): number =>
    series.filter((one) => one.name === of).reduce((sum, { at }) => sum + (at(ms) ?? 0), 0)

  it('has a process that begins anew, and its counters with it', () => {
    const [first, second] = restarts
    if (first === undefined || second === undefined) throw new Error('it was killed less than twice')
    const start = (ms: number) => metric('process_start_time_seconds', ms)
    const total = (ms: number) => metric('apiserver_request_total', ms)
    expect(start(first.killedMs - 1)).toBeLessThan(testEpochMs / 1_000)
    expect(start(first.backMs + 1)).toBe(first.backMs / 1_000)
    expect(start(second.backMs + 1)).toBe(second.backMs / 1_000)
    const [before, later] = [total(first.killedMs - 1), total(first.backMs + 1_000)]
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(before / 1_000)
    // At the end of the millisecond it holds the list that is too much.
    const memory = metric('process_resident_memory_bytes', first.killedMs - 1)
    expect(memory).toBe(first.bytes - eachBytes)
    expect(metric('process_resident_memory_bytes', first.killedMs)).toBe(0)
    const seats = series.find(
      (one) =>
        one.name === 'apiserver_flowcontrol_current_executing_seats' &&
        one.labels.priority_level === 'workload-low',
    )
    expect(seats?.at(first.killedMs - 1)).toBe(460)
  })

  it('is cut while the server is away, and a Prometheus says that it is down', () => {
    const away = plannedFaults(world).filter(({ face }) => face === `kube/${name}`)
    expect(away.map(({ fromMs: killedMs, untilMs: backMs }) => [killedMs, backMs])).toEqual(
      restarts.map(({ killedMs, backMs }) => [killedMs, backMs]),
    )
    const [up] = new Targets(world).select(selectorOf(`up{cluster="${name}", job="apiserver"}`))
    const minutes = Array.from({ length: 60 }, (_, n) => up?.at(fromMs + n * 30_000))
    expect(minutes.filter((told) => told === 0).length).toBeGreaterThan(50)
    expect([up?.at(fromMs - minuteMs), up?.at(untilMs + minuteMs)]).toEqual([1, 1])
  })

  it('says the same whatever was asked before', () => {
    const other = rigOf('S02-b')
    other.classOf('kubelet/update leases').calls.before(untilMs)
    expect(other.truths(fromMs, afterMs)).toEqual(truths(fromMs, afterMs))
    expect(other.classOf('policy-agent/').call(3)).toEqual(classOf('policy-agent/').call(3))
  })
})
