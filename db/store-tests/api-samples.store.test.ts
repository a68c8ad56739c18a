// Readings of API servers' metrics on a real store: gauges by bucket, counters over restarts, gaps as gaps.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../domain/model/scope.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import { apiSampleSeries } from '../events/read/api-samples.ts'
import { insertSamples, sampleLines } from '../events/write/api-samples.ts'
import { everything } from './audit-events.ts'
import { openTestStores, type TestStores } from './stores.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const startMs = Date.parse('2026-11-20T10:00:00Z')
const at = (seconds: number) => new Date(startMs + seconds * 1_000)
const counter = 'apiserver_flowcontrol_rejected_requests_total'
const gauge = 'apiserver_flowcontrol_current_executing_seats'
const window = resolveWindow({ from: at(0).toISOString(), to: at(300).toISOString() })

async function put(clusterId: string, metric: string, labels: string, readings: readonly [number, number][]) {
  const lines = sampleLines(
    readings.map(([seconds, value]) => ({ clusterId, metric, labels, at: at(seconds), value })),
  )
  await insertSamples(stores.events, Buffer.from(lines.join('\n')))
}

test('gauges stand at what was read, bucket by bucket; what nobody read is a gap', async () => {
  await put('gauged', gauge, 'priority_level=workload-low', [
    [0, 2],
    [30, 4],
    [60, Number.POSITIVE_INFINITY],
    [130, 7],
  ])
  const points = await apiSampleSeries(stores.events, {
    scope: everything,
    clusters: ['gauged'],
    metric: gauge,
    window,
    limit: 99,
  })
  expect(points.map(({ at: start, average, highest }) => [start, average, highest])).toEqual([
    [at(0), 3, 4],
    [at(120), 7, 7],
  ])
})

test('counters rise from reading to reading, also over a restart and a reading that came twice', async () => {
  const labels = 'priority_level=global-default,reason=queue-full'
  const readings: [number, number][] = [
    [-20, 100],
    [10, 110],
    [40, 115],
    [70, 3],
    [100, 8],
  ]
  await put('risen', counter, labels, readings)
  await put('risen', counter, labels, readings)
  await put('risen', counter, 'priority_level=fresh,reason=x', [
    [70, 50],
    [100, 51],
  ])
  const ask = { scope: everything, clusters: ['risen'], metric: counter, window, limit: 99 } as const
  const points = await apiSampleSeries(stores.events, ask)
  expect(points.map(({ labels: own, at: start, increase }) => [own.slice(0, 16), start, increase])).toEqual([
    ['priority_level=f', at(60), 1],
    ['priority_level=g', at(0), 15],
    ['priority_level=g', at(60), 8],
  ])
  expect(await apiSampleSeries(stores.events, { ...ask, labels: [labels], limit: 1 })).toHaveLength(1)
  const unseen = { clusters: ['other'], namespaces: 'all' } as unknown as Scope
  expect(await apiSampleSeries(stores.events, { ...ask, scope: unseen })).toEqual([])
  const late = resolveWindow({ from: at(60).toISOString(), to: at(120).toISOString() })
  const [first] = await apiSampleSeries(stores.events, {
    ...ask,
    labels: ['priority_level=fresh,reason=x'],
    window: late,
  })
  expect(first?.increase, 'the first reading ever tells of no rise').toBe(1)
})
