// Clients of scenarios as an API server's metrics show them: what is deprecated, how often it was called, and what
// is left of it when its client stops, or the server starts anew.
import { expect, it } from 'vitest'
import { chosenScenarios } from '../../scenarios/scenarios.ts'
import { FrozenClock, firstDay, hourMs, testEpochMs } from '../../world/clock.ts'
import { momentOf, type Scenario } from '../../world/scenario.ts'
import { World } from '../../world/world.ts'
import { metricsText } from './metrics.ts'

const name = 'svc-ads-euw1'
const at = (day: number, time?: string): number => testEpochMs + momentOf(day, time)

function readerOf(scenarios: readonly Scenario[]) {
  const clock = new FrozenClock(at(firstDay))
  const world = new World({ seed: 20_260_105, scale: 'small', epochMs: testEpochMs, clock, scenarios })
  const cluster = world.cluster(name)
  if (cluster === undefined) throw new Error(`there is no ${name}`)
  return (ms: number, family: string, label = ''): Map<string, number> => {
    const lines = metricsText(world.state(cluster), ms)
      .split('\n')
      .filter((line) => line.startsWith(`${family}{`) || line.startsWith(`${family} `))
      .filter((line) => line.includes(label))
    return new Map(
      lines.map((line) => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' ') + 1)),
      ]),
    )
  }
}

const gauge =
  'apiserver_requested_deprecated_apis{group="flowcontrol.apiserver.k8s.io",removed_release="1.32",resource="flowschemas",subresource="",version="v1beta3"}'
const ofClient = 'version="v1beta3"'
const sumOf = (values: ReadonlyMap<string, number>): number => [...values.values()].reduce((a, b) => a + b, 0)

it('shows no deprecated API, not even the family, where nobody calls one', () => {
  const read = readerOf(chosenScenarios([]))
  expect(read(at(firstDay), 'apiserver_requested_deprecated_apis').size).toBe(0)
  expect(read(at(firstDay), 'apiserver_request_total', ofClient).size).toBe(0)
})

it('shows the API that is called, and 288 more calls a day', () => {
  const read = readerOf(chosenScenarios(['S05']))
  expect(read(at(firstDay), 'apiserver_requested_deprecated_apis')).toEqual(new Map([[gauge, 1]]))
  for (let day = 0; day < firstDay; day += 1) {
    const calls = (ms: number): number => sumOf(read(ms, 'apiserver_request_total', ofClient))
    expect(calls(at(day + 1)) - calls(at(day))).toBe(288)
  }
  const [[labels] = ['']] = read(at(firstDay), 'apiserver_request_total', ofClient)
  expect(labels).toContain('verb="LIST"')
  expect(read(at(firstDay), 'apiserver_request_duration_seconds_count', ofClient).size).toBe(1)
})

it('does not forget what was called when its client is rolled out anew, but counts no more', () => {
  const read = readerOf(chosenScenarios(['S05-b']))
  const mended = at(12, '06:00')
  expect(read(at(firstDay), 'apiserver_requested_deprecated_apis')).toEqual(new Map([[gauge, 1]]))
  const calls = (ms: number): number => sumOf(read(ms, 'apiserver_request_total', ofClient))
  expect(calls(mended) - calls(mended - hourMs)).toBe(12)
  expect(calls(at(firstDay))).toBe(calls(mended))
})

it('forgets with a new server: counters begin anew, and what it no longer has nobody called', () => {
  const [first, ...others] = chosenScenarios(['S05'])
  const upgrade = { do: 'version.upgrade', cluster: name, at: momentOf(13), forMs: hourMs, to: 32 } as const
  const upgraded = { ...(first as Scenario), edits: [upgrade] }
  const read = readerOf([upgraded, ...others])
  const endMs = at(13) + hourMs
  expect(read(endMs, 'apiserver_requested_deprecated_apis').size).toBe(1)
  expect(sumOf(read(endMs, 'process_start_time_seconds'))).toBeLessThan(testEpochMs / 1_000)
  expect(read(endMs + 1, 'apiserver_requested_deprecated_apis').size).toBe(0)
  expect(sumOf(read(endMs + hourMs, 'process_start_time_seconds'))).toBe(endMs / 1_000)
  const leases = (ms: number): number => sumOf(read(ms, 'apiserver_request_total', 'resource="leases"'))
  expect(leases(endMs + 1)).toBeLessThan(100)
  expect(leases(endMs + hourMs)).toBeGreaterThan(3_600)
  expect(read(at(firstDay), 'apiserver_request_total', ofClient).size).toBe(0)
})
