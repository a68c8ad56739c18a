// A database that fills up: the instants of the ledger against the published ones, and against counting object after
// object; what its API server and EKS say of it before, while and after it is full.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { growthOf } from '../physics/growth.ts'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { describeCluster } from '../wire/aws/eks-cluster.ts'
import { updatesOf } from '../wire/aws/eks-updates.ts'
import { Rig } from '../wire/kube/client-rig.ts'
import { FrozenClock, firstDay, minuteMs, secondMs, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { momentOf } from '../world/scenario.ts'
import { World } from '../world/world.ts'
import { ledgerOf } from './ledger.ts'

const name = 'svc-sec-use1'
const at = (day: number, time?: string): number => testEpochMs + momentOf(day, time)
const beganMs = at(13, '12:00')
const worldOf = (id: string): World =>
  new World({
    seed: 20_260_105,
    scale: 'small',
    epochMs: testEpochMs,
    clock: new FrozenClock(at(firstDay)),
    scenarios: chosenScenarios([id]),
  })
const truthOf = (world: World, metric: string, toMs: number, fromMs = toMs): number | undefined =>
  ledgerOf(world, { fromMs, toMs, cluster: name }).find(
    (truth) => truth.metric === metric && truth.scenario.startsWith('S10'),
  )?.value

describe('the ledger', () => {
  const world = worldOf('S10')
  it.each([
    ['80%', 90.6],
    ['90%', 235.5],
    ['100%', 380.4],
  ])('reaches %s after %d minutes', (share, minutes) => {
    const ms = truthOf(world, `database.reaches.${share}`, at(13, '12:30')) as number
    expect((ms - beganMs) / minuteMs).toBeCloseTo(minutes, 1)
  })

  it('is full where object after object makes it so, in both', () => {
    for (const id of ['S10', 'S10-b']) {
      const { full, leaker } = growthOf(worldOf(id).cluster(name) as Cluster) ?? {}
      let [bytes, n] = [5_900_000_000, leaker?.calls.before(beganMs) ?? 0]
      for (; bytes < 8_000_000_000; n += 1) bytes += 4_600
      const ms = leaker?.calls.timeOf(n - 1) as number
      expect(full?.[0]?.fromMs).toBe(ms + 1)
      expect(full?.[0]?.untilMs).toBe(id === 'S10' ? at(13, '19:05') + 1 : Number.POSITIVE_INFINITY)
      expect(full).toHaveLength(1)
    }
  })

  it('counts what is refused while it is full, and grows on from there', () => {
    const fullMs = beganMs + 380.435 * minuteMs
    const refused = truthOf(world, 'database.refusedWrites', at(14), at(13))
    expect(refused).toBeCloseTo((20 * (at(13, '19:05') - fullMs)) / secondMs, -2)
    const made = truthOf(world, 'database.leftBehind', at(14)) as number
    expect(made + (refused as number)).toBe(12 * 60 * 1_200)
    expect(truthOf(world, 'database.bytes', at(14))).toBe(5_900_000_000 + made * 4_600)
    expect(truthOf(worldOf('S10-b'), 'database.isFull', at(14))).toBe(1)
  })
})

it('is told by EKS: a larger tier after five minutes, and no way back to a smaller database', () => {
  const cluster = worldOf('S10').cluster(name) as Cluster
  const tier = (ms: number) => describeCluster(cluster, ms).controlPlaneScalingConfig
  expect(tier(at(13, '19:05'))).toEqual({ tier: 'standard' })
  expect(describeCluster(cluster, at(13, '19:03')).status).toBe('UPDATING')
  expect(tier(at(13, '19:05') + 1)).toEqual({ tier: 'tier-xl' })
  expect(tier(at(14))).toEqual({ tier: 'tier-xl' })
  const whose = { nodegroupName: undefined, addonName: undefined, capabilityName: undefined }
  const changes = (updatesOf(cluster, whose, at(14)) ?? []).filter(
    ({ type }) => type === 'ControlPlaneScalingConfigUpdate',
  )
  expect(changes.map(({ status }) => status)).toEqual(['Failed', 'Successful'])
  expect(changes[0]?.errors).toMatchObject([{ errorCode: 'OperationNotPermitted' }])
})

describe('on the wire', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.open({ scenarios: ['S10'], startDay: 13.5 })
  })
  afterAll(() => rig.close())

  const moveTo = (ms: number) => rig.control('/_sim/clock', { now: new Date(ms).toISOString() })
  const line = async (start: string): Promise<number> => {
    const { text } = await rig.ask(`/k8s/${name}/metrics`)
    const found = text.split('\n').find((told) => told.startsWith(start))
    return Number(found?.slice(found.lastIndexOf(' ')))
  }
  const write = async () => {
    const init = { method: 'POST', body: '{}' }
    return await rig.ask(`/k8s/${name}/api/v1/namespaces/default/pods`, init)
  }
  const renewed = async (): Promise<number[]> =>
    (await rig.ask(`/k8s/${name}/apis/coordination.k8s.io/v1/leases`)).json.items.map(
      ({ spec }: { spec: { renewTime: string } }) => Date.parse(spec.renewTime),
    )

  it('grows by 5.52 MB a minute, all of one kind', async () => {
    const size = () => line('apiserver_storage_size_bytes')
    const objects = () => line('apiserver_storage_objects{resource="policyreports.wgpolicyk8s.io"}')
    const [bytes, reports] = [await size(), await objects()]
    expect(bytes).toBe(5_900_000_000)
    await rig.control('/_sim/clock', { byMs: 30 * minuteMs })
    expect((await size()) - bytes).toBe(30 * 5_520_000)
    expect((await objects()) - reports).toBe(30 * 1_200)
    expect((await write()).status).toBe(405)
  })

  it('refuses writes and renews no lease while it is full, and reads as ever', async () => {
    await moveTo(at(13, '18:40'))
    const { status, json } = await write()
    expect([status, json.message]).toEqual([500, 'etcdserver: mvcc: database space exceeded'])
    expect((await rig.ask(`/k8s/${name}/api/v1/nodes`)).json.items.length).toBeGreaterThan(0)
    const fullMs = growthOf(worldOf('S10').cluster(name) as Cluster)?.full[0]?.fromMs as number
    for (const ms of await renewed()) {
      expect(ms).toBeLessThanOrEqual(fullMs)
      expect(ms).toBeGreaterThanOrEqual(fullMs - 10 * secondMs)
    }
  })

  it('counts the reports that were refused, and its own renewals with them', async () => {
    const posts = (code: number) =>
      line(`apiserver_request_total{code="${code}",component="apiserver",dry_run="",group="wgpolicyk8s.io"`)
    const [made, refused] = [await posts(201), await posts(500)]
    await rig.control('/_sim/clock', { byMs: minuteMs })
    expect([(await posts(201)) - made, (await posts(500)) - refused]).toEqual([0, 1_200])
    const group = 'group="coordination.k8s.io",resource="leases"'
    expect(
      await line(`apiserver_request_total{code="500",component="apiserver",dry_run="",${group}`),
    ).toBeGreaterThan(0)
  })

  it('writes again once the larger tier is there, and grows on', async () => {
    await moveTo(at(13, '19:05') + 15 * secondMs)
    expect((await write()).status).toBe(405)
    for (const ms of await renewed()) expect(ms).toBeGreaterThan(at(13, '19:05'))
    expect(await line('apiserver_storage_size_bytes')).toBeGreaterThan(8_000_000_000)
  })
})
