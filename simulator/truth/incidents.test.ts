// What the ledger says of nodes that break, follow an upgrade or fall silent, against what the faces tell at that
// time, one by one; and watches through it all against the lists before and after.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, Rig } from '../wire/kube/client-rig.ts'
import { testEpochMs } from '../world/clock.ts'
import { momentOf } from '../world/scenario.ts'
import type { Truth } from './ledger.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
let rig: Rig

const at = (day: number, time: string): string => new Date(testEpochMs + momentOf(day, time)).toISOString()
const moveTo = (now: string): Promise<Json> => rig.control('/_sim/clock', { now })
const listOf = async (cluster: string, plural: string): Promise<Json[]> =>
  (await rig.pages(`/k8s/${cluster}/api/v1/${plural}`, 500)).flatMap((page) => page.items)

async function truthsOf(
  cluster: string,
  from?: string,
): Promise<(metric: string, subject?: string) => number> {
  const query = new URLSearchParams({ cluster, ...(from === undefined ? {} : { from }) })
  const { truths } = (await rig.control(`/_sim/truth?${query}`)) as { truths: Truth[] }
  return (metric, subject = cluster) =>
    truths.find((truth) => truth.metric === metric && truth.subject === subject)?.value ?? Number.NaN
}

const zoneOf = ({ metadata }: Json): string => metadata.labels['topology.kubernetes.io/zone']

async function firstWithNodesIn(zone: string, clusters: readonly string[]): Promise<string> {
  for (const cluster of clusters) {
    if ((await listOf(cluster, 'nodes')).some((node) => zoneOf(node) === zone)) return cluster
  }
  throw new Error(`none of ${clusters.join(', ')} has a node in ${zone}`)
}

const statusOf = ({ status }: Json, type: string): string =>
  status.conditions?.find((condition: Json) => condition.type === type)?.status ?? 'none'

/** Compares all that the ledger says of nodes with all of them. */
async function nodesAreAsItSays(cluster: string): Promise<Json[]> {
  const value = await truthsOf(cluster)
  const nodes = await listOf(cluster, 'nodes')
  const ready = nodes.filter((node) => statusOf(node, 'Ready') === 'True')
  const lost = nodes.filter((node) => statusOf(node, 'Ready') === 'Unknown')
  const unhealthy = nodes.filter((node) => statusOf(node, 'AcceleratedHardwareReady') === 'False')
  expect([cluster, nodes.length, nodes.length, ready.length, lost.length, unhealthy.length]).toEqual([
    cluster,
    value('cluster.nodes'),
    value('nodes.present'),
    value('nodes.ready'),
    value('nodes.lost'),
    value('nodes.unhealthy'),
  ])
  return nodes
}

/** And pods too. */
async function isAsItSays(cluster: string): Promise<Json[]> {
  const value = await truthsOf(cluster)
  const nodes = await nodesAreAsItSays(cluster)
  const pods = await listOf(cluster, 'pods')
  const waiting = pods.filter((pod) => pod.status.phase !== 'Succeeded' && statusOf(pod, 'Ready') !== 'True')
  const pending = pods.filter(({ status }) => status.phase === 'Pending')
  expect([waiting.length, pending.length, pods.length]).toEqual([
    value('pods.unready'),
    value('pods.pending'),
    value('cluster.pods'),
  ])
  const names = new Set(nodes.map(({ metadata }) => metadata.name))
  const placed = pods.filter(
    ({ spec, status }) => spec.nodeName !== undefined && status.phase !== 'Succeeded',
  )
  expect(placed.filter(({ spec }) => !names.has(spec.nodeName))).toEqual([])
  return nodes
}

const versionsOf = (nodes: readonly Json[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { status } of nodes) {
    const minor = /^v(\d+\.\d+)/.exec(status.nodeInfo.kubeletVersion)?.[1] as string
    counts[minor] = (counts[minor] ?? 0) + 1
  }
  return counts
}

