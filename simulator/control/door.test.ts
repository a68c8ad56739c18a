// A clock that begins in the past, is set from day to day, and in the end is let go: what the demo does to
// have a history. And watches, which are told nothing of a jump that ended them.
import { afterEach, expect, it } from 'vitest'
import { Rig } from '../wire/kube/client-rig.ts'
import { dayMs, testEpochMs } from '../world/clock.ts'

let rig: Rig | undefined
afterEach(() => rig?.close())

const iso = (ms: number): string => new Date(ms).toISOString()
const nodes = '/k8s/stream-use1-c1/api/v1/nodes'

it('stands on the day it is told, is set, and runs with the wall', async () => {
  let wallMs = testEpochMs + 14 * dayMs + 3_600_000
  rig = await Rig.open({ startDay: 0, wallNow: () => wallMs })
  expect(await rig.control('/_sim/clock')).toMatchObject({ now: iso(testEpochMs), mode: 'frozen' })
  const day7 = iso(testEpochMs + 7 * dayMs)
  expect(await rig.control('/_sim/clock', { now: day7 })).toMatchObject({ now: day7, mode: 'frozen' })
  const followed = await fetch(`${rig.simulator.controlUrl}/_sim/clock`, { method: 'HEAD' })
  expect([followed.status, Date.parse(followed.headers.get('date') ?? '')]).toEqual([200, Date.parse(day7)])
  expect(await rig.control('/_sim/clock', { isLive: true })).toMatchObject({ now: iso(wallMs), mode: 'live' })
  wallMs += 60_000
  expect(await rig.control('/_sim/clock')).toMatchObject({ now: iso(wallMs) })
  expect((await rig.control('/_sim/clock', { now: iso(wallMs + dayMs) })).error).toContain(
    'not moved by hand',
  )
})

it('refuses to run with a wall that is behind', async () => {
  rig = await Rig.open({ wallNow: () => testEpochMs })
  expect(await rig.control('/_sim/clock', { isLive: true })).toMatchObject({ status: 400 })
  expect(await rig.control('/_sim/clock')).toMatchObject({ mode: 'frozen' })
})

it('ends what watches before it jumps, and has forgotten where that stood', async () => {
  rig = await Rig.open({ startDay: 0 })
  const { metadata } = (await rig.ask(nodes)).json
  const watch = rig.watch(`${nodes}?watch=1&resourceVersion=${metadata.resourceVersion}`)
  await watch.opened
  await rig.control('/_sim/clock', { now: iso(testEpochMs + 7 * dayMs), cuts: true })
  await watch.ended
  expect(watch.frames).toEqual([])
  const again = rig.watch(`${nodes}?watch=1&resourceVersion=${metadata.resourceVersion}`)
  await again.ended
  expect(again.frames).toMatchObject([{ type: 'ERROR', object: { code: 410 } }])
})
