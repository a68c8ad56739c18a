// A wide fleet: exactly its clusters are read, and sockets and calls at once stay within their bounds. With
// PERIPLUS_EKS_SCALE=full: 200 accounts, 17 regions, 1,000 clusters; prints what it cost.
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { accountIds, generatedWorld, seventeenRegions } from './stand-in/generated.ts'
import { AwsStandIn, type Call } from './stand-in/server.ts'
import { openRig, type Rig } from './test-rig.ts'
import { defaultTuning } from './tuning.ts'

const size =
  process.env.PERIPLUS_EKS_SCALE === 'full'
    ? { accounts: 200, clusters: 1_000 }
    : { accounts: 5, clusters: 20 }

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
})

const mebibytes = () => {
  const { rss, heapUsed } = process.memoryUsage()
  return { rss: Math.round(rss / 2 ** 20), heap: Math.round(heapUsed / 2 ** 20) }
}

/** Most calls within any second, of those that `of` tells apart. */
function busiestSecond(calls: readonly Call[], of: (call: Call) => string): number {
  const times = new Map<string, number[]>()
  for (const call of calls) times.set(of(call), [...(times.get(of(call)) ?? []), call.atMs])
  let most = 0
  for (const instants of times.values()) {
    for (let from = 0, to = 0; to < instants.length; to += 1) {
      while (instants[to]! - instants[from]! > 1_000) from += 1
      most = Math.max(most, to - from + 1)
    }
  }
  return most
}

it('reads a wide fleet within its bounds', async () => {
  const accounts = accountIds(size.accounts)
  const definition = { accounts, roleName: 'periplus', regions: [...seventeenRegions] }
  rig = await openRig(generatedWorld(accounts, size.clusters), definition, {
    isReal: true,
    tuning: { timeoutMs: 20_000 },
  })
  const { standIn, inventory, report } = rig
  const measure = async () => {
    const startedMs = performance.now()
    const from = standIn.calls.length
    await rig?.round()
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10
    return { calls: standIn.calls.length - from, seconds, memoryMiB: mebibytes() }
  }
  const before = mebibytes()
  const rounds = [await measure(), await measure(), await measure()]
  console.info(
    JSON.stringify({
      ...size,
      places: size.accounts * seventeenRegions.length,
      before,
      rounds,
      most: standIn.most,
      busiestSecond: busiestSecond(standIn.calls, () => ''),
      busiestSecondOfOnePlace: busiestSecond(
        standIn.calls.filter(({ service }) => service === 'eks'),
        ({ accountId, region }) => `${accountId}/${region}`,
      ),
      firstSecond: standIn.calls.filter(({ atMs }) => atMs - standIn.calls[0]!.atMs < 1_000).length,
    }),
  )
  expect(report.troubles).toEqual(new Map())
  expect(inventory.clusters.size).toBe(size.clusters)
  for (const clusterId of inventory.clusters.keys()) {
    expect(Object.keys(inventory.partsOf(clusterId, 'node-group'))).toHaveLength(3)
    expect(Object.keys(inventory.partsOf(clusterId, 'insight'))).toHaveLength(6)
    expect(Object.keys(inventory.partsOf(clusterId, 'pod-identity'))).toHaveLength(3)
  }
  expect(standIn.most.requests).toBeLessThanOrEqual(defaultTuning.inFlight)
  // Some are still closing while others open.
  expect(standIn.most.sockets).toBeLessThanOrEqual(defaultTuning.inFlight + defaultTuning.inFlightPerRegion)
  expect(standIn.identities.issued).toBe(size.accounts)
}, 1_200_000)