/** A watch from now until the clock stands at `now`, and whether it makes of the list before the one after. */
async function watchUntil(path: string, now: string, stepMs: number): Promise<Json[]> {
  const list = async (): Promise<Json> => (await rig.ask(path)).json
  const before = await list()
  const watch = rig.watch(
    `${path}?watch=true&resourceVersion=${before.metadata.resourceVersion}&allowWatchBookmarks=true`,
  )
  await watch.opened
  const { now: standing } = await rig.control('/_sim/clock')
  for (let ms = Date.parse(standing) + stepMs; ms < Date.parse(now); ms += stepMs) {
    await moveTo(new Date(ms).toISOString())
  }
  await moveTo(now)
  const after = await list()
  await watch.until((frames) => {
    const last = frames.at(-1)
    return (
      last?.type === 'BOOKMARK' &&
      Number(last.object.metadata.resourceVersion) >= Number(after.metadata.resourceVersion)
    )
  })
  await watch.stop()
  const objects = new Map(before.items.map((item: Json) => [item.metadata.uid, item]))
  for (const { type, object } of watch.frames) {
    if (type === 'BOOKMARK') continue
    const { kind, apiVersion, ...item } = object
    expect([type, objects.has(item.metadata.uid)]).toEqual([type, type !== 'ADDED'])
    if (type === 'DELETED') objects.delete(item.metadata.uid)
    else objects.set(item.metadata.uid, item)
  }
  expect([...objects.keys()].sort()).toEqual(after.items.map(({ metadata }: Json) => metadata.uid).sort())
  for (const item of after.items) expect(objects.get(item.metadata.uid)).toEqual(item)
  return watch.frames
}

