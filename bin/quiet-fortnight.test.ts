// S01: a fleet on ordinary days. By what its ledger says was asked, hour by hour over a fortnight and minute by minute
// over its last day, no talker of it started or jumped.
import { afterEach, expect, it } from 'vitest'
import { agentOf } from '../domain/model/agent.ts'
import { type CountSeries, findOnsets } from '../domain/onset/find-onsets.ts'
import { earlierDays, onsetParameters } from '../domain/onset/parameters.ts'
import { openSimulator, type Simulator } from '../simulator/main.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** From where the world begins until where its clock stands. */
const days = 14
const clusters = ['data-usw2-c1', 'dev-ads-use1', 'edge-oslo']

let simulator: Simulator
afterEach(() => simulator.close())

async function control<Told>(path: string): Promise<Told> {
  return (await (await fetch(`${simulator.controlUrl}${path}`)).json()) as Told
}

interface Truth {
  readonly metric: string
  readonly subject: string
  readonly value: number
}

/** Who asked, all versions together: "system:serviceaccount:a:b agent/1.2 list pods 200" → "agent". Nodes are one. */
function talkerOf(subject: string): string {
  const [user = '', agent = ''] = subject.split(' ')
  return user.startsWith('system:serviceaccount:') ? agentOf(agent) : user
}

/** Requests by talker in each bucket of [fromMs, toMs). */
async function countsOf(cluster: string, fromMs: number, toMs: number, bucketMs: number) {
  const starts = Array.from({ length: (toMs - fromMs) / bucketMs }, (_, at) => fromMs + at * bucketMs)
  const counts = new Map<string, number[]>()
  for (const [at, startMs] of starts.entries()) {
    const window = new URLSearchParams({
      cluster,
      from: new Date(startMs).toISOString(),
      to: new Date(startMs + bucketMs).toISOString(),
    })
    const { truths } = await control<{ truths: Truth[] }>(`/_sim/truth?${window}`)
    for (const { metric, subject, value } of truths) {
      if (metric !== 'api.requests' || subject === cluster) continue
      const values = counts.get(talkerOf(subject)) ?? starts.map(() => 0)
      values[at] = (values[at] ?? 0) + value
      counts.set(talkerOf(subject), values)
    }
  }
  return new Map<string, CountSeries>(
    [...counts].map(([talker, values]) => [talker, { startMs: fromMs, bucketMs, values }]),
  )
}

/** As a page asks that shows a window: with what is read before it, and the hours of the days before. */
function lookedAt(counted: CountSeries, fromMs: number, toMs: number, hours: CountSeries) {
  const { bucketMs } = counted
  const { lead } = bucketMs === minuteMs ? onsetParameters.minute : onsetParameters.hour
  const cut = (of: CountSeries, startMs: number, endMs: number): CountSeries => {
    const from = Math.max(startMs, of.startMs)
    const place = (ms: number) => (ms - of.startMs) / of.bucketMs
    return { startMs: from, bucketMs: of.bucketMs, values: of.values.slice(place(from), place(endMs)) }
  }
  const earlier = cut(hours, fromMs - earlierDays * dayMs, fromMs)
  return findOnsets({
    ...cut(counted, fromMs - lead * bucketMs, toMs),
    isLastPartial: false,
    fromMs,
    earlier,
  })
}

/** Windows of a length from one instant to another. */
const windowsOf = (fromMs: number, toMs: number, lengthMs: number): [number, number][] =>
  Array.from({ length: (toMs - fromMs) / lengthMs }, (_, at) => [
    fromMs + at * lengthMs,
    fromMs + (at + 1) * lengthMs,
  ])

it('a fortnight of ordinary days has no onset, and a jump laid into it has one', async () => {
  simulator = await openSimulator({ scale: 'small', scenarios: ['S01'] })
  const nowMs = Date.parse((await control<{ now: string }>('/_sim/clock')).now)
  const beginMs = nowMs - days * dayMs
  for (const cluster of clusters) {
    const byHour = await countsOf(cluster, beginMs, nowMs, hourMs)
    expect(byHour.size).toBeGreaterThan(8)
    for (const [talker, hours] of byHour) {
      const said = `${talker} of ${cluster}`
      expect(lookedAt(hours, beginMs, nowMs, hours), said).toEqual([])
      for (const [fromMs, toMs] of windowsOf(beginMs, nowMs, dayMs))
        expect(lookedAt(hours, fromMs, toMs, hours), said).toEqual([])
    }
  }
  const [cluster = ''] = clusters
  const byHour = await countsOf(cluster, beginMs, nowMs, hourMs)
  const lastDayMs = nowMs - dayMs
  const leadMs = onsetParameters.minute.lead * minuteMs
  const byMinute = await countsOf(cluster, lastDayMs - leadMs, nowMs, minuteMs)
  for (const [talker, minutes] of byMinute) {
    const hours = byHour.get(talker) as CountSeries
    for (const [fromMs, toMs] of windowsOf(lastDayMs, nowMs, 6 * hourMs))
      expect(lookedAt(minutes, fromMs, toMs, hours), talker).toEqual([])
  }
  const nodes = byMinute.get('system:nodes') as CountSeries
  const noonMs = lastDayMs + dayMs / 2
  const from = (noonMs - nodes.startMs) / minuteMs
  const jumped = { ...nodes, values: nodes.values.map((n, at) => (at < from ? n : (n ?? 0) * 4)) }
  const found = lookedAt(jumped, noonMs - hourMs, noonMs + hourMs, byHour.get('system:nodes') as CountSeries)
  expect(found).toMatchObject([{ atMs: noonMs, kind: 'jumped' }])
})