describe(`upgrades, a silent zone and broken accelerators (seed ${seed})`, () => {
  beforeAll(async () => {
    rig = await Rig.open({ seed, startDay: 7, scenarios: ['S09', 'S19', 'S20'] })
  })
  afterAll(() => rig.close())

  it('follows an upgrade in its ring', async () => {
    const cluster = 'dev-ads-use1'
    await moveTo(at(8, '08:59'))
    expect(versionsOf(await isAsItSays(cluster))).toEqual({ '1.32': expect.any(Number) })
    await moveTo(at(8, '09:16'))
    for (let n = 0; n < 12; n += 1) {
      await rig.control('/_sim/clock', { byMs: 41_000 })
      const value = await truthsOf(cluster)
      for (const [version, nodes] of Object.entries(versionsOf(await isAsItSays(cluster)))) {
        expect([version, nodes]).toEqual([version, value('nodes.byVersion', `${cluster}/${version}`)])
      }
    }
    await moveTo(at(8, '12:00'))
    expect(versionsOf(await isAsItSays(cluster))).toEqual({
      '1.33': (await truthsOf(cluster))('cluster.nodes'),
    })
    expect((await truthsOf(cluster))('upgrade.nodeGroups')).toBeGreaterThan(1)
  })

  it('tells the same to who comes later and asks in another order', async () => {
    // 12:00 of the eighth day.
    const other = await Rig.open({ seed, startDay: 8.5, scenarios: ['S09', 'S19', 'S20'] })
    const lists = ['/apis/apps/v1/daemonsets', '/apis/apps/v1/replicasets', '/api/v1/pods', '/api/v1/nodes']
    const told = async (by: Rig, paths: readonly string[]): Promise<Map<string, Json>> => {
      const found = new Map<string, Json>()
      for (const path of paths) found.set(path, await by.pages(`/k8s/dev-ads-use1${path}`, 7))
      return found
    }
    try {
      const first = await told(rig, lists)
      const second = await told(other, [...lists].reverse())
      for (const path of lists) expect(second.get(path)).toEqual(first.get(path))
    } finally {
      await other.close()
    }
  })

  it.each([
    ['nodes', 'dev-pay-euw1', '13:15', '13:35'],
    ['events', 'dev-pay-euw1', '13:36', '14:40'],
    ['pods', 'dev-search-use1', '14:45', '15:05'],
  ])('tells watchers of an upgrade of %s', async (plural, cluster, from, to) => {
    await moveTo(at(8, from))
    const frames = await watchUntil(`/k8s/${cluster}/api/v1/${plural}`, at(8, to), 20_000)
    if (plural === 'nodes') expect(frames.some(({ type }) => type === 'DELETED')).toBe(true)
  })

  it('stays where it was when the add-ons are not fit', async () => {
    await moveTo(at(12, '00:00'))
    const failed = 'svc-social-use2'
    const value = await truthsOf(failed)
    expect([value('cluster.minor'), value('upgrade.failed'), value('upgrade.nodeGroups')]).toEqual([32, 1, 0])
    expect(Object.keys(versionsOf(await isAsItSays(failed)))).toEqual(['1.32'])
    const { truths } = (await rig.control('/_sim/truth')) as { truths: Truth[] }
    const rings = truths.filter(({ metric }) => /^upgrade\./.test(metric) && !/nodeGroups/.test(metric))
    expect(
      rings.filter(({ cluster }) => cluster === undefined).map(({ subject, value }) => [subject, value]),
    ).toEqual([
      ['dev', 4],
      ['stage', 3],
      ['prod', 4],
      ['fleet', 1],
    ])
  })

  it('loses a zone and has it back, with all of its pods', async () => {
    await moveTo(at(13, '14:59'))
    // Zones of nodes are drawn: one of a hundred clusters of a dozen nodes has none in this one.
    const cluster = await firstWithNodesIn('eu-west-1b', ['stream-euw1-c1', 'svc-ads-euw1'])
    const before = (await listOf(cluster, 'pods')).map(({ metadata }) => metadata.uid)
    await watchUntil(`/k8s/${cluster}/api/v1/nodes`, at(13, '15:02'), 10_000)
    const said = (await rig.ask(`/k8s/${cluster}/api/v1/events?fieldSelector=involvedObject.kind=Node`)).json
    const lost = said.items.filter(({ reason }: Json) => reason === 'NodeNotReady')
    expect(lost.length).toBe((await truthsOf(cluster))('nodes.lost'))
    for (const now of ['15:03', '15:20', '15:39']) {
      await moveTo(at(13, now))
      const nodes = await isAsItSays(cluster)
      await isAsItSays('svc-ads-euw1')
      const zone = nodes.filter((node) => zoneOf(node) === 'eu-west-1b')
      const value = await truthsOf(cluster)
      expect(zone.length).toBe(value('zone.nodes.lost', `${cluster}/eu-west-1b`))
      expect(zone.every((node) => statusOf(node, 'Ready') === 'Unknown')).toBe(true)
      if (now !== '15:03') expect(zone.every(({ spec }) => spec.unschedulable)).toBe(true)
      const keys = (node: Json) => node.spec.taints.map(({ key, effect }: Json) => `${key} ${effect}`)
      expect(keys(zone[0])).toContain('node.kubernetes.io/unreachable NoExecute')
      for (const { metadata } of zone) {
        const at = `/k8s/${cluster}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${metadata.name}`
        const { json } = await rig.ask(at)
        expect(Date.parse(json.spec.renewTime)).toBeLessThan(testEpochMs + momentOf(13, '15:00'))
      }
    }
    await watchUntil(`/k8s/${cluster}/api/v1/pods`, at(13, '15:43'), 30_000)
    expect((await truthsOf(cluster))('nodes.lost')).toBe(0)
    await isAsItSays(cluster)
    const after = new Set((await listOf(cluster, 'pods')).map(({ metadata }) => metadata.uid))
    expect(before.filter((uid) => after.has(uid)).length).toBeGreaterThan(before.length * 0.8)
  })

  it('breaks a block of the network and repairs it', async () => {
    const cluster = 'ultra-research'
    await moveTo(at(13, '22:01'))
    const nodes = await nodesAreAsItSays(cluster)
    const broken = nodes.filter((node) => statusOf(node, 'AcceleratedHardwareReady') === 'False')
    const of = (layer: number) =>
      new Set(broken.map(({ metadata }) => metadata.labels[`topology.k8s.aws/network-node-layer-${layer}`]))
    const reasons = new Set(
      broken.map(({ status }) => status.conditions.find(({ type }: Json) => /^Acc/.test(type)).reason),
    )
    expect([broken.length, of(1).size, of(2).size, of(3).size, [...reasons]]).toEqual([
      128,
      1,
      1,
      8,
      ['NvidiaXID79Error'],
    ])
    const value = await truthsOf(cluster)
    expect([value('incident.nodes'), value('incident.accelerators')]).toEqual([128, 1_024])
    expect(value('incident.detectedWithinSeconds')).toBeLessThanOrEqual(60)
    const job = 'training/pretrain-14b'
    const waiting = (await rig.ask(`/k8s/${cluster}/api/v1/namespaces/training/pods`)).json.items
    expect(waiting.map(({ status }: Json) => status.phase)).toEqual(Array(128).fill('Pending'))
    expect([value('job.ready', job), value('job.restarts', job)]).toEqual([0, 0])
    const jobs = `/k8s/${cluster}/apis/batch/v1/namespaces/training/jobs`
    await moveTo(at(13, '22:10'))
    await watchUntil(`/k8s/${cluster}/api/v1/nodes`, at(13, '22:12'), 60_000)
    await isAsItSays(cluster)
    await moveTo(at(13, '22:16'))
    const mended = await nodesAreAsItSays(cluster)
    const kept = new Set(nodes.map(({ metadata }) => metadata.uid))
    expect(mended.filter(({ metadata }) => !kept.has(metadata.uid))).toHaveLength(128)
    const since = await truthsOf(cluster, at(13, '22:00'))
    expect([since('job.ready', job), since('job.restarts', job)]).toEqual([128, 1])
    const pods = (await rig.ask(`/k8s/${cluster}/api/v1/namespaces/training/pods`)).json.items
    const ready = pods.map(({ status }: Json) =>
      Date.parse(status.conditions.find(({ type }: Json) => type === 'Ready').lastTransitionTime),
    )
    const downSeconds = (Math.max(...ready) - Date.parse(at(13, '22:00'))) / 1_000
    expect(downSeconds).toBe(Math.floor(since('job.downtimeSeconds', job)))
    const [told] = (await rig.ask(jobs)).json.items
    expect([told.spec.completions, told.status.ready]).toEqual([128, 128])
    expect([since('incident.replaced'), since('incident.unhealthy'), since('nodes.replaced')]).toEqual([
      128, 0, 128,
    ])
    expect(since('incident.replacedAfterSeconds')).toBeLessThan(16 * 60)
  }, 60_000)
})

describe(`more broken than is repaired (seed ${seed})`, () => {
  beforeAll(async () => {
    rig = await Rig.open({ seed, startDay: 13, scenarios: ['S09-b'] })
  })
  afterAll(() => rig.close())

  it('replaces none of a quarter of a pool, whose pods stay', async () => {
    const cluster = 'gpu-infer-usw2'
    await moveTo(at(13, '21:59'))
    const before = await isAsItSays(cluster)
    await moveTo(at(13, '23:59'))
    const nodes = await isAsItSays(cluster)
    expect(nodes.map(({ metadata }) => metadata.uid)).toEqual(before.map(({ metadata }) => metadata.uid))
    expect(nodes.filter((node) => statusOf(node, 'AcceleratedHardwareReady') === 'False')).toHaveLength(10)
    const value = await truthsOf(cluster, at(13, '22:00'))
    expect([value('incident.nodes'), value('incident.unhealthy'), value('incident.replaced')]).toEqual([
      10, 10, 0,
    ])
    expect(value('nodes.replaced')).toBe(0)
  })
})
